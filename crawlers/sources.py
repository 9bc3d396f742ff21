"""Sources: one TOML file per site, with its terms, its manners and its markup."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from .engines import ENGINES
from .errors import SourceInvalid
from .records import ParsedMessage
from .rules import Expect
from .strict import read_record

SHIPPED = Path(__file__).parent / "sources"
SOURCE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_FIELDS = frozenset(one.name for one in fields(ParsedMessage))
_USUAL_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One site that is read.

    `url` is where reading starts and `hosts` all that may be asked: "host" at its usual port, "host:port" at
    that one (with `allow_private` a host at any). `delay`, `timeout` and `max_seconds` are seconds. `enabled`
    tells whether a run without a choice takes the source. `provider` is the provider that all its pages are
    about. `terms` and `robots` are notes for people.
    `revisit` tells which known threads a crawl opens: those that are due ("schedule") or all ("always").
    `stop_on` are statuses with which the site turns programs away: one such answer stops the source.
    `token_env` names the environment variable that holds the key of an API. `rules` is what the table of the
    engine says, as the record of that engine.
    """

    title: str
    engine: str
    url: str
    hosts: tuple[str, ...]
    timezone: str
    terms: str
    name: str = ""
    enabled: bool = True
    allow_private: bool = False
    delay: float = 3.0
    timeout: float = 60.0
    retries: int = 2
    max_pages: int = 2000
    max_seconds: float = 3600.0
    provider: str = ""
    robots: str = ""
    revisit: str = "schedule"
    stop_on: tuple[int, ...] = ()
    expect: Expect = field(default_factory=Expect)
    token_env: str = ""
    rules: Any = field(default=None, metadata={"computed": True})
    path: Path = field(default=Path(), metadata={"computed": True})


def load_source(path: Path) -> Source:
    """Return the source that the file describes, named after the file. SourceInvalid says what to mend."""
    table = dict(_read_toml(path))
    if table.setdefault("name", path.stem) != path.stem:
        raise SourceInvalid(f"{path}: name has to be {path.stem!r}, like the file; remove the line.")
    rules = table.pop(str(table.get("engine")), None)
    source = read_record(Source, table, str(path))
    for complaint in _complaints(source):
        raise SourceInvalid(f"{path}: {complaint}")
    return replace(source, path=path.resolve(), rules=_rules(source.engine, rules, str(path)))


def find_sources(*folders: Path) -> dict[str, Path]:
    """Return the source files by name: the shipped ones, then those of each folder; a later one wins."""
    return {
        path.stem: path
        for folder in (SHIPPED, *folders)
        for path in sorted(folder.glob("*.toml"))
        if not path.name.startswith(".")
    }


def _read_toml(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SourceInvalid(f"There is no source file {path}.") from error
    except UnicodeDecodeError as error:
        raise SourceInvalid(f"{path} is not UTF-8; save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise SourceInvalid(f"{path} is not valid TOML: {error}.") from error


def _rules(name: str, table: object, where: str) -> object:
    """Return the engine's own table as its record; an engine that needs no choice needs no table."""
    engine = ENGINES[name]
    if table is None and engine.needs_rules():
        raise SourceInvalid(f"{where}: engine {name} needs a table [{name}].")
    return read_record(engine.rules_record(), {} if table is None else table, f"{where}: {name}")


def _complaints(source: Source) -> list[str]:
    checks = {
        "the file's name may hold a-z, 0-9, - and _ only.": SOURCE_NAME.fullmatch(source.name),
        f"engine has to be one of {', '.join(ENGINES)}.": source.engine in ENGINES,
        "url has to begin with http:// or https://.": urlsplit(source.url).scheme in ("http", "https"),
        "hosts has to list the host of url, with its port if it has one.": is_listed(
            source.url, source.hosts, any_port=source.allow_private
        ),
        f"timezone {source.timezone!r} is unknown; write one like Europe/Moscow.": is_zone(source.timezone),
        f"delay has to be at least {_least_delay(source)} s for a public site.": _is_polite(source),
        "timeout, max_seconds and max_pages have to be above 0.": _has_limits(source),
        f"[expect] fields may hold {', '.join(sorted(_FIELDS))} only.": _FIELDS.issuperset(
            source.expect.fields
        ),
        'revisit has to be "schedule" or "always".': source.revisit in ("schedule", "always"),
        "terms has to say what the site's terms allow, and when you looked.": source.terms.strip(),
    }
    return [complaint for complaint, is_fine in checks.items() if not is_fine]


def is_listed(url: str, hosts: tuple[str, ...], *, any_port: bool = False) -> bool:
    """Return whether the host of `url` is one of `hosts`; without a port these mean the usual one."""
    try:
        parts = urlsplit(url)
        host = _ascii(parts.hostname or "")
        port = parts.port or _USUAL_PORTS.get(parts.scheme, 0)
        bare = {host} if any_port or port == _USUAL_PORTS.get(parts.scheme) else set()
        return bool((bare | {f"{host}:{port}"}) & {_ascii(one) for one in hosts})
    except ValueError:  # no such port, a broken IPv6 literal
        return False


def _ascii(host: str) -> str:
    """Return a host as it stands in requests: пример.рф is xn--e1afmkfd.xn--p1ai there."""
    return host.lower() if host.isascii() else host.encode("idna").decode()


def is_zone(name: str) -> bool:
    """Return whether `name` is a time zone that this system knows, as in Europe/Moscow."""
    try:
        return bool(ZoneInfo(name))
    except (KeyError, OSError, ValueError):  # ZoneInfoNotFoundError is a KeyError
        return False


def _is_polite(source: Source) -> bool:
    return source.allow_private or source.delay >= _least_delay(source)


def _least_delay(source: Source) -> float:
    return ENGINES[source.engine].least_delay if source.engine in ENGINES else 0.0


def _has_limits(source: Source) -> bool:
    return min(source.timeout, source.max_seconds, source.max_pages) > 0

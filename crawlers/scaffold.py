"""A new source: its TOML, filled in as far as an address tells, and a test case that fails until drawn."""

import json
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from typing import Any, get_origin, get_type_hints
from urllib.parse import urlsplit

from .engines import ENGINES, Engine
from .errors import SourceInvalid
from .sources import SOURCE_NAME

FILL_IN = "FILL IN"
_HEAD = """\
# What the keys mean: crawlers/sources.py, and crawlers/rules/{engine}.py for the table [{engine}].
title = {title}
engine = "{engine}"
url = {url}
hosts = [{host}]
timezone = "Europe/Moscow"
enabled = false
delay = 3.0
{private}terms = "Not read yet: say what the site's terms allow, and the day you looked."
robots = "Obeyed at run time; the decision is stored with each crawl."

[expect]
min_messages = 1
fields = ["text", "published_at"]
"""
_CASE = """\
# Save a page of the site as page.html (or page.json) beside this file, with invented people and texts in it,
# and write into expected.json what has to come out.
parser = "{engine}.{parser}"
source = "../../{name}.toml"
url = {url}
now = {now}
thread_key = "1"
"""


def new_source(name: str, *, engine: str, url: str, folder: Path) -> tuple[Path, Path]:
    """Write `folder/<name>.toml` and the test case `folder/<name>/first/`, and return both.

    Nothing that exists is overwritten, nothing is asked of the site. SourceInvalid says what is in the way.
    """
    file, case = folder / f"{name}.toml", folder / name / "first"
    for complaint in _complaints(name, engine, url, (file, case)):
        raise SourceInvalid(complaint)
    case.mkdir(parents=True)
    (case / "case.toml").write_text(_case(name, ENGINES[engine], url), encoding="utf-8")
    (case / "page.html").write_text(f"<!-- {FILL_IN} -->\n", encoding="utf-8")
    (case / "expected.json").write_text(json.dumps({FILL_IN: "what the page gives"}) + "\n", encoding="utf-8")
    file.write_text(_toml(name, ENGINES[engine], url), encoding="utf-8")
    return file, case


def _complaints(name: str, engine: str, url: str, paths: tuple[Path, ...]) -> Iterator[str]:
    if not SOURCE_NAME.fullmatch(name):
        yield f"A source cannot be called {name!r}: its name may hold a-z, 0-9, - and _ only."
    if engine not in ENGINES:
        yield f"There is no engine {engine!r}; the engines are {', '.join(sorted(ENGINES))}."
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname or '"' in url:
        yield f"{url} is no address of a site: write one that begins with https://."
    yield from (
        f"{path} is there already: choose another name, or remove it." for path in paths if path.exists()
    )


def _toml(name: str, engine: Engine, url: str) -> str:
    parts = urlsplit(url)
    head = _HEAD.format(
        engine=engine.name,
        title=_quoted(name),
        url=_quoted(url),
        host=_quoted(parts.netloc if _is_private(parts.hostname or "") else parts.hostname or ""),
        private="allow_private = true\n" if _is_private(parts.hostname or "") else "",
    )
    tables = "\n".join(_table(engine.rules_record(), engine.name))
    return f"{head}\n{tables}\n"


def _table(record: type[Any], name: str) -> Iterator[str]:
    """Yield the lines of a table and of those in it: needed keys to fill in, the others as comments."""
    hints = get_type_hints(record)
    plain = [one for one in fields(record) if not is_dataclass(hints[one.name])]
    yield f"[{name}]"
    yield from (_line(one, hints[one.name]) for one in plain if one.default is not None)
    yield from (f"# [{name}.{one.name}]" for one in plain if one.default is None)  # tables to choose from
    for one in fields(record):
        if is_dataclass(hints[one.name]):
            yield ""
            yield from _table(hints[one.name], f"{name}.{one.name}")


def _line(one: "Field[Any]", kind: Any) -> str:
    if one.default is not MISSING:
        return f"# {one.name} = {_value(one.default)}"
    if one.default_factory is not MISSING:
        return f"# {one.name} = {_value(one.default_factory())}"
    if kind is str:
        return f"{one.name} = {_quoted(FILL_IN)}"
    return f"{one.name} = {_value((get_origin(kind) or kind)())}  # {FILL_IN}"


def _value(default: object) -> str:
    if isinstance(default, tuple | list):
        return json.dumps(list(default), ensure_ascii=False)
    if isinstance(default, dict):
        return "{}"
    return json.dumps(default, ensure_ascii=False)  # strings, numbers and booleans are spelt alike in TOML


def _case(name: str, engine: Engine, url: str) -> str:
    now = datetime.now(UTC).replace(microsecond=0).isoformat()
    return _CASE.format(name=name, engine=engine.name, parser=_parser(engine), url=_quoted(url), now=now)


def _parser(engine: Engine) -> str:
    """Return the function that reads a page of a thread, by its name."""
    module = import_module(f"{__package__}.pages.{engine.name}")
    names = [name for name in vars(module) if name.startswith("parse_")]
    wanted = ("parse_thread", "parse_comments")
    return next((name for name in (*wanted, *names) if hasattr(module, name)), wanted[0])


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost"

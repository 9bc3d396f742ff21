"""What `otklik doctor` looks at. Each check returns findings; none changes anything."""

import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from .config import Settings, config_file
from .errors import known_errors

if TYPE_CHECKING:
    from crawlers.sources import Source

WARN_FREE = 2 << 30  # bytes on the disk of the data folder
FAIL_FREE = 200 << 20
_HAS_MIGRATIONS = (
    "SELECT count(*) > 0 FROM duckdb_tables() WHERE schema_name = 'meta' AND table_name = 'migrations'"
)
STALE_DAYS = 8.0  # a weekly schedule that ran is never older


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor; `text` says what is, and for the bad ones how to mend it."""

    level: Level
    about: str
    text: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield a finding for everything that is looked at."""
    for check in CHECKS:
        yield from _guarded(check, settings)


def _guarded(check: Callable[[Settings], Iterator[Finding]], settings: Settings) -> Iterator[Finding]:
    about = check.__name__.removeprefix("check_").replace("_", " ")
    try:
        yield from check(settings)
    except OSError as error:
        yield Finding(Level.FAIL, about, f"{error.filename}: {error.strerror}")
    except Exception as error:
        if not isinstance(error, known_errors()):
            raise
        yield Finding(Level.FAIL, about, str(error))


def check_config(settings: Settings) -> Iterator[Finding]:
    """Where the settings come from, and whether they say who crawls."""
    yield Finding(Level.OK, "config", str(config_file() or "no otklik.toml, the defaults hold"))
    if not settings.contact:
        text = "no contact: set `contact` in otklik.toml before you crawl a public site"
        yield Finding(Level.WARN, "config", text)


def check_encoding(_settings: Settings) -> Iterator[Finding]:
    """Whether Russian text can be printed."""
    encoding = sys.stdout.encoding or "nothing"
    if encoding.lower().replace("-", "") == "utf8":
        yield Finding(Level.OK, "encoding", "UTF-8")
    else:
        text = f"the terminal speaks {encoding}, Russian may be unreadable: set LANG=C.UTF-8 or PYTHONUTF8=1"
        yield Finding(Level.WARN, "encoding", text)


def check_folder(settings: Settings) -> Iterator[Finding]:
    """Whether the data folder can be written, has room, and keeps its key to itself."""
    existing = next(
        path for path in (settings.data_dir, *settings.data_dir.absolute().parents) if path.exists()
    )
    with tempfile.TemporaryFile(dir=existing):
        yield Finding(Level.OK, "folder", f"{settings.data_dir} can be written")
    free = shutil.disk_usage(existing).free
    level = Level.FAIL if free < FAIL_FREE else Level.WARN if free < WARN_FREE else Level.OK
    yield Finding(
        level, "disk", f"{free / 2**30:.1f} GiB free" + ("" if level is Level.OK else ": make room")
    )
    key = settings.key_file
    if key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield Finding(Level.WARN, "key", f"{key} can be read by others: run chmod 600 {key}")


def check_sources(settings: Settings) -> Iterator[Finding]:
    """Whether every source file can be used, and whether a run has something to read."""
    from crawlers.errors import SourceInvalid
    from crawlers.sources import find_sources

    found = find_sources(*settings.source_folders)
    enabled = []
    for name, path in found.items():
        try:
            enabled += [name] if _checked_source(path).enabled else []
        except SourceInvalid as error:
            yield Finding(Level.FAIL, "sources", str(error))
    for name in (name for name in settings.sources if name not in found):
        yield Finding(Level.FAIL, "sources", f"{name!r} in `sources` has no file: see `otklik sources list`")
    chosen = settings.sources or tuple(enabled)
    if chosen:
        yield Finding(Level.OK, "sources", f"{', '.join(chosen)} (of {len(found)})")
    else:
        text = "none is enabled: name one in `sources`, or bring reviews with `otklik import`"
        yield Finding(Level.WARN, "sources", text)


def _checked_source(path: Path) -> "Source":
    """The source with all its selectors tried. SourceInvalid says what to mend."""
    from crawlers.engines import engine_of
    from crawlers.sources import load_source

    source = load_source(path)
    engine_of(source).check(source)
    return source


def check_annotator(settings: Settings) -> Iterator[Finding]:
    """Whether the provider files and the model can be read."""
    from .steps import annotator

    reader = annotator(settings)
    yield Finding(Level.OK, "annotator", f"version {reader.version}, {len(reader.providers)} providers")


def check_warehouse(settings: Settings) -> Iterator[Finding]:
    """Whether the writer's file opens and has the tables of this version."""
    from warehouse.connection import open_reader
    from warehouse.migrate import MIGRATIONS

    if not settings.warehouse.exists():
        yield Finding(Level.WARN, "warehouse", "none yet: `otklik run`, or `otklik import` and `otklik load`")
        return
    with open_reader(settings.warehouse) as connection:
        (has_tables,) = connection.execute(_HAS_MIGRATIONS).fetchall()[
            0
        ]  # not in a file that we did not make
        names = connection.execute("SELECT name FROM meta.migrations").fetchall() if has_tables else []
    applied = {name for (name,) in names}
    wanted = {path.name for path in MIGRATIONS.glob("*.sql")}
    if applied - wanted:
        text = f"{settings.warehouse} was written by a newer Otklik: update this one"
        yield Finding(Level.FAIL, "warehouse", text)
    elif wanted - applied:
        text = f"{len(wanted - applied)} migrations are pending; the next load applies them"
        yield Finding(Level.WARN, "warehouse", text)
    else:
        size = settings.warehouse.stat().st_size / 2**20
        yield Finding(Level.OK, "warehouse", f"{settings.warehouse}, {size:.1f} MiB, tables up to date")


def check_snapshot(settings: Settings) -> Iterator[Finding]:
    """Whether readers have something, and how old it is."""
    from warehouse.connection import open_snapshot

    if not settings.snapshot.exists():
        yield Finding(Level.WARN, "snapshot", "nothing is published yet: `otklik run` does it")
        return
    with open_snapshot(settings.snapshot):
        days = (time.time() - settings.snapshot.stat().st_mtime) / 86400
    stale = days > STALE_DAYS
    text = f"{settings.snapshot}, {days:.1f} days old" + (
        ": does the schedule run? `otklik run`" if stale else ""
    )
    yield Finding(Level.WARN if stale else Level.OK, "snapshot", text)


def check_waiting(settings: Settings) -> Iterator[Finding]:
    """Whether crawls wait to be loaded or looked at."""
    landed = [path.parent.name for path in settings.landing_dir.glob("[!.]*/crawl.json")]
    if landed:
        yield Finding(Level.WARN, "landing", f"{len(landed)} crawls wait: run `otklik load`")
    for path in sorted(settings.quarantine_dir.glob("[!.]*/")):
        mend = f"look at the site, then remove it or `otklik load --trust {path.name}`"
        yield Finding(Level.WARN, "quarantine", f"{path} was not believed: {mend}")


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    check_config,
    check_encoding,
    check_folder,
    check_sources,
    check_annotator,
    check_warehouse,
    check_snapshot,
    check_waiting,
)

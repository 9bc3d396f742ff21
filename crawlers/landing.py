"""Landing folders: what one crawl brought, written aside and renamed when whole, read back with checks."""

import fcntl
import gzip
import json
import os
import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any

from .errors import CrawlRunning, LandingCorrupt
from .items import (
    Crawl,
    CrawlStatus,
    Kind,
    Message,
    Precision,
    Probe,
    ProbeStatus,
    State,
    ThreadVisit,
    VisitStatus,
)

MESSAGES = "messages.jsonl.gz"
VISITS = "visits.jsonl.gz"
PROBES = "probes.jsonl.gz"
CRAWL = "crawl.json"
_VISIT_TIMES = ("visited_at", "window_from", "window_to")
_FOLDER = re.compile(r"\d{8}T\d{6}Z-(?P<source>.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class LandedCrawl:
    """A whole landing folder and its crawl record."""

    folder: Path
    crawl: Crawl


def crawl_id_of(source: str, started_at: datetime) -> str:
    """Return the name of a crawl and of its folder: the start in UTC to the second, and the source."""
    return f"{started_at:%Y%m%dT%H%M%SZ}-{source}"


class LandingWriter:
    """Writes `landing_dir/<crawl_id>`; nobody sees the folder before `finish` renamed it.

    The partial folder is locked while its process lives. Those of dead crawls of the same source are removed
    here; CrawlRunning if one is alive. `is_part` tells that the crawl which the folder
    belongs to did this already.
    """

    def __init__(self, landing_dir: Path, crawl_id: str, *, is_part: bool = False) -> None:
        self.folder = landing_dir / crawl_id
        self._partial = landing_dir / f".{crawl_id}"
        landing_dir.mkdir(parents=True, exist_ok=True)
        if not is_part:
            _remove_stale(landing_dir, _source_of(crawl_id))
        self._partial.mkdir(mode=0o700)  # names and homes are masked later, on the way into the warehouse
        self._lock = _locked(self._partial)
        self._messages = _open_lines(self._partial / MESSAGES)
        self._visits = _open_lines(self._partial / VISITS)
        self._probes = _open_lines(self._partial / PROBES)
        self.messages = 0
        self.visits = 0
        self.probes = 0

    def add_message(self, message: Message) -> None:
        """Write one message."""
        self._messages.write(to_line(message))
        self.messages += 1

    def add_visit(self, visit: ThreadVisit) -> None:
        """Write one visit."""
        self._visits.write(to_line(visit))
        self.visits += 1

    def add_probe(self, probe: Probe) -> None:
        """Write one probe."""
        self._probes.write(to_line(probe))
        self.probes += 1

    def discard(self) -> None:
        """Leave nothing behind, for instance on a disk that is full."""
        for lines in (self._messages, self._visits, self._probes):
            with suppress(OSError):
                lines.close()
        shutil.rmtree(self._partial, ignore_errors=True)
        os.close(self._lock)

    def finish(self, crawl: Crawl) -> Path:
        """Write the crawl record and return the folder under its final name; an older one is replaced."""
        for lines in (self._messages, self._visits, self._probes):
            lines.close()
        (self._partial / CRAWL).write_text(to_line(crawl), encoding="utf-8")
        for path in self._partial.iterdir():
            _sync(path)
        _replace(self.folder, self._partial)  # lock and all: without it a dead crawl's may be meant
        (self.folder / ".lock").unlink(missing_ok=True)
        _sync(self.folder.parent)
        os.close(self._lock)
        return self.folder


def finished_crawls(landing_dir: Path) -> list[LandedCrawl]:
    """Return the whole crawls that wait to be loaded, oldest first. LandingCorrupt names a broken one."""
    if not landing_dir.is_dir():
        return []
    folders = (path for path in landing_dir.iterdir() if _FOLDER.fullmatch(path.name) and path.is_dir())
    landed = [LandedCrawl(folder=folder, crawl=read_crawl(folder)) for folder in folders]
    return sorted(landed, key=lambda one: (one.crawl.started_at, one.crawl.crawl_id))


def read_crawl(folder: Path) -> Crawl:
    """Return the crawl record of a landing folder."""
    path = folder / CRAWL
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        moments = {name: datetime.fromisoformat(given[name]) for name in ("started_at", "finished_at")}
        return Crawl(**{**given, **moments, "status": CrawlStatus(given["status"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise LandingCorrupt(
            f"{path} is missing or broken ({error}); delete {folder} and crawl again."
        ) from error


def read_messages(folder: Path, name: str = MESSAGES) -> Iterator[Message]:
    """Yield the messages of a landing folder, or of the file `name` in it, in their order.

    LandingCorrupt if some are lost.
    """
    lines = _read_lines(folder / name, read_crawl(folder).messages)
    yield from (_built(folder / name, number, _message, line) for number, line in lines)


def read_visits(folder: Path) -> Iterator[ThreadVisit]:
    """Yield the visits of a landing folder in their order. LandingCorrupt if some are lost."""
    lines = _read_lines(folder / VISITS, read_crawl(folder).visits)
    yield from (_built(folder / VISITS, number, _visit, line) for number, line in lines)


def read_probes(folder: Path) -> Iterator[Probe]:
    """Yield the probes of a landing folder, none without such a file. LandingCorrupt if some are lost."""
    declared = read_crawl(folder).probes
    if declared or (folder / PROBES).exists():
        lines = _read_lines(folder / PROBES, declared)
        yield from (_built(folder / PROBES, number, _probe, line) for number, line in lines)


def to_line(record: Message | ThreadVisit | Probe | Crawl) -> str:
    """Return a record as one line of JSON in UTF-8, with times in ISO 8601."""
    return json.dumps(asdict(record), ensure_ascii=False, default=_plain) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be written to a landing file")


def _message(given: dict[str, Any]) -> Message:
    kinds = {"kind": Kind, "state": State, "published_precision": Precision}
    published_at = given["published_at"] and datetime.fromisoformat(given["published_at"])
    return Message(
        **{**given, **{key: kind(given[key]) for key, kind in kinds.items()}, "published_at": published_at}
    )


def _visit(given: dict[str, Any]) -> ThreadVisit:
    moments = {name: datetime.fromisoformat(given[name]) for name in _VISIT_TIMES if given.get(name)}
    return ThreadVisit(**{**given, **moments, "status": VisitStatus(given["status"])})


def _probe(given: dict[str, Any]) -> Probe:
    kinds = {name: ProbeStatus(given[name]) for name in ("status", "control_status")}
    return Probe(**{**given, **kinds, "probed_at": datetime.fromisoformat(given["probed_at"])})


def _built(path: Path, number: int, build: Any, line: str) -> Any:
    try:
        return build(json.loads(line))
    except (ValueError, TypeError, KeyError) as error:
        raise LandingCorrupt(
            f"{path}, line {number} is broken ({error}); delete its folder, crawl again."
        ) from error


def _read_lines(path: Path, declared: int) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines of a file, and refuse the file if they are not as many as were landed."""
    number = 0
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                yield number, line
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise LandingCorrupt(f"{path} is truncated or broken; delete its folder and crawl again.") from error
    if number != declared:
        raise LandingCorrupt(f"{path} has {number} lines, its crawl record says {declared}; crawl again.")


def _open_lines(path: Path) -> TextIOWrapper:
    """Return a gzip file for lines; without a time in it, equal content gives equal bytes."""
    packed: IO[bytes] = gzip.GzipFile(path, "wb", compresslevel=6, mtime=0)  # type: ignore[assignment]
    return TextIOWrapper(packed, encoding="utf-8")


def _source_of(name: str) -> str:
    found = _FOLDER.fullmatch(name.removeprefix("."))
    return found["source"] if found else ""


def _replace(folder: Path, new: Path) -> None:
    """Rename `new` to `folder`; one of that name is removed only when its successor is in its place."""
    old = _aside(folder)
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        _put_back(old)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}~")


def _put_back(old: Path) -> None:
    """Give a folder its name again whose successor never came; else it is in the way and goes."""
    folder = old.with_name(old.name[1:-1])
    if folder.exists():
        shutil.rmtree(old)
    elif old.exists():
        old.rename(folder)


def _remove_stale(landing_dir: Path, source: str) -> None:
    for path in landing_dir.glob(".*~"):
        if _source_of(path.name.removesuffix("~")) == source:
            _put_back(path)
    for path in landing_dir.glob(".*"):
        if _source_of(path.name) == source and path.is_dir():
            os.close(_locked(path))  # CrawlRunning if its process lives
            shutil.rmtree(path)


def _locked(folder: Path) -> int:
    """Return a lock on the folder as an open descriptor: it falls with the process, however that ends."""
    descriptor = os.open(folder / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise CrawlRunning(f"Another process is writing {folder}; wait for it to end.") from error
    return descriptor


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

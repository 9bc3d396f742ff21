"""A landing folder on its way in: its files in temporary tables, every line checked before one is kept."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from .errors import LandingCorrupt
from .statements import run_statements, statement

_STATUSES = ("complete", "partial", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlRecord:
    """The content of `crawl.json`; `robots` and `stats` as JSON texts."""

    crawl_id: str
    source: str
    engine: str
    extractor_version: str
    started_at: datetime
    finished_at: datetime
    status: str
    reason: str
    hides_subtrees: bool
    messages: int
    visits: int
    probes: int
    infers_removals: bool
    robots: str
    stats: str


def read_crawl_record(folder: Path) -> CrawlRecord:
    """The crawl that `folder` holds. Raises `LandingCorrupt` for a folder that is not whole."""
    path = folder / "crawl.json"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return _crawl_record(record)
    except FileNotFoundError as error:
        raise LandingCorrupt(
            f"{folder} has no crawl.json, so it is no whole landing folder: crawl again."
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        raise LandingCorrupt(f"{path} cannot be read ({_because(error)}): crawl or import again.") from error


def stage(connection: DuckDBPyConnection, folder: Path, crawl: CrawlRecord) -> None:
    """Fill the temporary tables `incoming_messages`, `incoming_visits` and `incoming_probes` from the files.

    Messages come from `messages.masked.jsonl.gz` where it is, else from `messages.jsonl.gz`. Raises
    `LandingCorrupt` with the line for anything that is cut, of another form, or does not fit together.
    """
    masked = folder / "messages.masked.jsonl.gz"
    messages = masked if masked.exists() else folder / "messages.jsonl.gz"
    _read(connection, messages, into="landed_messages")
    _read(connection, folder / "visits.jsonl.gz", into="landed_visits")
    if (folder / "probes.jsonl.gz").exists():
        _read(connection, folder / "probes.jsonl.gz", into="landed_probes")
    else:
        connection.execute(statement("ledger", "no_probes"))
    _check_counts(connection, folder, crawl)
    for name in ("check_visits", "check_messages", "check_probes"):
        _check(connection, folder, name, crawl)
    run_statements(connection, statement("ledger", "prepare"), {})


def _crawl_record(record: dict[str, object]) -> CrawlRecord:
    values = {name: _typed(record[name], kind) for name, kind in _PLAIN.items()}
    values["probes"] = _typed(record.get("probes", 0), int)  # crawls of before had none
    values["infers_removals"] = _typed(record.get("infers_removals", True), bool)
    for name in ("started_at", "finished_at"):
        values[name] = _moment(record[name])
    for name in ("robots", "stats"):
        values[name] = json.dumps(record.get(name, {}), ensure_ascii=False)
    if values["status"] not in _STATUSES:
        raise ValueError(f"unknown status {values['status']}")
    if values["finished_at"] < values["started_at"]:  # type: ignore[operator]  # both are datetimes
        raise ValueError("it ends before it starts")
    return CrawlRecord(**values)  # type: ignore[arg-type]  # each value was checked against its type


_PLAIN: dict[str, type] = {
    "crawl_id": str,
    "source": str,
    "engine": str,
    "extractor_version": str,
    "status": str,
    "reason": str,
    "hides_subtrees": bool,
    "messages": int,
    "visits": int,
}


def _typed(value: object, kind: type) -> object:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError(f"{value} has no time zone")
    return moment


def _because(error: Exception) -> str:
    return f"no {error}" if isinstance(error, KeyError) else str(error)


def _read(connection: DuckDBPyConnection, path: Path, *, into: str) -> None:
    if not path.exists():
        raise LandingCorrupt(f"{path} is missing: crawl or import again.")
    described = connection.execute(statement("ledger", f"{into}_columns")).description or []
    columns = {str(column[0]): str(column[1]) for column in described}
    try:
        connection.execute(statement("ledger", into), {"path": str(path), "columns": columns})
    except (duckdb.InvalidInputException, duckdb.IOException, duckdb.ConversionException) as error:
        said = str(error).splitlines()[0].removeprefix("Invalid Input Error: ")
        raise LandingCorrupt(f"{path} is cut or damaged, crawl or import again: {said}") from error


def _check_counts(connection: DuckDBPyConnection, folder: Path, crawl: CrawlRecord) -> None:
    found = connection.execute(statement("ledger", "landed_counts")).fetchone()
    if found != (crawl.messages, crawl.visits, crawl.probes):
        raise LandingCorrupt(
            f"{folder} holds (messages, visits, probes) {found}, but its crawl.json says"
            f" {(crawl.messages, crawl.visits, crawl.probes)}: crawl or import again."
        )


def _check(connection: DuckDBPyConnection, folder: Path, name: str, crawl: CrawlRecord) -> None:
    known = {
        "source": crawl.source,
        "crawl_id": crawl.crawl_id,
        "started_at": crawl.started_at,
        "finished_at": crawl.finished_at,
    }
    finding = run_statements(connection, statement("ledger", name), known).fetchone()
    if finding is not None:
        raise LandingCorrupt(f"{folder} does not fit together, crawl or import again: {finding[0]}.")

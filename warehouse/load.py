"""One crawl from its landing folder into the raw tables, with what happened since the crawls before it.

All the deciding is in `ledger/*.sql`, over temporary tables that hold this crawl and the threads it visited.
Everything of a crawl is kept in one transaction, or nothing is.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from duckdb import DuckDBPyConnection

from .errors import LandingCorrupt, OutOfOrder
from .incoming import CrawlRecord, read_crawl_record, stage
from .migrate import open_warehouse
from .statements import run_statements, statement
from .transactions import transaction

# Complete visits without a message, and the time they must span, before it counts as removed. Two are enough
# where the site says so when it is asked for the message itself.
ABSENCES = 3
ABSENCES_WITH_PROBE = 2
SPAN = timedelta(hours=24)

_COMPARE = (
    "marks",
    "known",
    "known_baselines",
    "seen",
    "accounted",
    "absent",
    "doubts",
    "last_seen",
    "away",
    "verdicts",
    "threads",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What a load did. `events` counts by kind; `quarantined` says why a crawl was not believed, else None.

    `skipped` is True for a crawl that had been loaded before: then nothing was done.
    """

    crawl_id: str
    new_messages: int = 0
    new_versions: int = 0
    events: Mapping[str, int] = field(default_factory=dict)
    quarantined: str | None = None
    skipped: bool = False


def load_crawl(warehouse: Path, folder: Path, *, trusted: bool = False) -> LoadReport:
    """Load the landing folder of one crawl and return what that changed; loading it again changes nothing.

    A crawl in which too much went missing or changed at once is kept as one `quarantined` row, unless a
    person has looked at the site and calls it `trusted`. Raises `LandingCorrupt`, `OutOfOrder` and what
    `open_writer` does.
    """
    crawl = read_crawl_record(
        folder
    )  # before the warehouse is opened: most folders that are wrong, show it here
    with open_warehouse(warehouse) as connection:
        return load_into(connection, folder, crawl, trusted=trusted)


def load_into(
    connection: DuckDBPyConnection, folder: Path, crawl: CrawlRecord, *, trusted: bool = False
) -> LoadReport:
    """What `load_crawl` does, on an open connection to a warehouse that has every migration."""
    with transaction(connection):
        earlier = _loaded_before(connection, crawl, trusted=trusted)
        if earlier is not None:
            return earlier
        _check_order(connection, crawl)
        stage(connection, folder, crawl)
        return _add(connection, crawl, trusted=trusted)


def _loaded_before(connection: DuckDBPyConnection, crawl: CrawlRecord, *, trusted: bool) -> LoadReport | None:
    row = connection.execute(statement("ledger", "loaded_crawl"), {"crawl_id": crawl.crawl_id}).fetchone()
    if row is None:
        return None
    *facts, status, reason = row
    if facts != [crawl.started_at, crawl.finished_at, crawl.messages, crawl.visits]:
        raise LandingCorrupt(
            f"Another crawl named {crawl.crawl_id} was loaded before: crawl or import again."
        )
    if status == "quarantined" and trusted:
        connection.execute(statement("ledger", "release"), {"crawl_id": crawl.crawl_id})
        return None
    return LoadReport(
        crawl_id=crawl.crawl_id, skipped=True, quarantined=reason if status == "quarantined" else None
    )


def _check_order(connection: DuckDBPyConnection, crawl: CrawlRecord) -> None:
    newest = connection.execute(statement("ledger", "newest_crawl"), {"source": crawl.source}).fetchone()
    if newest is None:
        return
    crawl_id, started_at, finished_at = newest
    if crawl.started_at <= started_at or crawl.started_at < finished_at:
        raise OutOfOrder(
            f"Crawl {crawl.crawl_id} began before {crawl_id} had finished, which is loaded already: what"
            f" happened in between cannot be told any more, remove its folder and crawl {crawl.source} again."
        )


def _add(connection: DuckDBPyConnection, crawl: CrawlRecord, *, trusted: bool) -> LoadReport:
    known = {
        "source": crawl.source,
        "crawl_id": crawl.crawl_id,
        "hides_subtrees": crawl.hides_subtrees,
        "infers_removals": crawl.infers_removals,
        "absences": ABSENCES,
        "absences_with_probe": ABSENCES_WITH_PROBE,
        "span": SPAN,
    }
    for name in _COMPARE:
        run_statements(connection, statement("ledger", name), known)
    suspicion = None if trusted else connection.execute(statement("ledger", "guard")).fetchone()
    if suspicion is not None:
        _insert_crawl(connection, replace(crawl, status="quarantined", reason=suspicion[0]))
        return LoadReport(crawl_id=crawl.crawl_id, quarantined=suspicion[0])
    _insert_crawl(connection, _doubted(connection, crawl))
    for name in ("events", "apply"):
        run_statements(connection, statement("ledger", name), known)
    return _report(connection, crawl)


def _doubted(connection: DuckDBPyConnection, crawl: CrawlRecord) -> CrawlRecord:
    """The crawl, less sure of itself where a probe contradicts what its pages showed."""
    doubt = connection.execute(statement("ledger", "doubt")).fetchone()
    if doubt is None:
        return crawl
    status = "partial" if crawl.status == "complete" else crawl.status
    return replace(crawl, status=status, reason="; ".join(filter(None, (crawl.reason, doubt[0]))))


def _insert_crawl(connection: DuckDBPyConnection, crawl: CrawlRecord) -> None:
    connection.execute(statement("ledger", "insert_crawl"), asdict(crawl))


def _report(connection: DuckDBPyConnection, crawl: CrawlRecord) -> LoadReport:
    counts: dict[str, int] = dict(connection.execute(statement("ledger", "report")).fetchall())
    return LoadReport(
        crawl_id=crawl.crawl_id,
        new_messages=counts.get("appeared", 0),
        new_versions=counts.pop("new_versions"),
        events=counts,
    )

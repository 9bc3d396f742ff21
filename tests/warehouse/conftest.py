"""Landing folders made by hand, and warehouses that they are loaded into."""

import dataclasses
import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

import duckdb
import pytest

from crawlers.items import (
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
from warehouse.incoming import read_crawl_record
from warehouse.load import LoadReport, load_crawl, load_into
from warehouse.migrate import migrate

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Content = Sequence[Message] | VisitStatus | tuple[VisitStatus, Sequence[Message]]


def make_message(key: str, text: str = "Интернет не работает третий день.", **changes: object) -> Message:
    """A customer's comment in thread `t`, unless `changes` say otherwise."""
    plain = Message(
        source="forum",
        thread_key="t",
        message_key=key,
        parent_key=None,
        url=f"http://forum.example/t#{key}",
        kind=Kind.COMMENT,
        author_hash="a" * 32,
        author_badge=None,
        published_at=START,
        published_precision=Precision.MINUTE,
        rating=None,
        rating_max=None,
        title="",
        text=text,
        likes=None,
        state=State.ALIVE,
        provider_name=None,
        content_hash="",
        transport="html",
        extractor_version="1",
    )
    message = dataclasses.replace(plain, **changes)
    digest = sha256(f"{message.title}\n{message.text}".encode()).hexdigest()
    return message if message.content_hash else dataclasses.replace(message, content_hash=digest)


def _write_lines(path: Path, records: Sequence[object]) -> None:
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        for record in records:
            line = record if isinstance(record, dict) else asdict(record)
            file.write(json.dumps(line, ensure_ascii=False, default=lambda moment: moment.isoformat()) + "\n")


class Landing:
    """Writes landing folders: one call is one crawl of `source`, `hours` after the start.

    `windows` are the hours that a visit of a thread saw, `probes` the answers for a message and its control.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def __call__(
        self,
        hours: float,
        threads: Mapping[str, Content],
        *,
        source: str = "forum",
        transport: str = "html",
        extractor_version: str = "1",
        hides_subtrees: bool = False,
        infers_removals: bool = True,
        windows: Mapping[str, tuple[float, float]] = MappingProxyType({}),
        probes: Mapping[str, tuple[str, str]] = MappingProxyType({}),
    ) -> Path:
        at = START + timedelta(hours=hours)
        crawl_id = f"{at:%Y%m%dT%H%M%SZ}-{source}"
        marks = {"source": source, "transport": transport, "extractor_version": extractor_version}
        messages: list[Message] = []
        visits: list[ThreadVisit] = []
        for thread_key, content in threads.items():
            status, found = _status_and_messages(content)
            messages += [dataclasses.replace(one, thread_key=thread_key, **marks) for one in found]
            visits.append(
                ThreadVisit(
                    crawl_id=crawl_id,
                    thread_key=thread_key,
                    url=f"http://forum.example/{thread_key}",
                    visited_at=at,
                    status=status,
                    reason="" if status is VisitStatus.COMPLETE else "said so",
                    declared_total=None,
                    seen_total=len(found),
                    pages=1,
                    **_window(windows.get(thread_key)),
                    **marks,
                )
            )
        asked = [
            _probe(key, *answers, crawl_id=crawl_id, source=source, probed_at=at)
            for key, answers in probes.items()
        ]
        crawl = Crawl(
            crawl_id=crawl_id,
            source=source,
            engine="reviews",
            extractor_version=extractor_version,
            started_at=at,
            finished_at=at,
            status=CrawlStatus.COMPLETE,
            reason="",
            hides_subtrees=hides_subtrees,
            messages=len(messages),
            visits=len(visits),
            probes=len(asked),
            infers_removals=infers_removals,
        )
        return self.write(crawl, messages, visits, asked)

    def write(
        self,
        crawl: Crawl,
        messages: Sequence[Message],
        visits: Sequence[ThreadVisit],
        probes: Sequence[Probe] = (),
    ) -> Path:
        folder = self.root / crawl.crawl_id
        folder.mkdir(parents=True, exist_ok=True)
        _write_lines(folder / "messages.jsonl.gz", messages)
        _write_lines(folder / "visits.jsonl.gz", visits)
        if probes:
            _write_lines(folder / "probes.jsonl.gz", probes)
        record = json.dumps(asdict(crawl), ensure_ascii=False, default=lambda moment: moment.isoformat())
        (folder / "crawl.json").write_text(record, encoding="utf-8")
        return folder


def _window(hours: tuple[float, float] | None) -> dict[str, datetime]:
    if hours is None:
        return {}
    first, last = (START + timedelta(hours=each) for each in hours)
    return {"window_from": first, "window_to": last}


def _probe(key: str, status: str, control_status: str, **place: object) -> Probe:
    codes = {"alive": 200, "gone": 404, "hidden": 401, "unknown": None}
    return Probe(
        thread_key="t",
        message_key=key,
        url=f"http://forum.example/t#{key}",
        status=ProbeStatus(status),
        http_status=codes[status],
        control_key="control",
        control_status=ProbeStatus(control_status),
        **place,
    )


def _status_and_messages(content: Content) -> tuple[VisitStatus, Sequence[Message]]:
    if isinstance(content, VisitStatus):
        return content, []
    if isinstance(content, tuple):
        return content
    return VisitStatus.COMPLETE, content


class Ledger:
    """A warehouse in memory, with the questions that the tests ask of it."""

    def __init__(self, landing: Landing) -> None:
        self.landing = landing
        self.connection = duckdb.connect(config={"threads": 1})
        self.connection.execute("SET TimeZone = 'UTC'")
        migrate(self.connection)

    def crawl(self, hours: float, threads: Mapping[str, Content], **options: object) -> LoadReport:
        return self.load(self.landing(hours, threads, **options))

    def load(self, folder: Path, *, trusted: bool = False) -> LoadReport:
        return load_into(self.connection, folder, read_crawl_record(folder), trusted=trusted)

    def rows(self, text: str, parameters: object = None) -> list[tuple]:
        return self.connection.execute(text, parameters).fetchall()

    def events(self, key: str | None) -> list[tuple[float, str]]:
        """(hours after the start, kind) of what happened to one message, or to the threads themselves."""
        return self.rows(
            """
            SELECT epoch(observed_at - $start::TIMESTAMPTZ) / 3600 AS hours, kind
            FROM raw.message_events WHERE message_key IS NOT DISTINCT FROM $key ORDER BY observed_at, kind
            """,
            {"start": START, "key": key},
        )

    def kinds(self, key: str | None) -> list[str]:
        return [kind for _, kind in self.events(key)]

    def versions(self, key: str) -> list[tuple[int, str, str]]:
        return self.rows(
            "SELECT version_number, text, state FROM raw.message_versions WHERE message_key = ? ORDER BY 1",
            [key],
        )

    def interval(self, key: str, kind: str) -> tuple[float, float]:
        """(last seen, first missing) of an event, in hours after the start."""
        [found] = self.rows(
            """
            SELECT
                epoch(last_seen_at - $start::TIMESTAMPTZ) / 3600,
                epoch(first_missing_at - $start::TIMESTAMPTZ) / 3600
            FROM raw.message_events WHERE message_key = $key AND kind = $kind
            """,
            {"start": START, "key": key, "kind": kind},
        )
        return found

    def content(self) -> dict[str, list[tuple]]:
        """Every row of every raw table, in an order of its own."""
        tables = self.rows("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'raw' ORDER BY 1")
        return {table: self.rows(f"SELECT * FROM raw.{table} ORDER BY ALL") for (table,) in tables}


class StoredLedger(Ledger):
    """The same in a file that is opened and closed by every load, as in a run."""

    def __init__(self, path: Path, landing: Landing) -> None:
        self.path = path
        self.landing = landing

    def load(self, folder: Path, *, trusted: bool = False) -> LoadReport:
        return load_crawl(self.path, folder, trusted=trusted)

    def rows(self, text: str, parameters: object = None) -> list[tuple]:
        with duckdb.connect(str(self.path)) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            return connection.execute(text, parameters).fetchall()


@pytest.fixture
def message() -> Callable[..., Message]:
    return make_message


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


@pytest.fixture
def ledger(landing: Landing) -> Iterator[Ledger]:
    ledger = Ledger(landing)
    yield ledger
    ledger.connection.close()


@pytest.fixture
def stored(tmp_path: Path, landing: Landing) -> StoredLedger:
    return StoredLedger(tmp_path / "warehouse.duckdb", landing)


@pytest.fixture(scope="session")
def new_ledger() -> Callable[[Path], Ledger]:
    """Ledgers for tests that need several, each with a landing folder of its own."""
    return lambda folder: Ledger(Landing(folder))


@pytest.fixture(scope="session")
def new_stored() -> Callable[[Path], StoredLedger]:
    """Warehouse files for tests that need several."""
    return lambda folder: StoredLedger(folder / "warehouse.duckdb", Landing(folder / "landing"))


@pytest.fixture
def write_lines() -> Callable[[Path, Sequence[object]], None]:
    return _write_lines


@pytest.fixture
def make_longer() -> Callable[[Path, timedelta], Path]:
    """A landing folder whose crawl finished later."""

    def change(folder: Path, by: timedelta) -> Path:
        record = json.loads((folder / "crawl.json").read_text(encoding="utf-8"))
        record["finished_at"] = (datetime.fromisoformat(record["finished_at"]) + by).isoformat()
        (folder / "crawl.json").write_text(json.dumps(record), encoding="utf-8")
        return folder

    return change

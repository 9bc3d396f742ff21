"""A source that is visited again and again, on a clock of the test's own, as a scheduled run does it.

The warehouse says what is due, the real spider reads it in a process of its own, and the ledger takes it in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from crawlers.errors import CrawlError
from crawlers.items import Crawl, Message, Probe, ThreadVisit
from crawlers.landing import read_messages, read_probes, read_visits
from crawlers.runner import run_crawl
from crawlers.sources import load_source
from flows.orders import orders
from warehouse.load import LoadReport, load_crawl

# What stands in the source file of every server that a test starts on this machine.
OUR_SERVER = """\
hosts = ["127.0.0.1"]
allow_private = true
timezone = "Europe/Moscow"
delay = 0
max_seconds = 120
terms = "Our own server."
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """What one crawl brought, and what the ledger made of it."""

    crawl: Crawl
    messages: Mapping[str, Message]
    visits: Mapping[str, ThreadVisit]
    probes: Mapping[str, Probe]
    report: LoadReport


@dataclass(frozen=True, slots=True)
class Watch:
    """Visits the source of a TOML file; everything is kept in `folder`, hours count from `begin`."""

    source_file: Path
    folder: Path
    begin: datetime

    @property
    def warehouse(self) -> Path:
        """The file of the warehouse."""
        return self.folder / "warehouse.duckdb"

    def visit(self, hours: float) -> Visited:
        """Crawl what is due by then, and load it; a red crawl as well."""
        return self.take(self.crawl(hours))

    def crawl(self, hours: float) -> Crawl:
        """Crawl what is due by then, and return the record, also of a red crawl."""
        source, at = load_source(self.source_file), self.begin + timedelta(hours=hours)
        order = orders(self.warehouse, source, at=at)
        try:
            return run_crawl(
                source,
                landing_dir=self.folder,
                author_key=b"0" * 32,
                contact="tests@example.test",
                at=at,
                known_threads=order.known_threads,
                known=order.known,
                due=order.due,
                probes=order.probes,
            )
        except CrawlError as error:
            if error.crawl is None:
                raise
            return error.crawl

    def take(self, crawl: Crawl) -> Visited:
        """Load a crawl that has landed."""
        landed = self.folder / crawl.crawl_id
        return Visited(
            crawl=crawl,
            messages={one.message_key: one for one in read_messages(landed)},
            visits={one.thread_key: one for one in read_visits(landed)},
            probes={one.message_key: one for one in read_probes(landed)},
            report=load_crawl(self.warehouse, landed),
        )

    def rows(self, text: str, parameters: object = None) -> list[tuple[object, ...]]:
        """Ask the warehouse."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            return connection.execute(text, parameters).fetchall()

    def news(self) -> dict[str, list[tuple[float, str, str | None]]]:
        """Return (hours, kind, grade) of all that happened after the first meeting, by message or thread."""
        rows = self.rows(
            """
            SELECT
                coalesce(message_key, 'thread ' || thread_key),
                epoch(observed_at - $begin) / 3600, kind, evidence
            FROM raw.message_events WHERE kind <> 'appeared' ORDER BY 1, 2, kind = 'missing' DESC
            """,
            {"begin": self.begin},
        )
        news: dict[str, list[tuple[float, str, str | None]]] = {}
        for key, hours, kind, evidence in rows:
            news.setdefault(str(key), []).append((round(float(str(hours)), 3), str(kind), evidence))  # type: ignore[arg-type]
        return news

    def interval(self, key: str, kind: str) -> tuple[float, float]:
        """Return the hours between which an absence began: there at the first, not there at the second."""
        [(first, second)] = self.rows(
            """
            SELECT epoch(last_seen_at - $begin) / 3600, epoch(first_missing_at - $begin) / 3600
            FROM raw.message_events WHERE message_key = $key AND kind = $kind
            """,
            {"begin": self.begin, "key": key, "kind": kind},
        )
        return round(float(str(first)), 3), round(float(str(second)), 3)

    def kinds(self) -> dict[str, list[str]]:
        """Return the kinds of all that happened after the first meeting, by message or thread."""
        return {key: [kind for _, kind, _ in events] for key, events in self.news().items()}

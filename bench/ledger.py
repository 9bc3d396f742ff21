"""The ledger against a town whose every life is known: `python -m bench.ledger`.

Threads, edits, deletions, held messages, outages, changed layouts and shifted pages come from a seed, go
through landing folders and the real load into a real warehouse, and its events are compared with the truth.
Beside it stands what a plain comparison of each visit with the one before would have said.
"""

import random
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from crawlers.items import VisitStatus
from warehouse.connection import open_writer
from warehouse.load import load_crawl
from warehouse.schedule import due_probes

from .table import Row, print_rows
from .town.crawls import Crawler
from .town.faults import Weather
from .town.lives import START, Surface, settle
from .town.tally import Event, Score, Tally, Visit

VISITS = 60
GAPS = (8, 12, 16, 24, 30)  # hours between two crawls
NEW_EXTRACTOR = 0.4  # of the visits have passed when a better extractor comes
_EVENTS = "SELECT source, thread_key, message_key, kind, observed_at FROM raw.message_events"
_WHOLE = "SELECT source, thread_key, visited_at FROM raw.thread_visits WHERE status = 'complete'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is simulated: each surface is made so many times larger, and crawled so many times."""

    scale: float = 1.0
    visits: int = VISITS
    seed: int = 20260101


def surfaces(scale: float) -> tuple[Surface, ...]:
    """A forum that only shows pages, a blog that can be asked, and a shop that shows the newest reviews."""
    many, few = max(4, round(220 * scale)), max(2, round(12 * scale))
    return (
        Surface(name="forum", threads=many, per_thread=20, tombstones=0.3),
        Surface(name="blog", threads=many, per_thread=20, can_probe=True, hides_subtrees=True, held=0.3),
        Surface(name="shop", threads=few, per_thread=120, window=60),
    )


def simulate(size: Size, folder: Path) -> tuple[list[Tally], Score]:
    """Crawl and load everything in `folder`; what was there to be found, and how well it was."""
    tallies = [_run(surface, size, folder) for surface in surfaces(size.scale)]
    with open_writer(folder / "warehouse.duckdb") as connection:
        events = [Event(*row) for row in connection.execute(_EVENTS).fetchall()]
        whole = {Visit(*row) for row in connection.execute(_WHOLE).fetchall()}
    scores = [tally.score([one for one in events if one.source == tally.name], whole) for tally in tallies]
    return tallies, sum(scores[1:], scores[0])


def _run(surface: Surface, size: Size, folder: Path) -> Tally:
    dice = random.Random(f"{size.seed} {surface.name}")  # noqa: S311  # a simulation, no secret
    gaps = [timedelta(hours=dice.choice(GAPS)) for _ in range(size.visits)]
    threads = settle(dice, surface, days=sum(gaps, timedelta()) / timedelta(days=1))
    crawler, now = Crawler(dice, surface, threads), START
    tally = Tally(surface, threads)
    for number, gap in enumerate(gaps):
        if number == round(size.visits * NEW_EXTRACTOR):
            crawler.extractor_version = "2"
        _crawl(crawler, tally, now, folder)
        now += gap
    return tally


def _crawl(crawler: Crawler, tally: Tally, now: datetime, folder: Path) -> None:
    warehouse, name = folder / "warehouse.duckdb", crawler.surface.name
    weather = crawler.faults.weather() if tally.is_used_to(crawler.extractor_version) else Weather.FAIR
    orders = due_probes(warehouse, name, now=now) if crawler.surface.can_probe else []
    sights = crawler.look(now, weather)
    landed = crawler.land(now, weather, sights, orders, folder / "landing")
    begun = time.process_time()
    report = load_crawl(warehouse, landed)
    tally.seconds += time.process_time() - begun
    shutil.rmtree(landed)
    tally.compare_plainly(sights, now)
    if report.quarantined:
        tally.quarantined[weather] += 1
        return
    tally.take(sights, now, crawler.extractor_version)
    for sight in sights:
        if sight.status in (VisitStatus.COMPLETE, VisitStatus.PARTIAL):
            met = {life.key for life in sight.met()}
            crawler.faults.remember(sight.thread, met, is_complete=sight.status is VisitStatus.COMPLETE)


def rows(size: Size = Size()) -> list[Row]:
    """The table: what was simulated, and how the ledger and a plain comparison fared."""
    with tempfile.TemporaryDirectory(prefix="otklik-bench-") as folder:
        tallies, score = simulate(size, Path(folder))
    return _table(tallies, score, size)


def _table(tallies: Sequence[Tally], score: Score, size: Size) -> list[Row]:
    lives = sum(len(thread.lives) for tally in tallies for thread in tally.threads)
    told, plain_false = sum(tally.lines for tally in tallies), sum(tally.plain_false for tally in tallies)
    seconds = sum(tally.seconds for tally in tallies)
    quarantined = sum(sum(tally.quarantined.values()) for tally in tallies)
    plain = "of a plain comparison of visits"
    return [
        Row(name="messages that lived", value=lives, unit="messages"),
        Row(name="crawls", value=size.visits * len(tallies), unit="crawls"),
        Row(name="crawls put in quarantine", value=quarantined, unit="crawls"),
        Row(name="deletions that could be seen", value=score.deletions, unit="messages"),
        Row(name="recall of these", value=score.recall, unit="share", compared_with="at least 0.95"),
        Row(
            name="false deletions",
            value=score.false_deletions,
            unit="messages",
            compared_with=f"{plain_false:,} {plain}",
            ratio=score.false_deletions / max(1, plain_false),
        ),
        Row(name="threads that went", value=score.threads_gone, unit="threads"),
        Row(name="recall of these", value=score.thread_recall, unit="share"),
        Row(name="threads falsely gone", value=score.false_threads, unit="threads"),
        Row(name="edits that could be seen", value=score.edits, unit="edits"),
        Row(name="recall of these", value=score.edit_recall, unit="share"),
        Row(name="false edits", value=score.false_edits, unit="edits"),
        Row(name="returns that were seen", value=score.returns, unit="messages"),
        Row(name="recall of these", value=score.return_recall, unit="share"),
        Row(name="loading", value=told / seconds, unit="messages per CPU second"),
    ]


if __name__ == "__main__":
    print_rows("ledger", rows())

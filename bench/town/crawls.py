"""Crawls of the invented town, written straight into landing folders, with a note of what each met."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import md5
from pathlib import Path

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
from crawlers.landing import LandingWriter, crawl_id_of
from warehouse.schedule import DueProbe

from .faults import Faults, Weather
from .lives import Life, Surface, Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one visit of a thread met: `shown` was there to be met, `overlooked` of that was not."""

    thread: Thread
    status: VisitStatus
    shown: tuple[Life, ...] = ()
    overlooked: frozenset[str] = frozenset()
    window: tuple[datetime, datetime] | None = None

    def met(self) -> tuple[Life, ...]:
        """The messages that came."""
        return tuple(life for life in self.shown if life.key not in self.overlooked)


class Crawler:
    """Visits all threads of a surface, in any weather, with the extractor version of the day."""

    def __init__(self, dice: random.Random, surface: Surface, threads: Sequence[Thread]) -> None:
        self.dice = dice
        self.surface = surface
        self.threads = threads
        self.faults = Faults(dice, surface)
        self.extractor_version = "1"
        self.lives = {life.key: life for thread in threads for life in thread.lives}

    def look(self, now: datetime, weather: Weather) -> list[Sight]:
        """What the crawl meets in each thread that exists."""
        begun = (thread for thread in self.threads if thread.lives[0].born_at <= now)
        return [self._visit(thread, now, weather) for thread in begun]

    def _visit(self, thread: Thread, now: datetime, weather: Weather) -> Sight:
        if weather is Weather.OUTAGE or self.dice.random() < 0.03:
            return Sight(thread=thread, status=VisitStatus.FAILED)
        if thread.gone_at <= now or self.faults.is_lied_about(thread, weather):
            return Sight(thread=thread, status=VisitStatus.GONE)
        hides = self.surface.hides_subtrees
        shown = tuple(life for life in thread.lives if life.is_shown(now, hides_subtrees=hides))
        if self.surface.window:
            shown = tuple(sorted(shown, key=lambda life: life.born_at)[-self.surface.window :])
        window = (shown[0].born_at, shown[-1].born_at) if self.surface.window and shown else None
        if self.dice.random() < 0.06:  # a page shift that was noticed, a page that did not come
            lost = frozenset(life.key for life in shown if self.dice.random() < 0.4)
            return Sight(
                thread=thread, status=VisitStatus.PARTIAL, shown=shown, overlooked=lost, window=window
            )
        lost = frozenset(self.faults.overlooked(shown, weather))
        return Sight(thread=thread, status=VisitStatus.COMPLETE, shown=shown, overlooked=lost, window=window)

    def land(
        self,
        now: datetime,
        weather: Weather,
        sights: Sequence[Sight],
        orders: Sequence[DueProbe],
        folder: Path,
    ) -> Path:
        """Write the landing folder and return it."""
        writer = LandingWriter(folder, crawl_id_of(self.surface.name, now))
        for sight in sights:
            writer.add_visit(self._record(sight, now, writer.folder.name))
            for life in sight.met():
                writer.add_message(self._message(sight.thread, life, now, weather))
        for probe in self._probes(orders, now, weather, writer.folder.name):
            writer.add_probe(probe)
        return writer.finish(self._crawl(writer, now))

    def _crawl(self, writer: LandingWriter, now: datetime) -> Crawl:
        return Crawl(
            crawl_id=writer.folder.name,
            source=self.surface.name,
            engine="reviews",
            extractor_version=self.extractor_version,
            started_at=now,
            finished_at=now + timedelta(minutes=5),
            status=CrawlStatus.COMPLETE if writer.messages else CrawlStatus.FAILED,
            reason="",
            hides_subtrees=self.surface.hides_subtrees,
            messages=writer.messages,
            visits=writer.visits,
            probes=writer.probes,
        )

    def _record(self, sight: Sight, now: datetime, crawl_id: str) -> ThreadVisit:
        return ThreadVisit(
            crawl_id=crawl_id,
            source=self.surface.name,
            thread_key=sight.thread.key,
            url=f"http://town.example/{sight.thread.key}",
            visited_at=now,
            status=sight.status,
            reason="" if sight.status is VisitStatus.COMPLETE else str(sight.status),
            declared_total=None,
            seen_total=len(sight.met()),
            pages=1,
            transport="html",
            extractor_version=self.extractor_version,
            window_from=sight.window[0] if sight.window else None,
            window_to=sight.window[1] if sight.window else None,
        )

    def _message(self, thread: Thread, life: Life, now: datetime, weather: Weather) -> Message:
        there = life.is_there(now)
        garbled = self.dice.random() if weather is Weather.GARBLED else 0
        text = f"Сообщение {life.key}, {life.edition(now)}-я правка" if there else ""
        return Message(
            source=self.surface.name,
            thread_key=thread.key,
            message_key=life.key,
            parent_key=life.parent.key if life.parent else None,
            url=f"http://town.example/{thread.key}/{life.key}",
            kind=Kind.COMMENT,
            author_hash=md5(life.key.encode()).hexdigest(),  # noqa: S324  # nobody is hidden here
            author_badge=None,
            published_at=life.born_at,
            published_precision=Precision.SECOND,
            rating=None,
            rating_max=None,
            title="",
            text=text,
            likes=None,
            state=State.ALIVE if there else State.TOMBSTONE,
            provider_name=None,
            content_hash=f"{text}, {self.extractor_version}, {garbled}",
            transport="html",
            extractor_version=self.extractor_version,
        )

    def _probes(
        self, orders: Sequence[DueProbe], now: datetime, weather: Weather, crawl_id: str
    ) -> Iterator[Probe]:
        for order in orders:
            status = self._answer(order.message_key, now, weather)
            yield Probe(
                crawl_id=crawl_id,
                source=self.surface.name,
                thread_key=order.thread_key,
                message_key=order.message_key,
                url=order.url,
                probed_at=now + timedelta(minutes=4),
                status=status,
                http_status={"alive": 200, "gone": 404, "hidden": 401}.get(status),
                control_key=order.control_key,
                control_status=self._answer(order.control_key, now, weather),
            )

    def _answer(self, key: str, now: datetime, weather: Weather) -> ProbeStatus:
        if weather is Weather.OUTAGE or self.dice.random() < 0.1:
            return ProbeStatus.UNKNOWN
        life = self.lives[key]
        if weather is Weather.CLOSED or self.threads[int(key.split("-")[0])].gone_at <= now:
            return ProbeStatus.GONE
        if life.is_there(now):
            return ProbeStatus.ALIVE
        return ProbeStatus.HIDDEN if life.how == "held" else ProbeStatus.GONE

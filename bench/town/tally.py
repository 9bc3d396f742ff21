"""The truth of a surface as far as its visits could show it, and the score of the ledger against it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import NamedTuple

from crawlers.items import VisitStatus

from .crawls import Sight
from .lives import Life, Surface, Thread

REMOVALS = ("deleted", "removed_inferred")
ABSENCES, SPAN = 3, timedelta(hours=24)


class Event(NamedTuple):
    """One row of the ledger."""

    source: str
    thread_key: str
    message_key: str | None
    kind: str
    observed_at: datetime


class Visit(NamedTuple):
    """A visit that the warehouse takes for complete."""

    source: str
    thread_key: str
    visited_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts; each `…_found` is of those before it."""

    deletions: int
    deletions_found: int
    false_deletions: int
    threads_gone: int
    threads_found: int
    false_threads: int
    edits: int
    edits_found: int
    false_edits: int
    returns: int
    returns_found: int

    def __add__(self, other: "Score") -> "Score":
        names = (field.name for field in fields(self))
        return Score(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def recall(self) -> float:
        """The share of deletions that the ledger has."""
        return self.deletions_found / max(1, self.deletions)

    @property
    def thread_recall(self) -> float:
        """The share of threads that went and that the ledger has as gone."""
        return self.threads_found / max(1, self.threads_gone)

    @property
    def edit_recall(self) -> float:
        """The share of edits between two readings that the ledger has."""
        return self.edits_found / max(1, self.edits)

    @property
    def return_recall(self) -> float:
        """The share of messages met again after their removal that the ledger has as restored."""
        return self.returns_found / max(1, self.returns)


class Tally:
    """Notes of what the crawls of a surface, those that were believed, could show of each life."""

    def __init__(self, surface: Surface, threads: Sequence[Thread]) -> None:
        self.surface = surface
        self.name = surface.name
        self.threads = threads
        self.by_key = {life.key: (thread, life) for thread in threads for life in thread.lives}
        self.quarantined: Counter[str] = Counter()
        self.seconds = 0.0
        self.lines = 0
        self.plain_false = 0
        self._plainly_there: set[str] = set()
        self._readers: defaultdict[str, dict[str, int]] = defaultdict(dict)  # edition last read, by version
        self._met: defaultdict[str, list[datetime]] = defaultdict(list)
        self._absent: defaultdict[str, list[datetime]] = defaultdict(list)
        self._graves: set[str] = set()
        self._gone: defaultdict[str, int] = defaultdict(int)
        self._edits: set[tuple[str, datetime]] = set()
        self._versions: set[str] = set()

    def is_used_to(self, version: str) -> bool:
        """Whether a crawl with this extractor version was believed already."""
        return version in self._versions

    def compare_plainly(self, sights: Iterable[Sight], now: datetime) -> None:
        """Count what a plain comparison takes for deletions: live messages that an earlier visit had."""
        for sight in sights:
            if sight.status is VisitStatus.FAILED:
                continue
            met = {life.key for life in sight.met()}
            lost = {life.key for life in sight.thread.lives if life.key in self._plainly_there} - met
            self.plain_false += sum(self._was_there(key, now) for key in lost)
            self._plainly_there = (self._plainly_there - lost) | met

    def take(self, sights: Iterable[Sight], now: datetime, version: str) -> None:
        """Note what a crawl met that was believed."""
        sights = list(sights)
        self._versions.add(version)
        has_control = any(sight.status in (VisitStatus.COMPLETE, VisitStatus.PARTIAL) for sight in sights)
        for sight in sights:
            met = {life.key for life in sight.met()}
            self.lines += len(met)
            self._gone[sight.thread.key] += sight.status is VisitStatus.GONE and has_control
            for life in sight.met():
                self._meet(life, now, version)
            if sight.status is VisitStatus.COMPLETE:
                for life in self._absent_from(sight, met, version):
                    self._absent[life.key].append(now)

    def _meet(self, life: Life, now: datetime, version: str) -> None:
        if not life.is_there(now):
            self._graves.add(life.key)
            return
        self._met[life.key].append(now)
        edition = life.edition(now)
        if self._readers[life.key].get(version, edition) != edition:
            self._edits.add((life.key, now))
        self._readers[life.key][version] = edition

    def _absent_from(self, sight: Sight, met: set[str], version: str) -> Iterator[Life]:
        for life in sight.thread.lives:
            first, last = sight.window or (life.born_at - SPAN, life.born_at + SPAN)
            hidden = self.surface.hides_subtrees and life.parent and life.parent.key not in met
            if life.key not in met and first < life.born_at < last and not hidden:
                yield from [life] if version in self._readers[life.key] else []

    def score(self, events: Sequence[Event], whole: set[Visit]) -> Score:
        """How well the events of this surface tell what could be seen; `whole` are the complete visits."""
        removals = {(e.message_key, e.observed_at) for e in events if e.message_key and e.kind in REMOVALS}
        removed = {key for key, _ in removals}
        sure = {key for key in self.by_key if self._is_sure(key, whole)}
        threads = {e.thread_key for e in events if e.kind == "thread_gone"}
        gone = {t.key for t in self.threads if self._gone[t.key] >= 2 and self._ended(t)}
        edits = {(e.message_key, e.observed_at) for e in events if e.kind == "edited"}
        returns = {key for key, at in removals if self._met[key] and self._met[key][-1] > at}
        restored = {e.message_key for e in events if e.kind == "restored"}
        return Score(
            deletions=len(sure),
            deletions_found=len(sure & removed),
            false_deletions=sum(self._was_there(key, at) for key, at in removals),
            threads_gone=len(gone),
            threads_found=len(gone & threads),
            false_threads=sum(not self._ended(t) for t in self.threads if t.key in threads),
            edits=len(self._edits),
            edits_found=len(self._edits & edits),
            false_edits=len(edits - self._edits),
            returns=len(returns),
            returns_found=len(returns & restored),
        )

    def _is_sure(self, key: str, whole: set[Visit]) -> bool:
        """Whether a message that had been met was deleted, and missed by enough complete visits since."""
        thread, life = self.by_key[key]
        if life.how == "held" or not any(at < life.gone_at for at in self._met[key]):
            return False
        if life.how == "tombstone":
            return key in self._graves
        end = min(life.back_at, thread.gone_at)
        since = [
            at
            for at in self._absent[key]
            if life.gone_at <= at < end and Visit(self.name, thread.key, at) in whole
        ]
        return len(since) >= ABSENCES and since[-1] - since[0] >= SPAN

    def _was_there(self, key: str, at: datetime) -> bool:
        thread, life = self.by_key[key]
        return life.is_there(at) and at < thread.gone_at

    @staticmethod
    def _ended(thread: Thread) -> bool:
        return thread.gone_at.year < 9999

"""One crawl while it runs: its order, its threads, its limits, and what it lands in the end."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from time import monotonic

from .coverage import ThreadWalk
from .engines import engine_of
from .errors import CrawlError, SourceBlocked, SourceDead, SourceEmpty, TooFewMessages
from .items import Crawl, CrawlStatus, Probe, ProbeStatus, VisitStatus
from .landing import LandingWriter
from .records import to_message
from .sources import Source
from .spec import ProbeOrder, Spec
from .tokens import token_of

_SOFT = 0.9  # of max_seconds: after that nothing new is asked, so that what was read still lands


class CrawlJob:
    """The state that spider, middlewares and landing share. `walks` holds each thread by key."""

    def __init__(self, spec: Spec, source: Source, writer: LandingWriter, *, extractor_version: str) -> None:
        self.spec = spec
        self.source = source
        self.writer = writer
        self.extractor_version = extractor_version
        self.crawl_id = spec.crawl_id
        self.clock = spec.at  # what it is now, where pages show another time than ours
        self.started_at = self.now()
        self.deadline = monotonic() + _SOFT * source.max_seconds
        self.walks: dict[str, ThreadWalk] = {}
        self.robots: dict[str, dict[str, object]] = {}
        self.forbidden: Counter[str] = Counter()  # pages that robots.txt forbids, by host
        self.answers: Counter[str] = Counter()
        self.asked = 0
        self.visited = 0  # threads, with an outcome or without
        self.apart: Counter[str] = Counter()  # what landed in folders of its own, by kind
        self.stopped_by = ""
        self.is_blocked = False
        self.doubts: list[str] = []
        self.keys: dict[str, str] = {}  # of messages already landed, with the thread each was in
        self.not_due: set[str] = set()  # threads that the lists show and that are not to be opened now
        self.under_way = 0
        self.token = token_of(source)
        self.resume_at: dict[str, float] = {}  # monotonic seconds by host, before which it is not asked
        self.unfinished: Counter[str] = Counter()
        self.gaps: list[
            str
        ] = []  # per thread with messages: the first expected field that is empty, "" if none is
        self.hides_subtrees = False

    def now(self) -> datetime:
        """Return the time of the crawl: the simulated one, or the clock's in UTC."""
        return self.clock or datetime.now(UTC)

    @property
    def found(self) -> int:
        """The number of messages that landed, those in folders of their own too."""
        return self.writer.messages + self.apart["messages"]

    def may_ask(self) -> str:
        """Return why nothing more may be asked, "" if one more request may go out; counts it."""
        self.asked += 1
        limit = self.spec.trial_pages or self.source.max_pages
        if self.asked > limit:
            self.stop(f"max_pages = {limit} was reached")
        elif monotonic() > self.deadline:
            self.stop(f"max_seconds = {self.source.max_seconds:g} was nearly reached")
        return self.stopped_by

    def stop(self, reason: str) -> None:
        """Ask nothing from now on; what is still planned fails with `reason`."""
        self.stopped_by = self.stopped_by or reason

    def block(self, reason: str) -> None:
        """Stop because the site does not want us."""
        self.is_blocked = True
        self.stop(reason)

    def rest(self, host: str, seconds: float) -> None:
        """Ask `host` ("host:port" where the address has a port) for nothing in the next `seconds`."""
        self.resume_at[host] = max(self.resume_at.get(host, 0.0), monotonic() + seconds)

    def doubt(self, reason: str) -> None:
        """Keep the crawl from being complete, because of `reason`."""
        self.doubts.append(reason)

    def walk(self, key: str, url: str, transport: str) -> ThreadWalk:
        """Return the walk of a thread, a new one at its first mention."""
        if key not in self.walks:
            self.walks[key] = ThreadWalk(key, url, transport=transport, expected=self.source.expect.fields)
        return self.walks[key]

    def open_walk(self, walk: ThreadWalk) -> None:
        """Note that the thread is being read from now on."""
        walk.is_open = True
        self.under_way += 1

    def is_full(self) -> bool:
        """Return whether as many threads are under way as pages may be asked for at all."""
        if self.under_way < self.source.max_pages:
            return False
        reason = f"the lists show more threads than max_pages = {self.source.max_pages} allows"
        if reason not in self.doubts:
            self.doubt(reason)
        return True

    def finish_walk(self, walk: ThreadWalk) -> None:
        """Land what was read of a thread; nothing is added to it afterwards."""
        if walk.is_over:
            return
        walk.is_over = True
        self.under_way -= walk.is_open
        for key, parsed in walk.messages.items():
            if self.keys.setdefault(key, walk.key) != walk.key:
                walk.doubt(f"message {key} stands in thread {self.keys[key]} too")
                continue
            self.writer.add_message(
                to_message(
                    parsed,
                    source=self.source.name,
                    transport=walk.transport,
                    extractor_version=self.extractor_version,
                    key=self.spec.author_key,
                )
            )
        self._land_visit(walk)
        walk.restart(walk.transport)  # what has landed is let go: a crawl holds the threads under way alone

    def land_probe(
        self, order: ProbeOrder, status: ProbeStatus, *, http_status: int | None, control: ProbeStatus
    ) -> None:
        """Land what the site said of one message and of its control."""
        self.writer.add_probe(
            Probe(
                crawl_id=self.spec.crawl_id,
                source=self.source.name,
                thread_key=order.thread_key,
                message_key=order.message_key,
                url=order.url,
                probed_at=self.now(),
                status=status,
                http_status=http_status,
                control_key=order.control_key,
                control_status=control,
            )
        )

    def finish(self) -> Crawl:
        """Land everything and return the crawl record."""
        for walk in self.walks.values():
            if not walk.is_over and self.stopped_by:
                walk.doubt(self.stopped_by)
            self.finish_walk(walk)
        error = self.verdict()
        has_found = self.found or self._has_nothing_to_do()
        status = CrawlStatus.PARTIAL if has_found else CrawlStatus.FAILED
        if not error and not self._shortcomings():
            status = CrawlStatus.COMPLETE
        crawl = Crawl(
            crawl_id=self.spec.crawl_id,
            source=self.source.name,
            engine=self.source.engine,
            extractor_version=self.extractor_version,
            started_at=self.started_at,
            finished_at=self.now(),
            status=status,
            reason=str(error) if error else "; ".join(self._shortcomings()),
            hides_subtrees=self.hides_subtrees,
            messages=self.writer.messages,
            visits=self.writer.visits,
            probes=self.writer.probes,
            infers_removals=engine_of(self.source).infers_removals,
            robots={**self.robots},
            stats={"asked": self.asked, **self.answers, "verdict": type(error).__name__ if error else ""}
            | ({"not_due": len(self.not_due)} if self.not_due else {})
            | ({"apart": dict(self.apart)} if self.apart else {}),
        )
        self.writer.finish(crawl)
        return crawl

    def verdict(self) -> CrawlError | None:
        """Return why the crawl is red, None if it is not."""
        name, found = self.source.name, self.found
        least = 1 if self.spec.trial_pages else max(1, self.source.expect.min_messages)
        if found >= least or self._has_nothing_to_do():
            return self._nothing_whole()
        why = (
            "; ".join(_unique([self.stopped_by, *self.doubts, self._first_failure()]))
            or "the lists are empty"
        )
        if found:
            return TooFewMessages(
                f"{name} brought {found} messages, at least {least} are expected ({why}); "
                "look whether its markup changed, and mend its source file."
            )
        if self.is_blocked:
            return SourceBlocked(f"{name} does not let us in: {why}; look at the site, and respect it.")
        if not self.answers["200"]:
            return SourceDead(f"{name} could not be read: {why}; check its address or try later.")
        return SourceEmpty(f"{name} answered without any message: {why}; mend its source file.")

    def _has_nothing_to_do(self) -> bool:
        """The lists came, and the threads on them are known and not due: silence is no sign of a fault."""
        is_quiet = all(walk.is_gone for walk in self.walks.values())
        return bool(self.not_due) and not self.is_blocked and (bool(self.found) or is_quiet)

    def _nothing_whole(self) -> CrawlError | None:
        """One thread without a date may be the site's doing; all of them are a wrong selector."""
        if not self.gaps or not all(self.gaps):
            return None
        return TooFewMessages(
            f"{self.source.name} brought no thread with all the expected fields ({self.gaps[0]}); "
            "look whether its markup changed, and mend its source file."
        )

    def _land_visit(self, walk: ThreadWalk) -> None:
        visit = walk.visit(
            crawl_id=self.crawl_id,
            source=self.source.name,
            visited_at=self.now(),
            extractor_version=self.extractor_version,
        )
        self.writer.add_visit(visit)
        self.visited += 1
        if walk.messages:
            self.gaps.append(next(iter(walk.gaps()), ""))
        if visit.status in (VisitStatus.PARTIAL, VisitStatus.FAILED):
            self.unfinished[f"thread {walk.key}: {visit.reason}"] += 1

    def _first_failure(self) -> str:
        return next(iter(self.unfinished), "")

    def _shortcomings(self) -> list[str]:
        """Return what keeps the crawl from being complete."""
        unread = f"{len(self.unfinished)} of {self.visited} threads were not read whole"
        threads = [f"{unread}, {self._first_failure()}"]
        return [*_unique([self.stopped_by, *self.doubts]), *(threads if self.unfinished else [])]


def _unique(reasons: Iterable[str]) -> list[str]:
    return [reason for reason in dict.fromkeys(reasons) if reason]

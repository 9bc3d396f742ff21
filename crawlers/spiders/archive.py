"""Archives: their index first, then one capture after another, in the order of time."""

from collections import deque
from collections.abc import Iterable, Set
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from crawlers.coverage import ThreadWalk
from crawlers.eras import Eras, landed_until
from crawlers.pages import archive
from crawlers.pages.archive import CapturedThread
from crawlers.pages.archive_index import Capture, choose, replay_url
from crawlers.pages.archive_record import LARGEST, read_record
from crawlers.pages.page import PageKind, Place
from crawlers.records import ParsedMessage
from crawlers.rules.archive import ArchiveRules

from .answers import Answer, Lost, Problem, Requests, Then
from .archive_index import IndexReader
from .base import SourceSpider

if TYPE_CHECKING:
    from crawlers.job import CrawlJob

_MOST_LOST = 3  # captures one after another that the archive does not bring, after which it is left alone
_BUSY = 429


class ArchiveSpider(SourceSpider):
    """Reads captures oldest first, so that the next crawl goes on where this one ended."""

    transport = "archive"

    def __init__(self, job: "CrawlJob", **options: Any) -> None:
        super().__init__(job, **options)
        job.walks.clear()  # what is known is in the index, or nowhere
        self.rules: ArchiveRules = job.source.rules
        self.keys = {url: key for key, url in job.spec.known_threads}  # of threads, by address
        self.roots: dict[str, ParsedMessage] = {}  # first messages, by key of their thread
        self.queue: deque[Capture] = deque()
        self.lost_in_a_row = 0
        self.is_trial = bool(job.spec.trial_pages)
        self.eras = Eras(job)
        waiting = landed_until(job.spec.landing_dir, job.source.name)
        after = max((one for one in (job.spec.after, waiting) if one), default=None)
        self.index = IndexReader(self, after, self.begin_captures)

    def closed(self, _reason: str) -> None:
        """Land the captures that were read last; Scrapy calls this in the end."""
        self.eras.close()

    def begin(self) -> Requests:
        """Return the request for the first page of the index."""
        name, own = archive.engine_of(self.rules)
        self.job.hides_subtrees = name == "wordpress" or getattr(own, "hides_subtrees", False)
        return self.index.ask()

    def begin_captures(self) -> Requests:
        """Return the request for the first capture that is to be read."""
        after, found = self.index.after, self.index.found
        if after:  # the index is asked from there on: that it shows what was read last proves it whole
            self.job.not_due |= {one.address for one in found if one.at <= after}
        chosen = choose(found, after=after)
        if self.is_trial:
            first = (one for one in choose(found, after=None) if not one.is_gone and not self.is_later(one))
            newest = {one.address: one for one in first}
            chosen = sorted(newest.values(), key=lambda one: one.at, reverse=True)
        self.queue.extend(chosen[: self.rules.captures])
        if len(chosen) > len(self.queue):
            self.job.doubt(f"{len(chosen) - len(self.queue)} captures wait for the next crawl")
        found.clear()
        return self.go_on()

    def is_later(self, capture: Capture) -> bool:
        """Return whether a capture is a thread's later page."""
        return archive.is_later_page(capture.address, self.rules)

    def go_on(self) -> Requests:
        """Return the request for the next capture, none after the last; pages that were gone need none."""
        while self.queue and not self.job.stopped_by:
            capture = self.queue.popleft()
            if capture.is_gone:
                self.land_gone(capture)
            elif self.is_readable(capture):
                return [self.fetch(capture)]
        return ()

    def is_readable(self, capture: Capture) -> bool:
        """Return whether a capture can be read: later pages do not say how their thread began."""
        is_first = bool(self.rules.wordpress) or not self.is_later(capture)
        if not is_first and archive.thread_key(capture.address, self.rules) not in self.roots:
            self.job.answers["later pages left out"] += 1
            return False
        is_placed = bool(capture.place) and len(capture.place or ()) <= LARGEST
        if self.rules.records and not is_placed:
            self.job.doubt(f"the index does not tell where the capture of {capture.address} lies")
            return False
        return True

    def fetch(self, capture: Capture) -> Request:
        """Return the request for a capture, as the archive shows it or out of the archive's files."""
        read, lose = partial(self.read_capture, capture), partial(self.lose_capture, capture)
        if self.rules.records and capture.place:
            return self.ask_record(capture.file, capture.place, read, lose)
        return self.ask(replay_url(capture, rules=self.rules), read, lose)

    def ask_record(self, file: str, place: range, then: Then, lost: Lost) -> Request:
        """Return the request for the bytes of one record."""
        return Request(
            urljoin(self.rules.records, file),
            headers={"Range": f"bytes={place[0]}-{place[-1]}", "Accept-Encoding": "identity"},
            callback=self._recorded,
            errback=self._unanswered,
            cb_kwargs={"then": then, "lost": lost},
            dont_filter=True,
        )

    def read_capture(self, capture: Capture, answer: Answer) -> Requests:
        """Land what a capture shows, and return the request for the next one."""
        if not self.rules.records and f"/{capture.timestamp}" not in answer.url:
            said = "the archive showed another one instead"
            return self.lose_capture(capture, Problem(reason=said, status=200))
        self.lost_in_a_row = 0
        self.job.answers["captures"] += 1
        source = self.job.source
        place = Place(
            url=capture.address, now=capture.at, timezone=source.timezone, provider=source.provider or None
        )
        threads = archive.parse_capture(answer.text, rules=self.rules, place=place, roots=self.roots)
        if not threads:
            self.job.answers["captures of other pages"] += 1
        self.land(capture, [one for one in threads if one.page.kind is not PageKind.GONE])
        for one in threads:
            if one.page.kind is PageKind.GONE:
                self.land_away(capture, one.key, "the captured page says that there is no such thread")
        return self.go_on()

    def lose_capture(self, capture: Capture, problem: Problem) -> Requests:
        """Pass over a capture; leave the archive alone when it answers no more, the next crawl asks again."""
        self.job.doubt(f"the capture {capture.timestamp} of {capture.address} did not come: {problem.reason}")
        is_certain = problem.status is not None and problem.status < 500 and problem.status != _BUSY
        self.lost_in_a_row += not is_certain
        if self.lost_in_a_row >= _MOST_LOST:
            self.job.stop("the archive does not bring its captures any more")
        return self.go_on()

    def land(self, capture: Capture, threads: Iterable[CapturedThread]) -> None:
        """Land visits of threads, dated by their capture."""
        by_key = {one.key: one for one in threads}
        if not by_key or not self.enter(capture, by_key.keys()):
            return
        for one in by_key.values():
            walk = self.open(one.key, one.url)
            if not walk.is_over:
                self.read(walk, one, capture)
                self.job.finish_walk(walk)

    def read(self, walk: ThreadWalk, thread: CapturedThread, capture: Capture) -> None:
        """Add what a capture shows of a thread to its walk."""
        walk.add(thread.page, thread.url)
        short = archive.shortcoming(thread.page, capture.address, self.rules)
        if short:
            walk.doubt(short)
        if thread.page.messages and not self.is_later(capture):
            self.roots[thread.key] = replace(thread.page.messages[0], text="")
        if thread.page.messages:
            self.keys[capture.address] = thread.key

    def land_gone(self, capture: Capture) -> None:
        """Land the visit of a thread whose page was gone, if anything tells which thread it was."""
        key = archive.thread_key(capture.address, self.rules) or self.keys.get(capture.address, "")
        is_list = archive.is_list(capture.address, self.rules)
        if key and not is_list and not self.is_later(capture):
            self.land_away(capture, key, f"the site answered {capture.status} to the archive")

    def land_away(self, capture: Capture, key: str, reason: str) -> None:
        """Land a visit that found the thread gone: history, and in an era without control no proof."""
        if self.is_trial or not self.enter(capture, {key}, are_gone=True):
            return
        walk = self.open(key, capture.address)
        walk.is_gone = True
        walk.doubt(reason)
        self.job.finish_walk(walk)

    def enter(self, capture: Capture, keys: Set[str], *, are_gone: bool = False) -> bool:
        """Return whether visits of these threads may land now, dated by their capture."""
        if self.is_trial or self.eras.enter(capture.at, keys, are_gone=are_gone):
            return True
        self.job.answers["captures of the same second left out"] += 1
        return False

    def open(self, key: str, url: str) -> ThreadWalk:
        """Return the walk of a thread that a capture shows."""
        walk = self.job.walk(key, url, self.transport)
        if not walk.is_open:
            self.job.open_walk(walk)
        return walk

    def _recorded(self, response: Response, then: Then, lost: Lost) -> Requests:
        self.job.answers[str(response.status)] += 1
        if response.status != 206:
            said = f"answered {response.status} to the question for a part of a file"
            return lost(Problem(reason=said, status=response.status))
        record = read_record(response.body)
        if record is None or record.status != 200:
            return lost(Problem(reason="the record holds no page that can be read", status=response.status))
        return self.hand(Answer(url=record.url, text=record.text, headers={}), then, lost)

"""Isso, Remark42 and Disqus: the comments under pages that are listed, or that the system itself lists."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy import Request

from crawlers.coverage import ThreadWalk
from crawlers.pages import comments
from crawlers.pages import comments_calls as calls
from crawlers.pages.comments_disqus import NOT_FOUND, STOPS, error_code
from crawlers.pages.page import PageKind, ThreadLink, ThreadPage
from crawlers.rules.comments import DISQUS, REMARK42, CommentsRules

from .answers import Answer, Lost, Problem, Requests, Then
from .base import FIRST, SourceSpider
from .comments_probes import CommentsProber

if TYPE_CHECKING:
    from crawlers.job import CrawlJob


class CommentsSpider(SourceSpider):
    """Reads the comments of each page."""

    transport = "api"

    def __init__(self, job: "CrawlJob", **options: Any) -> None:
        self.rules: CommentsRules = job.source.rules
        self.fresh: frozenset[str] = frozenset()
        self.listed = 0
        super().__init__(job, **options)

    def ask(
        self,
        url: str,
        then: Then,
        lost: Lost,
        *,
        priority: int = FIRST,
        **_how: object,
    ) -> Request:
        """Return a request, for Disqus with the key; what Disqus refuses for good stops the source."""
        if self.rules.profile != DISQUS:
            return super().ask(url, then, lost, priority=priority)
        secret = {self.rules.key_name: self.job.token} if self.job.token else None
        return super().ask(url, then, partial(self._refused, lost), priority=priority, secret=secret)

    def begin(self) -> Requests:
        """Return the requests for the pages that the source file lists, then for the system's own list."""
        base = self.job.source.url
        for key in self.rules.threads:
            walk = self.begin_walk(ThreadLink(key=key, url=calls.page_of(base, self.rules, key)))
            yield from self.open_known(walk) if walk else ()
        if self.rules.find:
            yield from self.ask_list(calls.list_url(base, self.rules), self.read_list)
        else:
            yield from self.visit_known()

    def begin_probes(self) -> Requests:
        """Return the requests for single comments."""
        prober = CommentsProber(self, self.rules)
        return [request for order in self.job.spec.probes for request in prober.begin(order)]

    def open_known(self, walk: ThreadWalk) -> Requests:
        """Return the request for the comments of a page."""
        return [
            self.follow(walk, self.read_thread, calls.thread_url(self.job.source.url, self.rules, walk.key))
        ]

    def is_due(self, link: ThreadLink) -> bool:
        """Return whether to open a page: it is due, new, or got a comment lately."""
        return super().is_due(link) or link.key in self.fresh

    def read_list(self, answer: Answer) -> Iterator[Request]:
        """Yield the requests for the comments of the pages on a list, and for the list's next part."""
        place = self.place(answer)
        page = comments.parse_list(answer.text, rules=self.rules, place=place)
        if page.kind is not PageKind.LIST:
            yield from self.refuse_list(page.kind, answer.url)
            return
        if page.unreadable:
            self.job.doubt(f"{page.unreadable} entries of the list {answer.url} name no page")
        self.fresh |= comments.fresh_threads(answer.text, rules=self.rules, place=place)
        self.listed += len(page.threads)
        for link in page.threads:
            walk = self.begin_walk(link)
            yield from self.open_known(walk) if walk else ()
        has_more = self.rules.profile == REMARK42 or self.listed < self.rules.newest
        if page.next_url and has_more:
            yield from self.ask_list(page.next_url, self.read_list)
        else:
            yield from self.visit_known()

    def read_thread(self, walk: ThreadWalk, answer: Answer) -> ThreadPage:
        """Return comments of a page."""
        return comments.parse_thread(
            answer.text, rules=self.rules, place=self.place(answer), thread_key=walk.key
        )

    def _refused(self, lost: Lost, problem: Problem) -> Requests:
        """Go on with what Disqus's error means."""
        code = error_code(problem.text)
        if code in STOPS:
            self.job.block(STOPS[code])
            return lost(Problem(reason=STOPS[code], text=problem.text))
        if code == NOT_FOUND:
            return lost(
                Problem(reason="Disqus says that there is no such thing", status=404, text=problem.text)
            )
        return lost(problem)

"""Asking archives what they have of a site, until all of it is known."""

from collections import deque
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawlers.pages.archive import is_thread
from crawlers.pages.archive_index import ROWS, Capture, IndexPage, index_url, parse_index
from crawlers.pages.page import PageKind
from crawlers.rules.archive import ArchiveRules

from .answers import Answer, Problem, Requests
from .base import LIST

if TYPE_CHECKING:
    from .base import SourceSpider

_MOST = 200_000  # captures of one site that are held at once


class IndexReader:
    """Asks each index for all captures of threads; half an index leads to nothing, not to a wrong order."""

    def __init__(self, spider: "SourceSpider", after: datetime | None, then: Callable[[], Requests]) -> None:
        self.spider = spider
        self.rules: ArchiveRules = spider.job.source.rules
        self.after = after
        self.then = then  # what follows once all is known
        self.found: set[Capture] = set()
        self._answers: set[int] = set()  # hashes: some servers know no pages and give the first again
        site = urlsplit(self.rules.site)
        pages = self.rules.pages or (f"{site.netloc}{site.path}*",)
        bases = (spider.job.source.url, *self.rules.indexes)
        self._questions = deque((base, one) for base in bases for one in pages)

    def ask(self) -> Requests:
        """Return the request that begins the next question, else what follows."""
        if not self._questions:
            return self.then()
        base, pages = self._questions.popleft()
        return self._ask_rows(base, pages)

    def _ask_rows(self, base: str, pages: str, number: int = 0, *, resume: str = "") -> Requests:
        """Return the request for one answer: the rows after `resume`, or a page by its number."""
        more = {"resumeKey": resume} if self.rules.index == "cdx" else {"page": str(number)}
        url = index_url(base, pages, rules=self.rules, after=self.after, **more)
        return [self.spider.ask(url, partial(self._read, base, pages, number), self._lose, priority=LIST)]

    def _read(self, base: str, pages: str, number: int, answer: Answer) -> Requests:
        page = parse_index(answer.text, rules=self.rules, place=self.spider.place(answer))
        self.found.update(one for one in page.captures if is_thread(one.address, self.rules))
        complaint = self._complaint(page, answer.url)
        if complaint:
            self.spider.job.doubt(complaint)
            return ()
        if page.unreadable:
            self.spider.job.doubt(f"{answer.url} has {page.unreadable} rows without address or time")
        is_new = hash(answer.text) not in self._answers
        self._answers.add(hash(answer.text))
        if is_new and (page.resume or (self.rules.index == "commoncrawl" and page.rows)):
            return self._ask_rows(base, pages, number + 1, resume=page.resume)
        return self.ask()

    def _complaint(self, page: IndexPage, url: str) -> str:
        """Return why not to go by what the index says, "" if it is fine."""
        if page.kind is not PageKind.LIST:
            return f"{url} is no index of captures"
        if self.rules.index == "cdx" and page.rows >= ROWS and not page.resume:
            return f"{url} gives its first {ROWS} rows only: name narrower archive.pages"
        if len(self.found) > _MOST:
            return f"{url} has more than {_MOST} captures: name narrower archive.pages"
        return ""

    def _lose(self, problem: Problem) -> Requests:
        """Go on where an index has nothing; give up where it does not answer."""
        if self.rules.index == "commoncrawl" and problem.status in (400, 404):
            return self.ask()
        self.spider.job.doubt(f"the index did not come: {problem.reason}")
        return ()

"""What all spiders share: asking, judging the answer, walking a thread page by page."""

import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response, TextResponse

from crawlers.charset import page_text
from crawlers.coverage import ThreadWalk
from crawlers.failures import failure_words
from crawlers.items import ProbeStatus
from crawlers.pages.page import PageKind, Place, ThreadLink, ThreadPage
from crawlers.tokens import hidden

from .answers import Answer, Lost, Problem, Requests, Then, with_secret, without_secret

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from crawlers.job import CrawlJob

logger = logging.getLogger(__name__)
_IDLE_LISTS = 5
FIRST, NEXT_PAGE, LIST = 0, 10, 20  # priorities: lists in one breath, then each thread in one


Parse = Callable[[ThreadWalk, Answer], ThreadPage]


class SourceSpider(Spider):
    """Visits the lists of a source, then each thread found there, then the known ones that no list shows."""

    name = "source"
    transport = "html"

    def __init__(self, job: "CrawlJob", **options: Any) -> None:
        super().__init__(**options)
        self.job = job
        self.lists: set[str] = set()
        self.shown: set[str] = set()  # keys of threads that lists showed
        self._idle_lists = 0
        for key, url in job.spec.known_threads:
            if job.spec.is_due(key):
                job.walk(key, url, self.transport)

    async def start(self) -> AsyncIterator[Request]:
        """Yield the first requests."""
        for request in (*self.begin(), *self.begin_probes()):
            yield request

    def begin(self) -> Requests:
        """Return the first requests."""
        raise NotImplementedError

    def begin_probes(self) -> Requests:
        """Return the first requests for single messages; an engine that cannot ask leaves them unknown."""
        for order in self.job.spec.probes:
            self.job.land_probe(order, ProbeStatus.UNKNOWN, http_status=None, control=ProbeStatus.UNKNOWN)
        return ()

    def open_known(self, walk: ThreadWalk) -> Requests:
        """Return the requests that visit a thread which no list shows."""
        raise NotImplementedError

    def ask(
        self,
        url: str,
        then: Then,
        lost: Lost,
        *,
        priority: int = FIRST,
        headers: dict[str, str] | None = None,
        secret: dict[str, str] | None = None,
    ) -> Request:
        """Return a request whose fresh answer goes to `then`, anything else to `lost`.

        `secret` is put into the query on its way out and taken from the address of the answer: for APIs that
        want the key (`self.job.token`) there. Where a header will do, take `headers`.
        """
        return Request(
            with_secret(url, secret) if secret else url,
            headers=headers,
            callback=self._answered,
            errback=self._unanswered,
            cb_kwargs={"then": then, "lost": lost},
            priority=priority,
            dont_filter=True,
        )

    def place(self, answer: Answer) -> Place:
        """Return what the page functions have to know about the page."""
        source = self.job.source
        return Place(
            url=answer.url, now=self.job.now(), timezone=source.timezone, provider=source.provider or None
        )

    def begin_walk(self, link: ThreadLink, transport: str = "") -> ThreadWalk | None:
        """Return the walk of a thread that a list shows, None where it is under way or not due.

        No more are begun than may be asked for: a list without end must not fill the memory.
        """
        if not self.is_due(link):
            self.job.not_due.add(link.key)
        if link.key in self.job.not_due or self.job.is_full():
            return None
        self.shown.add(link.key)
        walk = self.job.walk(link.key, link.url, transport or self.transport)
        if walk.is_open:
            return None
        self.job.open_walk(walk)
        return walk

    def is_due(self, link: ThreadLink) -> bool:
        """Return whether a thread that a list shows is to be opened."""
        return self.job.spec.is_due(link.key)

    def pause(self, url: str, seconds: float) -> None:
        """Leave the host of `url` alone for a while, as an API may ask to; then ask again."""
        self.job.rest(urlsplit(url).netloc, seconds)

    def ask_list(self, url: str, then: Then, lost: Lost | None = None) -> Requests:
        """Return the request for a list page, none if it was asked already (lists that lead in a circle)."""
        if url in self.lists:
            self.job.doubt(f"the list leads in a circle at {url}")
            return self.visit_known()
        if self.lists and self.job.spec.trial_pages:
            return self.visit_known()
        self.lists.add(url)
        return [self.ask(url, partial(self._read_list, then), lost or self.lose_list, priority=LIST)]

    def lose_list(self, problem: Problem) -> Requests:
        """Note a list page that did not come, and go on with the threads that are known."""
        self.job.doubt(f"a list page did not come: {problem.reason}")
        return self.visit_known()

    def refuse_list(self, kind: PageKind, url: str) -> Requests:
        """Note a page that is no list, and go on with the known threads unless the site shut us out."""
        if kind is PageKind.WALL:
            self.job.block(f"{url} asks to log in or to prove that one is human")
        else:
            self.job.doubt(f"{url} is not the list it should be: its markup changed")
        return self.visit_known()

    def visit_known(self) -> Iterator[Request]:
        """Yield the requests for the known threads that no list showed."""
        for walk in list(self.job.walks.values()):
            if not walk.is_open:
                self.job.open_walk(walk)
                yield from self.open_known(walk)

    def follow(
        self, walk: ThreadWalk, parse: Parse, url: str, *, lost: Lost | None = None, **how: Any
    ) -> Request:
        """Return the request for the next page of a thread, read by `parse`; `how` as in `ask`."""
        walk.how = how
        return self.ask(
            url,
            partial(self._read_page, walk, parse, url),
            lost or partial(self.lose, walk),
            priority=NEXT_PAGE if walk.pages else FIRST,
            **how,
        )

    def lose(self, walk: ThreadWalk, problem: Problem) -> Requests:
        """End the walk at a page that did not come."""
        walk.is_gone = problem.is_gone and not walk.pages
        walk.doubt(problem.reason)
        self.job.finish_walk(walk)
        return ()

    def take(self, walk: ThreadWalk, page: ThreadPage, url: str) -> bool:
        """Add a page to its walk and return whether the walk goes on."""
        if page.kind is PageKind.WALL:
            self.job.block(f"{url} asks to log in or to prove that one is human")
            walk.doubt(self.job.stopped_by)
        elif page.kind is PageKind.GONE and not walk.pages:
            walk.is_gone = True
            walk.doubt("the site says that there is no such thread")
        else:
            walk.add(page, url)
        return page.kind is PageKind.THREAD

    def _read_list(self, then: Then, answer: Answer) -> Requests:
        """Return what follows from a list page; lists that show nothing new again and again end."""
        before = self._known()
        requests = list(then(answer))
        is_idle = self._known() == before
        self._idle_lists = self._idle_lists + 1 if is_idle else 0
        further = [request for request in requests if request.priority == LIST]
        if self._idle_lists < _IDLE_LISTS or not further:
            return requests
        self.job.doubt(f"the lists lead in a circle at {answer.url}")
        return [*(one for one in requests if one.priority != LIST), *self.visit_known()]

    def _known(self) -> int:
        return len(self.shown) + len(self.job.walks) + len(self.job.not_due)

    def _read_page(self, walk: ThreadWalk, parse: Parse, url: str, answer: Answer) -> Iterator[Request]:
        page = parse(walk, answer)
        if self.take(walk, page, url):
            further = [one for one in (page.next_url, *page.more) if one and one not in walk.addresses]
            if further and walk.surfeit():
                walk.doubt(f"{walk.surfeit()}, at {url}")
            elif further:
                yield self.follow(walk, parse, further[0], **walk.how)
                return
            if len(walk.pages) > 1:
                yield self._ask_again(walk, parse)
                return
        self.job.finish_walk(walk)

    def _ask_again(self, walk: ThreadWalk, parse: Parse) -> Request:
        """Return a second request for a thread's first page: a deletion meanwhile shifts the others."""
        url = walk.addresses[0]
        return self.ask(
            url, partial(self._compare, walk, parse), partial(self.lose, walk), priority=NEXT_PAGE, **walk.how
        )

    def _compare(self, walk: ThreadWalk, parse: Parse, answer: Answer) -> Requests:
        walk.reread(parse(walk, answer))
        self.job.finish_walk(walk)
        return ()

    def _answered(self, response: Response, then: Then, lost: Lost) -> Requests:
        self.job.answers[str(response.status)] += 1
        text = page_text(response) if isinstance(response, TextResponse) else None
        if response.status in self.job.source.stop_on:
            self.job.block(f"the site turns programs away (status {response.status})")
        if response.status != 200:
            return lost(
                Problem(reason=f"answered {response.status}", status=response.status, text=text or "")
            )
        if text is None:
            return lost(Problem(reason="answered with something that is no text in its declared encoding"))
        headers = {
            name.decode("latin-1").lower(): _joined(values) for name, values in response.headers.items()
        }
        url = without_secret(response.url, self.job.token)
        return self.hand(Answer(url=url, text=text, headers=headers), then, lost)

    def hand(self, answer: Answer, then: Then, lost: Lost) -> Requests:
        """Return what follows from an answer; one that the extractor fails on counts as lost."""
        self.keep(answer.url, answer.text)
        try:
            return list(then(answer))
        except Exception:
            logger.exception("The extractor failed on %s", answer.url)
            self.job.answers["extractor failures"] += 1
            return lost(Problem(reason="the extractor failed on the page"))

    def keep(self, url: str, text: str) -> None:
        """Put a page into the folder that the order names for them, if it names one."""
        folder = self.job.spec.keep_pages
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            name = f"{sum(1 for _ in folder.glob('*.page')) + 1}.page"
            (folder / name).write_text(f"{url}\n{text}", encoding="utf-8")

    def _unanswered(self, failure: "Failure") -> Requests:
        lost: Lost = failure.request.cb_kwargs["lost"]  # type: ignore[attr-defined]
        self.job.answers["unanswered"] += 1
        return lost(Problem(reason=hidden(failure_words(failure.value), self.job.token)))


def _joined(values: Iterable[bytes]) -> str:
    return ", ".join(value.decode("latin-1") for value in values)

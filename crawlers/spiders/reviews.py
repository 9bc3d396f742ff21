"""Review sites: a paged list of threads, and paged threads."""

from collections.abc import Iterator
from dataclasses import replace

from scrapy import Request

from crawlers.coverage import ThreadWalk
from crawlers.items import ProbeStatus
from crawlers.pages.made_keys import WITHOUT_IDS, is_made
from crawlers.pages.page import ListPage, PageKind, ThreadLink, ThreadPage
from crawlers.pages.reviews import parse_list, parse_thread
from crawlers.rules import ReviewsRules
from crawlers.spec import ProbeOrder

from .answers import Answer, Requests
from .base import SourceSpider
from .probing import PermalinkProber, status_on


class ReviewsSpider(SourceSpider):
    """Reads lists until they end, then each thread."""

    @property
    def rules(self) -> ReviewsRules:
        """The selectors of the source."""
        rules: ReviewsRules = self.job.source.rules
        return rules

    def begin(self) -> Requests:
        """Return the request for the first list page."""
        self.job.hides_subtrees = self.rules.hides_subtrees
        if not self.rules.has_thread_pages:
            self.job.walks.clear()  # what the list no longer shows cannot be looked for
        return self.ask_list(self.job.source.url, self.read_list)

    def begin_probes(self) -> Requests:
        """Return the requests for the pages of single messages, where they have such pages."""
        if not self.rules.can_probe:
            return super().begin_probes()
        prober = PermalinkProber(self, self.judge)
        return [request for order in self.job.spec.probes for request in prober.ask(order)]

    def judge(self, answer: Answer, order: ProbeOrder, key: str) -> ProbeStatus:
        """Return what a message's own page says of it."""
        page = parse_thread(
            answer.text, rules=self.rules, place=self.place(answer), thread_key=order.thread_key
        )
        if page.kind is PageKind.WALL:
            self.job.block(f"{answer.url} asks to log in or to prove that one is human")
        return status_on(page, key)

    def open_known(self, walk: ThreadWalk) -> Requests:
        """Return the request for a thread's own page."""
        return [self.follow(walk, self.read_thread, walk.url)]

    def read_list(self, answer: Answer) -> Iterator[Request]:
        """Yield the requests for the threads on a list page, and for the page after it."""
        page = parse_list(answer.text, rules=self.rules, place=self.place(answer))
        if page.kind is not PageKind.LIST:
            yield from self.refuse_list(page.kind, answer.url)
            return
        self.check_list(page, answer.url)
        for link in page.threads:
            yield from self.open(link, is_whole=page.is_whole)
        if page.next_url:
            yield from self.ask_list(page.next_url, self.read_list)
        else:
            yield from self.visit_known()

    def check_list(self, page: ListPage, url: str) -> None:
        """Note what a list page lacks."""
        if not page.is_whole:
            self.job.doubt(f"the list {url} came without its end")
        if page.unreadable:
            self.job.doubt(f"the list {url} has {page.unreadable} threads without key or address")

    def open(self, link: ThreadLink, *, is_whole: bool) -> Requests:
        """Return the requests that visit a thread; none where the list already shows it in full."""
        walk = self.begin_walk(link)
        if walk is None:
            return ()
        if not self.rules.lists.whole_reviews:
            return [self.follow(walk, self.read_thread, link.url)]
        page = ThreadPage(
            kind=PageKind.THREAD, messages=link.messages, is_whole=is_whole, unreadable=link.unreadable
        )
        walk.add(self.doubted(walk, page), link.url)
        self.job.finish_walk(walk)
        return ()

    def doubted(self, walk: ThreadWalk, page: ThreadPage) -> ThreadPage:
        """Return the page; where its messages have no ids, the visit proves no absence."""
        if any(is_made(one.message_key) for one in page.messages):
            walk.doubt(WITHOUT_IDS)
        return page

    def read_thread(self, walk: ThreadWalk, answer: Answer) -> ThreadPage:
        """Return a page of a thread; on sites with whole reviews in lists only the thread's own review."""
        page = parse_thread(
            answer.text,
            rules=self.rules,
            place=self.place(answer),
            thread_key=walk.key,
            root_key=walk.root_key,
        )
        if not self.rules.lists.whole_reviews:
            return self.doubted(walk, page)
        own = tuple(message for message in page.messages if message.message_key == walk.key)
        return replace(page, messages=own, next_url=None, total=None, last_page=None)

"""Forums: boards with paged lists of topics, and paged topics; or the JSON of Discourse."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy import Request

from crawlers.coverage import ThreadWalk
from crawlers.items import ProbeStatus
from crawlers.pages.discourse import judge_post, post_url
from crawlers.pages.forum import fresh_topics, is_for_members, parse_list, parse_thread
from crawlers.pages.page import PageKind, ThreadLink, ThreadPage
from crawlers.rules.forum import ForumRules
from crawlers.rules.forum_profiles import DISCOURSE
from crawlers.spec import ProbeOrder

from .answers import Answer, Problem, Requests
from .base import SourceSpider
from .probing import PermalinkProber, status_on

if TYPE_CHECKING:
    from crawlers.job import CrawlJob

_MOST_LOCKED = 3  # topics for members one after another, after which the whole forum counts as locked


class ForumSpider(SourceSpider):
    """Reads the lists of each board, then each topic."""

    def __init__(self, job: "CrawlJob", **options: Any) -> None:
        self.rules: ForumRules = job.source.rules
        self.is_json = self.rules.profile == DISCOURSE
        self.transport = "api" if self.is_json else "html"
        self.fresh: frozenset[str] = frozenset()
        self.read_of: Counter[str] = Counter()  # list pages, by board
        self.locked = 0
        super().__init__(job, **options)

    def begin(self) -> Requests:
        """Return the requests for the first list page of each board."""
        boards = (self.job.source.url, *self.rules.boards)
        return [request for url in boards for request in self.ask_board(url, url)]

    def begin_probes(self) -> Requests:
        """Return the requests for single messages at their addresses."""
        if not self.rules.can_probe:
            return super().begin_probes()
        prober = _ForumProber(self, self.judge)
        return [request for order in self.job.spec.probes for request in prober.ask(self.addressed(order))]

    def addressed(self, order: ProbeOrder) -> ProbeOrder:
        """Return the order with the addresses to ask: JSON has its own."""
        if not self.is_json:
            return order
        url = self.job.source.url
        own, control = post_url(url, order.message_key), post_url(url, order.control_key)
        return replace(order, url=own, control_url=control)

    def judge(self, answer: Answer, order: ProbeOrder, key: str) -> ProbeStatus:
        """Return what the page at a message's address says of it."""
        if self.is_json:
            return judge_post(answer.text, key)
        page = parse_thread(
            answer.text, rules=self.rules, place=self.place(answer), thread_key=order.thread_key
        )
        return status_on(page, key)

    def open_known(self, walk: ThreadWalk) -> Requests:
        """Return the request for a topic's own page."""
        return [self.follow(walk, self.read_thread, walk.url)]

    def is_due(self, link: ThreadLink) -> bool:
        """Return whether to open a topic: it is due, new, or was answered lately."""
        return super().is_due(link) or link.key in self.fresh

    def ask_board(self, board: str, url: str) -> Requests:
        """Return the request for a list page of a board."""
        return self.ask_list(url, partial(self.read_list, board))

    def read_list(self, board: str, answer: Answer) -> Iterator[Request]:
        """Yield the requests for the topics on a list page, and for the page after it."""
        place = self.place(answer)
        page = parse_list(answer.text, rules=self.rules, place=place)
        if page.kind is not PageKind.LIST:
            yield from self.refuse_list(page.kind, answer.url)
            return
        if not page.is_whole or page.unreadable:
            self.job.doubt(f"the list {answer.url} came without its end, or has topics without an address")
        self.fresh |= fresh_topics(answer.text, rules=self.rules, place=place)
        self.read_of[board] += 1
        for link in page.threads:
            walk = self.begin_walk(link)
            if walk:
                yield self.follow(walk, self.read_thread, link.url)
        yield from self.go_on(board, page.next_url)

    def go_on(self, board: str, next_url: str | None) -> Requests:
        """Return the request for the next list page of a board, else those for the known topics."""
        is_enough = 0 < self.rules.list_pages <= self.read_of[board]
        if next_url and not is_enough:
            return self.ask_board(board, next_url)
        return self.visit_known()

    def read_thread(self, walk: ThreadWalk, answer: Answer) -> ThreadPage:
        """Return a page of a topic; what only the first page of a JSON topic says holds for all."""
        page = parse_thread(
            answer.text,
            rules=self.rules,
            place=self.place(answer),
            thread_key=walk.key,
            earlier=walk.messages,
        )
        if page.kind is PageKind.WALL and self.shown and is_for_members(answer.text):
            return self.leave_locked(walk, page)
        self.locked = 0
        if self.is_json and walk.pages and page.total is None:
            return replace(page, total=walk.pages[0].total, more=walk.pages[0].more)
        return page

    def leave_locked(self, walk: ThreadWalk, page: ThreadPage) -> ThreadPage:
        """Return the page as one of no use where lists are open and a topic is for members; few in a row."""
        self.locked += 1
        if self.locked > _MOST_LOCKED:
            return page
        walk.doubt("the site shows the topic to members only")
        return replace(page, kind=PageKind.OTHER)


class _ForumProber(PermalinkProber):
    """Takes the words of a page for more than its status: SMF says 403 for what is not there."""

    def _lost(self, order: ProbeOrder, problem: Problem) -> Requests:
        if not problem.text or problem.is_gone:
            return super()._lost(order, problem)
        answer = Answer(url=order.url, text=problem.text, headers={})
        if self.judge(answer, order, order.message_key) is not ProbeStatus.GONE:
            return super()._lost(order, problem)
        return self._ask_control(order, ProbeStatus.GONE, problem.status)

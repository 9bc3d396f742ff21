"""VK through its API: the wall and the board of one community, with a service key."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from scrapy import Request

from crawlers.coverage import ThreadWalk
from crawlers.pages import vk
from crawlers.pages import vk_calls as calls
from crawlers.pages.page import ListPage, PageKind, ThreadLink, ThreadPage
from crawlers.records import ParsedMessage
from crawlers.rules.vk import VkRules

from .answers import Answer, Lost, Problem, Requests, Then
from .base import FIRST, SourceSpider
from .vk_errors import FLOOD, Act, VkProblem, error_code, meaning_of
from .vk_probes import VkProber
from .vk_tally import Tally

_FRESH = timedelta(days=2)  # topics in which somebody wrote that lately are worth a visit
_TRIES = 4
_AT_ONCE = 100  # known threads in one call
_STRANGE = Problem(reason="its key is none of VK's")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """One call under way; `tries` counts how often it was asked in vain."""

    url: str
    then: Then
    lost: Lost
    priority: int
    tries: int = 0


class VkSpider(SourceSpider):
    """Reads the posts and topics of a community, and the comments of each."""

    transport = "api"

    @property
    def rules(self) -> VkRules:
        """The choices of the source."""
        rules: VkRules = self.job.source.rules
        return rules

    def ask(
        self,
        url: str,
        then: Then,
        lost: Lost,
        *,
        priority: int = FIRST,
        **_how: object,
    ) -> Request:
        """Return a request with the key; errors go to `lost`, after some tries where they may pass."""
        return self._ask(_Call(url=url, then=then, lost=lost, priority=priority))

    def begin(self) -> Requests:
        """Return the request for the first posts, or topics."""
        self.job.hides_subtrees = True  # the branch of a comment that is not listed cannot be found
        self.roots: dict[str, ParsedMessage] = {}
        self.topics: dict[str, vk.Topic] = {}
        self.tallies: dict[str, Tally] = {}
        if not self.rules.wall:
            return self.begin_board()
        return self.ask_list(calls.wall_url(self.job.source.url, self.rules), self.read_wall, self.lose_wall)

    def begin_board(self) -> Requests:
        """Return the request for the first topics, where the board is read at all."""
        if not self.rules.board:
            return self.visit_known()
        return self.ask_list(
            calls.topics_url(self.job.source.url, self.rules), self.read_board, self.lose_board
        )

    def begin_probes(self) -> Requests:
        """Return the requests that ask for single posts and comments."""
        prober = VkProber(self)
        return [request for order in self.job.spec.probes for request in prober.begin(order)]

    def read_wall(self, answer: Answer) -> Iterator[Request]:
        """Yield the requests for the comments of each post, and for what comes after the page."""
        page = vk.parse_posts(answer.text, rules=self.rules, place=self.place(answer))
        yield from self.read_threads(page, answer.url, self.read_wall, self.begin_board)

    def read_board(self, answer: Answer) -> Iterator[Request]:
        """Yield the requests for the comments of each topic, and for what comes after the page."""
        page = vk.parse_topics(answer.text, rules=self.rules, place=self.place(answer))
        self.topics |= vk.read_topics(answer.text, rules=self.rules)
        yield from self.read_threads(page, answer.url, self.read_board, self.visit_known)

    def read_threads(
        self, page: ListPage, url: str, then: Then, after: Callable[[], Requests]
    ) -> Iterator[Request]:
        """Yield the requests for the threads of a list, then for its next page or what comes `after`."""
        if page.kind is not PageKind.LIST:
            yield from self.refuse_list(page.kind, url)
            return
        if page.unreadable:
            self.job.doubt(f"{page.unreadable} threads of a list lack an id")
        for link in page.threads:
            walk = self.begin_walk(link)
            if walk:
                yield self.open_thread(walk, link)
        if page.next_url and calls.offset_of(page.next_url) < self.rules.newest:
            yield from self.ask_list(page.next_url, then, self.lose_list)
        else:
            yield from after()

    def lose_wall(self, problem: Problem) -> Requests:
        """Stop where the community is closed; go on with its board where only the wall is."""
        if self._is_closed(problem):
            return ()
        self.job.doubt(f"the wall could not be read: {problem.reason}")
        return self.begin_board()

    def lose_board(self, problem: Problem) -> Requests:
        """Stop where the community is closed; go on with the known threads where only the board is."""
        if self._is_closed(problem):
            return ()
        self.job.doubt(f"the board could not be read: {problem.reason}")
        return self.visit_known()

    def is_due(self, link: ThreadLink) -> bool:
        """Return whether to open a thread: it is due, new, or a topic in which somebody wrote these days."""
        updated = self.topics[link.key].updated if link.key in self.topics else None
        return super().is_due(link) or (updated is not None and updated > self.job.now() - _FRESH)

    def open_thread(self, walk: ThreadWalk, link: ThreadLink) -> Request:
        """Return the request for the first comments of a thread."""
        self.tallies[walk.key] = Tally()
        for post in link.messages:
            self.roots[walk.key] = post
        url = calls.comments_url(self.job.source.url, walk.key)
        parse = self.parse_topic if walk.key.startswith("topic") else self.parse_comments
        return self.follow(walk, parse, url, lost=partial(self.lose_comments, walk))

    def visit_known(self) -> Iterator[Request]:
        """Yield the requests that ask which of the known threads that no list showed are there."""
        unseen = [walk for walk in self.job.walks.values() if not walk.is_open]
        for walk in unseen:
            self.job.open_walk(walk)
        for place in ("wall", "topic"):
            walks = [walk for walk in unseen if (key := calls.read_key(walk.key)) and key.place == place]
            for start in range(0, len(walks), _AT_ONCE):
                yield self.ask_known(walks[start : start + _AT_ONCE])
        for walk in unseen:
            if not calls.read_key(walk.key):
                self.lose(walk, _STRANGE)

    def open_known(self, walk: ThreadWalk) -> Requests:
        """Return the request that asks whether a known thread is there."""
        return [self.ask_known([walk])]

    def ask_known(self, walks: list[ThreadWalk]) -> Request:
        """Return the request that asks for up to 100 threads by their numbers."""
        url = calls.known_url(self.job.source.url, [walk.key for walk in walks])
        return self.ask(url, partial(self.read_known, walks), partial(self.lose_known, walks))

    def read_known(self, walks: list[ThreadWalk], answer: Answer) -> Iterator[Request]:
        """Yield the requests for the comments of the threads that are there; the others are gone."""
        is_board = walks[0].key.startswith("topic")
        parse = vk.parse_topics if is_board else vk.parse_posts
        page = parse(answer.text, rules=self.rules, place=self.place(answer))
        if page.kind is not PageKind.LIST:
            self.lose_known(walks, Problem(reason="VK's answer has another shape than expected"))
            return
        if is_board:
            self.topics |= vk.read_topics(answer.text, rules=self.rules)
        there = {link.key: link for link in page.threads}
        for walk in walks:
            if walk.key in there:
                yield self.open_thread(walk, there[walk.key])
            else:
                self.lose(walk, VkProblem(reason="VK says that there is no such thread", act=Act.GONE))

    def lose_known(self, walks: list[ThreadWalk], problem: Problem) -> Requests:
        """End the walks that could not even begin; such an answer says nothing of a single thread."""
        for walk in walks:
            walk.doubt(problem.reason)
            self.job.finish_walk(walk)
        return ()

    def lose_comments(self, walk: ThreadWalk, problem: Problem) -> Requests:
        """End the walk of a thread whose comments are kept from us; its own text was shown."""
        root = self.roots.get(walk.key)
        if root and not walk.pages:
            walk.add(ThreadPage(kind=PageKind.THREAD, messages=(root,)), root.url)
        return self.lose(walk, problem)

    def parse_comments(self, walk: ThreadWalk, answer: Answer) -> ThreadPage:
        """Return a page of comments under their post, with the branches that are still to be opened."""
        page = vk.parse_comments(answer.text, rules=self.rules, place=self.place(answer), thread_key=walk.key)
        if page.kind is not PageKind.THREAD:
            return page
        tally = self.tallies[walk.key]
        branch = calls.branch_of(answer.url)
        for doubt in tally.count(page, branch, vk.level_count(answer.text)):
            walk.doubt(doubt)
        return tally.whole(page, branch, walk.addresses).under(self.roots[walk.key])

    def parse_topic(self, walk: ThreadWalk, answer: Answer) -> ThreadPage:
        """Return a page of a topic; its first message gets the topic's title."""
        page = vk.parse_topic(
            answer.text,
            rules=self.rules,
            place=self.place(answer),
            thread_key=walk.key,
            root_key=walk.root_key,
        )
        topic = self.topics.get(walk.key)
        titled = (
            replace(one, title=topic.title) if topic and not one.parent_key else one for one in page.messages
        )
        return replace(page, messages=tuple(titled))

    def _ask(self, call: _Call) -> Request:
        return super().ask(
            call.url,
            partial(self._judge, call),
            call.lost,
            priority=call.priority,
            headers={"Authorization": f"Bearer {self.job.token}"} if self.job.token else None,
        )

    def _judge(self, call: _Call, answer: Answer) -> Requests:
        """Return what follows from an answer that may be an error."""
        code = error_code(answer.text)
        if code is None:
            return call.then(answer)
        meaning = meaning_of(code)
        self.job.answers[f"error {code}"] += 1
        if meaning.act is Act.RETRY and call.tries + 1 < _TRIES:
            pause = self.rules.flood_pause if code == FLOOD else self.rules.pause * meaning.patience
            self.pause(call.url, pause * 2**call.tries)
            return [self._ask(replace(call, tries=call.tries + 1))]
        if meaning.act is Act.STOP or code == FLOOD:
            self.job.block(meaning.words)
        return call.lost(VkProblem(reason=meaning.words, act=meaning.act))

    def _is_closed(self, problem: Problem) -> bool:
        """Stop the source where the community itself cannot be read, and return whether it is so."""
        if isinstance(problem, VkProblem) and problem.act in (Act.CLOSED, Act.GONE):
            self.job.block(f"{problem.reason}, so look at owner_id in the source file")
        return self.job.is_blocked

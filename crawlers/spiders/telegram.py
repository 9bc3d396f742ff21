"""Telegram: the public preview of a channel, and the discussion widget of each post."""

from collections.abc import Iterator
from functools import partial

from scrapy import Request

from crawlers.coverage import ThreadWalk
from crawlers.pages import telegram
from crawlers.pages import telegram_calls as calls
from crawlers.pages.page import PageKind, ThreadPage
from crawlers.records import ParsedMessage
from crawlers.rules.telegram import TelegramRules

from .answers import Answer, Problem, Requests
from .base import SourceSpider
from .telegram_probes import TelegramProber


class TelegramSpider(SourceSpider):
    """Reads the newest posts, and the newest comments of each."""

    @property
    def rules(self) -> TelegramRules:
        """The choices of the source."""
        rules: TelegramRules = self.job.source.rules
        return rules

    def begin(self) -> Requests:
        """Return the request for the newest posts."""
        self.roots: dict[str, ParsedMessage] = {}
        self.posts = 0
        return self.ask_list(self.job.source.url, self.read_channel)

    def begin_probes(self) -> Requests:
        """Return the requests that ask for single posts and comments."""
        prober = TelegramProber(self)
        return [request for order in self.job.spec.probes for request in prober.begin(order)]

    def read_channel(self, answer: Answer) -> Iterator[Request]:
        """Yield the requests for the comments of each post, and for the posts before them."""
        page = telegram.parse_channel(answer.text, rules=self.rules, place=self.place(answer))
        if page.kind is not PageKind.LIST:
            yield from self.refuse_channel(page.kind, answer.url)
            return
        if page.unreadable or not page.is_whole:
            self.job.doubt("a page of posts is not whole, or has posts without a number")
        for link in page.threads:
            walk = self.begin_walk(link)
            if walk:
                self.roots[walk.key] = link.messages[0]
                yield from self.open_post(walk)
        self.posts += len(page.threads)
        if page.next_url and self.posts < self.rules.newest:
            yield from self.ask_list(page.next_url, self.read_channel)
        else:
            yield from self.visit_known()

    def refuse_channel(self, kind: PageKind, url: str) -> Requests:
        """Say what came instead of posts."""
        if kind is PageKind.WALL:
            return self.refuse_list(kind, url)
        if not calls.channel_of(url):
            self.job.doubt(f"there is no preview at {url}: it is a group, or a channel that is closed")
        else:
            self.job.doubt(f"{url} shows no posts: Telegram was asked too often, or its markup changed")
        return self.visit_known()

    def open_post(self, walk: ThreadWalk) -> Requests:
        """Return the request for the comments of a post; without comments the post is the whole thread."""
        if self.rules.comments:
            url = calls.discussion_of(self.job.source.url, walk.key)
            return [self.follow(walk, self.parse_comments, url, lost=partial(self.lose_comments, walk))]
        self.land_post(walk)
        return ()

    def land_post(self, walk: ThreadWalk) -> None:
        """End the walk with the post alone."""
        root = self.roots[walk.key]
        walk.add(ThreadPage(kind=PageKind.THREAD, messages=(root,), is_window=True), root.url)
        self.job.finish_walk(walk)

    def open_known(self, walk: ThreadWalk) -> Requests:
        """Return the request for the embedded page of a post that no page showed."""
        if not calls.is_post(walk.key):
            return self.lose(walk, Problem(reason="its key is none of Telegram's"))
        url = calls.embed_of(calls.page_of(self.job.source.url, walk.key))
        return [self.ask(url, partial(self.read_post, walk), partial(self.lose, walk))]

    def read_post(self, walk: ThreadWalk, answer: Answer) -> Requests:
        """Return the requests for the comments of a known post that is still there."""
        page = telegram.parse_post(
            answer.text, rules=self.rules, place=self.place(answer), thread_key=walk.key
        )
        if not page.messages:
            self.take(walk, page, answer.url)
            self.job.finish_walk(walk)
            return ()
        self.roots[walk.key] = page.messages[0]
        return self.open_post(walk)

    def parse_comments(self, walk: ThreadWalk, answer: Answer) -> ThreadPage:
        """Return the newest comments under their post, or the post alone where none are shown."""
        page = telegram.parse_comments(
            answer.text, rules=self.rules, place=self.place(answer), thread_key=walk.key
        )
        if page.kind is not PageKind.THREAD:
            walk.doubt("Telegram does not show the discussion of this post")
            page = ThreadPage(kind=PageKind.THREAD, is_window=True)
        return telegram.root_outside(page, self.roots[walk.key])

    def lose_comments(self, walk: ThreadWalk, problem: Problem) -> Requests:
        """End the walk of a post whose comments did not come; the post itself was shown."""
        walk.doubt(f"the comments did not come: {problem.reason}")
        self.land_post(walk)
        return ()

    def lose(self, walk: ThreadWalk, problem: Problem) -> Requests:
        """End the walk at a page that did not come; a 404 says nothing where what is gone has status 200."""
        return super().lose(walk, Problem(reason=problem.reason, text=problem.text))

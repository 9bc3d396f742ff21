"""WordPress: REST where it is on, the HTML pages where it is not, also for single posts."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from urllib.parse import urljoin

from scrapy import Request

from crawlers.coverage import ThreadWalk
from crawlers.pages import wordpress as rest
from crawlers.pages import wordpress_html as html
from crawlers.pages.page import ListPage, PageKind, ThreadLink, ThreadPage
from crawlers.pages.wordpress_items import parse_comment_feed
from crawlers.records import ParsedMessage
from crawlers.rules import WordpressRules

from .answers import Answer, Problem, Requests, Then
from .base import LIST, SourceSpider
from .wordpress_probes import WordpressProber

_FRESH = timedelta(days=2)  # comments this young make their post worth a visit
_SWITCHED_OFF = (400, 401, 403, 404, 405, 410, 501)  # what sites answer where REST is off, or off for guests


class WordpressSpider(SourceSpider):
    """Reads the posts and the comments of each."""

    transport = "rest"

    @property
    def rules(self) -> WordpressRules:
        """The choices of the source."""
        rules: WordpressRules = self.job.source.rules
        return rules

    def begin(self) -> Requests:
        """Return the request for the first page of posts."""
        self.articles: dict[str, ParsedMessage] = {}
        self.totals: set[int | None] = set()
        self.commented: frozenset[str] = frozenset()  # addresses of posts that the feed of comments names
        if self.job.spec.due is not None:
            feed = urljoin(self.job.source.url, "comments/feed/")
            return [self.ask(feed, self.read_feed, self.lose_feed, priority=LIST)]
        return self.begin_posts()

    def begin_probes(self) -> Requests:
        """Return the requests that ask for single comments and posts by id."""
        if not self.rules.rest:
            return super().begin_probes()
        return WordpressProber(self).begin(self.job.spec.probes)

    def read_feed(self, answer: Answer) -> Requests:
        """Take the feed's hint which posts to open although they are not due, and begin."""
        self.commented = parse_comment_feed(answer.text, now=self.job.now(), fresh=_FRESH)
        return self.begin_posts()

    def lose_feed(self, _problem: Problem) -> Requests:
        """Begin without the feed: it is a hint."""
        return self.begin_posts()

    def is_due(self, link: ThreadLink) -> bool:
        """Return whether to open a post: it is due, new, or was commented on these days."""
        return super().is_due(link) or link.url in self.commented

    def begin_posts(self) -> Requests:
        """Return the request for the first page of posts."""
        if not self.rules.rest:
            return self.begin_html()
        first = rest.posts_url(self.job.source.url, self.rules)
        return self.ask_list(first, self.read_posts, self.lose_posts)

    def begin_html(self) -> Requests:
        """Return the request for the first HTML list: from now on no REST for new threads."""
        self.transport = "html"
        return self.ask_list(self.rules.list_url or self.job.source.url, self.read_html_list)

    def lose_posts(self, problem: Problem) -> Requests:
        """Turn to HTML where REST is switched off; other failures are failures."""
        if problem.status in _SWITCHED_OFF and len(self.lists) == 1:
            return self.begin_html()
        return self.lose_list(problem)

    def read_posts(self, answer: Answer) -> Iterator[Request]:
        """Yield the requests for the comments of each post, and for the next page of posts."""
        page = rest.parse_posts(answer.text, answer.headers, rules=self.rules, place=self.place(answer))
        if page.kind is not PageKind.LIST:
            yield from self.begin_html()
            return
        self.totals.add(page.total)
        if len(self.totals) > 1:
            self.job.doubt("the number of posts changed while they were listed")
        for link in page.threads:
            walk = self.begin_walk(link, "rest")
            if walk:
                yield from self.open_post(walk, link)
        yield from self.go_on(page, self.read_posts)

    def read_html_list(self, answer: Answer) -> Iterator[Request]:
        """Yield the requests for the posts on a front page or an archive, and for the next one."""
        page = html.parse_posts(answer.text, place=self.place(answer))
        if page.kind is not PageKind.LIST:
            yield from self.refuse_list(page.kind, answer.url)
            return
        for link in page.threads:
            walk = self.begin_walk(link, "html")
            if walk:
                yield from self.open_html(walk)
        yield from self.go_on(page, self.read_html_list)

    def go_on(self, page: ListPage, then: Then) -> Requests:
        """Return the requests for the list page after this one, else for the known threads."""
        if page.unreadable:
            self.job.doubt(f"{page.unreadable} posts of a list lack id or address")
        if page.next_url:
            return self.ask_list(page.next_url, then)
        return self.visit_known()

    def open_post(self, walk: ThreadWalk, link: ThreadLink) -> Requests:
        """Return the request for the first comments of a post."""
        self.articles[walk.key] = link.messages[0]
        url = rest.comments_url(self.job.source.url, walk.key, self.rules)
        return [self.follow(walk, self.parse_comments, url, lost=partial(self.lose_comments, walk))]

    def open_known(self, walk: ThreadWalk) -> Requests:
        """Return the request that asks whether a post which no list shows is still there."""
        if self.transport == "html":
            return self.open_html(walk)
        url = rest.post_url(self.job.source.url, walk.key)
        return [self.ask(url, partial(self.read_post, walk), partial(self.lose_comments, walk))]

    def open_html(self, walk: ThreadWalk) -> Requests:
        """Return the request for a post's own page, whatever REST brought of it before."""
        self.job.hides_subtrees = True
        walk.restart("html")
        return [self.follow(walk, self.parse_html, walk.url)]

    def read_post(self, walk: ThreadWalk, answer: Answer) -> Requests:
        """Return the requests for a known post that is still there."""
        link = rest.parse_post(answer.text, rules=self.rules, place=self.place(answer))
        return self.open_post(walk, link) if link else self.open_html(walk)

    def lose_comments(self, walk: ThreadWalk, problem: Problem) -> Requests:
        """Ask the HTML page what REST does not tell: 401 is a hidden post or a shy site."""
        if problem.status in _SWITCHED_OFF and not walk.pages:
            return self.open_html(walk)
        return self.lose(walk, problem)

    def parse_comments(self, walk: ThreadWalk, answer: Answer) -> ThreadPage:
        """Return a REST page of comments under its article."""
        page = rest.parse_comments(
            answer.text, answer.headers, rules=self.rules, place=self.place(answer), thread_key=walk.key
        )
        return page.under(self.articles[walk.key])

    def parse_html(self, walk: ThreadWalk, answer: Answer) -> ThreadPage:
        """Return a post's HTML page."""
        return html.parse_thread(answer.text, rules=self.rules, place=self.place(answer), thread_key=walk.key)

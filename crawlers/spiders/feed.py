"""Feeds: one address, and the newest entries that it shows. What has left the feed cannot be asked for."""

from crawlers.coverage import ThreadWalk
from crawlers.pages.feed import parse_feed
from crawlers.pages.page import PageKind, ThreadLink, ThreadPage

from .answers import Answer, Requests
from .base import SourceSpider

WINDOW = "a feed shows its newest entries only, so absence proves nothing"


class FeedSpider(SourceSpider):
    """Reads one feed; each of its threads is a window, and never more than partial."""

    transport = "feed"

    def begin(self) -> Requests:
        """Return the request for the feed."""
        self.job.walks.clear()  # known threads that the feed no longer shows were not looked for
        return self.ask_list(self.job.source.url, self.read_feed)

    def is_due(self, _link: ThreadLink) -> bool:
        """Return True: what the feed shows is here already."""
        return True

    def open_known(self, _walk: ThreadWalk) -> Requests:
        """Return nothing: a feed has no pages of its threads."""
        return ()

    def read_feed(self, answer: Answer) -> Requests:
        """Land what the feed shows."""
        page = parse_feed(answer.text, rules=self.job.source.rules, place=self.place(answer))
        if page.kind is not PageKind.LIST:
            return self.refuse_list(page.kind, answer.url)
        if not page.is_whole:
            self.job.doubt(f"the feed {answer.url} came without its end")
        if page.unreadable:
            self.job.doubt(f"the feed {answer.url} has {page.unreadable} entries without an address")
        for link in page.threads:
            self.land(link)
        return ()

    def land(self, link: ThreadLink) -> None:
        """Land the messages of one thread."""
        walk = self.begin_walk(link)
        if walk:
            walk.add(ThreadPage(kind=PageKind.THREAD, messages=link.messages, is_window=True), link.url)
            walk.doubt(WINDOW)
            self.job.finish_walk(walk)

"""Pages with schema.org data: a list of links to them, or one page."""

from collections.abc import Iterator

from scrapy import Request

from crawlers.coverage import ThreadWalk
from crawlers.pages.made_keys import WITHOUT_IDS, is_made
from crawlers.pages.page import PageKind, ThreadPage
from crawlers.pages.schemaorg import parse_list, parse_thread

from .answers import Answer, Requests
from .base import SourceSpider


class SchemaorgSpider(SourceSpider):
    """Reads a list of links until it ends, then each page."""

    def begin(self) -> Requests:
        """Return the request for the list, or for the only page."""
        url = self.job.source.url
        if self.job.source.rules.link:
            return self.ask_list(url, self.read_list)
        self.job.walk(url, url, self.transport)
        return self.visit_known()

    def open_known(self, walk: ThreadWalk) -> Requests:
        """Return the request for a page of messages."""
        return [self.follow(walk, self.read_thread, walk.url)]

    def read_list(self, answer: Answer) -> Iterator[Request]:
        """Yield the requests for the pages that a list links to, and for the list after it."""
        page = parse_list(answer.text, rules=self.job.source.rules, place=self.place(answer))
        if page.kind is not PageKind.LIST:
            yield from self.refuse_list(page.kind, answer.url)
            return
        if not page.is_whole:
            self.job.doubt(f"the list {answer.url} came without its end")
        for link in page.threads:
            walk = self.begin_walk(link)
            if walk:
                yield self.follow(walk, self.read_thread, link.url)
        yield from self.ask_list(page.next_url, self.read_list) if page.next_url else self.visit_known()

    def read_thread(self, walk: ThreadWalk, answer: Answer) -> ThreadPage:
        """Return one page of messages; where they have no ids, nothing can be said to be missing."""
        rules = self.job.source.rules
        page = parse_thread(answer.text, rules=rules, place=self.place(answer), thread_key=walk.key)
        if any(is_made(one.message_key) for one in page.messages):
            walk.doubt(WITHOUT_IDS)
        return page

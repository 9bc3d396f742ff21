"""The App Store: one app, whose newest reviews are one thread."""

from crawlers.coverage import ThreadWalk
from crawlers.pages.appstore import app_of, parse_reviews
from crawlers.pages.page import ThreadPage

from .answers import Answer, Requests
from .base import SourceSpider


class AppstoreSpider(SourceSpider):
    """Reads the pages of one app's reviews."""

    transport = "api"

    def begin(self) -> Requests:
        """Return the request for the newest reviews; an app that is known already is visited the same way."""
        url = self.job.source.url
        self.job.walk(app_of(url), url, self.transport)
        return self.visit_known()

    def open_known(self, walk: ThreadWalk) -> Requests:
        """Return the request for the first page."""
        return [self.follow(walk, self.read_reviews, walk.url)]

    def read_reviews(self, walk: ThreadWalk, answer: Answer) -> ThreadPage:
        """Return one page of reviews."""
        rules = self.job.source.rules
        return parse_reviews(answer.text, rules=rules, place=self.place(answer), thread_key=walk.key)

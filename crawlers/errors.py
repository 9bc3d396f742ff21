"""What can go wrong between a public page and a landing folder; every message is one sentence on what to do.

CrawlerError
├── SourceInvalid        a source file says something that cannot be used
├── SourceUnknown        no source file has that name
├── SpecInvalid          the order for one crawl cannot be read
├── TokenMissing         the key of an API is not in the environment
├── LandingCorrupt       a landing folder is truncated, or not what its crawl record says
├── CrawlRunning         another process crawls this source right now
├── CrawlError           a crawl ended red; `crawl` is its record where one was written
│   ├── SourceDead       nothing could be read: no answer, or only errors
│   ├── SourceBlocked    login page, captcha, robots.txt, or a wait longer than allowed
│   ├── SourceEmpty      pages came, and no message was found on them
│   ├── TooFewMessages   fewer messages than the source file expects
│   ├── CrawlTimedOut    it took longer than the source file allows, and was stopped
│   └── CrawlCrashed     the crawl process died without a word
└── ImportRefused        a table of reviews cannot be imported
    ├── TableUnreadable  wrong encoding, broken JSON, not a table
    ├── ColumnMissing    the table lacks a column that the mapping names
    ├── TableEmpty       no row at all
    └── NoUsableRow      rows, and none with a text
"""

from .items import Crawl


class CrawlerError(Exception):
    """The root: anything that the crawlers report on purpose."""


class SourceInvalid(CrawlerError):
    """A source file says something that cannot be used."""


class SourceUnknown(CrawlerError):
    """No source file has that name."""


class SpecInvalid(CrawlerError):
    """The order for one crawl cannot be read."""


class TokenMissing(CrawlerError):
    """The environment lacks the key that a source file asks for."""


class LandingCorrupt(CrawlerError):
    """A landing folder is truncated, or not what its crawl record says."""


class CrawlRunning(CrawlerError):
    """Another process crawls this source right now."""


class CrawlError(CrawlerError):
    """A crawl ended red; `crawl` is its record, or None when not even that was written."""

    def __init__(self, message: str, crawl: Crawl | None = None) -> None:
        super().__init__(message)
        self.crawl = crawl


class SourceDead(CrawlError):
    """Nothing could be read: the site did not answer, or answered with errors only."""


class SourceBlocked(CrawlError):
    """The site does not let us in: login page, captcha, robots.txt, or a wait longer than allowed."""


class SourceEmpty(CrawlError):
    """Pages came, and no message was found on them."""


class TooFewMessages(CrawlError):
    """Fewer messages than the source file expects: its markup probably changed."""


class CrawlTimedOut(CrawlError):
    """The crawl took longer than the source file allows, and was stopped."""


class CrawlCrashed(CrawlError):
    """The crawl process died without saying why."""


class ImportRefused(CrawlerError):
    """A table of reviews cannot be imported."""


class TableUnreadable(ImportRefused):
    """The table is in an unknown encoding, is broken JSON, or is no table."""


class ColumnMissing(ImportRefused):
    """The table lacks a column that the mapping names."""


class TableEmpty(ImportRefused):
    """The table has no row at all."""


class NoUsableRow(ImportRefused):
    """The table has rows, and none of them has a text."""

"""The plainest Scrapy spider that brings the same fields: `python -m bench.bare URL FILE.jsonl.gz`.

It asks one page at a time like ours, and does nothing else of what ours does: no robots.txt, no guard, no
second look at a first page, no masks, no hashes, no visits.
"""

import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from .still import SELECTORS

_FIELDS = ("id", "author", "date", "likes")


class BareSpider(Spider):
    """Follows lists to threads and threads to their ends, and yields a row per message."""

    name = "bare"

    async def start(self) -> AsyncIterator[Request]:
        """Yield the first request."""
        yield Request(self.settings["START"], self.parse_list)

    def parse_list(self, response: Response) -> Iterator[Request]:
        """Yield the requests for the threads on a list page, and for the next list."""
        for link in response.css(SELECTORS["thread"]).css(SELECTORS["link"]).getall():
            yield response.follow(link, self.parse_thread)
        yield from response.follow_all(response.css(SELECTORS["next"]).getall(), self.parse_list)

    def parse_thread(self, response: Response) -> Iterator[Any]:
        """Yield the messages of a page, and the request for the page after it."""
        for block in response.css(SELECTORS["block"]):
            row = {name: " ".join(block.css(_inner(name)).getall()) for name in _FIELDS}
            yield row | {"text": " ".join(block.css(f"{SELECTORS['text']} ::text").getall())}
        yield from response.follow_all(response.css(SELECTORS["next"]).getall(), self.parse_thread)


def _inner(name: str) -> str:
    return SELECTORS[name] if "::" in SELECTORS[name] else f"{SELECTORS[name]}::text"


def main(url: str, out: str) -> None:
    """Crawl the site into the file."""
    process = AsyncCrawlerProcess(
        {
            "START": url,
            "CONCURRENT_REQUESTS": 1,
            "DOWNLOAD_DELAY": 0,
            "LOG_LEVEL": "WARNING",
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "FEEDS": {
                out: {
                    "format": "jsonlines",
                    "postprocessing": ["scrapy.extensions.postprocessing.GzipPlugin"],
                }
            },
        }
    )
    process.crawl(BareSpider)
    process.start()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Manners: robots.txt obeyed also when it cannot be read, Retry-After and Crawl-delay honoured."""

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING, Self

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from .failures import failure_words

if TYPE_CHECKING:
    from .job import CrawlJob

LONGEST_WAIT = 120.0  # seconds; a site that asks for more is left in peace until the next run
_BUSY = (429, 503)


class Robots(RobotsTxtMiddleware):
    """robots.txt with the rule of RFC 9309: absent allows everything, unreadable allows nothing."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.job: CrawlJob = crawler.spider.job  # type: ignore[union-attr]

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Let the request through, or raise IgnoreRequest; `rp` is None for an unreadable robots.txt."""
        netloc = urlparse_cached(request).netloc
        decision = self.job.robots.setdefault(netloc, {})
        if rp is None:
            raise IgnoreRequest(f"robots.txt could not be read ({decision.get('error', 'no answer')})")
        if self.job.stopped_by:  # by what robots.txt says, and this request passed the guard before
            raise IgnoreRequest(self.job.stopped_by)
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            self.job.forbidden[netloc] += 1
            decision["forbidden"] = self.job.forbidden[netloc]
            raise IgnoreRequest("robots.txt forbids this page") from error

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        decision = self.job.robots.setdefault(netloc, {})
        decision["status"] = response.status
        if response.status >= 500 or response.status == 429:
            raise IgnoreRequest(f"it answered {response.status}")
        rules = response if response.status == 200 else response.replace(body=b"")
        await super()._parse_robots(rules, netloc, request)
        parser = self._parsers[netloc]
        asked = parser.crawl_delay(self._default_useragent) if isinstance(parser, RobotParser) else None
        if asked:
            decision["crawl_delay"] = asked
            self._slow_down(request, asked)
        if asked and asked > LONGEST_WAIT:
            self.job.block(f"robots.txt asks to wait {asked:.0f} s between two pages")

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self.job.robots.setdefault(netloc, {})["error"] = failure_words(exc)
        super()._robots_error(exc, netloc)

    def _slow_down(self, request: Request, delay: float) -> None:
        downloader = self.crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request))
        if slot:
            slot.delay = max(slot.delay, delay)
        throttle = self.crawler.get_extension(AutoThrottle)
        if throttle:
            throttle.mindelay = max(throttle.mindelay, delay)


class Patience:
    """Downloader middleware that waits as long as a site asks, and ends the crawl where that is too long."""

    def __init__(self, job: "CrawlJob") -> None:
        self.job = job

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the patience of the crawl that the spider works for."""
        return cls(crawler.spider.job)  # type: ignore[union-attr]

    async def process_request(self, request: Request) -> None:
        """Wait until the host may be asked again."""
        await asyncio.sleep(
            max(0.0, self.job.resume_at.get(urlparse_cached(request).netloc, 0.0) - monotonic())
        )

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the response, and remember for how long its host wants to be left alone."""
        if response.status not in _BUSY:
            return response
        wait = retry_after(response.headers.get("Retry-After", b""), datetime.now(UTC))
        if wait > LONGEST_WAIT:
            self.job.block(f"the site asks to wait {wait:.0f} s (status {response.status})")
            request.meta["dont_retry"] = True
        elif wait or response.status == 429:
            pause = wait or 5 * self.job.source.delay
            self.job.rest(urlparse_cached(request).netloc, pause)
        return response


def retry_after(header: bytes | None, now: datetime) -> float:
    """Return the seconds that a Retry-After header asks for, a number or a date; 0.0 without a usable one."""
    words = (header or b"").decode("ascii", "ignore").strip()
    if words.isdecimal():
        return float(words)
    try:
        moment = parsedate_to_datetime(words)
    except ValueError:
        return 0.0
    return max(0.0, (moment - now).total_seconds()) if moment.tzinfo else 0.0

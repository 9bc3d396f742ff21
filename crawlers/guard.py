"""What may be asked: listed hosts, http(s), public addresses, within the source's limits. Redirects too.

The middleware sees each request, redirected ones as well, before its name is resolved; the resolver sees what
names resolve to. Together they keep a page from sending us to somebody's internal services.
"""

from ipaddress import ip_address
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from .sources import Source, is_listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .job import CrawlJob


def refusal(url: str, source: Source) -> str:
    """Return why `url` may not be asked for `source`, "" if it may."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return f"{parts.scheme}:// addresses are not read"
    if not is_listed(url, source.hosts, any_port=source.allow_private):
        return f"host {parts.netloc.rpartition('@')[2]} is not listed in the source file"
    if not source.allow_private and _is_private(parts.hostname or ""):
        return f"{parts.hostname} is not a public address (allow_private = false)"
    return ""


class Guard:
    """Downloader middleware that refuses requests, with the reason as the message of the exception."""

    def __init__(self, job: "CrawlJob") -> None:
        self.job = job

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the guard of the crawl that the spider works for."""
        return cls(crawler.spider.job)  # type: ignore[union-attr]

    def process_request(self, request: Request) -> None:
        """Let the request through, or raise IgnoreRequest."""
        reason = self.job.may_ask() or refusal(request.url, self.job.source)
        if reason:
            raise IgnoreRequest(reason)


class PublicResolver(CachingThreadedResolver):
    """Resolves names to public addresses only; has to be in the settings of the process to be used at all."""

    def getHostByName(self, name: str, timeout: "Sequence[int]" = ()) -> "Deferred[str]":  # noqa: N802
        """Return the address of `name`, DNSLookupError if it is not a public one."""
        return super().getHostByName(name, timeout).addCallback(_public, name)


def _public(address: str, name: str) -> str:
    if _is_private(address):
        raise DNSLookupError(f"{name} resolves to {address}, which is not a public address")
    return address


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:  # a name; the resolver judges it
        return False

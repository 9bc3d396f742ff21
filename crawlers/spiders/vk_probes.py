"""Asking VK for single messages. Posts are listed by number; of comments VK never says that they are gone."""

from dataclasses import replace
from typing import TYPE_CHECKING

from crawlers.items import ProbeStatus
from crawlers.pages import vk_calls as calls
from crawlers.pages.vk_probe import judge
from crawlers.spec import ProbeOrder

from .answers import Answer, Requests
from .probing import PermalinkProber

if TYPE_CHECKING:
    from .base import SourceSpider


class VkProber:
    """Turns orders into calls of the API."""

    def __init__(self, spider: "SourceSpider") -> None:
        self.spider = spider
        self._prober = PermalinkProber(spider, _judge)

    def begin(self, order: ProbeOrder) -> Requests:
        """Return the requests that tell of a message and of its control."""
        base = self.spider.job.source.url
        url, control = (
            _call(base, key, page)
            for key, page in ((order.message_key, order.url), (order.control_key, order.control_url))
        )
        if url and control:
            return self._prober.ask(replace(order, url=url, control_url=control))
        self.spider.job.land_probe(order, ProbeStatus.UNKNOWN, http_status=None, control=ProbeStatus.UNKNOWN)
        return ()


def _call(base: str, key: str, page: str) -> str:
    """Return the call for one message, "" for a key that is none of VK's."""
    read = calls.read_key(key)
    if not read:
        return ""
    return calls.known_url(base, [key]) if read.comment is None else calls.comment_url(base, key, page)


def _judge(answer: Answer, _order: ProbeOrder, key: str) -> ProbeStatus:
    return judge(answer.text, key)

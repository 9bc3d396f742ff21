"""Asking Telegram for single messages at their embedded pages, which have status 200 whatever they say."""

from dataclasses import replace
from typing import TYPE_CHECKING

from crawlers.items import ProbeStatus
from crawlers.pages import telegram_calls as calls
from crawlers.pages.telegram_probe import judge
from crawlers.spec import ProbeOrder

from .answers import Answer, Problem, Requests
from .probing import PermalinkProber

if TYPE_CHECKING:
    from .base import SourceSpider


class TelegramProber(PermalinkProber):
    """Believes that a message is gone only when its page says so twice."""

    def __init__(self, spider: "SourceSpider") -> None:
        super().__init__(spider, _judge)
        self._missed: set[str] = set()

    def begin(self, order: ProbeOrder) -> Requests:
        """Return the requests that tell of a message and of its control."""
        url, control = calls.embed_of(order.url), calls.embed_of(order.control_url)
        return self.ask(replace(order, url=url, control_url=control))

    def _found(self, order: ProbeOrder, answer: Answer) -> Requests:
        status = self.judge(answer, order, order.message_key)
        if status is ProbeStatus.GONE and order.message_key not in self._missed:
            self._missed.add(order.message_key)
            return self.ask(order)
        return self._ask_control(order, status, 200)

    def _lost(self, order: ProbeOrder, problem: Problem) -> Requests:
        return self._ask_control(order, ProbeStatus.UNKNOWN, problem.status)


def _judge(answer: Answer, _order: ProbeOrder, key: str) -> ProbeStatus:
    return judge(answer.text, key)

"""Asking for one missing message by itself, and for another that ought to be there, as the control."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from crawlers.items import ProbeStatus, State
from crawlers.pages.page import PageKind, ThreadPage
from crawlers.spec import ProbeOrder

from .answers import Answer, Problem, Requests

if TYPE_CHECKING:
    from .base import SourceSpider

PROBE = -10  # priority: after all lists and threads
Judge = Callable[[Answer, ProbeOrder, str], ProbeStatus]
_SPOKEN = {404: ProbeStatus.GONE, 410: ProbeStatus.GONE, 401: ProbeStatus.HIDDEN, 403: ProbeStatus.HIDDEN}

_STATES = {
    State.ALIVE: ProbeStatus.ALIVE,
    State.HIDDEN: ProbeStatus.HIDDEN,
    State.TOMBSTONE: ProbeStatus.GONE,
    None: ProbeStatus.UNKNOWN,
}


def status_on(page: ThreadPage, key: str) -> ProbeStatus:
    """Return what the page at a message's address says of the message."""
    if page.kind is PageKind.GONE:
        return ProbeStatus.GONE
    states = {message.message_key: message.state for message in page.messages}
    return _STATES[states.get(key)]


def status_of(problem: Problem) -> ProbeStatus:
    """Return what a status other than 200 says of a message that has a page of its own."""
    return _SPOKEN.get(problem.status or 0, ProbeStatus.UNKNOWN)


class PermalinkProber:
    """Asks for messages at their own addresses; `judge` says whether the message of a key is on a page."""

    def __init__(self, spider: "SourceSpider", judge: Judge) -> None:
        self.spider = spider
        self.judge = judge
        self.controls: dict[str, ProbeStatus] = {}  # by address: one control serves many messages

    def ask(self, order: ProbeOrder) -> Requests:
        """Return the requests that tell of the message, then of its control."""
        found = partial(self._found, order)
        return [self.spider.ask(order.url, found, partial(self._lost, order), priority=PROBE)]

    def _found(self, order: ProbeOrder, answer: Answer) -> Requests:
        return self._ask_control(order, self.judge(answer, order, order.message_key), 200)

    def _lost(self, order: ProbeOrder, problem: Problem) -> Requests:
        return self._ask_control(order, status_of(problem), problem.status)

    def _ask_control(self, order: ProbeOrder, status: ProbeStatus, http_status: int | None) -> Requests:
        if order.control_url in self.controls:
            self._land(order, status, http_status)
            return ()
        return [
            self.spider.ask(
                order.control_url,
                partial(self._heard_page, order, status, http_status),
                partial(self._heard_problem, order, status, http_status),
                priority=PROBE,
            )
        ]

    def _heard_page(
        self, order: ProbeOrder, status: ProbeStatus, http_status: int | None, answer: Answer
    ) -> Requests:
        self.controls[order.control_url] = self.judge(answer, order, order.control_key)
        self._land(order, status, http_status)
        return ()

    def _heard_problem(
        self, order: ProbeOrder, status: ProbeStatus, http_status: int | None, problem: Problem
    ) -> Requests:
        self.controls[order.control_url] = status_of(problem)
        self._land(order, status, http_status)
        return ()

    def _land(self, order: ProbeOrder, status: ProbeStatus, http_status: int | None) -> None:
        control = self.controls[order.control_url]
        self.spider.job.land_probe(order, status, http_status=http_status, control=control)

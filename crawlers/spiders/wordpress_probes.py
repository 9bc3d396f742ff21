"""Asking WordPress for missing messages: one request for many, then one for each that did not come."""

from functools import partial
from typing import TYPE_CHECKING

from scrapy import Request

from crawlers.items import ProbeStatus
from crawlers.pages import wordpress_items as items
from crawlers.spec import ProbeOrder

from .answers import Answer, Problem, Requests
from .probing import PROBE

if TYPE_CHECKING:
    from .base import SourceSpider

_AT_ONCE = 50  # orders; with their controls 100 ids, the most that WordPress lists
_STRANGE = Problem(reason="no id of WordPress's")
Orders = tuple[ProbeOrder, ...]


def _keys(orders: Orders) -> set[str]:
    return {key for order in orders for key in (order.message_key, order.control_key)}


def _routes(orders: Orders) -> tuple[str, ...]:
    """Return the routes that have any of the messages; a list of no ids would be a list of all."""
    wanted = {items.route_of(key) for key in _keys(orders)}
    return tuple(route for route in items.ROUTES if route in wanted)


class WordpressProber:
    """Asks for comments and posts by id: 401 is trashed or held, 404 is gone for good."""

    def __init__(self, spider: "SourceSpider") -> None:
        self.spider = spider

    def begin(self, orders: Orders) -> Requests:
        """Return the requests that tell which of the messages and controls are there."""
        self._lost(tuple(one for one in orders if not items.route_of(one.message_key)), _STRANGE)
        orders = tuple(one for one in orders if items.route_of(one.message_key))
        portions = (orders[start : start + _AT_ONCE] for start in range(0, len(orders), _AT_ONCE))
        return [self._ask_many(portion, _routes(portion), frozenset()) for portion in portions]

    def _ask_many(self, orders: Orders, routes: tuple[str, ...], there: frozenset[str]) -> Request:
        """Return the request for the first of `routes`; `there` are the keys that others listed."""
        return self.spider.ask(
            items.include_url(self.spider.job.source.url, routes[0], _keys(orders)),
            partial(self._listed, orders, routes, there),
            partial(self._lost, orders),
            priority=PROBE,
        )

    def _listed(
        self, orders: Orders, routes: tuple[str, ...], there: frozenset[str], answer: Answer
    ) -> Requests:
        listed = items.parse_keys(answer.text, routes[0])
        if listed is None:
            return self._lost(orders, Problem(reason="no list of ids", status=200))
        if routes[1:]:
            return [self._ask_many(orders, routes[1:], there | listed)]
        return [request for order in orders for request in self._ask_one(order, there | listed)]

    def _lost(self, orders: Orders, problem: Problem) -> Requests:
        for order in orders:
            self._land(order, ProbeStatus.UNKNOWN, problem.status, ProbeStatus.UNKNOWN)
        return ()

    def _ask_one(self, order: ProbeOrder, there: frozenset[str]) -> Requests:
        control = ProbeStatus.ALIVE if order.control_key in there else ProbeStatus.UNKNOWN
        if order.message_key in there:
            self._land(order, ProbeStatus.ALIVE, 200, control)
            return ()
        url = items.item_url(self.spider.job.source.url, order.message_key)
        found, missing = partial(self._found, order, control), partial(self._missing, order, control)
        return [self.spider.ask(url, found, missing, priority=PROBE)]

    def _found(self, order: ProbeOrder, control: ProbeStatus, answer: Answer) -> Requests:
        self._land(order, items.judge_item(answer.text, order.message_key), 200, control)
        return ()

    def _missing(self, order: ProbeOrder, control: ProbeStatus, problem: Problem) -> Requests:
        self._land(order, items.judge_missing(problem.status, problem.text), problem.status, control)
        return ()

    def _land(
        self, order: ProbeOrder, status: ProbeStatus, http_status: int | None, control: ProbeStatus
    ) -> None:
        self.spider.job.land_probe(order, status, http_status=http_status, control=control)

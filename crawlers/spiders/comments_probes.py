"""Asking Isso, Remark42 and Disqus for single comments."""

from dataclasses import replace
from typing import TYPE_CHECKING

from crawlers.items import ProbeStatus
from crawlers.pages import comments_calls as calls
from crawlers.pages.comments import SYSTEMS
from crawlers.rules.comments import CommentsRules
from crawlers.spec import ProbeOrder

from .answers import Answer, Problem, Requests
from .probing import PermalinkProber

if TYPE_CHECKING:
    from .base import SourceSpider


class CommentsProber(PermalinkProber):
    """Turns orders into calls; what a refusal means, each system has its own words for."""

    def __init__(self, spider: "SourceSpider", rules: CommentsRules) -> None:
        super().__init__(spider, self._judge)
        self.rules = rules
        self.system = SYSTEMS[rules.profile]

    def begin(self, order: ProbeOrder) -> Requests:
        """Return the requests that tell of a comment and of its control."""
        base = self.spider.job.source.url
        url = calls.comment_url(base, self.rules, order.message_key, order.url)
        control = calls.comment_url(base, self.rules, order.control_key, order.control_url)
        if url and control:
            return self.ask(replace(order, url=url, control_url=control))
        self.spider.job.land_probe(order, ProbeStatus.UNKNOWN, http_status=None, control=ProbeStatus.UNKNOWN)
        return ()

    def _judge(self, answer: Answer, _order: ProbeOrder, key: str) -> ProbeStatus:
        return self.system.judge(answer.text, key)

    def _lost(self, order: ProbeOrder, problem: Problem) -> Requests:
        """A number that is taken may be that of another comment by now: it tells nothing of a missing one."""
        status = self.system.refusal(problem.status, problem.text)
        is_told = status is not ProbeStatus.ALIVE
        return self._ask_control(order, status if is_told else ProbeStatus.UNKNOWN, problem.status)

    def _heard_problem(
        self, order: ProbeOrder, status: ProbeStatus, http_status: int | None, problem: Problem
    ) -> Requests:
        self.controls[order.control_url] = self.system.refusal(problem.status, problem.text)
        self._land(order, status, http_status)
        return ()

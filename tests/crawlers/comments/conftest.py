"""Invented answers of Isso, Remark42 and Disqus, and one call that crawls them."""

import json
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from crawlers.landing import read_probes
from crawlers.spec import ProbeOrder

SOURCE = """
title = "Комментарии блога"
engine = "comments"
url = "{base}/api/"
hosts = ["127.0.0.1"]
timezone = "Europe/Moscow"
terms = "Our own."
allow_private = true
delay = 0.0
timeout = 5.0
retries = 0
{top}
"""
JSON = {"Content-Type": "application/json; charset=utf-8"}


class Api:
    """Answers calls under /api/ of the site."""

    def __init__(self, site) -> None:
        self.site = site

    def put(self, path: str, given: object, status: int = 200, **query: object) -> None:
        """Answer a call with this query; a text as it is, anything else as JSON."""
        told = urlencode(query)
        body = given if isinstance(given, str) else json.dumps(given)
        self.site.put(f"/api/{path}" + (f"?{told}" if told else ""), body, status=status, headers=JSON)


@pytest.fixture
def api(site) -> Api:
    return Api(site)


@pytest.fixture
def crawl_comments(crawl) -> Callable:
    """Crawls as the given table of the source file says."""
    return lambda rules, **options: crawl(SOURCE, top=rules, **options)


@pytest.fixture
def order() -> Callable[..., ProbeOrder]:
    """Makes the order to ask for one comment, with another of the same page as the control."""

    def make(thread: str, key: str, control: str, page: str = "https://blog.example/a/") -> ProbeOrder:
        return ProbeOrder(
            thread_key=thread,
            message_key=key,
            url=f"{page}#x-{key}",
            control_key=control,
            control_url=f"{page}#x-{control}",
        )

    return make


@pytest.fixture
def answers() -> Callable:
    """What the probes of a crawl tell: of each comment, and of its control."""
    return lambda result: {
        one.message_key: (one.status, one.control_status) for one in read_probes(result.folder)
    }

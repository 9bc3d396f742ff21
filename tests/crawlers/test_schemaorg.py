"""The schema.org spider against a small site."""

import json

import pytest

from crawlers.errors import SourceInvalid
from crawlers.items import CrawlStatus, VisitStatus
from crawlers.pages.schemaorg import check_rules
from crawlers.rules.schemaorg import SchemaorgRules

SOURCE = """
title = "Отзывы"
engine = "schemaorg"
url = "{base}/list"
hosts = ["127.0.0.1"]
timezone = "Europe/Moscow"
terms = "Our own."
allow_private = true
delay = 0.0
timeout = 5.0
retries = 0
[schemaorg]
link = "a.page::attr(href)"
next = "a.next::attr(href)"
"""


def page(*keys, text="Нет сети третий день.", rest=""):
    reviews = [
        {"@type": "Review", "reviewBody": text, "datePublished": "2026-03-12"} | ({"@id": key} if key else {})
        for key in keys
    ]
    return f'<html><script type="application/ld+json">{json.dumps(reviews)}</script>{rest}</html>'


@pytest.fixture
def listed(site):
    site.put("/list", '<html><a class="page" href="/p/1">один</a><a class="page" href="/p/2">два</a></html>')
    site.put("/p/1", page("a", rest='<a class="next" href="/p/1?n=2">дальше</a>'))
    site.put("/p/1?n=2", page("b"))
    site.put("/p/2", page("c"))
    return site


def test_listed_pages_are_read_to_their_end(listed, crawl):
    result = crawl(SOURCE)
    assert (result.error, result.crawl.status) == (None, CrawlStatus.COMPLETE)
    threads = {key: one.thread_key.removeprefix(listed.base) for key, one in result.messages.items()}
    assert threads == {"a": "/p/1", "b": "/p/1", "c": "/p/2"}


def test_messages_without_ids_never_count_as_absent(listed, crawl):
    listed.put("/p/2", page(""))
    visits = {key.removeprefix(listed.base): one for key, one in crawl(SOURCE).visits.items()}
    assert visits["/p/1"].status is VisitStatus.COMPLETE
    assert (visits["/p/2"].status, visits["/p/2"].seen_total) == (VisitStatus.PARTIAL, 1)


def test_a_selector_that_cannot_be_used_is_named():
    with pytest.raises(SourceInvalid, match=r"own\.toml: schemaorg\.link "):
        check_rules(SchemaorgRules(link="a["), "own.toml")

"""The feed spider against a small site: messages land, absence never counts."""

import pytest

from crawlers.errors import SourceEmpty, SourceInvalid
from crawlers.items import CrawlStatus, Kind, VisitStatus
from crawlers.pages.feed import check_rules
from crawlers.rules.feed import FeedRules

SOURCE = """
title = "Лента"
engine = "feed"
url = "{base}/feed"
hosts = ["127.0.0.1"]
timezone = "Europe/Moscow"
terms = "Our own."
allow_private = true
delay = 0.0
timeout = 5.0
retries = 0
[feed]
official_names = ["Поддержка"]
"""
HEAD = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">'


def entry(number, text="Интернет лежит третий день.", *, author="Вася", to=""):
    answers = f'<thr:in-reply-to ref="{to}"/>' if to else ""
    head = f"<entry><id>c{number}</id><author><name>{author}</name></author>{answers}"
    when = f"<published>2026-03-12T10:00:0{number}Z</published>"
    return f'{head}{when}<link href="/tarif/#c{number}"/><content type="html">{text}</content></entry>'


def put(site, *entries, end="</feed>"):
    site.put("/feed", HEAD + "".join(entries) + end, headers={"Content-Type": "application/atom+xml"})


def test_a_feed_lands_as_windows_that_prove_no_absence(site, crawl):
    put(site, entry(2, "Проверим.", author="Поддержка", to="c1"), entry(1))
    result = crawl(SOURCE)
    assert result.error is None
    assert {key: one.parent_key for key, one in result.messages.items()} == {
        "c1": f"{site.base}/tarif/",
        "c2": "c1",
    }
    assert result.messages["c2"].kind is Kind.REPLY
    (visit,) = result.visits.values()
    assert (visit.thread_key, visit.status) == (f"{site.base}/tarif/", VisitStatus.PARTIAL)
    assert "absence proves nothing" in visit.reason
    assert not result.crawl.infers_removals
    assert (visit.window_from.second, visit.window_to.second) == (1, 2)


def test_threads_that_left_the_feed_are_not_visited(site, crawl):
    put(site, entry(1))
    known = [("old", f"{site.base}/old/"), (f"{site.base}/tarif/", f"{site.base}/tarif/")]
    result = crawl(SOURCE, known=known, due=())
    assert set(result.visits) == {f"{site.base}/tarif/"}
    assert [path for path in site.asked if path != "/robots.txt"] == ["/feed"]


def test_a_feed_that_breaks_off_says_so(site, crawl):
    put(site, entry(1), end="<entry><id>c0</id>")
    crawled = crawl(SOURCE).crawl
    assert (crawled.status, crawled.messages) == (CrawlStatus.PARTIAL, 1)
    assert "came without its end" in crawled.reason


def test_a_page_that_is_no_feed_is_red(site, crawl):
    site.put("/feed", "<html>ленты нет</html>")
    assert isinstance(crawl(SOURCE).error, SourceEmpty)


@pytest.mark.parametrize("rules", [{"root": "note"}, {"thread_pattern": "t=1"}, {"thread_pattern": "("}])
def test_rules_that_cannot_be_used_are_named(rules):
    with pytest.raises(SourceInvalid, match=rf"own\.toml: feed\.{next(iter(rules))} "):
        check_rules(FeedRules(**rules), "own.toml")

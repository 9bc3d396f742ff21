"""The App Store spider against a small site that answers as Apple does."""

import json

from crawlers.items import CrawlStatus, VisitStatus

SOURCE = """
title = "Приложение"
engine = "appstore"
url = "{base}/ru/rss/customerreviews/page=1/id=77/sortby=mostrecent/json"
hosts = ["127.0.0.1"]
timezone = "UTC"
terms = "Our own."
allow_private = true
delay = 0.0
timeout = 5.0
retries = 0
[appstore]
pages = 3
"""


def review(number):
    return {
        "author": {"name": {"label": "глафира"}},
        "id": {"label": str(number)},
        "updated": {"label": f"2026-03-{number:02}T05:11:00-07:00"},
        "im:rating": {"label": "2"},
        "title": {"label": "Не входит"},
        "content": {"label": "Код не приходит."},
    }


def put(site, number, entry=None):
    feed = {"feed": {"entry": entry} if entry else {}}
    path = f"/ru/rss/customerreviews/page={number}/id=77/sortby=mostrecent/json"
    site.put(path, json.dumps(feed), headers={"Content-Type": "text/javascript; charset=utf-8"})


def test_the_newest_reviews_are_a_window(site, crawl):
    put(site, 1, [review(20), review(19)])
    put(site, 2, review(18))
    put(site, 3)
    result = crawl(
        SOURCE, known=[("77", f"{site.base}/ru/rss/customerreviews/page=1/id=77/sortby=mostrecent/json")]
    )
    assert (result.error, result.crawl.status) == (None, CrawlStatus.COMPLETE)
    assert {key: one.rating for key, one in result.messages.items()} == {"20": 2.0, "19": 2.0, "18": 2.0}
    visit = result.visits["77"]
    assert (visit.status, visit.window_from.day, visit.window_to.day) == (VisitStatus.COMPLETE, 18, 20)


def test_reviews_that_shift_between_the_pages_prove_nothing(site, crawl):
    put(site, 1, [review(20), review(19)])
    put(site, 2, [review(19), review(18)])
    put(site, 3)
    visit = crawl(SOURCE).visits["77"]
    assert (visit.status, visit.seen_total) == (VisitStatus.PARTIAL, 3)
    assert "19 was shown twice" in visit.reason


def test_an_app_without_reviews_is_no_complete_visit(site, crawl):
    put(site, 1)
    assert crawl(SOURCE).visits["77"].status is VisitStatus.PARTIAL

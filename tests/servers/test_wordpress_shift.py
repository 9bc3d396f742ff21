"""A real WordPress that changes while it is read, whose feed says that nothing did, whose REST goes off."""

import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.items import VisitStatus
from tests.watching import OUR_SERVER, Watch

BEGIN = datetime(2026, 3, 18, 10, tzinfo=UTC)  # the day after the youngest comment of the long thread
SITE = (
    OUR_SERVER
    + """
title = "A blog for tests"
engine = "{engine}"
url = "{url}"
[{engine}]
"""
)


@pytest.fixture
def watch(wordpress: Any, tmp_path: Path) -> Callable[..., Watch]:
    """Begins to watch the site, with further lines for its rules."""

    def begin(rules: str, *, engine: str = "wordpress", path: str = "/") -> Watch:
        text = SITE.format(engine=engine, url=wordpress.url + path) + rules
        (tmp_path / "site.toml").write_text(text, encoding="utf-8")
        return Watch(tmp_path / "site.toml", tmp_path, BEGIN)

    return begin


@pytest.fixture
def meanwhile(wordpress: Any) -> Callable[..., str]:
    """Deletes a comment, and maybe adds one, when an address with `part` is asked for; returns its key."""

    def plan(part: str, name: str, more: str = "") -> str:
        wordpress.act("option", "test_meanwhile", f"{part} {wordpress.ids[name]} {more}")
        return f"comment-{wordpress.ids[name]}"

    return plan


def test_a_shift_between_rest_pages_deletes_nobody_that_is_there(
    wordpress: Any, watch: Callable[..., Watch], meanwhile: Callable[..., str]
) -> None:
    site, thread = watch("per_page = 10\n"), str(wordpress.ids["outage"])
    site.visit(0)
    first = meanwhile("&page=2&", "happy")  # it stands on page 1: the first of page 2 slides there unseen
    shifted = site.visit(26)
    assert shifted.visits[thread].status is VisitStatus.PARTIAL
    assert "the declared total changed from 27 to 26" in shifted.visits[thread].reason
    assert shifted.visits[thread].seen_total == 26  # of the 27 with the deleted one
    assert site.news() == {}
    second = meanwhile("&page=3&", "voice-5", "Новый")  # on page 2; the new one keeps the total as it was
    missed = site.visit(60)
    assert missed.visits[thread].status is VisitStatus.COMPLETE
    site.visit(90)
    news = site.news()
    assert news.pop(first) == [(60, "missing", "C"), (90, "missing", "C"), (90, "deleted", "B")]
    assert news.pop(second) == [(90, "missing", "C")]
    assert list(news.values()) == [[(60, "missing", "C"), (90, "restored", None)]]


def test_a_shift_between_html_pages_deletes_nobody_that_is_there(
    wordpress: Any, watch: Callable[..., Watch], meanwhile: Callable[..., str]
) -> None:
    site, thread = watch("rest = false\n"), str(wordpress.ids["outage"])
    site.visit(0)
    gone = meanwhile("comment-page-2", "impostor")
    shifted = site.visit(26)
    assert shifted.visits[thread].status is VisitStatus.PARTIAL
    assert "the first page changed while the others were read" in shifted.visits[thread].reason
    assert site.news() == {}
    site.visit(60)
    assert site.news() == {gone: [(60, "missing", "C")]}


def test_the_feed_that_answers_304_is_read_anew_and_shows_the_edit(
    wordpress: Any, watch: Callable[..., Watch]
) -> None:
    feed = watch('root = "comment"\n', engine="feed", path="/comments/feed/")
    feed.visit(0)
    stamps = _stamps(f"{wordpress.url}/comments/feed/")
    edited, trashed = (str(wordpress.ids[name]) for name in ("silence-3", "silence-2"))
    wordpress.act("edit", edited, "Восьмой, и тишина.", "--", "trash", trashed)
    assert _status(f"{wordpress.url}/comments/feed/", stamps) == 304
    assert feed.visit(26).crawl.stats["200"] == 1  # not asked whether it changed
    feed.visit(52)
    [(key, happened)] = feed.news().items()
    assert happened == [(26, "edited", None)]
    assert key.endswith(f"#comment-{edited}")


def test_rest_that_is_switched_off_for_guests_is_no_event_for_any_message(
    wordpress: Any, watch: Callable[..., Watch]
) -> None:
    site = watch("")
    by_rest = site.visit(0)
    wordpress.act("option", "test_rest_off", "1")
    try:
        by_html = site.visit(26)
    finally:
        wordpress.act("option", "test_rest_off", "")
    again = site.visit(60)
    ways = [{one.transport for one in visited.visits.values()} for visited in (by_rest, by_html, again)]
    assert ways == [{"rest"}, {"html"}, {"rest"}]
    assert str(wordpress.ids["outage"]) in by_html.visits
    assert site.news() == {}


def _stamps(url: str) -> dict[str, str]:
    """Return the headers with which a browser would ask whether the page changed."""
    with urllib.request.urlopen(url, timeout=60) as answer:
        return {"If-None-Match": answer.headers["ETag"], "If-Modified-Since": answer.headers["Last-Modified"]}


def _status(url: str, headers: dict[str, str]) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code

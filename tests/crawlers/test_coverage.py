from datetime import UTC, datetime

import pytest

from crawlers.coverage import ThreadWalk
from crawlers.items import Kind, State, VisitStatus
from crawlers.pages.page import PageKind, ThreadPage
from crawlers.records import ParsedMessage


def message(key, **rest):
    given = {"kind": Kind.REVIEW, "text": "Не работает", "url": "http://a/1"} | rest
    return ParsedMessage(thread_key="1", message_key=key, **given)


def page(*keys, kind=PageKind.THREAD, **rest):
    return ThreadPage(kind=kind, messages=tuple(message(key) for key in keys), **rest)


def walk(*pages, expected=("text",)):
    thread = ThreadWalk("1", "http://a/1", transport="html", expected=expected)
    for number, one in enumerate(pages):
        thread.add(one, f"http://a/1?p={number}")
    return thread


def test_pages_that_agree_with_what_they_declare_are_complete():
    pages = [page("a", "b", total=3, last_page=2), page("b", "c", total=3, last_page=2)]
    assert walk(*pages).status() == (VisitStatus.COMPLETE, "")


def test_a_site_that_declares_nothing_can_be_read_completely():
    assert walk(page("a")).status() == (VisitStatus.COMPLETE, "")


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ([page("a", total=2)], "declares 2 messages, 1 were read"),
        ([page("a", "b", total=1)], "declares 1 messages, 2 were read"),
        ([page("a", total=2), page("b", total=1)], "changed from 2 to 1"),
        ([page("a", last_page=3), page("b", last_page=3)], "declares 3 pages, 2 were read"),
        ([page("a", is_whole=False)], "page 1 came without its end"),
        ([page("a"), page("b", unreadable=2)], "page 2 has 2 messages without an id"),
        ([page("a"), page(kind=PageKind.OTHER)], "page 2 is not a page of messages"),
        ([page()], "no message on the page"),
    ],
)
def test_a_contradiction_makes_the_visit_partial(pages, words):
    status, reason = walk(*pages).status()
    assert status is VisitStatus.PARTIAL
    assert words in reason


@pytest.mark.parametrize(
    ("pages", "unseen"),
    [
        ([page("a", total=3)], 2),
        ([page("a", total=3, last_page=2), page("b", total=3, last_page=2)], 1),
        ([page("a", "b", total=1)], 0),
        ([page("a")], 0),
        ([page("a", total=3), page("b", total=2)], 0),
        ([page("a", total=3, last_page=2)], 0),
        ([page("a", total=3, is_whole=False)], 0),
        ([page("a", total=2), page(kind=PageKind.OTHER)], 0),
    ],
)
def test_what_the_site_counts_beyond_what_it_shows_is_told_where_nothing_else_is_wrong(pages, unseen):
    given = {"crawl_id": "c", "source": "s", "visited_at": datetime(2026, 3, 1, tzinfo=UTC)}
    assert walk(*pages).visit(**given, extractor_version="1").unseen == unseen


def test_a_thread_without_a_readable_page_has_failed():
    assert walk(page(kind=PageKind.OTHER)).status()[0] is VisitStatus.FAILED
    assert walk().status() == (VisitStatus.FAILED, "it was not visited")


def test_a_page_lost_in_the_middle_leaves_a_partial_visit():
    thread = walk(page("a", total=2, last_page=2))
    thread.doubt("answered 503")
    assert thread.status()[0] is VisitStatus.PARTIAL


def test_a_thread_is_gone_only_before_anything_of_it_was_read():
    thread = walk()
    thread.is_gone = True
    assert thread.status()[0] is VisitStatus.GONE
    thread.add(page("a"), "http://a/1")
    assert thread.status()[0] is not VisitStatus.GONE


@pytest.mark.parametrize(
    ("again", "status"),
    [
        (page("a", total=2), VisitStatus.COMPLETE),
        (page("b", total=2), VisitStatus.PARTIAL),
        (page("a", total=3), VisitStatus.PARTIAL),
        (page(kind=PageKind.WALL), VisitStatus.PARTIAL),
    ],
)
def test_the_first_page_has_to_be_the_same_at_the_end(again, status):
    thread = walk(page("a", total=2), page("b", total=2))
    thread.reread(again)
    assert thread.status()[0] is status


def test_messages_have_to_have_the_expected_fields():
    status, reason = walk(page("a", "b"), expected=("text", "published_at")).status()
    assert (status, reason) == (VisitStatus.PARTIAL, "2 messages lack published_at, the first is a")


def test_only_reviews_need_a_rating_and_tombstones_need_nothing():
    thread = walk(expected=("rating", "published_at"))
    answers = (message("a", kind=Kind.COMMENT, published_at="now"), message("b", state=State.TOMBSTONE))
    thread.add(ThreadPage(kind=PageKind.THREAD, messages=answers), "http://a/1")
    assert thread.status() == (VisitStatus.COMPLETE, "")
    thread.add(ThreadPage(kind=PageKind.THREAD, messages=(message("c", published_at="now"),)), "http://a/1?2")
    assert thread.status()[1] == "1 messages lack rating, the first is c"


def test_a_restart_forgets_what_was_read_but_not_the_thread():
    thread = walk(page("a", total=5))
    thread.is_open = True
    thread.restart("rest")
    assert (thread.transport, thread.messages, thread.is_open, thread.key) == ("rest", {}, True, "1")


def test_a_window_reaches_from_its_first_to_its_last_dated_message():
    days = [datetime(2026, 3, day, tzinfo=UTC) for day in range(1, 6)]
    dated = [*(message(str(day.day), published_at=day) for day in days), message("undated")]
    first = ThreadPage(kind=PageKind.THREAD, messages=tuple(dated[2:]), is_window=True)
    second = ThreadPage(
        kind=PageKind.THREAD, messages=tuple(dated[:2]), is_window=True, outside=frozenset({"1"})
    )  # pinned
    assert walk(first, second).window() == (days[1], days[4])
    assert walk(first, second).status() == (VisitStatus.COMPLETE, "")


def test_a_whole_thread_has_no_window():
    assert walk(page("a")).window() == (None, None)


def test_a_window_without_dates_is_partial():
    status, reason = walk(page("a", is_window=True)).status()
    assert (status, "no dates" in reason) == (VisitStatus.PARTIAL, True)

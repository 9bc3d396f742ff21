"""REST answers with nonsense in them: what can be read is read, nothing is invented."""

import json
from datetime import UTC, datetime

import pytest

from crawlers.pages.page import PageKind, Place
from crawlers.pages.wordpress import parse_comments, parse_post, parse_posts
from crawlers.rules import WordpressRules

PLACE = Place(
    url="https://b.example/wp-json/wp/v2/comments?page=1",
    now=datetime(2026, 3, 20, tzinfo=UTC),
    timezone="Europe/Moscow",
)
GOOD = {
    "id": 2,
    "post": 4,
    "parent": 0,
    "author": 0,
    "author_name": "Ольга",
    "content": {"rendered": "Нет связи"},
}


def comments(*given, **headers):
    return parse_comments(
        json.dumps(given),
        {"x-wp-total": str(len(given)), "x-wp-totalpages": "1"} | headers,
        rules=WordpressRules(),
        place=PLACE,
        thread_key="4",
    )


@pytest.mark.parametrize("nonsense", ["guest", [], {}, "9" * 5000, 1e300, None])
def test_authors_and_parents_that_are_no_numbers_are_nobody_and_the_post(nonsense):
    page = comments(GOOD | {"author": nonsense, "parent": nonsense}, GOOD | {"id": 3})
    assert [one.message_key for one in page.messages] == ["comment-2", "comment-3"]
    assert page.messages[0].parent_key == "post-4"
    assert page.messages[0].author_badge is None


def test_comments_without_a_usable_id_are_counted_and_not_kept():
    page = comments(GOOD, GOOD | {"id": "x"}, GOOD | {"id": 0})
    assert (len(page.messages), page.unreadable) == (1, 2)


@pytest.mark.parametrize("total", ["", "many", "9" * 5000])
def test_a_total_that_is_no_number_leaves_the_page_in_doubt(total):
    page = comments(GOOD, **{"x-wp-total": total})
    assert (page.total, page.is_whole) == (None, False)


@pytest.mark.parametrize("text", ["", "[1]", "{}", "[" * 100_000, '{"id": 1}'])
def test_what_is_no_list_of_comments_is_of_another_kind(text):
    page = parse_comments(text, {}, rules=WordpressRules(), place=PLACE, thread_key="4")
    assert page.kind is PageKind.OTHER


def test_posts_without_a_usable_id_are_counted():
    page = parse_posts(
        json.dumps([{"id": "x", "link": "https://b.example/"}, 7]), {}, rules=WordpressRules(), place=PLACE
    )
    assert (page.kind, page.threads, page.unreadable) == (PageKind.LIST, (), 2)
    assert parse_post("[" * 100_000, rules=WordpressRules(), place=PLACE) is None

"""What no saved page shows: rules that cannot be used, false officials, pages without sense."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.errors import SourceInvalid
from crawlers.items import Kind, Precision
from crawlers.pages.forum import (
    check_rules,
    extractor_version,
    fresh_topics,
    is_for_members,
    parse_list,
    parse_thread,
)
from crawlers.pages.page import PageKind, Place
from crawlers.rules.forum import ForumRules
from crawlers.rules.forum_profiles import PROFILES

PLACE = Place(
    url="https://forum.example/index.php?topic=2.0",
    now=datetime(2026, 3, 20, 12, 0, tzinfo=UTC),
    timezone="Europe/Moscow",
)
PAGES = Path(__file__).parent / "pages"
HOSTILE = [
    "",
    "<",
    "<html>",
    "[" * 50_000,
    "\x00",
    "{}",
    '{"topic_list": {"topics": 5}}',
    '{"post_stream": 7}',
]


def spirit(*posts, edited=""):
    return f"<html><h1 class='headline'>Тема</h1><div class='comments_list'>{''.join(posts)}</div></html>"


def comment(key, name="rita", *, user=1, text="Не работает", date="12 марта 2026 г. 20:01"):
    link = f"href='/user/{user}/{name}/'" if user else ""
    return (
        f"<div class='js-comment' data-pk='{key}'>"
        f"<a class='comment__info__username__link' {link}><span>{name}</span></a>"
        f"<ul class='comment__info__date'><li title='{date}'>12 Мар</li></ul>"
        f"<div class='comment__text'>{text}</div></div>"
    )


def read(page, **rules):
    return parse_thread(page, rules=ForumRules(profile="spirit", **rules), place=PLACE, thread_key="1")


@pytest.mark.parametrize("profile", [*PROFILES, "discourse"])
def test_the_standard_profiles_can_be_used(profile):
    check_rules(ForumRules(profile=profile), "here")
    if profile in PROFILES:
        shipped = {key: getattr(PROFILES[profile], key) for key in ("text", "topic", "quoted", "gone")}
        check_rules(ForumRules(profile=profile, selectors=shipped, cut=PROFILES[profile].cut), "here")


@pytest.mark.parametrize(
    ("rules", "complaint"),
    [
        ({"profile": "ning"}, "has to be one of phpbb, smf"),
        ({"profile": "smf", "selectors": {"texts": "p"}}, "no key 'texts'; the keys are list_marker, topic"),
        ({"profile": "smf", "selectors": {"cut": "p"}}, "no key 'cut'"),
        ({"profile": "discourse", "selectors": {"text": "p"}}, "the keys are none"),
        ({"profile": "smf", "selectors": {"text": "p["}}, "forum text: 'p\\[' cannot be used"),
        ({"profile": "smf", "cut": ("p >",)}, "forum cut: 'p >' cannot be used"),
        ({"profile": "smf", "selectors": {"post_id_pattern": "msg"}}, "has no group"),
        ({"profile": "smf", "selectors": {"post_id_pattern": "("}}, "cannot be used"),
        ({"profile": "smf", "list_pages": -1}, "have to be 0 or more"),
    ],
)
def test_rules_that_cannot_be_used_are_named(rules, complaint):
    with pytest.raises(SourceInvalid, match=complaint):
        check_rules(ForumRules(**rules), "here")


def test_a_site_takes_the_place_of_the_profile_where_it_differs():
    page = spirit(comment(1, text="<p>Не работает</p><u>с телефона</u>"))
    assert read(page, cut=("u",)).messages[0].text == "Не работает"
    assert read(page, selectors={"text": ".comment__text p"}).messages[0].text == "Не работает"
    assert read(page, selectors={"post": ".nothing"}).kind is PageKind.OTHER


def test_new_selectors_are_a_new_extractor_and_new_boards_are_not():
    plain = extractor_version(ForumRules(profile="smf"))
    assert plain == extractor_version(ForumRules(profile="smf", boards=("https://a.example/",), list_pages=3))
    assert plain != extractor_version(ForumRules(profile="smf", selectors={"text": "p"}))
    assert plain != extractor_version(ForumRules(profile="smf", cut=("u",)))
    assert plain != extractor_version(ForumRules(profile="phpbb"))


def test_a_guest_with_the_name_of_an_official_is_a_guest():
    page = spirit(comment(1), comment(2, "Most_Help", user=2), comment(3, "most_help", user=0))
    kinds = [one.kind for one in read(page, official_authors=("most_help",)).messages]
    assert kinds == [Kind.REVIEW, Kind.REPLY, Kind.COMMENT]
    assert read(page, official_authors=("2",)).messages[1].author_badge == "Представитель"


def test_the_first_message_of_a_provider_is_an_article():
    assert read(spirit(comment(1)), official_authors=("rita",)).messages[0].kind is Kind.ARTICLE


def test_a_message_with_a_date_that_cannot_be_read_is_still_a_message():
    found = read(spirit(comment(1, date="в прошлую среду"))).messages[0]
    assert (found.published_at, found.published_precision) == (None, Precision.UNKNOWN)


@pytest.mark.parametrize("quoted", ["1", "9", "5", "x", "11"])
def test_only_an_earlier_message_of_the_topic_can_be_what_a_quote_quotes(quoted):
    text = "<div class='post'><div class='inner'>{1}да</div></div>"
    post = f"<div id='msg{{0}}'><div class='post_wrapper'>{text}</div></div>"
    quote = f"<blockquote><cite><a href='index.php?msg={quoted}'>Цитата</a></cite>нет</blockquote>"
    posts = (post.format(5, ""), post.format(7, ""), post.format(9, quote))
    page = f"<html><div id='forumposts'>{''.join(posts)}</div></html>"
    found = parse_thread(page, rules=ForumRules(profile="smf"), place=PLACE, thread_key="2")
    assert [one.parent_key for one in found.messages] == [None, "5", "5"]
    earlier = page.replace(f"msg={quoted}'", "msg=7'")
    found = parse_thread(earlier, rules=ForumRules(profile="smf"), place=PLACE, thread_key="2")
    assert found.messages[2].parent_key == "7"


@pytest.mark.parametrize(
    ("profile", "hours", "expected"),
    [
        ("phpbb", 48.0, {"15"}),
        ("smf", 48.0, {"2"}),
        ("xenforo", 48.0, {"31"}),
        ("ipb", 48.0, set()),
        ("ipb", 480.0, {"44"}),
        ("discourse", 48.0, {"88"}),
        ("discourse", 0.0, set()),
    ],
)
def test_lists_tell_which_topics_were_answered_lately(profile, hours, expected):
    page = next((PAGES / f"forum-{profile}" / "list").glob("page.*")).read_text(encoding="utf-8")
    rules = ForumRules(profile=profile, fresh_hours=hours)
    assert fresh_topics(page, rules=rules, place=PLACE) == expected


@pytest.mark.parametrize("profile", [*PROFILES, "discourse"])
@pytest.mark.parametrize("text", HOSTILE)
def test_pages_without_sense_are_no_pages(profile, text):
    rules = ForumRules(profile=profile)
    assert parse_list(text, rules=rules, place=PLACE).kind is PageKind.OTHER
    assert parse_thread(text, rules=rules, place=PLACE, thread_key="1").kind is PageKind.OTHER
    assert fresh_topics(text, rules=rules, place=PLACE) == frozenset()


def test_posts_of_json_without_sense_are_counted_and_left_out():
    posts = '[5, {"id": "x"}, {"id": 3, "cooked": 7, "user_id": [], "actions_summary": {}, "created_at": {}}]'
    page = parse_thread(
        f'{{"post_stream": {{"posts": {posts}, "stream": 1}}}}',
        rules=ForumRules(profile="discourse"),
        place=PLACE,
        thread_key="1",
    )
    assert [one.message_key for one in page.messages] == ["3"]
    assert (page.unreadable, page.total, page.more) == (2, None, ())


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<input type=password>", True),
        ("<input type=password><div class='g-recaptcha'></div>", False),
        ("<p>вход</p>", False),
    ],
)
def test_a_login_form_is_for_members_and_a_captcha_is_for_nobody(page, expected):
    assert is_for_members(page) is expected

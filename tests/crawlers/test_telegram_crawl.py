"""The Telegram spider against a small site that answers as t.me does: with status 200 to everything."""

import pytest

from crawlers.errors import SourceBlocked, SourceEmpty
from crawlers.items import CrawlStatus, Kind, ProbeStatus, VisitStatus
from crawlers.landing import read_probes
from crawlers.pages.telegram_messages import exact_count, rounded_count
from crawlers.pages.telegram_probe import judge
from crawlers.spec import ProbeOrder

ALIVE, GONE, UNKNOWN = ProbeStatus.ALIVE, ProbeStatus.GONE, ProbeStatus.UNKNOWN
SOURCE = """
title = "Канал провайдера"
engine = "telegram"
url = "{base}/s/primernet"
hosts = ["127.0.0.1"]
timezone = "Europe/Moscow"
terms = "Our own."
allow_private = true
delay = 0.0
timeout = 30.0
retries = 1
{top}
[expect]
fields = ["published_at"]
"""
NOT_FOUND = '<html><div class="tgme_widget_message_error">Post not found</div></html>'
NOT_SHOWN = '<html><div class="tgme_widget_message_error">Please open Telegram to view this post</div></html>'
FORM = '<form class="js-new_message_form"></form>'


class Channel:
    """Puts pages on a site."""

    def __init__(self, site) -> None:
        self.site = site

    def put(self, path, body):
        self.site.put(f"/{path}", f"<html><body>{body}</body></html>")

    def preview(self, *numbers, before=None, query=""):
        older = f'<a class="js-messages_more" data-before="{before}" href="/s/primernet?before={before}"></a>'
        history = (older if before else "") + "".join(map(post, numbers))
        self.put(f"s/primernet{query}", f'<section class="js-message_history">{history}</section>')

    def talk(self, number, *comments, count=None, more=False):
        header = f'<span class="js-header">{count if count is not None else len(comments)} comments</span>'
        older = '<div class="js-messages_more" data-before="1"></div>' if more else ""
        shown = f'<div class="js-message_history">{older}{"".join(comments)}</div>'
        path = f"primernet/{number}?embed=1&discussion=1&comments_limit=100"
        self.put(path, (header if comments else "") + (shown if comments else "") + FORM)

    def embed(self, key, body):
        self.put(f"{key}{'&' if '?' in key else '?'}embed=1", body)


def post(number, text="Работы на узле"):
    return (
        f'<div class="tgme_widget_message" data-post="primernet/{number}">'
        '<div class="tgme_widget_message_bubble">'
        f'<div class="tgme_widget_message_text js-message_text">{text}</div>'
        f'<a class="tgme_widget_message_date"><time datetime="2026-03-{number % 28 + 1:02}T10:00:00+00:00">'
        "</time></a></div></div>"
    )


def comment(number, text="Связи нет", *, user="abonent", to=None, day=20):
    answered = (
        f'<a class="tgme_widget_message_reply" href="https://t.me/primernet/1?comment={to}"></a>'
        if to
        else ""
    )
    return (
        f'<div class="tgme_widget_message" data-post-id="{number}"><div class="tgme_widget_message_bubble">'
        '<div class="tgme_widget_message_author">'
        f'<a class="tgme_widget_message_author_name" href="https://t.me/{user}">Имя</a></div>{answered}'
        f'<div class="tgme_widget_message_text js-message_text">{text}</div>'
        f'<a class="tgme_widget_message_date"><time datetime="2026-03-{day}T{number % 24:02}:00:00+00:00">'
        "</time></a></div></div>"
    )


@pytest.fixture
def channel(site):
    return Channel(site)


@pytest.fixture
def crawl_channel(crawl):
    return lambda rules="", **options: crawl(SOURCE + rules, **options)


def test_posts_come_with_their_comments_and_who_answers_what(channel, crawl_channel):
    channel.preview(7)
    channel.talk(7, comment(1), comment(2, user="PrimerNet", to=1), comment(3))
    result = crawl_channel()
    visit = result.visits["primernet/7"]
    assert (visit.status, visit.reason, visit.declared_total, visit.window_from) == (
        VisitStatus.COMPLETE, "", 4, None,
    )  # fmt: skip
    assert {key: (one.parent_key, one.kind) for key, one in result.messages.items()} == {
        "primernet/7": (None, Kind.ARTICLE),
        "primernet/7?comment=1": ("primernet/7", Kind.COMMENT),
        "primernet/7?comment=2": ("primernet/7?comment=1", Kind.REPLY),
        "primernet/7?comment=3": ("primernet/7", Kind.COMMENT),
    }
    assert result.crawl.status is CrawlStatus.COMPLETE


def test_the_newest_comments_of_many_are_a_window_that_leaves_the_post_outside(channel, crawl_channel):
    channel.preview(7)
    channel.talk(7, comment(11), comment(12), comment(15), count="1,204", more=True)
    visit = crawl_channel().visits["primernet/7"]
    assert (visit.status, visit.declared_total) == (VisitStatus.COMPLETE, None)
    assert (visit.window_from.isoformat(), visit.window_to.isoformat()) == (
        "2026-03-20T11:00:00+00:00", "2026-03-20T15:00:00+00:00",
    )  # fmt: skip


@pytest.mark.parametrize("count", ["5", "1.2K"])
def test_comments_that_are_fewer_than_declared_are_a_window_too(channel, crawl_channel, count):
    channel.preview(7)
    channel.talk(7, comment(11), comment(12), count=count)
    assert crawl_channel().visits["primernet/7"].window_from is not None


def test_a_post_that_shows_no_comment_proves_nothing_about_comments(channel, crawl_channel):
    channel.preview(7, 8)
    channel.talk(7)
    channel.put(
        "primernet/8?embed=1&discussion=1&comments_limit=100",
        '<div class="tme_no_messages_found">Discussion is not available at the moment.</div>',
    )
    result = crawl_channel()
    quiet, shut = result.visits["primernet/7"], result.visits["primernet/8"]
    assert quiet.status is VisitStatus.COMPLETE
    assert quiet.window_from == quiet.window_to is not None
    assert (shut.status, shut.reason) == (
        VisitStatus.PARTIAL, "Telegram does not show the discussion of this post",
    )  # fmt: skip
    assert {"primernet/7", "primernet/8"} == set(result.messages)


def test_older_posts_are_asked_for_by_before_until_enough_are_there(channel, crawl_channel):
    channel.preview(30, 31, 35, before=30)
    channel.preview(20, 22, before=20, query="?before=30")
    channel.preview(10, query="?before=20")
    result = crawl_channel("[telegram]\ncomments = false\nnewest = 5\n")
    assert set(result.visits) == {f"primernet/{number}" for number in (20, 22, 30, 31, 35)}
    assert {one.status for one in result.visits.values()} == {VisitStatus.COMPLETE}
    assert channel.site.count("/s/primernet?before=20") == 0
    assert not any("discussion" in path for path in channel.site.asked)


def test_a_gap_in_the_numbers_of_posts_is_no_deletion(channel, crawl_channel):
    channel.preview(5, 9)
    result = crawl_channel("[telegram]\ncomments = false\n")
    assert set(result.visits) == {"primernet/5", "primernet/9"}
    assert not result.crawl.infers_removals
    assert result.crawl.status is CrawlStatus.COMPLETE


def test_known_posts_are_gone_only_when_their_own_page_says_not_found(channel, crawl_channel):
    channel.preview(50)
    channel.talk(50, comment(1))
    channel.talk(3, comment(2))
    channel.embed("primernet/3", post(3))
    channel.embed("primernet/4", NOT_FOUND)
    channel.embed("primernet/5", NOT_SHOWN)
    known = [(f"primernet/{number}", f"https://t.me/primernet/{number}") for number in (3, 4, 5, 6)]
    result = crawl_channel(known=[*known, ("t-1", "https://t.me/")])
    assert {key: one.status for key, one in result.visits.items()} == {
        "primernet/50": VisitStatus.COMPLETE,
        "primernet/3": VisitStatus.COMPLETE,
        "primernet/4": VisitStatus.GONE,
        "primernet/5": VisitStatus.FAILED,
        "primernet/6": VisitStatus.FAILED,  # status 404: t.me never says so
        "t-1": VisitStatus.FAILED,
    }


def test_a_group_has_no_preview_and_the_crawl_says_so(channel, crawl_channel):
    channel.site.put("/s/primernet", status=302, headers={"Location": "/primernet"})
    channel.put("primernet", '<div class="tgme_page_title">Чат</div>')
    error = crawl_channel().error
    assert isinstance(error, SourceEmpty)
    assert "there is no preview at" in str(error)
    assert "it is a group, or a channel that is closed" in str(error)


@pytest.mark.parametrize(
    "body", ['<section class="js-message_history"><p class="tme_no_messages_found"></p></section>', ""]
)
def test_a_preview_without_posts_is_no_empty_channel(channel, crawl_channel, body):
    channel.put("s/primernet", body)
    error = crawl_channel().error
    assert isinstance(error, SourceEmpty)
    assert "Telegram was asked too often, or its markup changed" in str(error)


def test_a_login_form_stops_the_source(channel, crawl_channel):
    channel.put("s/primernet", '<form><input type="password"></form>')
    assert isinstance(crawl_channel().error, SourceBlocked)


def test_comments_that_do_not_come_leave_the_post_in_a_partial_visit(channel, crawl_channel):
    channel.preview(7)
    channel.site.put("/primernet/7?embed=1&discussion=1&comments_limit=100", status=500)
    result = crawl_channel()
    visit = result.visits["primernet/7"]
    assert (visit.status, visit.reason) == (VisitStatus.PARTIAL, "the comments did not come: answered 500")
    assert set(result.messages) == {"primernet/7"}


def test_a_message_is_gone_when_its_page_says_so_twice(channel, crawl_channel):
    channel.preview(7)
    channel.talk(7, comment(1))
    keys = ("7?comment=1", "7?comment=2", "7?comment=3", "8", "9", "9?comment=4", "10")
    for key, body in {
        "7?comment=1": comment(1),
        "7?comment=2": NOT_FOUND,
        "7?comment=3": NOT_SHOWN,
        "8": post(8),
        "9": NOT_FOUND,
        "9?comment=4": comment(5),
    }.items():
        channel.embed(f"primernet/{key}", body)
    again = channel.site.pages["/primernet/9?embed=1"]
    channel.embed("primernet/9", post(9))
    channel.site.pages["/primernet/9?embed=1"] = [again, channel.site.pages["/primernet/9?embed=1"]]
    base = channel.site.base
    orders = [
        ProbeOrder(
            thread_key="primernet/7",
            message_key=f"primernet/{key}",
            url=f"{base}/primernet/{key}",
            control_key="primernet/7?comment=1",
            control_url=f"{base}/primernet/7?comment=1",
        )
        for key in keys
    ]
    found = {one.message_key: one for one in read_probes(crawl_channel(probes=orders).folder)}
    assert {key.partition("/")[2]: one.status for key, one in found.items()} == {
        "7?comment=1": ALIVE,
        "7?comment=2": GONE,
        "7?comment=3": UNKNOWN,
        "8": ALIVE,
        "9": ALIVE,  # gone at first, there the second time
        "9?comment=4": UNKNOWN,
        "10": UNKNOWN,
    }
    assert {one.control_status for one in found.values()} == {ALIVE}
    assert channel.site.count("/primernet/7?comment=2&embed=1") == 2


@pytest.mark.parametrize("text", ["", "<html><p>not found</p></html>", NOT_SHOWN])
def test_a_page_without_the_message_tells_nothing(text):
    assert judge(text, "primernet/7") is UNKNOWN


@pytest.mark.parametrize(
    ("text", "exact", "rounded"),
    [
        ("740", 740, 740),
        ("1,204", 1204, None),
        ("1.2K", None, 1200),
        ("2M", None, 2_000_000),
        ("Comments", None, None),
    ],
)
def test_counts_are_exact_or_rounded(text, exact, rounded):
    assert (exact_count(text), rounded_count(text)) == (exact, rounded)

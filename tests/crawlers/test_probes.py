"""Asking for single messages, with a control: through WordPress's REST, and at permalinks of review sites."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.engines import can_probe
from crawlers.items import ProbeStatus
from crawlers.landing import read_probes
from crawlers.pages.wordpress_items import judge_missing, parse_comment_feed, parse_keys
from crawlers.sources import load_source
from crawlers.spec import ProbeOrder

ALIVE, GONE, HIDDEN, UNKNOWN = ProbeStatus.ALIVE, ProbeStatus.GONE, ProbeStatus.HIDDEN, ProbeStatus.UNKNOWN
PERMALINKS = '[reviews.messages]\nurl = "a.own::attr(href)"\nown_page = true'
JSON = {"Content-Type": "application/json"}


def order(site, key, control="comment-9"):
    return ProbeOrder(
        thread_key="4",
        message_key=key,
        url=f"{site.base}/m/{key}",
        control_key=control,
        control_url=f"{site.base}/m/{control}",
    )


def probed(result):
    return {
        one.message_key: (one.status, one.http_status, one.control_status)
        for one in read_probes(result.folder)
    }


@pytest.fixture
def blog(site):
    def put(path, given, status=200, **headers):
        site.put(f"/blog/wp-json/wp/v2/{path}", json.dumps(given), status=status, headers=JSON | headers)

    totals = {"X-WP-Total": "0", "X-WP-TotalPages": "0"}
    fields = (
        "id%2Clink%2Ctitle%2Ccontent%2Cdate_gmt%2Cmodified_gmt%2Cauthor%2Ccomment_status%2C_links%2C_embedded"
    )
    put(f"posts?per_page=100&page=1&orderby=id&order=asc&_embed=author&_fields={fields}", [], **totals)
    return put


def test_wordpress_tells_gone_from_hidden_and_needs_one_request_for_those_that_are_there(
    site, blog, html, crawl
):
    blog("comments?include=1%2C2%2C3%2C7%2C9&per_page=100&_fields=id", [{"id": 7}, {"id": 9}])
    blog("comments/1?_fields=id%2Cstatus", {"code": "rest_comment_invalid_id"}, status=404)
    blog("comments/2?_fields=id%2Cstatus", {"code": "rest_cannot_read"}, status=401)
    blog("comments/3?_fields=id%2Cstatus", {"code": "rest_no_route"}, status=404)
    orders = [order(site, f"comment-{key}") for key in (1, 2, 3, 7)]
    result = crawl(html.WORDPRESS, probes=orders)
    assert probed(result) == {
        "comment-1": (GONE, 404, ALIVE),
        "comment-2": (HIDDEN, 401, ALIVE),
        "comment-3": (UNKNOWN, 404, ALIVE),
        "comment-7": (ALIVE, 200, ALIVE),
    }
    assert not any("comments/7" in path for path in site.asked)


def test_a_post_and_its_control_of_another_kind_are_asked_for(site, blog, html, crawl):
    blog("comments?include=9&per_page=100&_fields=id", [{"id": 9}])
    blog("posts?include=4&per_page=100&_fields=id", [])
    blog("posts/4?_fields=id%2Cstatus", {"code": "rest_forbidden"}, status=401)
    assert probed(crawl(html.WORDPRESS, probes=[order(site, "post-4")])) == {"post-4": (HIDDEN, 401, ALIVE)}


def test_a_control_that_is_not_there_is_not_alive(site, blog, html, crawl):
    blog("comments?include=1%2C9&per_page=100&_fields=id", [])
    blog("comments/1?_fields=id%2Cstatus", {"code": "rest_comment_invalid_id"}, status=404)
    assert probed(crawl(html.WORDPRESS, probes=[order(site, "comment-1")])) == {
        "comment-1": (GONE, 404, UNKNOWN)
    }


def test_a_key_that_is_none_of_wordpress_is_not_asked_for(site, blog, html, crawl):
    result = crawl(html.WORDPRESS, probes=[order(site, "msg12")])
    assert probed(result) == {"msg12": (UNKNOWN, None, UNKNOWN)}
    assert not any("comments" in path for path in site.asked)


@pytest.mark.parametrize("status", [200, 401, 404, 503])
def test_a_site_without_rest_leaves_probes_unknown(site, blog, html, crawl, status):
    blog("comments?include=1%2C9&per_page=100&_fields=id", {"code": "rest_disabled"}, status=status)
    result = crawl(html.WORDPRESS, probes=[order(site, "comment-1")])
    assert probed(result) == {"comment-1": (UNKNOWN, status, UNKNOWN)}


def test_a_permalink_is_asked_and_its_page_read(site, html, crawl):
    site.put("/list", html.listing("4"))
    site.put("/t/4", html.thread(html.article("here")))
    for key, body in {
        "control": html.thread(html.article("control")),
        "back": html.thread(html.article("back")),
        "stub": html.thread(html.article("stub", "<div class='removed'></div>")),
        "other": html.thread(html.article("other than that")),
        "soft404": "<html><p class='no-such-thread'>Нет</p></html>",
    }.items():
        site.put(f"/m/{key}", body)
    site.put("/m/hidden", status=403)
    site.put("/m/broken", status=503)
    keys = ["back", "stub", "other", "soft404", "absent", "hidden", "broken"]
    template = html.REVIEWS.replace("[reviews.messages]", PERMALINKS)
    result = crawl(template=template, probes=[order(site, key, "control") for key in keys])
    assert probed(result) == {
        "back": (ALIVE, 200, ALIVE),
        "stub": (GONE, 200, ALIVE),
        "other": (UNKNOWN, 200, ALIVE),
        "soft404": (GONE, 200, ALIVE),
        "absent": (GONE, 404, ALIVE),
        "hidden": (HIDDEN, 403, ALIVE),
        "broken": (UNKNOWN, 503, ALIVE),
    }
    assert site.count("/m/control") == 1
    assert result.crawl.probes == 7


def test_messages_without_pages_of_their_own_stay_unknown(site, html, crawl):
    site.put("/list", html.listing("4"))
    site.put("/t/4", html.thread(html.article("here")))
    result = crawl(probes=[order(site, "gone", "here")])
    assert probed(result) == {"gone": (UNKNOWN, None, UNKNOWN)}
    assert site.count("/m/gone") == 0


def test_which_sources_can_be_probed(tmp_path, html):
    def source(template):
        path = tmp_path / "a.toml"
        path.write_text(template.replace("{base}", "http://127.0.0.1").replace("{top}", ""))
        return load_source(path)

    assert can_probe(source(html.WORDPRESS))
    assert not can_probe(source(html.WORDPRESS + "[wordpress]\nrest = false\n"))
    assert not can_probe(source(html.REVIEWS))
    assert can_probe(source(html.REVIEWS.replace("[reviews.messages]", PERMALINKS)))


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (404, '{"code": "rest_comment_invalid_id"}', GONE),
        (410, "", GONE),
        (404, "<html>", UNKNOWN),
        (401, '{"code": "rest_not_logged_in"}', UNKNOWN),
        (403, '{"code": "rest_cannot_read"}', HIDDEN),
        (None, "", UNKNOWN),
        (404, "[" * 100_000, UNKNOWN),
    ],
)
def test_a_status_counts_with_the_code_of_wordpress_only(status, text, expected):
    assert judge_missing(status, text) is expected


def test_no_list_of_ids_is_no_empty_list():
    assert parse_keys("[]", "comments") == frozenset()
    assert parse_keys('{"code": "rest_disabled"}', "comments") is None
    assert parse_keys("[1]", "comments") is None


FEED = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Комментарии</title>
<item><link>https://b.example/a/comment-page-2/#comment-5</link>
<pubDate>Wed, 18 Mar 2026 09:00:00 +0000</pubDate></item>
<item><link>https://b.example/b/#comment-4</link><pubDate>Tue, 10 Mar 2026 09:00:00 +0000</pubDate></item>
<item><link>https://b.example/c/#comment-3</link><pubDate>вчера</pubDate></item></channel></rss>"""


@pytest.mark.parametrize(
    ("text", "posts"), [(FEED, {"https://b.example/a/"}), ("", set()), ("<html>", set())]
)
def test_the_feed_of_comments_names_fresh_posts(text, posts):
    now = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)
    assert parse_comment_feed(text, now=now, fresh=timedelta(days=2)) == posts

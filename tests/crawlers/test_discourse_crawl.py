"""The forum spider against an invented Discourse."""

import json

import pytest

from crawlers.items import CrawlStatus, ProbeStatus, VisitStatus
from crawlers.landing import read_probes
from crawlers.pages.discourse import judge_post, post_url
from crawlers.spec import ProbeOrder

SOURCE = """
title = "Разговоры"
engine = "forum"
url = "{base}/talk/latest.json"
hosts = ["127.0.0.1"]
timezone = "Europe/Moscow"
terms = "Our own."
allow_private = true
delay = 0.0
timeout = 5.0
retries = 1
[forum]
profile = "discourse"
{top}
"""
JSON = {"Content-Type": "application/json; charset=utf-8"}


def post(number, **more):
    said = {"id": 100 + number, "post_number": number, "user_id": 7, "topic_slug": "svyaz"}
    return {
        **said,
        "created_at": "2026-03-12T17:01:33.000Z",
        "cooked": f"<p>Сообщение {number}</p>",
        **more,
    }


class Talk:
    def __init__(self, site):
        self.site = site

    def put(self, path, given, **rest):
        self.site.put(f"/talk{path}", json.dumps(given), headers=JSON, **rest)

    def latest(self, *keys, path="/latest.json", more=None):
        topics = [{"id": key, "last_posted_at": "2026-03-01T10:00:00Z"} for key in keys]
        self.put(path, {"topic_list": {"topics": topics, "more_topics_url": more}})

    def topic(self, key, posts, stream):
        self.put(f"/t/{key}.json", {"title": "Связь", "post_stream": {"posts": posts, "stream": stream}})

    def rest(self, key, numbers, posts):
        query = "&".join(f"post_ids%5B%5D={100 + number}" for number in numbers)
        self.put(f"/t/{key}/posts.json?{query}", {"post_stream": {"posts": posts}})


@pytest.fixture
def talk(site):
    return Talk(site)


def test_a_topic_is_read_by_the_ids_of_its_stream_and_a_missing_id_is_noticed(talk, crawl):
    talk.latest(5, more="/talk/latest?page=1")
    talk.latest(6, path="/latest.json?page=1")
    first = [post(number, reply_to_post_number=1 if number > 1 else None) for number in range(1, 21)]
    for key in (5, 6):
        shift = 1000 * (key - 5)
        own = [{**one, "id": one["id"] + shift} for one in first]
        ids = [100 + number + shift for number in range(1, 43)]
        talk.topic(key, own, ids)
        talk.rest(key, range(21 + shift, 41 + shift), [post(n + shift) for n in range(21, 41)])
        talk.rest(key, range(41 + shift, 43 + shift), [post(n + shift) for n in range(41, 43 - (key == 6))])
    result = crawl(SOURCE)
    assert (result.visits["5"].status, result.visits["5"].reason) == (VisitStatus.COMPLETE, "")
    assert (result.visits["5"].declared_total, result.visits["5"].seen_total) == (42, 42)
    assert result.visits["6"].reason == "the site declares 42 messages, 41 were read"
    assert result.messages["102"].parent_key == "101"
    assert {visit.transport for visit in result.visits.values()} == {"api"}


def test_answers_on_later_pages_find_what_they_answer(talk, crawl):
    talk.latest(5)
    talk.topic(5, [post(1), post(2)], [101, 102, 103, 104])
    talk.rest(5, (3, 4), [post(3, reply_to_post_number=2), post(4, reply_to_post_number=99)])
    result = crawl(SOURCE)
    assert result.messages["103"].parent_key == "102"
    assert result.messages["104"].parent_key == "101"
    assert result.crawl.status is CrawlStatus.COMPLETE


def test_a_stream_that_grew_while_it_was_read_makes_the_visit_partial(talk, crawl):
    talk.latest(5)
    talk.topic(5, [post(1)], [101, 102])
    first = talk.site.pages["/talk/t/5.json"]
    talk.topic(5, [post(1)], [101, 102, 103])
    talk.site.pages["/talk/t/5.json"] = [first, talk.site.pages["/talk/t/5.json"]]
    talk.rest(5, (2,), [post(2)])
    assert crawl(SOURCE).visits["5"].reason == "the declared total changed while the pages were read"


def test_a_known_topic_that_is_gone_and_single_messages(talk, crawl):
    talk.latest(5)
    talk.topic(5, [post(1)], [101])
    talk.put("/posts/101.json", post(1))
    talk.put("/posts/102.json", post(2, user_deleted=True))
    talk.put("/posts/103.json", {"error_type": "invalid_access"}, status=403)
    talk.put("/posts/104.json", {"errors": []}, status=404)
    orders = [
        ProbeOrder(
            thread_key="5",
            message_key=key,
            url=f"{talk.site.base}/talk/t/svyaz/5/{key}",
            control_key="101",
            control_url=f"{talk.site.base}/talk/t/svyaz/5/1",
        )
        for key in ("102", "103", "104")
    ]
    result = crawl(SOURCE, known=[("9", f"{talk.site.base}/talk/t/9.json")], probes=orders)
    assert result.visits["9"].status is VisitStatus.GONE
    assert {one.message_key: (one.status, one.control_status) for one in read_probes(result.folder)} == {
        "102": (ProbeStatus.GONE, ProbeStatus.ALIVE),
        "103": (ProbeStatus.HIDDEN, ProbeStatus.ALIVE),
        "104": (ProbeStatus.GONE, ProbeStatus.ALIVE),
    }


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://talk.example/latest.json", "https://talk.example/posts/7.json"),
        ("https://talk.example/sub/c/svyaz/5.json?page=1", "https://talk.example/sub/posts/7.json"),
        ("https://talk.example/", "https://talk.example/posts/7.json"),
    ],
)
def test_the_address_of_one_message(url, expected):
    assert post_url(url, "7") == expected


@pytest.mark.parametrize("text", ["[]", "<html>", '{"id": 8}', ""])
def test_what_is_not_the_message_says_nothing_of_it(text):
    assert judge_post(text, "7") is ProbeStatus.UNKNOWN

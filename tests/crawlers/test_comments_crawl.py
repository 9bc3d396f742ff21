"""The comments spider against invented answers of Isso, Remark42 and Disqus."""

import gzip
import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from crawlers.errors import SourceBlocked
from crawlers.items import CrawlStatus, ProbeStatus, VisitStatus
from crawlers.landing import read_probes
from crawlers.spec import ProbeOrder

KEY = "disqus-key-of-nobody"
SOURCE = """
title = "Комментарии блога"
engine = "comments"
url = "{base}/api/"
hosts = ["127.0.0.1"]
timezone = "Europe/Moscow"
terms = "Our own."
allow_private = true
delay = 0.0
timeout = 5.0
retries = 0
{top}
"""
ISSO = '[comments]\nprofile = "isso"\npages = "https://blog.example/"\nthreads = ["/a/", "/b/"]'
REMARK42 = '[comments]\nprofile = "remark42"\nsite = "blog"\nfind = true'
DISQUS = 'token_env = "OTKLIK_DISQUS_KEY"\n[comments]\nprofile = "disqus"\nsite = "blog"\n'
JSON = {"Content-Type": "application/json; charset=utf-8"}
NOW = datetime(2026, 3, 12, 12, tzinfo=UTC)
BEGIN = 1_773_300_000  # 12 March 2026
ALIVE, GONE, HIDDEN, UNKNOWN = (
    ProbeStatus.ALIVE,
    ProbeStatus.GONE,
    ProbeStatus.HIDDEN,
    ProbeStatus.UNKNOWN,
)


def put(server, path, given, status=200, **query):
    told = urlencode(query)
    body = given if isinstance(given, str) else json.dumps(given)
    server.put(f"/api/{path}" + (f"?{told}" if told else ""), body, status=status, headers=JSON)


def isso_comment(number, **more):
    said = {"id": number, "created": BEGIN + 60 * number + 0.5, "modified": None, "mode": 1, "replies": []}
    person = {"author": "Лука", "hash": "ab12", "website": "https://luka.example", "likes": 7}
    avatar = {"gravatar_image": "https://www.gravatar.com/avatar/00ff"}
    return {**said, **person, **avatar, "text": f"<p>Комментарий {number}</p>", **more}


def isso_key(number):
    return f"{number}-{BEGIN + 60 * number}"


def put_isso(site, uri, *comments, total=None):
    count = len(comments) + sum(len(one["replies"]) for one in comments)
    given = {"id": None, "total_replies": count if total is None else total, "replies": comments}
    put(site, "", given, uri=uri)


def remark_comment(key, thread="https://blog.example/a/", pid="", user=None, **more):
    person = {"id": "yandex_1", "name": "Марфа", "picture": "https://remark.example/p.image", "admin": False}
    said = {"id": key, "pid": pid, "time": "2026-03-12T09:00:00.123456789Z", "score": 5}
    where = {"site": "blog", "url": thread}
    return {
        **said,
        "locator": where,
        "user": {**person, **(user or {})},
        "text": f"<p>Текст {key}</p>",
        **more,
    }


def put_remark42(site, thread, *comments):
    count = sum(not one.get("delete") for one in comments)
    given = {"comments": comments, "info": {"url": thread, "count": count}}
    put(site, "api/v1/find", given, site="blog", url=thread, format="plain", sort="time")


def put_remark42_list(site, *entries, skip=0):
    given = [{"url": url, "count": 1, "last_time": last} for url, last in entries]
    put(site, "api/v1/list", given, site="blog", limit=100, skip=skip)


def disqus_post(number, **more):
    said = {
        "id": str(number),
        "parent": None,
        "createdAt": "2026-03-12T09:00:00",
        "message": f"<p>П{number}</p>",
    }
    author = {"id": "5", "username": "glafira", "isAnonymous": False, "email": "glafira@example.org"}
    return {
        **said,
        "author": author,
        "isApproved": True,
        "thread": {"link": "https://blog.example/a/"},
        **more,
    }


def put_disqus(site, thread, posts, *, cursor=None, following=None, **more):
    query = {"forum": "blog", "thread": thread, "limit": 100, "order": "asc", "include": "approved"}
    later = {"cursor": cursor} if cursor else {}
    told = {"cursor": {"hasNext": following is not None, "next": following or "0:0:0"}, "code": 0}
    secret = {"api_key": KEY}
    path = "threads/listPosts.json"
    put(site, path, {**told, "response": posts, **more}, **query, related="thread", **later, **secret)


def order(thread, key, control, page="https://blog.example/a/"):
    return ProbeOrder(
        thread_key=thread,
        message_key=key,
        url=f"{page}#x-{key}",
        control_key=control,
        control_url=f"{page}#x-{control}",
    )


def answers(result):
    return {one.message_key: (one.status, one.control_status) for one in read_probes(result.folder)}


@pytest.fixture(autouse=True)
def _key(monkeypatch):
    monkeypatch.setenv("OTKLIK_DISQUS_KEY", KEY)


def test_the_pages_that_the_file_lists_are_read_whole(site, crawl):
    put_isso(site, "/a/", isso_comment(1, replies=[isso_comment(2), isso_comment(3)]), isso_comment(4))
    put_isso(site, "/b/", isso_comment(5), total=3)
    result = crawl(SOURCE, top=ISSO)
    assert (result.visits["/a/"].status, result.visits["/a/"].declared_total) == (VisitStatus.COMPLETE, 4)
    assert result.visits["/a/"].url == "https://blog.example/a/"
    assert result.visits["/b/"].reason == "the site declares 3 messages, 1 were read"
    assert result.messages[isso_key(3)].parent_key == isso_key(1)
    assert result.messages[isso_key(4)].url == "https://blog.example/a/#isso-4"
    assert {visit.transport for visit in result.visits.values()} == {"api"}


def test_nothing_that_tells_who_somebody_is_lands(site, crawl):
    put_isso(site, "/a/", isso_comment(1))
    put_isso(site, "/b/", isso_comment(2, author=None))
    result = crawl(SOURCE, top=ISSO)
    landed = gzip.decompress((result.folder / "messages.jsonl.gz").read_bytes()).decode()
    assert [
        word for word in ("gravatar", "luka.example", "Лука", "ab12", 'likes": 7') if word in landed
    ] == []
    assert result.messages[isso_key(1)].author_hash
    assert result.messages[isso_key(2)].author_hash is None


def test_a_page_without_comments_is_gone_and_no_fault(site, crawl):
    put_isso(site, "/a/", isso_comment(1))
    put_isso(site, "/b/")
    result = crawl(SOURCE, top=ISSO)
    assert result.visits["/b/"].status is VisitStatus.GONE
    assert result.crawl.status is CrawlStatus.COMPLETE


def test_isso_is_asked_for_pages_where_its_owner_allows_it(site, crawl):
    put_isso(site, "/a/", isso_comment(1))
    put_isso(site, "/b/", isso_comment(2))
    put_isso(site, "/c/", isso_comment(3))
    find = f"{ISSO}\nfind = true"
    closed = crawl(SOURCE, top=find)
    assert set(closed.visits) == {"/a/", "/b/"}
    assert closed.crawl.reason == "a list page did not come: answered 404"
    put(site, "latest", [{**isso_comment(1), "uri": "/a/"}, {**isso_comment(3), "uri": "/c/"}], limit=200)
    result = crawl(SOURCE, top=find, known=[("/d/", "https://blog.example/d/")])
    assert set(result.visits) == {"/a/", "/b/", "/c/", "/d/"}
    assert result.visits["/c/"].status is VisitStatus.COMPLETE


def test_a_number_of_isso_that_is_free_proves_and_one_that_is_taken_does_not(site, crawl):
    put_isso(site, "/a/", isso_comment(1))
    put_isso(site, "/b/", isso_comment(2))
    for number, status in ((1, 403), (8, 404), (9, 403), (7, 500)):
        put(site, f"id/{number}", "<p>no</p>", status=status)
    orders = [order("/a/", isso_key(number), isso_key(1)) for number in (7, 8, 9)]
    found = answers(crawl(SOURCE, top=ISSO, probes=[*orders, order("/a/", "nonsense", isso_key(1))]))
    assert found == {
        isso_key(7): (UNKNOWN, ALIVE),
        isso_key(8): (GONE, ALIVE),
        isso_key(9): (UNKNOWN, ALIVE),
        "nonsense": (UNKNOWN, UNKNOWN),
    }


def test_a_server_that_knows_no_number_at_all_is_no_control(site, crawl):
    put_isso(site, "/a/", isso_comment(1))
    put_isso(site, "/b/", isso_comment(2))
    assert answers(crawl(SOURCE, top=ISSO, probes=[order("/a/", isso_key(8), isso_key(1))])) == {
        isso_key(8): (GONE, GONE)
    }


def test_remark42_lists_its_pages_and_keeps_what_was_deleted(site, crawl):
    pages = [f"https://blog.example/{number}/" for number in range(101)]
    put_remark42_list(site, *((page, "2026-03-01T00:00:00Z") for page in pages[:100]))
    put_remark42_list(site, (pages[100], "2026-03-01T00:00:00Z"), skip=100)
    put_remark42(site, pages[0], remark_comment("x1"), remark_comment("x2", pid="x1", delete=True, text=""))
    put_remark42(site, pages[100], remark_comment("y1", user={"admin": True}))
    result = crawl(SOURCE, top=f"{REMARK42}\nprovider_owns = true")
    assert len(result.visits) == 101
    assert (result.visits[pages[0]].status, result.visits[pages[0]].declared_total) == (
        VisitStatus.COMPLETE,
        2,
    )
    assert result.messages["x2"].state.value == "tombstone"
    assert result.messages["y1"].author_badge == "official"


def test_a_page_that_got_a_comment_is_opened_before_it_is_due(site, crawl):
    old, fresh = "https://blog.example/a/", "https://blog.example/b/"
    put_remark42_list(site, (old, "2026-03-01T00:00:00Z"), (fresh, "2026-03-12T03:00:00Z"))
    put_remark42(site, fresh, remark_comment("b1", fresh))
    result = crawl(SOURCE, top=REMARK42, known=[(old, old), (fresh, fresh)], due=[], at=NOW)
    assert set(result.visits) == {fresh}
    assert result.crawl.stats["not_due"] == 1


def test_remark42_tells_of_single_comments(site, crawl):
    page = "https://blog.example/a/"
    put_remark42_list(site, (page, "2026-03-12T03:00:00Z"))
    put_remark42(site, page, remark_comment("c"))
    told = {"d": {"delete": True}, "b": {"delete": True, "user": {"block": True}}, "c": {}}
    for key, more in told.items():
        put(site, f"api/v1/id/{key}", remark_comment(key, **more), site="blog", url=page)
    put(site, "api/v1/id/g", {"code": 1, "error": "no value for g"}, status=400, site="blog", url=page)
    put(site, "api/v1/id/e", {"code": 0, "error": "disk"}, status=400, site="blog", url=page)
    found = answers(crawl(SOURCE, top=REMARK42, probes=[order(page, key, "c") for key in "dbge"]))
    assert found == {"d": (GONE, ALIVE), "b": (HIDDEN, ALIVE), "g": (GONE, ALIVE), "e": (UNKNOWN, ALIVE)}


def test_disqus_is_read_with_the_key_page_by_page(site, crawl):
    put_disqus(
        site, "link:https://blog.example/a/", [disqus_post(1), disqus_post(2, parent=1)], following="9:0:0"
    )
    put_disqus(site, "link:https://blog.example/a/", [disqus_post(3, isEdited=True)], cursor="9:0:0")
    result = crawl(SOURCE, top=f'{DISQUS}threads = ["https://blog.example/a/"]')
    (visit,) = result.visits.values()
    assert (visit.status, visit.reason, visit.pages) == (VisitStatus.COMPLETE, "", 2)
    assert result.messages["3"].raw == {"edited": True}
    assert result.messages["2"].parent_key == "1"
    landed = b"".join(gzip.decompress(path.read_bytes()) for path in result.folder.glob("*.gz"))
    assert [word for word in (KEY, "glafira") if word in landed.decode()] == []


def test_threads_of_a_forum_are_found_and_one_that_is_not_there_is_gone(site, crawl):
    listed = [{"id": "7", "link": "https://blog.example/a/", "posts": 1}, {"id": "8", "posts": 0}]
    query = {"forum": "blog", "limit": 100, "order": "desc", "api_key": KEY}
    put(
        site,
        "forums/listThreads.json",
        {"code": 0, "response": listed, "cursor": {"hasNext": False}},
        **query,
    )
    put_disqus(site, "7", [disqus_post(1)])
    missing = {"code": 8, "response": "A requested object was not found"}
    how = {"forum": "blog", "thread": "9", "limit": 100, "order": "asc", "include": "approved"}
    put(site, "threads/listPosts.json", missing, status=404, **how, related="thread", api_key=KEY)
    for number, more in ((1, {}), (2, {"isDeleted": True}), (3, {"isSpam": True})):
        post = {"code": 0, "response": disqus_post(number, **more)}
        put(site, "posts/details.json", post, post=number, api_key=KEY)
    put(site, "posts/details.json", missing, status=400, post=4, api_key=KEY)
    orders = [order("7", key, "1") for key in "234"]
    result = crawl(
        SOURCE, top=f"{DISQUS}find = true", known=[("9", "https://blog.example/x/")], probes=orders
    )
    assert {key: visit.status for key, visit in result.visits.items()} == {
        "7": VisitStatus.COMPLETE,
        "9": VisitStatus.GONE,
    }
    assert answers(result) == {"2": (GONE, ALIVE), "3": (HIDDEN, ALIVE), "4": (GONE, ALIVE)}


@pytest.mark.parametrize(
    ("code", "words"), [(5, "refuses the key"), (13, "limit of the key"), (19, "captcha")]
)
def test_what_disqus_refuses_for_good_stops_the_source(site, crawl, code, words):
    for thread in "56789":
        query = {"forum": "blog", "thread": thread, "limit": 100, "order": "asc", "include": "approved"}
        error = {"code": code, "response": "no"}
        put(site, "threads/listPosts.json", error, status=400, **query, related="thread", api_key=KEY)
    result = crawl(SOURCE, top=f'{DISQUS}threads = ["5", "6", "7", "8", "9"]')
    assert isinstance(result.error, SourceBlocked)
    assert words in str(result.error)
    assert sum("listPosts" in path for path in site.asked) <= 2  # one may be under way


def test_answers_of_another_shape_are_no_comments(site, crawl):
    put(site, "", "<html>не тот адрес</html>", uri="/a/")
    put_isso(site, "/b/", isso_comment(1))
    result = crawl(SOURCE, top=ISSO)
    assert result.visits["/a/"].status is VisitStatus.FAILED
    assert result.visits["/b/"].status is VisitStatus.COMPLETE

"""The comments spider against an invented Disqus, with its key."""

import gzip

import pytest

from crawlers.errors import SourceBlocked
from crawlers.items import ProbeStatus, VisitStatus

KEY = "disqus-key-of-nobody"
DISQUS = 'token_env = "OTKLIK_DISQUS_KEY"\n[comments]\nprofile = "disqus"\nsite = "blog"\n'
ALIVE, GONE, HIDDEN = ProbeStatus.ALIVE, ProbeStatus.GONE, ProbeStatus.HIDDEN


@pytest.fixture(autouse=True)
def _key(monkeypatch):
    monkeypatch.setenv("OTKLIK_DISQUS_KEY", KEY)


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


def put_disqus(api, thread, posts, *, cursor=None, following=None, **more):
    query = {"forum": "blog", "thread": thread, "limit": 100, "order": "asc", "include": "approved"}
    later = {"cursor": cursor} if cursor else {}
    told = {"cursor": {"hasNext": following is not None, "next": following or "0:0:0"}, "code": 0}
    secret = {"api_key": KEY}
    path = "threads/listPosts.json"
    api.put(path, {**told, "response": posts, **more}, **query, related="thread", **later, **secret)


def test_disqus_is_read_with_the_key_page_by_page(api, crawl_comments):
    put_disqus(
        api, "link:https://blog.example/a/", [disqus_post(1), disqus_post(2, parent=1)], following="9:0:0"
    )
    put_disqus(api, "link:https://blog.example/a/", [disqus_post(3, isEdited=True)], cursor="9:0:0")
    result = crawl_comments(f'{DISQUS}threads = ["https://blog.example/a/"]')
    (visit,) = result.visits.values()
    assert (visit.status, visit.reason, visit.pages) == (VisitStatus.COMPLETE, "", 2)
    assert result.messages["3"].raw == {"edited": True}
    assert result.messages["2"].parent_key == "1"
    landed = b"".join(gzip.decompress(path.read_bytes()) for path in result.folder.glob("*.gz"))
    assert [word for word in (KEY, "glafira") if word in landed.decode()] == []


def test_threads_of_a_forum_are_found_and_one_that_is_not_there_is_gone(api, crawl_comments, order, answers):
    listed = [{"id": "7", "link": "https://blog.example/a/", "posts": 1}, {"id": "8", "posts": 0}]
    query = {"forum": "blog", "limit": 100, "order": "desc", "api_key": KEY}
    found = {"code": 0, "response": listed, "cursor": {"hasNext": False}}
    api.put("forums/listThreads.json", found, **query)
    put_disqus(api, "7", [disqus_post(1)])
    missing = {"code": 8, "response": "A requested object was not found"}
    how = {"forum": "blog", "thread": "9", "limit": 100, "order": "asc", "include": "approved"}
    api.put("threads/listPosts.json", missing, status=404, **how, related="thread", api_key=KEY)
    for number, more in ((1, {}), (2, {"isDeleted": True}), (3, {"isSpam": True})):
        post = {"code": 0, "response": disqus_post(number, **more)}
        api.put("posts/details.json", post, post=number, api_key=KEY)
    api.put("posts/details.json", missing, status=400, post=4, api_key=KEY)
    orders = [order("7", key, "1") for key in "234"]
    known = [("9", "https://blog.example/x/")]
    result = crawl_comments(f"{DISQUS}find = true", known=known, probes=orders)
    assert {key: visit.status for key, visit in result.visits.items()} == {
        "7": VisitStatus.COMPLETE,
        "9": VisitStatus.GONE,
    }
    assert answers(result) == {"2": (GONE, ALIVE), "3": (HIDDEN, ALIVE), "4": (GONE, ALIVE)}


@pytest.mark.parametrize(
    ("code", "words"), [(5, "refuses the key"), (13, "limit of the key"), (19, "captcha")]
)
def test_what_disqus_refuses_for_good_stops_the_source(api, crawl_comments, code, words):
    for thread in "56789":
        query = {"forum": "blog", "thread": thread, "limit": 100, "order": "asc", "include": "approved"}
        error = {"code": code, "response": "no"}
        api.put("threads/listPosts.json", error, status=400, **query, related="thread", api_key=KEY)
    result = crawl_comments(f'{DISQUS}threads = ["5", "6", "7", "8", "9"]')
    assert isinstance(result.error, SourceBlocked)
    assert words in str(result.error)
    assert sum("listPosts" in path for path in api.site.asked) <= 2  # one may be under way

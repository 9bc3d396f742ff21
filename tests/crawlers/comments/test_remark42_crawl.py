"""The comments spider against an invented Remark42."""

from datetime import UTC, datetime

from crawlers.items import ProbeStatus, State, VisitStatus

REMARK42 = '[comments]\nprofile = "remark42"\nsite = "blog"\nfind = true'
NOW = datetime(2026, 3, 12, 12, tzinfo=UTC)
ALIVE, GONE, HIDDEN, UNKNOWN = (
    ProbeStatus.ALIVE,
    ProbeStatus.GONE,
    ProbeStatus.HIDDEN,
    ProbeStatus.UNKNOWN,
)


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


def put_remark42(api, thread, *comments):
    count = sum(not one.get("delete") for one in comments)
    given = {"comments": comments, "info": {"url": thread, "count": count}}
    api.put("api/v1/find", given, site="blog", url=thread, format="plain", sort="time")


def put_remark42_list(api, *entries, skip=0):
    given = [{"url": url, "count": 1, "last_time": last} for url, last in entries]
    api.put("api/v1/list", given, site="blog", limit=100, skip=skip)


def test_remark42_lists_its_pages_and_keeps_what_was_deleted(api, crawl_comments):
    pages = [f"https://blog.example/{number}/" for number in range(101)]
    put_remark42_list(api, *((page, "2026-03-01T00:00:00Z") for page in pages[:100]))
    put_remark42_list(api, (pages[100], "2026-03-01T00:00:00Z"), skip=100)
    put_remark42(api, pages[0], remark_comment("x1"), remark_comment("x2", pid="x1", delete=True, text=""))
    put_remark42(api, pages[100], remark_comment("y1", user={"admin": True}))
    result = crawl_comments(f"{REMARK42}\nprovider_owns = true")
    assert len(result.visits) == 101
    assert (result.visits[pages[0]].status, result.visits[pages[0]].declared_total) == (
        VisitStatus.COMPLETE,
        2,
    )
    assert result.messages["x2"].state is State.TOMBSTONE
    assert result.messages["y1"].author_badge == "official"


def test_a_page_that_got_a_comment_is_opened_before_it_is_due(api, crawl_comments):
    old, fresh = "https://blog.example/a/", "https://blog.example/b/"
    put_remark42_list(api, (old, "2026-03-01T00:00:00Z"), (fresh, "2026-03-12T03:00:00Z"))
    put_remark42(api, fresh, remark_comment("b1", fresh))
    result = crawl_comments(REMARK42, known=[(old, old), (fresh, fresh)], due=[], at=NOW)
    assert set(result.visits) == {fresh}
    assert result.crawl.stats["not_due"] == 1


def test_remark42_tells_of_single_comments(api, crawl_comments, order, answers):
    page = "https://blog.example/a/"
    put_remark42_list(api, (page, "2026-03-12T03:00:00Z"))
    put_remark42(api, page, remark_comment("c"))
    told = {"d": {"delete": True}, "b": {"delete": True, "user": {"block": True}}, "c": {}}
    for key, more in told.items():
        api.put(f"api/v1/id/{key}", remark_comment(key, **more), site="blog", url=page)
    api.put("api/v1/id/g", {"code": 1, "error": "no value for g"}, status=400, site="blog", url=page)
    api.put("api/v1/id/e", {"code": 0, "error": "disk"}, status=400, site="blog", url=page)
    found = answers(crawl_comments(REMARK42, probes=[order(page, key, "c") for key in "dbge"]))
    assert found == {"d": (GONE, ALIVE), "b": (HIDDEN, ALIVE), "g": (GONE, ALIVE), "e": (UNKNOWN, ALIVE)}

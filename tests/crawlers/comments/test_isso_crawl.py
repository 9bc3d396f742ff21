"""The comments spider against an invented Isso."""

import gzip

from crawlers.items import CrawlStatus, ProbeStatus, VisitStatus

ISSO = '[comments]\nprofile = "isso"\npages = "https://blog.example/"\nthreads = ["/a/", "/b/"]'
BEGIN = 1_773_300_000  # 12 March 2026
ALIVE, GONE, UNKNOWN = ProbeStatus.ALIVE, ProbeStatus.GONE, ProbeStatus.UNKNOWN


def isso_comment(number, **more):
    said = {"id": number, "created": BEGIN + 60 * number + 0.5, "modified": None, "mode": 1, "replies": []}
    person = {"author": "Лука", "hash": "ab12", "website": "https://luka.example", "likes": 7}
    avatar = {"gravatar_image": "https://www.gravatar.com/avatar/00ff"}
    return {**said, **person, **avatar, "text": f"<p>Комментарий {number}</p>", **more}


def isso_key(number):
    return f"{number}-{BEGIN + 60 * number}500"


def put_isso(api, uri, *comments, total=None):
    count = len(comments) + sum(len(one["replies"]) for one in comments)
    given = {"id": None, "total_replies": count if total is None else total, "replies": comments}
    api.put("", given, uri=uri)


def test_the_pages_that_the_file_lists_are_read_whole(api, crawl_comments):
    put_isso(api, "/a/", isso_comment(1, replies=[isso_comment(2), isso_comment(3)]), isso_comment(4))
    put_isso(api, "/b/", isso_comment(5), total=3)
    result = crawl_comments(ISSO)
    assert (result.visits["/a/"].status, result.visits["/a/"].declared_total) == (VisitStatus.COMPLETE, 4)
    assert result.visits["/a/"].url == "https://blog.example/a/"
    assert result.visits["/b/"].reason == "the site declares 3 messages, 1 were read"
    assert result.messages[isso_key(3)].parent_key == isso_key(1)
    assert result.messages[isso_key(4)].url == "https://blog.example/a/#isso-4"
    assert {visit.transport for visit in result.visits.values()} == {"api"}


def test_nothing_that_tells_who_somebody_is_lands(api, crawl_comments):
    put_isso(api, "/a/", isso_comment(1))
    put_isso(api, "/b/", isso_comment(2, author=None))
    result = crawl_comments(ISSO)
    landed = gzip.decompress((result.folder / "messages.jsonl.gz").read_bytes()).decode()
    assert [
        word for word in ("gravatar", "luka.example", "Лука", "ab12", 'likes": 7') if word in landed
    ] == []
    assert result.messages[isso_key(1)].author_hash
    assert result.messages[isso_key(2)].author_hash is None


def test_a_page_without_comments_is_gone_and_no_fault(api, crawl_comments):
    put_isso(api, "/a/", isso_comment(1))
    put_isso(api, "/b/")
    result = crawl_comments(ISSO)
    assert result.visits["/b/"].status is VisitStatus.GONE
    assert result.crawl.status is CrawlStatus.COMPLETE


def test_isso_is_asked_for_pages_where_its_owner_allows_it(api, crawl_comments):
    put_isso(api, "/a/", isso_comment(1))
    put_isso(api, "/b/", isso_comment(2))
    put_isso(api, "/c/", isso_comment(3))
    find = f"{ISSO}\nfind = true"
    closed = crawl_comments(find)
    assert set(closed.visits) == {"/a/", "/b/"}
    assert closed.crawl.reason == "a list page did not come: answered 404"
    api.put("latest", [{**isso_comment(1), "uri": "/a/"}, {**isso_comment(3), "uri": "/c/"}], limit=200)
    result = crawl_comments(find, known=[("/d/", "https://blog.example/d/")])
    assert set(result.visits) == {"/a/", "/b/", "/c/", "/d/"}
    assert result.visits["/c/"].status is VisitStatus.COMPLETE


def test_a_number_of_isso_that_is_free_proves_and_one_that_is_taken_does_not(
    api, crawl_comments, order, answers
):
    put_isso(api, "/a/", isso_comment(1))
    put_isso(api, "/b/", isso_comment(2))
    for number, status in ((1, 403), (8, 404), (9, 403), (7, 500)):
        api.put(f"id/{number}", "<p>no</p>", status=status)
    orders = [order("/a/", isso_key(number), isso_key(1)) for number in (7, 8, 9)]
    found = answers(crawl_comments(ISSO, probes=[*orders, order("/a/", "nonsense", isso_key(1))]))
    assert found == {
        isso_key(7): (UNKNOWN, ALIVE),
        isso_key(8): (GONE, ALIVE),
        isso_key(9): (UNKNOWN, ALIVE),
        "nonsense": (UNKNOWN, UNKNOWN),
    }


def test_a_server_that_knows_no_number_at_all_is_no_control(api, crawl_comments, order, answers):
    put_isso(api, "/a/", isso_comment(1))
    put_isso(api, "/b/", isso_comment(2))
    assert answers(crawl_comments(ISSO, probes=[order("/a/", isso_key(8), isso_key(1))])) == {
        isso_key(8): (GONE, GONE)
    }


def test_answers_of_another_shape_are_no_comments(api, crawl_comments):
    api.put("", "<html>не тот адрес</html>", uri="/a/")
    put_isso(api, "/b/", isso_comment(1))
    result = crawl_comments(ISSO)
    assert result.visits["/a/"].status is VisitStatus.FAILED
    assert result.visits["/b/"].status is VisitStatus.COMPLETE

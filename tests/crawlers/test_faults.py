"""One crawl of a site on which each thread has its own fault; each test looks at one thread."""

import pytest

from crawlers.items import CrawlStatus, Kind, Precision, State, VisitStatus


@pytest.fixture(scope="module")
def zoo(make_site, html, crawl_of, tmp_path_factory):
    site = make_site()
    page, put = html.Page, site.put
    put(
        "/list",
        html.listing(
            "good", "paged", "broken", "absent", "shy", "secret", rest='<a class="next" href="/list2"></a>'
        ),
    )
    put("/list2", html.listing("metadata", "abroad", "loop", "slow", "bomb", "huge", "cp1251", "liar", "cut"))
    site.pages["/list2"] = page(
        site.pages["/list2"].body.replace(
            "</ul>",
            "".join(
                f'<li><a href="/t/{key}">тема</a></li>'
                for key in ("short", "moving", "shifting", "soft404", "noid", "undated", "binary", "retry")
            )
            + "</ul>",
        )
    )
    put(
        "/t/good",
        html.thread(
            html.article("good1", "Нет интернета.", inner=html.article("good2", "Чиним.", badge="Провайдер")),
            html.article("good3", "Починили.", to="good2"),
            html.article("good4", "<div class='removed'>Сообщение удалено модератором</div>"),
            total=4,
        ),
    )
    put(
        "/t/paged",
        html.thread(
            html.article("p1"),
            html.article("p2"),
            total=3,
            rest='<a class="page">2</a><a class="next" href="?p=2">дальше</a>',
        ),
    )
    put("/t/paged?p=2", html.thread(html.article("p3"), total=3, rest='<a class="page">2</a>'))
    put("/t/broken", status=503)
    put("/t/shy", status=403)
    put("/secret", html.thread(html.article("s1")))
    put("/t/secret", status=302, headers={"Location": "/secret"})
    put("/t/metadata", status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"})
    put("/t/abroad", status=302, headers={"Location": "http://elsewhere.example/t/abroad"})
    put("/t/loop", status=302, headers={"Location": "/t/loop"})
    put("/t/slow", html.thread(html.article("slow1")), pause=1.6)
    bomb = html.thread(html.article("bomb1")).encode().replace(b"</main>", b" " * (33 << 20) + b"</main>")
    put("/t/bomb", html.packed(bomb), headers={"Content-Encoding": "gzip"})
    put("/t/huge", b"x", headers={"Content-Length": str(40 << 20)})
    put(
        "/t/cp1251",
        html.thread(html.article("w1", "Связь пропала"))
        .replace("<html>", "<html><meta charset=windows-1251>")
        .encode("cp1251"),
        headers={"Content-Type": "text/html"},
    )
    put(
        "/t/liar",
        html.thread(html.article("l1", "Связь вернулась")).encode(),
        headers={"Content-Type": "text/html; charset=koi8-r"},
    )
    put("/t/cut", html.thread(html.article("c1", "Обрыв"), total=1).removesuffix("</html>"))
    put("/t/short", html.thread(html.article("h1"), total=2))
    site.pages["/t/moving"] = [
        page(html.thread(html.article("m1"), html.article("m2"), rest='<a class="next" href="?p=2"></a>')),
        page(html.thread(html.article("m2"), html.article("m3"), rest='<a class="next" href="?p=2"></a>')),
    ]
    put("/t/moving?p=2", html.thread(html.article("m4")))
    put("/t/shifting", html.thread(html.article("f1"), total=3, rest='<a class="next" href="?p=2"></a>'))
    put("/t/shifting?p=2", html.thread(html.article("f2"), total=2))
    put("/t/soft404", "<html><p class='no-such-thread'>Нет такой темы</p></html>")
    put("/t/noid", html.thread(html.article("n1"), html.article("")))
    put("/t/undated", html.thread(html.article("u1", date="когда-то")))
    put("/t/binary", b"%PDF-1.7\x00\x01\x02\xff", headers={"Content-Type": "application/pdf"})
    site.pages["/t/retry"] = [
        page(status=429, headers={"Retry-After": "1"}),
        page(html.thread(html.article("r1"))),
    ]
    top = '[expect]\nfields = ["text", "published_at"]\n'
    known = [("lost", f"{site.base}/t/lost"), ("old", f"{site.base}/t/old"), ("good", f"{site.base}/t/good")]
    put("/t/old", html.thread(html.article("old1")))
    result = crawl_of(site, tmp_path_factory.mktemp("zoo"), top=top, known=known)
    return site, result


def test_a_crawl_with_faults_is_partial_and_not_red(zoo):
    _, result = zoo
    assert result.error is None
    assert result.crawl.status is CrawlStatus.PARTIAL
    assert "threads were not read whole" in result.crawl.reason
    assert result.crawl.messages == len(result.messages)
    assert result.crawl.visits == len(result.visits) == 25


def test_a_thread_read_to_its_declared_total_is_complete(zoo):
    visit = zoo[1].visits["good"]
    assert (visit.status, visit.reason, visit.declared_total, visit.seen_total) == (
        VisitStatus.COMPLETE,
        "",
        4,
        4,
    )


def test_parents_come_from_nesting_and_from_marks(zoo):
    messages = zoo[1].messages
    parents = [messages[f"good{number}"].parent_key for number in range(1, 5)]
    assert parents == [None, "good1", "good2", "good1"]
    assert [messages[f"good{number}"].kind for number in range(1, 4)] == [
        Kind.REVIEW,
        Kind.REPLY,
        Kind.COMMENT,
    ]


def test_a_nested_reply_lends_its_badge_and_text_to_nobody(zoo):
    first, reply = zoo[1].messages["good1"], zoo[1].messages["good2"]
    assert (first.author_badge, first.text) == (None, "Нет интернета.")
    assert (reply.author_badge, reply.text) == ("Провайдер", "Чиним.")


def test_a_removal_note_makes_a_tombstone(zoo):
    assert zoo[1].messages["good4"].state is State.TOMBSTONE


def test_authors_are_hashed_and_dates_are_utc(zoo):
    message = zoo[1].messages["good1"]
    assert message.author_hash
    assert "Вася" not in str(message)
    assert message.published_at.isoformat() == "2026-03-12T17:01:00+00:00"
    assert message.published_precision is Precision.MINUTE


def test_all_pages_of_a_thread_are_read_and_the_first_again(zoo):
    site, result = zoo
    visit = result.visits["paged"]
    assert (visit.status, visit.pages, visit.seen_total) == (VisitStatus.COMPLETE, 2, 3)
    assert site.count("/t/paged") == 2


@pytest.mark.parametrize(
    ("key", "status", "words"),
    [
        ("broken", VisitStatus.FAILED, "answered 503"),
        ("absent", VisitStatus.GONE, "answered 404"),
        ("shy", VisitStatus.FAILED, "answered 403"),
        ("secret", VisitStatus.FAILED, "robots.txt forbids"),
        ("metadata", VisitStatus.FAILED, "169.254.169.254 is not listed"),
        ("abroad", VisitStatus.FAILED, "elsewhere.example is not listed"),
        ("loop", VisitStatus.FAILED, "max redirections"),
        ("slow", VisitStatus.FAILED, "no answer in time"),
        ("bomb", VisitStatus.FAILED, "larger than 32 MiB"),
        ("huge", VisitStatus.FAILED, "larger than 32 MiB"),
        ("cp1251", VisitStatus.COMPLETE, ""),
        ("liar", VisitStatus.COMPLETE, ""),
        ("cut", VisitStatus.PARTIAL, "without its end"),
        ("short", VisitStatus.PARTIAL, "declares 2 messages, 1 were read"),
        ("moving", VisitStatus.PARTIAL, "first page changed"),
        ("shifting", VisitStatus.PARTIAL, "total changed from 3 to 2"),
        ("soft404", VisitStatus.GONE, "no such thread"),
        ("noid", VisitStatus.PARTIAL, "without an id"),
        ("undated", VisitStatus.PARTIAL, "lack published_at"),
        ("binary", VisitStatus.FAILED, "no text"),
        ("retry", VisitStatus.COMPLETE, ""),
        ("lost", VisitStatus.GONE, "answered 404"),
        ("old", VisitStatus.COMPLETE, ""),
    ],
)
def test_the_visit_says_how_much_was_read_and_why_not_all(zoo, key, status, words):
    visit = zoo[1].visits[key]
    assert (visit.status, words in visit.reason) == (status, True), visit


def test_wrong_declarations_of_the_encoding_do_no_harm(zoo):
    assert zoo[1].messages["w1"].text == "Связь пропала"
    assert zoo[1].messages["l1"].text == "Связь вернулась"


def test_a_server_error_is_asked_again_once(zoo):
    assert zoo[0].count("/t/broken") == 2


def test_a_forbidden_page_is_never_asked(zoo):
    assert zoo[0].count("/secret") == 0


def test_we_say_who_we_are(zoo):
    assert zoo[0].agents == {"Otklik/0.1 (research on customer care; +test@example.org)"}


def test_the_decision_of_robots_is_kept(zoo):
    (decision,) = zoo[1].crawl.robots.values()
    assert decision == {"status": 200, "forbidden": 1}

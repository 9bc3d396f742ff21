"""The archive spider against a small archive on loopback: an index, replayed pages, cut-out records."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from crawlers.items import CrawlStatus, VisitStatus
from crawlers.landing import finished_crawls, read_messages, read_visits
from crawlers.sources import load_source
from crawlers.trial import look_at

SITE = "https://otzyvy.example"
TABLES = """
[archive.reviews.lists]
thread = "li"
marker = "ul.threads"
key_pattern = '/t/([\\w-]+)'
[archive.reviews.threads]
marker = "main.thread"
next = "a.next::attr(href)"
total = "h2.total"
gone = "p.no-such-thread"
[archive.reviews.messages]
block = "article"
id = "::attr(id)"
parent = "::attr(data-to)"
author = "b"
badge = "i"
date = "time"
text = "div.text"
"""
SOURCE = """
title = "Архив отзывов"
engine = "archive"
url = "{base}/cdx"
hosts = ["127.0.0.1"]
timezone = "Europe/Moscow"
terms = "Our own."
allow_private = true
delay = 0.0
timeout = 2.0
retries = 0
[archive]
site = "https://otzyvy.example/"
replay = "{base}/web/{timestamp}id_/{url}"
{top}
"""
REPLAYED, RECORDS = (
    SOURCE + TABLES,
    SOURCE.replace("replay =", 'index = "commoncrawl"\nrecords = "{base}/"\nreplay =') + TABLES,
)
HEADER = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]


class Archive:
    """What an archive has, put together row by row, then published on the site."""

    def __init__(self, site, html):
        self.site, self.html, self.rows, self.pages = site, html, [], {}

    def add(self, day, path, *articles, status="200", mime="text/html", original=None, rest="", text=None):
        stamp = f"202403{day:02}100000"
        original = original or f"http://www.otzyvy.example:80{path}"
        page = text or self.html.thread(*articles, total=len(articles), rest=rest)
        digest = str(abs(hash((page, status))))
        self.rows.append(["x", stamp, original, mime, status, digest, str(len(page))])
        self.site.put(f"/web/{stamp}id_/{original}", page)
        self.pages[stamp, original] = page

    def publish(self):
        self.site.endless = lambda path: (
            self.html.Page(json.dumps([HEADER, *self.rows])) if path.startswith("/cdx?") else None
        )

    def read(self, crawl, template=REPLAYED, **options):
        self.publish()
        result = crawl(template, **options)
        crawls = [one for one in finished_crawls(result.folder.parent) if "era_of" in one.crawl.stats]
        eras = [
            SimpleNamespace(
                crawl=one.crawl,
                messages={message.message_key: message for message in read_messages(one.folder)},
                visits={visit.thread_key: visit for visit in read_visits(one.folder)},
            )
            for one in crawls
        ]
        return result, eras


@pytest.fixture
def archive(site, html):
    return Archive(site, html)


def moment(day, hour=10):
    return datetime(2024, 3, day, hour, tzinfo=UTC)


def test_captures_land_oldest_first_dated_as_they_were_taken_under_the_keys_of_the_site(archive, crawl, html):
    archive.add(9, "/t/5", html.article("a", text="Починили."), html.article("b", to="a", badge="МостНет"))
    archive.add(1, "/t/5", html.article("a", text="Нет сети.", date="вчера в 12:00"))
    archive.add(2, "/t/6", html.article("c"))
    result, eras = archive.read(crawl)
    assert result.error is None
    assert (result.crawl.status, result.crawl.messages, result.crawl.visits) == (CrawlStatus.COMPLETE, 0, 0)
    assert [(one.crawl.started_at, one.crawl.finished_at) for one in eras] == [
        (moment(1), moment(2)), (moment(9), moment(9)),
    ]  # fmt: skip
    first, second = eras
    visit = first.visits["5"]
    assert (visit.visited_at, visit.status, visit.url) == (moment(1), VisitStatus.COMPLETE, f"{SITE}/t/5")
    assert (visit.transport, visit.crawl_id) == ("archive", "20240301T100000Z-testsite")
    assert first.messages["a"].published_at == datetime(2024, 2, 29, 9, tzinfo=UTC)
    assert first.messages["a"].url == f"{SITE}/t/5"
    assert (first.visits["6"].visited_at, set(first.messages)) == (moment(2), {"a", "c"})
    assert (second.messages["a"].text, second.messages["b"].parent_key) == ("Починили.", "a")


def test_the_same_page_captured_again_is_read_once(archive, crawl, html):
    archive.add(1, "/t/5", html.article("a"))
    archive.add(2, "/t/5", html.article("a"))
    archive.add(3, "/t/5", html.article("a", text="Другое."))
    archive.add(4, "/t/5", html.article("a"))
    result, eras = archive.read(crawl)
    assert [one.crawl.started_at for one in eras] == [moment(1), moment(3), moment(4)]
    assert result.crawl.stats["apart"] == {"messages": 3, "visits": 3, "folders": 3}


def test_a_page_that_was_gone_is_on_record_without_a_control_and_is_not_asked_for(archive, crawl, html, site):
    archive.add(1, "/t/5", html.article("a"))
    archive.add(1, "/t/6", html.article("c"))
    archive.add(2, "/t/5", status="404")
    archive.add(3, "/t/6", html.article("c", text="Всё ещё нет сети."))
    archive.add(4, "/t/6", text='<html><p class="no-such-thread">Нет такой темы</p></html>')
    result, eras = archive.read(crawl)
    assert result.error is None
    gone = eras[1].visits["5"]
    assert (gone.status, gone.visited_at) == (VisitStatus.GONE, moment(2))
    assert gone.reason == "the site answered 404 to the archive"
    assert [set(one.visits) for one in eras] == [{"5", "6"}, {"5"}, {"6"}, {"6"}]
    assert (eras[3].visits["6"].status, eras[3].messages) == (VisitStatus.GONE, {})
    assert not [path for path in site.asked if path.startswith("/web/20240302")]


def test_two_captures_of_a_thread_in_one_second_are_one_visit(archive, crawl, html):
    archive.add(1, "/t/5", html.article("a"))
    archive.add(1, "/t/5?sort=new", html.article("a", text="Другое."))
    archive.add(1, "/t/6", html.article("c"))
    archive.add(2, "/t/6", html.article("c", text="Второе."))
    archive.add(2, "/t/7", html.article("d"))
    result, eras = archive.read(crawl)
    assert [(one.crawl.started_at, set(one.visits)) for one in eras] == [
        (moment(1), {"5", "6"}), (moment(2), {"6", "7"}),
    ]  # fmt: skip
    assert result.crawl.stats["captures of the same second left out"] == 1


def test_what_says_nothing_of_threads_is_not_asked_for(archive, crawl, html, site):
    archive.add(1, "/t/5", html.article("a"))
    archive.add(2, "/t/5", status="301")
    archive.add(3, "/t/5", status="503")
    archive.add(4, "/t/7", mime="image/png")
    archive.add(5, "/about", "О нас")
    archive.add(6, "/t/8", original="http://other.example/t/8")
    _, eras = archive.read(crawl)
    assert [path for path in site.asked if path.startswith("/web/")] == [
        "/web/20240301100000id_/http://www.otzyvy.example:80/t/5"
    ]
    assert len(eras) == 1


def test_a_thread_that_goes_on_is_partial_and_its_later_page_belongs_to_it(archive, crawl, html):
    following = '<a class="next" href="/t/5?page=2">дальше</a>'
    archive.add(1, "/t/5?page=2", html.article("z"))  # of a thread whose beginning nobody knows yet
    archive.add(2, "/t/5", html.article("a"), html.article("b"), rest=following)
    archive.add(3, "/t/5?page=2", html.article("c", text="И у меня."))
    result, eras = archive.read(crawl)
    statuses = [(one.visits["5"].status, one.visits["5"].reason) for one in eras]
    assert statuses == [
        (VisitStatus.PARTIAL, "a capture is one page, and the thread goes on"),
        (VisitStatus.PARTIAL, "the capture is a later page of the thread"),
    ]
    assert (eras[1].messages["c"].parent_key, eras[1].messages["c"].kind) == ("a", "comment")
    assert result.crawl.stats["later pages left out"] == 1


def test_the_next_crawl_goes_on_where_the_last_one_ended(archive, crawl, html, site):
    archive.add(1, "/t/5", html.article("a"))
    archive.add(2, "/t/5", html.article("a", text="Второе."))
    archive.add(3, "/t/5", html.article("a", text="Третье."))
    first, eras = archive.read(crawl, top="captures = 2")
    assert [one.crawl.started_at for one in eras] == [moment(1), moment(2)]
    assert (first.crawl.status, first.crawl.reason) == (
        CrawlStatus.PARTIAL,
        "1 captures wait for the next crawl",
    )
    later = datetime.now(UTC) + timedelta(seconds=5)
    second, eras = archive.read(crawl, top="captures = 2", at=later)
    assert [one.crawl.started_at for one in eras] == [moment(1), moment(2), moment(3)]
    assert second.crawl.status is CrawlStatus.COMPLETE
    assert "from=20240302100000" in [path for path in site.asked if path.startswith("/cdx")][-1]
    third, eras = archive.read(crawl, at=later + timedelta(seconds=5))
    assert (third.error, third.crawl.status, len(eras)) == (None, CrawlStatus.COMPLETE, 3)
    known, eras = archive.read(crawl, at=later + timedelta(seconds=9), after=moment(30))
    assert known.crawl.messages == 0


def test_an_archive_that_answers_no_more_is_asked_again_next_time(archive, crawl, html, site):
    for day in range(1, 8):
        archive.add(day, "/t/5", html.article("a", text=f"День {day}."))
    for day in range(3, 8):
        site.put(f"/web/2024030{day}100000id_/http://www.otzyvy.example:80/t/5", status=503)
    result, eras = archive.read(crawl)
    assert [one.crawl.started_at for one in eras] == [moment(1), moment(2)]
    assert (result.error, result.crawl.status) == (None, CrawlStatus.PARTIAL)
    assert "does not bring its captures any more" in result.crawl.reason
    assert sum(path.startswith("/web/") for path in site.asked) == 5


def test_a_capture_that_the_archive_lost_is_passed_over_and_another_one_is_not_taken_for_it(
    archive, crawl, html, site
):
    for day in range(1, 5):
        archive.add(day, "/t/5", html.article("a", text=f"День {day}."))
    archive.pages.clear()
    there = "id_/http://www.otzyvy.example:80/t/5"
    site.put(f"/web/20240302100000{there}", status=404)
    site.put(f"/web/20240303100000{there}", status=302, headers={"Location": f"/web/20240301100000{there}"})
    result, eras = archive.read(crawl)
    assert [one.crawl.started_at for one in eras] == [moment(1), moment(4)]
    assert "20240302100000 of https://otzyvy.example/t/5 did not come: answered 404" in result.crawl.reason
    assert "the archive showed another one instead" in result.crawl.reason


def test_an_index_that_does_not_come_keeps_all_captures_for_the_next_crawl(archive, crawl, html, site):
    archive.add(1, "/t/5", html.article("a"))
    archive.publish()
    first = site.endless
    site.endless = lambda path: html.Page("", status=503) if "t%2F9" in path else first(path)
    archive.publish = lambda: None
    result, eras = archive.read(crawl, top='pages = ["otzyvy.example/t/5", "otzyvy.example/t/9"]')
    assert (eras, "the index did not come: answered 503" in str(result.error)) == ([], True)


@pytest.mark.parametrize("index", ["<html>Слишком много запросов</html>", '{"message": "нет"}', '[["a"], 5]'])
def test_what_is_no_index_leads_to_nothing(crawl, site, html, index):
    site.endless = lambda path: html.Page(index) if path.startswith("/cdx") else None
    result = crawl(REPLAYED)
    assert "is no index of captures" in str(result.error)
    assert not [path for path in site.asked if path.startswith("/web/")]


def test_an_index_is_read_to_its_end_before_any_capture(archive, crawl, html, site):
    archive.add(2, "/t/5", html.article("a", text="Второе."))
    archive.add(1, "/t/5", html.article("a"))
    halves = {
        False: [HEADER, archive.rows[0], [], ["com%2Cexample%29%2F+2024"]],
        True: [HEADER, archive.rows[1]],
    }
    site.endless = lambda path: (
        html.Page(json.dumps(halves["resumeKey=com%2Cexample%29%2F+2024" in path]))
        if path[:4] == "/cdx"
        else None
    )
    archive.publish = lambda: None
    _, eras = archive.read(crawl)
    assert [one.crawl.started_at for one in eras] == [moment(1), moment(2)]


def record(body, *, status="200 OK", kind="response"):
    page = body.encode("cp1251")
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=windows-1251\r\n\r\n".encode()
    about = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {SITE}/t/5\r\n"
    length = f"Content-Length: {len(head) + len(page)}\r\n\r\n"
    return gzip.compress((about + length).encode() + head + page + b"\r\n\r\n")


def test_captures_are_cut_out_of_the_files_of_common_crawl(crawl, site, html):
    packed = record(html.thread(html.article("a", text="Третий день нет сети."), total=1))
    rows = [
        {"urlkey": "x", "timestamp": "20240301100000", "url": f"{SITE}/t/5", "mime": "text/html",
         "status": "200", "digest": "D", "length": str(len(packed)), "offset": "700",
         "filename": "crawl/part-1.warc.gz"},
        {"urlkey": "x", "timestamp": "20240302100000", "url": f"{SITE}/t/6", "mime": "text/html",
         "status": "200", "digest": "E", "length": "900"},
    ]  # fmt: skip
    lines = "\n".join(map(json.dumps, rows))
    site.endless = lambda path: (
        html.Page(lines if "page=0" in path else "", status=200 if "page=0" in path else 404)
        if path.startswith("/cdx")
        else None
    )
    site.put(
        "/crawl/part-1.warc.gz", packed, status=206, headers={"Content-Type": "application/octet-stream"}
    )
    result = crawl(RECORDS)
    assert result.error is None, result.error
    (era, _) = finished_crawls(result.folder.parent)
    (message,) = read_messages(era.folder)
    assert (message.thread_key, message.text) == ("5", "Третий день нет сети.")
    assert "does not tell where the capture of https://otzyvy.example/t/6 lies" in result.crawl.reason


def test_a_file_that_does_not_come_in_parts_is_refused(crawl, site, html):
    row = {"timestamp": "20240301100000", "url": f"{SITE}/t/5", "mime": "text/html", "status": "200",
           "digest": "D", "length": "90", "offset": "0", "filename": "a.warc.gz"}  # fmt: skip
    site.endless = lambda path: html.Page(json.dumps(row)) if path.startswith("/cdx") else None
    site.put("/a.warc.gz", b"x" * 1000)
    result = crawl(RECORDS)
    assert "answered 200 to the question for a part of a file" in str(result.error)


def test_a_look_reads_the_newest_capture_of_each_thread_and_keeps_nothing(archive, html, site, tmp_path):
    archive.add(1, "/t/5", html.article("a"))
    archive.add(2, "/t/5", html.article("a", text="Второе."))
    archive.add(3, "/t/6", html.article("b", text="Шестое."))
    archive.publish()
    path = tmp_path / "look.toml"
    path.write_text(REPLAYED.replace("{base}", site.base).replace("{top}", ""), encoding="utf-8")
    look = look_at(load_source(path), contact="test@example.org")
    assert (look.is_good, look.error, look.threads) == (True, "", {"complete": 2})
    text = next(one for one in look.fields if one.field == "text")
    assert (text.filled, text.example) == (2, "Шестое.")

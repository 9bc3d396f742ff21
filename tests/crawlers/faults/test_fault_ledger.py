"""A site that breaks in every way at once: what its threads are called, what is not believed, what it costs.

Each thread is read once while it is well, twice while its fault lasts, and once when that is over. Beside
them are ten thousand comments in one thread, a comment of five megabytes, and a message that goes in truth.
"""

import zlib
from dataclasses import dataclass

import pytest

from crawlers.items import CrawlStatus, VisitStatus

COMPLETE, FAILED = VisitStatus.COMPLETE, VisitStatus.FAILED
MIB = 1 << 20
MEMORY = 500  # MiB
CPU = 60.0  # seconds of a crawl
TEXT = "Третий день нет интернета, в поддержке никто не берёт трубку, заявку закрыли без звонка."
FAULTS = {  # thread: what becomes of its page, and what its visits are called then
    "busy": ({"status": 429, "headers": {"Retry-After": "1"}}, FAILED, "answered 429"),
    "down": ({"status": 503}, FAILED, "answered 503"),
    "unmodified": ({"status": 304}, FAILED, "answered 304"),
    "shy": ({"status": 403}, FAILED, "answered 403"),
    "cut": ({"cut": 200}, FAILED, ""),
    "drip": ({"drip": 0.2}, FAILED, "no answer in time"),
    "metadata": (
        {"status": 302, "headers": {"Location": "http://169.254.169.254/latest/meta-data/"}},
        FAILED,
        "169.254.169.254 is not listed",
    ),
    "loop": ({"status": 302, "headers": {"Location": "/t/loop"}}, FAILED, "max redirections"),
    "bomb": ({"headers": {"Content-Encoding": "gzip"}}, FAILED, "larger than 32 MiB"),
    "charset": ({"headers": {"Content-Type": "text/html; charset=windows-1251"}}, COMPLETE, ""),
    "meta": ({"headers": {"Content-Type": "text/html"}}, COMPLETE, ""),
    "bom": ({"headers": {"Content-Type": "text/html; charset=koi8-r"}}, COMPLETE, ""),
    "spoilt": ({}, FAILED, "UTF-8 read as cp1251"),
    "nul": ({}, COMPLETE, ""),
    "empty": ({}, FAILED, "not a page of messages"),
    "redesign": ({}, FAILED, "not a page of messages"),
}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@dataclass(frozen=True)
class Days:
    """What the four visits brought, and the watch that they were made by."""

    visits: dict
    watch: object


def bodies(html):
    """The pages of the threads whose fault is in what they say."""
    packer = zlib.compressobj(wbits=31)
    start, space = packer.compress(b"<html><main class=thread>"), packer.compress(b" " * MIB)
    spaces = (packer.compress(b" " * MIB) for _ in range(256))
    page = {key: healthy(html, key) for key in FAULTS}
    return {
        "bomb": b"".join([start, space, *spaces, packer.flush()]),
        "charset": page["charset"].encode("koi8-r"),
        "meta": page["meta"].replace("<html>", "<html><meta charset=utf-8>").encode("cp1251"),
        "bom": b"\xef\xbb\xbf" + page["bom"].encode(),
        "spoilt": page["spoilt"].encode().decode("cp1251", "replace"),
        "nul": page["nul"].replace("интернета", "интер\x00нета"),
        "empty": "",
        "redesign": "<html><section>Новый вид сайта</section></html>",
    }


def healthy(html, key):
    return html.thread(html.article(f"{key}-1", TEXT), html.article(f"{key}-2", TEXT), total=2)


@pytest.fixture(scope="module")
def days(make_site, html, watch_of, tmp_path_factory):
    site = make_site()
    watch = watch_of(site, tmp_path_factory.mktemp("faults"), "max_seconds = 240.0\n", retries=0)
    crowd = [html.article(f"c{number}", TEXT) for number in range(10_000)]
    novel = html.article("novel", "Связь " * (5 * MIB // 11))
    site.put("/list", html.listing("true", "crowd", "novel", *FAULTS))
    site.put("/t/crowd", html.thread(*crowd, total=10_000))
    site.put("/t/novel", html.thread(novel, html.article("short"), total=2))

    def go(hours, *left):
        site.put("/t/true", html.thread(*(html.article(f"true{one}", TEXT) for one in left), total=len(left)))
        return watch.visit(hours)

    well = {f"/t/{key}": html.Page(healthy(html, key)) for key in FAULTS}
    said = {key: "" for key, (fault, _, _) in FAULTS.items() if "status" in fault} | bodies(html)
    sick = {
        f"/t/{key}": html.Page(said.get(key, healthy(html, key)), **fault)
        for key, (fault, _, _) in FAULTS.items()
    }
    site.pages.update(well)
    visits = {0: go(0, 1, 2, 3)}
    site.pages.update(sick)
    visits |= {hours: go(hours, 1, 2) for hours in (26, 52)}
    site.pages.update(well)
    return Days({**visits, 78: go(78, 1, 2)}, watch)


@pytest.mark.parametrize("key", FAULTS)
def test_the_visit_says_what_was_wrong(days, key):
    _, status, words = FAULTS[key]
    for hours in (26, 52):
        visit = days.visits[hours].visits[key]
        assert (visit.status, words in visit.reason) == (status, True), visit
    assert {days.visits[hours].visits[key].status for hours in (0, 78)} == {COMPLETE}


def test_no_fault_is_taken_for_anything_that_happened_to_a_message(days):
    assert days.watch.watch.kinds() == {"true3": ["missing", "missing", "missing", "removed_inferred"]}
    assert days.watch.watch.interval("true3", "removed_inferred") == (0, 26)


def test_no_crawl_was_kept_out_of_the_ledger(days):
    assert [one.report.quarantined for one in days.visits.values()] == [None] * 4
    statuses = [one.crawl.status for one in days.visits.values()]
    assert statuses == [CrawlStatus.COMPLETE, CrawlStatus.PARTIAL, CrawlStatus.PARTIAL, CrawlStatus.COMPLETE]


def test_ten_thousand_comments_and_five_megabytes_are_read_whole_each_time(days):
    for one in days.visits.values():
        assert (one.visits["crowd"].status, one.visits["crowd"].seen_total) == (COMPLETE, 10_000)
        assert (one.visits["novel"].status, len(one.messages["novel"].text)) == (COMPLETE, 100_000)


def test_memory_and_time_stay_bounded(days, record_property):
    assert max(days.watch.peaks) < MEMORY, days.watch.peaks
    assert max(days.watch.seconds) < CPU, days.watch.seconds
    record_property("cost", f"{max(days.watch.peaks):.0f} MiB, {max(days.watch.seconds):.1f} s")


@pytest.mark.parametrize("name", ["captcha", "login", "robots", "endless", "dead"])
def test_what_spoils_a_whole_crawl_deletes_nothing(name, site, html, watch_of, tmp_path):
    watch = watch_of(site, tmp_path, "max_pages = 60\nmax_seconds = 120.0\n")
    keys = ("1", "2", "3", "4")
    site.put("/list", html.listing(*keys))
    for key in keys:
        site.put(f"/t/{key}", healthy(html, key))
    well = dict(site.pages)
    assert watch.visit(0).crawl.status is CrawlStatus.COMPLETE
    status, words = WHOLE[name](site, html)
    for hours in (26, 52):
        visited = watch.visit(hours)
        assert (visited.crawl.status, words in visited.crawl.reason) == (status, True), visited.crawl
        assert VisitStatus.GONE not in {one.status for one in visited.visits.values()}
        assert visited.report.quarantined is None
    site.pages.clear()
    site.pages.update(well)
    site.endless = lambda _path: None
    over = watch.visit(78)
    assert over.crawl.status is CrawlStatus.COMPLETE
    assert (over.report.quarantined is None) == (
        name != "endless"
    )  # its invented messages are gone, all at once
    assert watch.watch.kinds() == {}
    assert (max(watch.peaks) < MEMORY, max(watch.seconds) < CPU) == (True, True)


def _captcha(site, html):
    site.put("/t/2", "<html><div class='smart-captcha'></div></html>")
    return CrawlStatus.PARTIAL, "prove that one is human"


def _login(site, html):
    site.put("/list", "<html><form id=loginform><input type=password></form></html>")
    return CrawlStatus.FAILED, "asks to log in"


def _robots(site, html):
    site.put("/robots.txt", status=503)
    return CrawlStatus.FAILED, "robots.txt could not be read (it answered 503)"


def _endless(site, html):
    def page(path):
        number = int(path.partition("=")[2])
        return html.Page(
            html.thread(html.article(f"e{number}"), rest=f'<a class="next" href="?p={number + 1}">')
        )

    site.put("/t/2", html.thread(html.article("2-1", TEXT), rest='<a class="next" href="?p=2"></a>'))
    site.endless = lambda path: page(path) if path.startswith("/t/2?p=") else None
    return CrawlStatus.PARTIAL, "max_pages = 60 was reached"


def _dead(site, html):
    for path in [path for path in site.pages if path != "/robots.txt"]:
        site.put(path, status=502)
    return CrawlStatus.FAILED, "answered 502"


WHOLE = {"captcha": _captcha, "login": _login, "robots": _robots, "endless": _endless, "dead": _dead}

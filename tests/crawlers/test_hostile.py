"""What a site can do to a crawler: the crawl says how much it read, loses and invents nothing, and ends."""

import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from crawlers.items import CrawlStatus, VisitStatus
from crawlers.landing import finished_crawls, read_messages, read_visits
from crawlers.spec import Spec

MIB = 1 << 20
MEMORY = 500  # MiB, the most that a crawl may take
ROOT = Path(__file__).parents[2]


@pytest.fixture
def good(site, html):
    """A site with one good thread, which no fault beside it may harm."""
    site.put("/t/good", html.thread(html.article("g1"), html.article("g2"), total=2))

    def put(key, body="", **rest):
        site.put("/list", html.listing(key, "good"))
        site.put(f"/t/{key}", body, **rest)

    return put


def check_good(result):
    assert result.visits["good"].status is VisitStatus.COMPLETE
    assert {"g1", "g2"} <= set(result.messages)
    assert result.error is None


def test_a_body_that_breaks_off_is_asked_again_and_not_believed(site, html, good, crawl):
    page = html.thread(html.article("c1"), html.article("c2"), total=2)
    good("cut", page, cut=len(page.encode()) // 2)
    result = crawl()
    check_good(result)
    assert (result.visits["cut"].status, site.count("/t/cut")) == (VisitStatus.FAILED, 2)
    assert set(result.messages) == {"g1", "g2"}


def test_a_body_that_breaks_off_without_a_declared_length_is_partial(site, html, good, crawl):
    page = html.thread(html.article("c1"), html.article("c2"))
    half = page[: page.index('<article id="c2"')]
    good("cut", half, headers={"Connection": "close", "Content-Length": None})
    result = crawl()
    check_good(result)
    visit = result.visits["cut"]
    assert (visit.status, visit.reason) == (VisitStatus.PARTIAL, "page 1 came without its end")
    assert set(result.messages) == {"g1", "g2", "c1"}


def test_a_slow_drip_ends_at_the_time_limit(site, html, good, crawl):
    good("slow", html.thread(html.article("s1")), drip=0.2)
    began = time.monotonic()
    result = crawl()
    check_good(result)
    assert (result.visits["slow"].status, result.visits["slow"].reason) == (
        VisitStatus.FAILED,
        "no answer in time",
    )
    assert time.monotonic() - began < 10


def test_retry_after_is_honoured_and_the_thread_read(site, html, good, crawl):
    good("busy")
    site.pages["/t/busy"] = [
        html.Page(status=503, headers={"Retry-After": "1"}),
        html.Page(html.thread(html.article("b1"))),
    ]
    result = crawl()
    check_good(result)
    first, second = [
        moment for path, moment in zip(site.asked, site.moments, strict=True) if path == "/t/busy"
    ]
    assert second - first >= 1.0
    assert result.visits["busy"].status is VisitStatus.COMPLETE


def test_nul_bytes_are_left_out_and_lose_nothing(html, good, crawl):
    good("nul", html.thread(html.article("n1", "Нет\x00 связи"), html.article("n2"), total=2))
    result = crawl()
    check_good(result)
    assert result.messages["n1"].text == "Нет связи"
    assert result.visits["nul"].status is VisitStatus.COMPLETE


def test_a_comment_of_five_megabytes_is_cut_and_its_neighbours_stay(html, good, crawl):
    good("long", html.thread(html.article("l1", "Связь " * (5 * MIB // 11)), html.article("l2"), total=2))
    result = crawl()
    check_good(result)
    long = result.messages["l1"]
    assert (len(long.text), long.raw["cut_from"] > 2_000_000) == (100_000, True)
    assert result.messages["l2"].text == "Интернет лежит третий день."
    assert result.visits["long"].status is VisitStatus.COMPLETE


def test_a_page_whose_charset_lies_is_read_by_its_letters(html, good, crawl):
    words = "Третий день нет интернета, в поддержке никто не берёт трубку, заявку закрыли без звонка."
    body = html.thread(html.article("k1", words), html.article("k2", words)).encode("koi8-r")
    good("koi", body, headers={"Content-Type": "text/html; charset=windows-1251"})
    result = crawl()
    check_good(result)
    assert result.messages["k1"].text == words


def test_a_page_spoilt_by_the_site_itself_is_not_stored(html, good, crawl):
    words = "Третий день нет интернета, в поддержке никто не берёт трубку, заявку закрыли без звонка."
    good("spoilt", html.thread(html.article("x1", words.encode().decode("cp1251", "replace"))))
    result = crawl()
    check_good(result)
    visit = result.visits["spoilt"]
    assert (visit.status, "UTF-8 read as cp1251" in visit.reason) == (VisitStatus.FAILED, True)
    assert set(result.messages) == {"g1", "g2"}


def test_pages_that_repeat_without_end_end(site, html, good, crawl):
    good("round", html.thread(html.article("r1"), rest='<a class="next" href="?p=2"></a>'))
    site.endless = lambda path: _repeated(html, path)
    result = crawl()
    check_good(result)
    visit = result.visits["round"]
    assert (visit.status, visit.seen_total) == (VisitStatus.PARTIAL, 1)
    assert "lead in a circle" in visit.reason
    assert len(site.asked) < 10


def test_lists_that_repeat_without_end_end(site, html, good, crawl):
    good("one", html.thread(html.article("o1")))
    site.put("/list", html.listing("one", "good", rest='<a class="next" href="/list?p=2"></a>'))
    site.endless = lambda path: (
        html.Page(
            html.listing("one", rest=f'<a class="next" href="/list?p={int(path.partition("=")[2]) + 1}"></a>')
        )
        if path.startswith("/list?")
        else None
    )
    result = crawl()
    check_good(result)
    assert result.crawl.status is CrawlStatus.PARTIAL
    assert "the lists lead in a circle" in result.crawl.reason
    assert len(site.asked) < 15


def test_a_captcha_in_the_middle_stops_the_crawl_and_keeps_what_was_read(site, html, crawl):
    site.put("/list", html.listing("wall", "good"))
    site.put("/t/good", html.thread(html.article("g1"), rest='<a class="next" href="?p=2"></a>'))
    site.put("/t/good?p=2", "<html><div class='smart-captcha'></div></html>")
    site.put("/t/wall", html.thread(html.article("w1")))
    result = crawl()
    assert result.crawl.status is CrawlStatus.PARTIAL
    assert "prove that one is human" in result.crawl.reason
    assert (result.visits["good"].status, result.visits["good"].seen_total) == (VisitStatus.PARTIAL, 1)
    assert VisitStatus.GONE not in {visit.status for visit in result.visits.values()}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bomb", "endless", "crowd", "tree", "threads"])
def test_a_crawl_stays_small_and_ends(name, site, html, tmp_path, record_property):
    visit, least = HOSTILE[name](site, html)
    code, mebibytes, seconds = _measured(site, html, tmp_path)
    (landed,) = finished_crawls(tmp_path / "landing")
    visits = {one.thread_key: one.status for one in read_visits(landed.folder)}
    keys = [one.message_key for one in read_messages(landed.folder)]
    assert (code, visits.get("t"), len(keys) >= least) == (0 if keys else 1, visit, True)
    assert len(keys) == len(set(keys))
    assert mebibytes < MEMORY, f"{mebibytes} MiB"
    assert seconds < 60
    record_property("peak", f"{name}: {mebibytes:.0f} MiB, {seconds:.1f} s, {len(keys)} messages")


def _bomb(site, html):
    """A gibibyte of spaces in a mebibyte of gzip."""
    site.put("/list", html.listing("t"))
    packer = zlib.compressobj(wbits=31)
    packed = [
        packer.compress(b"<html><main class=thread>"),
        *(packer.compress(b" " * MIB) for _ in range(1024)),
    ]
    site.put("/t/t", b"".join([*packed, packer.flush()]), headers={"Content-Encoding": "gzip"})
    return VisitStatus.FAILED, 0


def _endless(site, html):
    """Pages without end, each with new messages."""
    site.put("/list", html.listing("t"))

    def page(path):
        number = int(path.partition("=")[2] or 1)
        articles = [html.article(f"m{number}-{place}", TEXT * 20) for place in range(20)]
        return html.Page(html.thread(*articles, rest=f'<a class="next" href="?p={number + 1}"></a>'))

    site.endless = lambda path: page(path) if path.startswith("/t/t") else None
    return VisitStatus.PARTIAL, 1_000


def _crowd(site, html):
    site.put("/list", html.listing("t"))
    site.put(
        "/t/t", html.thread(*(html.article(f"c{number}", TEXT) for number in range(10_000)), total=10_000)
    )
    return VisitStatus.COMPLETE, 10_000


def _tree(site, html):
    """10,000 comments in branches, each answer inside of what it answers."""
    site.put("/list", html.listing("t"))
    branches = []
    for branch in range(200):
        inner = ""
        for depth in reversed(range(50)):
            inner = html.article(f"b{branch}-{depth}", TEXT, inner=inner)
        branches.append(inner)
    site.put("/t/t", html.thread(*branches, total=10_000))
    return VisitStatus.COMPLETE, 10_000


def _threads(site, html):
    """A list of more threads than anybody may ask for."""
    site.put("/list", html.listing(*(f"n{number}" for number in range(200_000))))
    return None, 0


TEXT = "Третий день нет интернета, в поддержке никто не берёт трубку."
MEASURED = """
import resource, sys
from pathlib import Path
from crawlers.__main__ import main
code = main(sys.argv[1:])
held = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
used = resource.getrusage(resource.RUSAGE_SELF)
print(int(held.split()[1]) / 1024, used.ru_utime + used.ru_stime, flush=True)
sys.exit(code)
"""
HOSTILE = {"bomb": _bomb, "endless": _endless, "crowd": _crowd, "tree": _tree, "threads": _threads}


def _repeated(html, path):
    if not path.startswith("/t/round?p="):
        return None
    number = int(path.partition("=")[2])
    return html.Page(html.thread(html.article("r1"), rest=f'<a class="next" href="?p={number + 1}"></a>'))


def _measured(site, html, folder):
    """Crawl in a process of its own; return its exit code, the most memory it held (MiB), and CPU seconds."""
    source = folder / "testsite.toml"
    text = html.REVIEWS.replace("{base}", site.base).replace(
        "{top}", "max_pages = 100\nmax_seconds = 240.0\n"
    )
    source.write_text(text.replace("timeout = 1.0", "timeout = 20.0"), encoding="utf-8")
    order = folder / "order.json"
    spec = Spec(
        source_file=source,
        crawl_id="20260101T000000Z-testsite",
        landing_dir=folder / "landing",
        author_key=b"k",
        contact="a@b.example",
    )
    order.write_text(spec.to_json(), encoding="utf-8")
    child = subprocess.run(
        [sys.executable, "-c", MEASURED, str(order)], cwd=ROOT, capture_output=True, text=True
    )
    mebibytes, seconds = map(float, child.stdout.split())
    return child.returncode, mebibytes, seconds

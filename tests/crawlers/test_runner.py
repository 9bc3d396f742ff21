import json
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from crawlers.errors import (
    CrawlCrashed,
    CrawlTimedOut,
    SourceBlocked,
    SourceDead,
    SourceEmpty,
    SpecInvalid,
    TooFewMessages,
)
from crawlers.items import CrawlStatus, VisitStatus
from crawlers.landing import finished_crawls
from crawlers.spec import ProbeOrder, Spec, read_spec

ORDER = ProbeOrder(
    thread_key="1", message_key="m", url="http://a/m", control_key="c", control_url="http://a/c"
)


def test_the_simulated_clock_is_the_only_clock_and_repeats_to_the_byte(site, html, crawl):
    site.put("/list", html.listing("1"))
    site.put("/t/1", html.thread(html.article("1", date="вчера в 10:15")))
    at = datetime(2026, 3, 20, 18, 0, tzinfo=UTC)
    result = crawl(at=at)
    assert result.crawl.infers_removals
    assert result.crawl.status is CrawlStatus.COMPLETE
    assert result.crawl.crawl_id == "20260320T180000Z-testsite"
    assert {result.crawl.started_at, result.crawl.finished_at, result.visits["1"].visited_at} == {at}
    assert result.messages["1"].published_at == datetime(2026, 3, 19, 7, 15, tzinfo=UTC)
    before = _bytes(result.folder)
    assert _bytes(crawl(at=at).folder) == before


def test_a_dead_site_is_red_and_its_known_threads_count_as_failed(site, crawl):
    site.server.server_close()
    result = crawl(known=[("7", f"{site.base}/t/7")])
    assert isinstance(result.error, SourceDead)
    assert "connection refused" in str(result.error)
    assert result.crawl.status is CrawlStatus.FAILED
    assert result.visits["7"].status is VisitStatus.FAILED
    site.server.shutdown()


def test_a_login_page_with_200_stops_the_source(site, html, crawl):
    site.put("/list", html.listing("1", "2", "3"))
    for key in "123":
        site.put(f"/t/{key}", "<html><form><input type=password></form></html>")
    result = crawl()
    assert isinstance(result.error, SourceBlocked)
    assert {visit.status for visit in result.visits.values()} == {VisitStatus.FAILED}
    assert all("log in" in visit.reason for visit in result.visits.values())
    assert len([path for path in site.asked if path.startswith("/t/")]) < 3  # one may be under way


def test_a_captcha_instead_of_the_list_stops_the_source(site, crawl):
    site.put("/list", "<html><div class=g-recaptcha></div></html>")
    result = crawl(known=[("1", f"{site.base}/t/1")])
    assert isinstance(result.error, SourceBlocked)
    assert site.count("/t/1") == 0


def test_a_wait_longer_than_allowed_stops_the_source(site, html, crawl):
    site.put("/list", html.listing("1"))
    site.put("/t/1", status=429, headers={"Retry-After": "3600"})
    result = crawl()
    assert isinstance(result.error, SourceBlocked)
    assert "asks to wait 3600 s" in str(result.error)
    assert site.count("/t/1") == 1


def test_a_robots_file_that_cannot_be_read_forbids_everything(site, html, crawl):
    site.put("/robots.txt", status=503)
    site.put("/list", html.listing("1"))
    result = crawl()
    assert isinstance(result.error, SourceDead)
    assert "robots.txt could not be read (it answered 503)" in str(result.error)
    assert site.count("/list") == 0


def test_an_absent_robots_file_allows_everything(site, html, crawl):
    site.put("/robots.txt", "User-agent: *\nDisallow: /", status=404)
    site.put("/list", html.listing("1"))
    site.put("/t/1", html.thread(html.article("1")))
    assert crawl().crawl.messages == 1


def test_the_delay_that_robots_asks_for_is_kept(site, html, crawl):
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 0.4\n")
    site.put("/list", html.listing("1", "2"))
    for key in "12":
        site.put(f"/t/{key}", html.thread(html.article(key)))
    result = crawl()
    assert next(iter(result.crawl.robots.values()))["crawl_delay"] == 0.4
    pauses = [later - earlier for earlier, later in pairwise(site.moments)]
    assert min(pauses) > 0.35


def test_a_robots_delay_longer_than_allowed_stops_the_source(site, crawl):
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 600\n")
    result = crawl()
    assert isinstance(result.error, SourceBlocked)
    assert "600 s between two pages" in str(result.error)


def test_a_list_without_threads_is_red(site, html, crawl):
    site.put("/list", html.listing())
    assert isinstance(crawl().error, SourceEmpty)


def test_a_changed_list_is_red_and_says_so(site, crawl):
    site.put("/list", "<html><main>новая вёрстка</main></html>")
    result = crawl()
    assert isinstance(result.error, SourceEmpty)
    assert "markup changed" in str(result.error)


def test_fewer_messages_than_expected_land_and_are_red(site, html, crawl):
    site.put("/list", html.listing("1"))
    site.put("/t/1", html.thread(html.article("1")))
    result = crawl(top="[expect]\nmin_messages = 5\n")
    assert isinstance(result.error, TooFewMessages)
    assert (result.crawl.status, result.crawl.messages) == (CrawlStatus.PARTIAL, 1)


@pytest.mark.parametrize(("lacking", "is_red"), [("12", True), ("1", False)])
def test_a_field_that_every_thread_lacks_is_red(site, html, crawl, lacking, is_red):
    site.put("/list", html.listing("1", "2"))
    for key in "12":
        text = "" if key in lacking else "Связь пропала"
        site.put(f"/t/{key}", html.thread(html.article(key, text=text)))
    result = crawl(top='[expect]\nfields = ["text"]\n')
    assert result.crawl.status is CrawlStatus.PARTIAL
    assert isinstance(result.error, TooFewMessages) is is_red
    assert "messages lack text" in (str(result.error) if is_red else result.crawl.reason)


def test_the_limit_of_pages_leaves_the_rest_unvisited(site, html, crawl):
    site.put("/list", html.listing("1", "2", "3"))
    for key in "123":
        site.put(f"/t/{key}", html.thread(html.article(key)))
    result = crawl(top="max_pages = 3\n")
    assert result.crawl.status is CrawlStatus.PARTIAL
    failed = [visit for visit in result.visits.values() if visit.status is VisitStatus.FAILED]
    assert {visit.reason for visit in failed} == {"max_pages = 3 was reached"}
    assert len(failed) == 2


def test_a_list_that_leads_in_a_circle_ends(site, html, crawl):
    site.put("/list", html.listing("1", rest='<a class="next" href="/list"></a>'))
    site.put("/t/1", html.thread(html.article("1")))
    result = crawl()
    assert result.crawl.status is CrawlStatus.PARTIAL
    assert "circle" in result.crawl.reason


def test_private_addresses_are_refused_unless_the_source_allows_them(site, html, crawl):
    result = crawl(top="", template=_public(html.REVIEWS, site))
    assert isinstance(result.error, SourceDead)
    assert "not a public address" in str(result.error)
    assert site.asked == []


def test_a_name_that_resolves_to_a_private_address_is_refused(site, html, crawl):
    template = _public(html.REVIEWS, site).replace("{base}", site.base)
    result = crawl(template=template.replace("127.0.0.1", "localhost"))
    assert isinstance(result.error, SourceDead)
    assert site.asked == []


def test_an_extractor_that_fails_leaves_its_traceback_in_the_debug_log(site, html, crawl, caplog):
    site.put("/list", html.listing("1"))
    site.put("/t/1", html.thread(html.article("1", text="<b>" * 3000)))  # deeper than Python's stack
    with caplog.at_level("DEBUG", logger="crawlers.runner"):
        result = crawl()
    assert result.visits["1"].reason == "the extractor failed on the page"
    assert "RecursionError" in caplog.text


def test_a_broken_link_of_one_message_is_no_broken_page(site, html, crawl):
    site.put("/list", html.listing("1"))
    site.put("/t/1", html.thread(html.article("1", text="http://[broken")))
    result = crawl(
        template=html.REVIEWS.replace("[reviews.messages]", '[reviews.messages]\nurl = "div.text"')
    )
    assert result.visits["1"].status == "complete"


def test_a_broken_selector_is_refused_before_anything_is_asked(site, html, crawl):
    with pytest.raises(CrawlCrashed, match=r"reviews\.lists\.thread: 'li\[' cannot be used"):
        crawl(template=html.REVIEWS.replace('thread = "li"', 'thread = "li["'))
    assert site.asked == []


def test_a_crawl_that_takes_too_long_is_killed_and_leaves_nothing(site, html, crawl, monkeypatch):
    monkeypatch.setattr("crawlers.runner._GRACE", 0.0)
    site.put("/list", "<html></html>", pause=5)
    with pytest.raises(CrawlTimedOut, match="longer than"):
        crawl(template=html.REVIEWS.replace("timeout = 1.0", "timeout = 9.0\nmax_seconds = 1.0"))


def test_a_crawl_dies_with_the_process_that_ordered_it(site, html, tmp_path):
    site.put("/list", "<html></html>", pause=20)
    order = _order(site, html, tmp_path)
    code = (
        "import subprocess, sys; from crawlers.parent import environment\n"
        "child = subprocess.Popen([sys.executable, '-m', 'crawlers', sys.argv[1]], env=environment())\n"
        "print(child.pid, flush=True); child.wait()"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(order)], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    _wait(lambda: "/list" in site.asked)
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    _wait(lambda: not Path(f"/proc/{child}").exists() or _is_zombie(child))
    assert finished_crawls(tmp_path / "landing") == []


def test_what_a_killed_crawl_left_is_cleared_by_the_next_one(site, html, crawl, tmp_path):
    dead = tmp_path / "landing" / ".20260101T000000Z-testsite"
    other = tmp_path / "landing" / ".20260101T000000Z-other-testsite"
    for folder in (dead, other):
        folder.mkdir(parents=True)
        (folder / "messages.jsonl.gz").write_bytes(b"half")
    site.put("/list", html.listing("1"))
    site.put("/t/1", html.thread(html.article("1")))
    crawl()
    assert not dead.exists()
    assert other.exists()


def test_the_command_reads_an_order_from_a_file_and_says_one_sentence(site, html, tmp_path):
    site.put("/list", "<html></html>")
    done = subprocess.run(
        [sys.executable, "-m", "crawlers", str(_order(site, html, tmp_path))], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.startswith("testsite answered without any message")


@pytest.mark.parametrize("text", ["", "{}", '{"source_file": 1}', "[1]"])
def test_an_order_that_cannot_be_read_is_refused(text):
    with pytest.raises(SpecInvalid, match="The crawl order"):
        read_spec(text)


def test_an_order_survives_its_json(tmp_path):
    spec = Spec(
        source_file=tmp_path / "a.toml",
        crawl_id="20260101T000000Z-a",
        landing_dir=tmp_path,
        author_key=b"\x00\xff" * 16,
        contact="a@b.example",
        at=datetime(2026, 1, 1, tzinfo=UTC),
        known_threads=(("1", "http://a/1"),),
        known=frozenset({"1", "2"}),
        due=frozenset(),
        probes=(ORDER,),
    )
    assert read_spec(spec.to_json()) == spec


def test_an_order_with_a_naive_clock_is_refused(tmp_path):
    given = json.loads(_spec(tmp_path / "a.toml", tmp_path).to_json()) | {"at": "2026-01-01T00:00:00"}
    with pytest.raises(SpecInvalid, match="time zone"):
        read_spec(json.dumps(given))


def _bytes(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _public(template, site):
    """Return the template as of a public site, which has to name its port."""
    slow = template.replace("allow_private = true\ndelay = 0.0", "delay = 1.0")
    return slow.replace('["127.0.0.1"]', f'["{site.base[7:]}"]').replace("retries = 1", "retries = 0")


def _spec(source_file, folder):
    return Spec(
        source_file=source_file,
        crawl_id="20260101T000000Z-testsite",
        landing_dir=folder / "landing",
        author_key=b"k",
        contact="a@b.example",
    )


def _order(site, html, folder):
    source = folder / "testsite.toml"
    text = (
        html.REVIEWS.replace("{base}", site.base)
        .replace("{top}", "")
        .replace("timeout = 1.0", "timeout = 30.0")
    )
    source.write_text(text, encoding="utf-8")
    order = folder / "order.json"
    order.write_text(_spec(source, folder).to_json(), encoding="utf-8")
    return order


def _wait(is_true, seconds=15.0):
    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def _is_zombie(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True

"""Which addresses are threads, what is chosen of an index, and what a record of a WARC file holds."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.errors import SourceInvalid
from crawlers.pages.archive import check_rules, extractor_version, is_later_page, parse_capture, thread_key
from crawlers.pages.archive_index import Capture, address_of, choose, index_url
from crawlers.pages.archive_record import read_record
from crawlers.pages.page import Place
from crawlers.rules.archive import ArchiveRules
from crawlers.sources import SHIPPED, load_source
from crawlers.strict import read_record as read_table

SITE = {"site": "https://forum.example/"}
START = datetime(2024, 3, 1, tzinfo=UTC)
WHOLE = load_source(SHIPPED / "2ip.toml").rules


def rules(**table):
    return read_table(ArchiveRules, SITE | (table or {"forum": {"profile": "phpbb"}}), "archive")


def capture(hours, digest, status=200, address="https://forum.example/t/1"):
    return Capture(
        at=START + timedelta(hours=hours), address=address, original=address, status=status, digest=digest
    )


@pytest.mark.parametrize(
    ("original", "address"),
    [
        ("http://www.forum.example:80/a?b=1#c", "https://forum.example/a?b=1"),
        ("https://FORUM.example:443", "https://forum.example/"),
        ("http://other.example/a", ""),
        ("ftp://forum.example/a", ""),
        ("http://forum.example:99999/a", ""),
        ("http://[forum.example/a", ""),
    ],
)
def test_archived_addresses_are_told_as_the_site_has_them_today(original, address):
    assert address_of(original, rules()) == address


@pytest.mark.parametrize(
    ("table", "address", "key"),
    [
        ({"forum": {"profile": "phpbb"}}, "/viewtopic.php?f=3&t=15", "15"),
        ({"forum": {"profile": "smf"}}, "/index.php?topic=7.0", "7"),
        ({"forum": {"profile": "xenforo"}}, "/threads/net-svyazi.42/", "42"),
        ({"forum": {"profile": "ipb"}}, "/topic/9-net-svyazi/", "9"),
        ({"forum": {"profile": "vbulletin"}}, "/forum/main/31-net-svyazi", "31"),
        ({"forum": {"profile": "spirit"}}, "/topic/5/net/", "5"),
        ({"forum": {"profile": "phpbb"}, "thread_pattern": r"/tema-(\d+)"}, "/tema-8.html", "8"),
        ({"forum": {"profile": "phpbb"}}, "/memberlist.php", ""),
        ({"schemaorg": {}}, "/polus", "https://forum.example/polus"),
        ({"wordpress": {}}, "/2024/03/otzyvy/", ""),
    ],
)
def test_the_address_tells_the_key_that_a_live_crawl_gives(table, address, key):
    assert thread_key(f"https://forum.example{address}", rules(**table)) == key


@pytest.mark.parametrize(
    ("address", "is_later"),
    [
        ("viewtopic.php?t=15", False),
        ("viewtopic.php?t=15&start=0", False),
        ("viewtopic.php?t=15&start=20", True),
        ("index.php?topic=7.0", False),
        ("index.php?topic=7.15", True),
        ("threads/net.42/page-2", True),
        ("threads/net.42/page-1", False),
        ("post/comment-page-2/", True),
        ("otzyvy?page=12", True),
        ("otzyvy?page=1", False),
    ],
)
def test_later_pages_are_known_by_their_address(address, is_later):
    assert is_later_page(f"https://forum.example/{address}", rules()) is is_later


def test_what_differs_from_the_capture_before_is_chosen_in_the_order_of_time():
    other = capture(1, "A", address="https://forum.example/t/2")
    given = [capture(5, "A"), capture(3, "B"), capture(0, "A"), capture(2, "A"), other, capture(4, "C", 302)]
    assert choose(given, after=None) == [given[2], other, given[1], given[0]]
    assert choose(given, after=START + timedelta(hours=3)) == [given[0]]
    gone = [capture(0, "A", 404), capture(1, "B", 410), capture(2, "", 200), capture(3, "", 200)]
    assert choose(gone, after=None) == [gone[0], gone[2], gone[3]]


def test_the_index_is_asked_for_what_came_since_and_no_earlier_than_wanted():
    asked = index_url("https://a.example/cdx?x=1", "forum.example/*", rules=rules(), after=START)
    assert "https://a.example/cdx?x=1&url=forum.example%2F%2A&" in asked
    assert "from=20240301000000" in asked
    early = rules(forum={"profile": "phpbb"}, begin="2025", end="2026", index="commoncrawl")
    asked = index_url("https://a.example/cdx", "f/*", rules=early, after=START, page="0")
    assert asked == "https://a.example/cdx?url=f%2F%2A&output=json&from=2025&to=2026&page=0"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({}, "exactly one of the tables"),
        ({"forum": {"profile": "smf"}, "schemaorg": {}}, "exactly one of the tables"),
        ({"forum": {"profile": "phpnuke"}}, "forum.profile"),
        ({"forum": {"profile": "discourse"}}, "discourse"),
        ({"wordpress": {}, "index": "warc"}, "archive.index has to be"),
        ({"wordpress": {}, "site": "FILL IN"}, "archive.site has to be"),
        ({"wordpress": {}, "replay": "https://a.example/"}, "archive.replay has to hold"),
        ({"wordpress": {}, "later_pages": "("}, "archive.later_pages is no regular expression"),
        ({"wordpress": {}, "begin": "март"}, "archive.begin and end are"),
        ({"wordpress": {}, "captures": 0}, "archive.captures"),
        ({"wordpress": {}, "list_pattern": "x"}, "archive.list_pattern is for"),
    ],
)
def test_rules_that_cannot_be_used_are_named(table, words):
    with pytest.raises(SourceInvalid, match=words):
        check_rules(read_table(ArchiveRules, SITE | table, "archive"), "own.toml")


def test_other_rules_of_the_site_are_another_extractor():
    versions = {
        extractor_version(rules(**table))
        for table in (
            {"forum": {"profile": "phpbb"}},
            {"forum": {"profile": "phpbb", "cut": ["i"]}},
            {"forum": {"profile": "phpbb"}, "thread_pattern": r"t=(\d+)"},
        )
    }
    assert len(versions) == 3


def test_a_list_of_whole_reviews_shows_each_review_as_a_thread():
    text = (SHIPPED.parents[1] / "tests/crawlers/pages/reviews/whole-reviews-in-a-list/page.html").read_text(
        encoding="utf-8"
    )
    own = ArchiveRules(site="https://2ip.ru/", list_pattern=r"pageId=\d", reviews=WHOLE)
    check_rules(own, "own.toml")
    place = Place(url="https://2ip.ru/isp-reviews/VymyselNet/?pageId=2", now=START, timezone="Europe/Moscow")
    threads = parse_capture(text, rules=own, place=place, roots={})
    assert len(threads) > 1
    assert all([one.message_key for one in each.page.messages] == [each.key] for each in threads)


def member(head, body=b"", kind="response", more=""):
    about = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <http://a.example/>\r\n{more}\r\n"
    return gzip.compress(about.encode() + head.encode() + b"\r\n\r\n" + body)


def test_a_record_is_read_as_its_answer_says_it_is_packed():
    page = "<html>Нет сети</html>".encode("koi8-r")
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=koi8-r"
    packed = gzip.compress(page)
    chunks = b"5;x=1\r\n" + packed[:5] + b"\r\n%x\r\n" % (len(packed) - 5) + packed[5:] + b"\r\n0\r\n\r\n"
    both = "\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked"
    for answer, body in ((head, page), (head + both, chunks), (head + both, page)):
        found = read_record(member(answer, body))
        assert (found.url, found.status, found.text) == ("http://a.example/", 200, "<html>Нет сети</html>")
    sized = f"Content-Length: {len(head) + 4 + 6}\r\n"
    assert read_record(member(head, page, more=sized)).text == "<html>"


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"no gzip",
        gzip.compress(b"not a record"),
        member("HTTP/1.1 200", kind="request"),
        member("HTTP/1.1"),
    ],
)
def test_what_is_no_record_is_nothing(packed):
    assert read_record(packed) is None


def test_a_record_that_unpacks_without_end_is_cut():
    bomb = member("HTTP/1.1 200 OK\r\nContent-Type: text/html", b" " * 40_000_000)
    assert len(read_record(bomb).text) < 33 * 1024 * 1024

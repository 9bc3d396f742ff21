"""One crawl, one transaction: whole or not at all, once, in order, and only when it can be believed."""

import gzip
import json
from datetime import timedelta

import pytest

from crawlers.items import State, VisitStatus
from warehouse.errors import LandingCorrupt, OutOfOrder
from warehouse.load import load_crawl
from warehouse.schedule import known_threads


def test_loading_the_same_crawl_twice_changes_nothing(stored, message):
    folder = stored.landing(0, {"t": [message("1"), message("2")]})
    first = load_crawl(stored.path, folder)
    before = stored.content()
    again = load_crawl(stored.path, folder)
    assert (first.skipped, again.skipped, again.new_messages) == (False, True, 0)
    assert stored.content() == before


def test_a_crawl_older_than_the_newest_one_is_refused(stored, message):
    late = stored.landing(24, {"t": [message("1")]})
    early = stored.landing(0, {"t": [message("1"), message("2")]})
    load_crawl(stored.path, late)
    before = stored.content()
    with pytest.raises(OutOfOrder, match=r"20260302T090000Z-forum began before 20260303T090000Z-forum"):
        load_crawl(stored.path, early)
    assert stored.content() == before


def test_crawls_of_other_sources_may_come_in_any_order(ledger, message):
    ledger.crawl(24, {"t": [message("1")]})
    assert ledger.crawl(0, {"t": [message("1")]}, source="blog").new_messages == 1


def test_masked_messages_are_preferred(ledger, message, landing, write_lines):
    folder = landing(0, {"t": [message("1", "Иван Петров не приехал")]})
    masked = message("1", "[имя] не приехал", content_hash="c")
    write_lines(folder / "messages.masked.jsonl.gz", [masked])
    ledger.load(folder)
    assert ledger.versions("1") == [(1, "[имя] не приехал", "alive")]


def test_everything_a_message_says_arrives(ledger, message):
    sent = message(
        "1",
        "Текст 🙂 «ёж»",
        title="Тема",
        likes=3,
        rating=4.5,
        rating_max=5,
        provider_name="Дальсвет",
        raw={"a": [1]},
    )
    ledger.crawl(0, {"t": [sent]})
    columns = "title, text, likes, rating, rating_max, provider_name, raw->>'a', published_at, content_hash"
    assert ledger.rows(f"SELECT {columns} FROM raw.message_versions") == [
        ("Тема", "Текст 🙂 «ёж»", 3, 4.5, 5.0, "Дальсвет", "[1]", sent.published_at, sent.content_hash)
    ]


# The guard


def crowd(message, count, text="Ужас"):
    return [message(str(number), f"{text} {number}") for number in range(count)]


def test_too_many_missing_at_once_quarantine_the_crawl(ledger, message):
    ledger.crawl(0, {"t": crowd(message, 40)})
    report = ledger.crawl(24, {"t": crowd(message, 31)})
    assert report.quarantined == "9 of 40 known messages are missing without a trace"
    assert ledger.rows("SELECT status, reason FROM raw.crawls ORDER BY started_at DESC LIMIT 1") == [
        ("quarantined", report.quarantined)
    ]
    assert ledger.rows("SELECT DISTINCT kind FROM raw.message_events") == [("appeared",)]
    assert ledger.rows("SELECT count(*) FROM raw.thread_visits") == [(1,)]


@pytest.mark.parametrize(("known", "left"), [(40, 32), (10, 5)])
def test_a_fifth_or_five_may_go_missing(ledger, message, known, left):
    ledger.crawl(0, {"t": crowd(message, known)})
    assert ledger.crawl(24, {"t": crowd(message, left)}).quarantined is None


def test_those_that_are_missing_already_do_not_count_again(ledger, message):
    ledger.crawl(0, {"t": crowd(message, 40)})
    ledger.crawl(24, {"t": crowd(message, 34)})
    assert ledger.crawl(48, {"t": crowd(message, 29)}).events == {"missing": 11}


def test_tombstones_are_no_reason_for_doubt(ledger, message):
    ledger.crawl(0, {"t": crowd(message, 20)})
    graves = [message(str(number), "", state=State.TOMBSTONE) for number in range(20)]
    assert ledger.crawl(24, {"t": graves}).events == {"deleted": 20}


def test_too_many_changed_texts_quarantine_the_crawl(ledger, message):
    ledger.crawl(0, {"t": crowd(message, 10)})
    report = ledger.crawl(24, {"t": [*crowd(message, 4, "Меню"), *crowd(message, 10)[4:]]})
    assert report.quarantined == "4 of 10 known texts changed at once"


def test_under_ten_texts_or_a_third_may_change(ledger, message):
    ledger.crawl(0, {"t": crowd(message, 9)})
    assert ledger.crawl(24, {"t": crowd(message, 9, "Новое")}).events == {"edited": 9}
    ledger.crawl(48, {"t": crowd(message, 10, "Новое")})
    assert ledger.crawl(72, {"t": [*crowd(message, 3), *crowd(message, 10, "Новое")[3:]]}).events == {
        "edited": 3
    }


def test_a_site_whose_threads_are_all_gone_is_not_believed(ledger, message):
    threads = {str(number): [message(f"m{number}")] for number in range(10)}
    ledger.crawl(0, threads)
    report = ledger.crawl(24, dict.fromkeys(threads, VisitStatus.GONE))
    assert report.quarantined == "10 of 10 known threads answer that they are gone"


def test_a_quarantined_crawl_stays_out_until_a_person_trusts_it(ledger, message):
    ledger.crawl(0, {"t": crowd(message, 40)})
    folder = ledger.landing(24, {"t": crowd(message, 20)})
    reason = ledger.load(folder).quarantined
    again = ledger.load(folder)
    assert (again.skipped, again.quarantined) == (True, reason)
    assert ledger.load(folder, trusted=True).events == {"missing": 20}
    assert ledger.rows("SELECT status FROM raw.crawls ORDER BY started_at") == [("complete",), ("complete",)]


def test_the_crawl_after_a_quarantined_one_is_compared_with_the_one_before_it(ledger, message):
    ledger.crawl(0, {"t": crowd(message, 40)})
    ledger.crawl(24, {"t": crowd(message, 10)})
    report = ledger.crawl(48, {"t": crowd(message, 40)})
    assert (report.quarantined, report.events) == (None, {})


# Folders that are not what they should be


@pytest.fixture
def folder(landing, message):
    return landing(0, {"t": [message("1"), message("2")]})


def refused(stored, folder, pattern):
    with pytest.raises(LandingCorrupt, match=pattern) as caught:
        load_crawl(stored.path, folder)
    assert "\n" not in str(caught.value)
    assert not stored.path.exists() or stored.rows("SELECT count(*) FROM raw.crawls") == [(0,)]


def test_a_folder_without_its_crawl_is_not_whole(stored, folder):
    (folder / "crawl.json").unlink()
    refused(stored, folder, "no whole landing folder")


@pytest.mark.parametrize("name", ["messages.jsonl.gz", "visits.jsonl.gz"])
def test_a_missing_file_is_named(stored, folder, name):
    (folder / name).unlink()
    refused(stored, folder, f"{name} is missing")


def test_a_cut_crawl_record_is_refused(stored, folder):
    path = folder / "crawl.json"
    path.write_text(path.read_text()[:40])
    refused(stored, folder, "crawl.json cannot be read")


@pytest.mark.parametrize(
    ("change", "pattern"),
    [
        ({"status": "great"}, "unknown status great"),
        ({"messages": "two"}, "'two' is no int"),
        ({"started_at": "2026-03-02T09:00:00"}, "has no time zone"),
        ({"finished_at": "2026-03-01T09:00:00+00:00"}, "ends before it starts"),
        ({"messages": 3}, r"holds \(messages, visits, probes\) \(2, 1, 0\)"),
    ],
)
def test_a_crawl_record_that_does_not_add_up_is_refused(stored, folder, change, pattern):
    path = folder / "crawl.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    refused(stored, folder, pattern)


def test_a_crawl_record_names_the_field_that_it_lacks(stored, folder):
    path = folder / "crawl.json"
    record = json.loads(path.read_text())
    del record["engine"]
    path.write_text(json.dumps(record))
    refused(stored, folder, "no 'engine'")


def test_a_cut_transfer_is_noticed(stored, folder):
    path = folder / "messages.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-30])
    refused(stored, folder, "cut or damaged|holds")


def test_plain_text_in_place_of_gzip_is_noticed(stored, folder):
    (folder / "messages.jsonl.gz").write_text("{}")
    refused(stored, folder, "messages.jsonl.gz is cut or damaged")


def test_another_encoding_is_noticed(stored, folder):
    with gzip.open(folder / "messages.jsonl.gz", "wb") as file:
        file.write('{"text": "Ужас"}\n'.encode("cp1251") * 2)
    refused(stored, folder, "invalid UTF-8")


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"text": None}, "line 2 of the messages has no text"),
        ({"message_key": ""}, "line 2 of the messages has no message_key"),
        ({"state": "asleep"}, "line 2 of the messages has the unknown state asleep"),
        ({"source": "blog"}, "line 2 of the messages is of source blog in a crawl of forum"),
        ({"thread_key": "u"}, "line 2 of the messages is in thread u, which has no visit"),
        ({"parent_key": "2"}, "line 2 of the messages is its own parent"),
        ({"published_at": "вчера"}, "cut or damaged"),
    ],
)
def test_a_message_that_does_not_fit_is_named_by_its_line(stored, folder, write_lines, change, finding):
    with gzip.open(folder / "messages.jsonl.gz", "rt", encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    lines[1] |= change
    write_lines(folder / "messages.jsonl.gz", lines)
    refused(stored, folder, finding)


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"status": "great"}, "line 1 of the visits has the unknown status great"),
        ({"crawl_id": "other"}, "line 1 of the visits belongs to crawl other"),
        ({"visited_at": "2027-01-01T00:00:00+00:00"}, "line 1 of the visits is dated outside its crawl"),
        ({"pages": None}, "line 1 of the visits has no pages"),
    ],
)
def test_a_visit_that_does_not_fit_is_named_by_its_line(stored, folder, write_lines, change, finding):
    with gzip.open(folder / "visits.jsonl.gz", "rt", encoding="utf-8") as file:
        lines = [json.loads(line) | change for line in file]
    write_lines(folder / "visits.jsonl.gz", lines)
    refused(stored, folder, finding)


def test_two_visits_of_a_thread_in_one_crawl_are_refused(stored, folder, write_lines):
    with gzip.open(folder / "visits.jsonl.gz", "rt", encoding="utf-8") as file:
        [line] = [json.loads(line) for line in file]
    write_lines(folder / "visits.jsonl.gz", [line, line])
    record = json.loads((folder / "crawl.json").read_text()) | {"visits": 2}
    (folder / "crawl.json").write_text(json.dumps(record))
    refused(stored, folder, "line 2 of the visits is the second of thread t")


def test_another_crawl_of_the_same_name_is_not_skipped_in_silence(stored, message):
    load_crawl(stored.path, stored.landing(0, {"t": [message("1")]}))
    other = stored.landing(0, {"t": [message("1"), message("2")]})
    with pytest.raises(LandingCorrupt, match="Another crawl named"):
        load_crawl(stored.path, other)


# What the next crawl should visit


def test_known_threads_are_those_that_are_not_gone(stored, message):
    threads = {"t": [message("1")], "u": [message("2")], "v": VisitStatus.FAILED}
    stored.crawl(0, threads)
    for day in (1, 2):
        stored.crawl(24 * day, {"t": [message("1")], "u": VisitStatus.GONE})
    expected = [("t", "http://forum.example/t"), ("v", "http://forum.example/v")]
    assert known_threads(stored.path, "forum") == expected
    assert known_threads(stored.path, "blog") == []


def test_links_that_were_dead_twice_and_never_alive_are_given_up(stored, message):
    for day, known in ((0, ["t", "u"]), (1, ["t"])):
        stored.crawl(24 * day, {"t": [message("1")], "u": VisitStatus.GONE})
        assert [key for key, _ in known_threads(stored.path, "forum")] == known


def test_nothing_is_known_without_a_warehouse(tmp_path):
    assert known_threads(tmp_path / "none.duckdb", "forum") == []


def test_a_crawl_that_overlaps_the_newest_is_refused(ledger, message, landing, make_longer):
    ledger.load(make_longer(landing(0, {"t": [message("1")]}), timedelta(hours=2)))
    with pytest.raises(OutOfOrder):
        ledger.crawl(1, {"t": [message("1")]})
    assert ledger.crawl(2, {"t": [message("1")]}).skipped is False

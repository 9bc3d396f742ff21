"""What the ledger says of messages that were asked for by themselves, and of visits that saw a window."""

from datetime import UTC, datetime, timedelta

import pytest

from crawlers.items import State, VisitStatus
from warehouse.errors import LandingCorrupt

PARTIAL = VisitStatus.PARTIAL
GONE, HIDDEN, ALIVE, UNKNOWN = (
    ("gone", "alive"),
    ("hidden", "alive"),
    ("alive", "alive"),
    ("unknown", "alive"),
)


@pytest.fixture
def lost(ledger, message):
    """A thread of two, from which message 2 is missing since hour 10."""
    ledger.crawl(0, {"t": [message("1"), message("2")]})
    ledger.crawl(10, {"t": [message("1")]})
    return ledger


def again(ledger, message, hours, answer=None, **options):
    probes = {"2": answer} if answer else {}
    return ledger.crawl(hours, {"t": [message("1")]}, probes=probes, **options)


# Probes


def test_two_absences_over_a_day_and_a_probe_are_a_deletion(lost, message):
    assert again(lost, message, 34, GONE).events == {"missing": 1, "deleted": 1}
    assert lost.interval("2", "deleted") == (0, 10)
    [(grade, code, control)] = lost.rows(
        "SELECT evidence, detail->>'http_status', detail->>'control' FROM raw.message_events"
        " WHERE kind = 'deleted'"
    )
    assert (grade, code, control) == ("B", "404", "control")
    assert again(lost, message, 58).events == {}


def test_a_probe_before_a_day_has_passed_waits_for_it(lost, message):
    assert again(lost, message, 20, GONE).events == {"missing": 1}
    assert again(lost, message, 33, UNKNOWN).events == {"missing": 1}
    assert again(lost, message, 34, UNKNOWN).events == {"missing": 1, "deleted": 1}


def test_a_probe_after_one_absence_deletes_nothing(ledger, message):
    ledger.crawl(0, {"t": [message("1"), message("2")]})
    assert again(ledger, message, 50, GONE).events == {"missing": 1}


def test_a_site_that_answers_404_to_everybody_proves_nothing(lost, message):
    assert again(lost, message, 34, ("gone", "gone")).events == {"missing": 1}
    assert again(lost, message, 35, ("gone", "unknown")).events == {"missing": 1, "removed_inferred": 1}


def test_a_probe_decides_though_the_thread_was_read_in_part(lost, message):
    again(lost, message, 34, UNKNOWN)
    report = lost.crawl(58, {"t": (PARTIAL, [message("1")])}, probes={"2": GONE})
    assert report.events == {"deleted": 1}
    assert lost.interval("2", "deleted") == (0, 10)


def test_without_an_answer_three_absences_infer_a_removal(lost, message):
    again(lost, message, 34, UNKNOWN)
    assert again(lost, message, 58, UNKNOWN).events == {"missing": 1, "removed_inferred": 1}


@pytest.mark.parametrize("answer", [None, UNKNOWN], ids=["not asked", "no answer"])
def test_where_nobody_can_tell_gone_from_not_shown_no_removal_is_inferred(lost, message, answer):
    for day in range(2, 8):
        assert again(lost, message, 24 * day, answer, infers_removals=False).events == {"missing": 1}
    told = again(lost, message, 24 * 8, GONE, infers_removals=False)
    assert told.events == {"missing": 1, "deleted": 1}
    assert lost.rows("SELECT DISTINCT infers_removals FROM raw.crawls ORDER BY 1") == [(False,), (True,)]


def test_where_the_site_answers_a_message_waits_to_be_asked_for(lost, message):
    again(lost, message, 34)
    other = lost.crawl(58, {"t": [message("1")]}, probes={"9": GONE})
    assert other.events == {"missing": 1}
    assert again(lost, message, 82, GONE).events == {"missing": 1, "deleted": 1}


def test_an_answer_that_failed_is_waited_for_where_others_came(lost, message):
    for day in (1, 2):
        answers = {"2": UNKNOWN, "9": GONE}
        assert lost.crawl(10 + 24 * day, {"t": [message("1")]}, probes=answers).events == {"missing": 1}
    report = lost.crawl(82, {"t": [message("1")]}, probes=answers)
    assert report.events == {"missing": 1, "removed_inferred": 1}


def test_pages_that_lack_a_message_that_is_there_infer_no_removal_in_other_threads(lost, message):
    lost.crawl(20, {"u": [message("8"), message("9")]})
    lost.crawl(34, {"t": [message("1")], "u": [message("8")]})
    doubtful = lost.crawl(58, {"t": [message("1")], "u": [message("8")]}, probes={"9": ALIVE})
    assert doubtful.events == {"missing": 1}
    assert again(lost, message, 82).events == {"missing": 1, "removed_inferred": 1}


def test_a_message_that_answers_makes_the_visit_doubtful_and_starts_the_count_again(lost, message):
    again(lost, message, 34)
    report = again(lost, message, 58, ALIVE)
    assert report.events == {}
    doubt = "message 2 answers when asked for, but is not on the pages"
    assert lost.rows("SELECT status, reason FROM raw.thread_visits ORDER BY visited_at DESC LIMIT 1") == [
        ("partial", doubt)
    ]
    assert lost.rows("SELECT status, reason FROM raw.crawls ORDER BY started_at DESC LIMIT 1") == [
        ("partial", f"{doubt} of its thread")
    ]
    for hours in (82, 106):
        assert again(lost, message, hours).events == {"missing": 1}
    assert again(lost, message, 130).events == {"missing": 1, "removed_inferred": 1}
    assert lost.interval("2", "removed_inferred") == (58, 82)


def test_a_message_that_answers_while_its_thread_fails_is_not_removed(lost, message):
    answers = {"2": UNKNOWN, "9": GONE}
    for hours in (34, 58):
        assert lost.crawl(hours, {"t": [message("1")]}, probes=answers).events == {"missing": 1}
    assert lost.crawl(82, {"t": VisitStatus.FAILED}, probes={**answers, "2": ALIVE}).events == {}
    assert again(lost, message, 106).events == {"missing": 1}


def test_a_doubtful_visit_accuses_no_other_message(ledger, message):
    ledger.crawl(0, {"t": [message("1"), message("2"), message("3")]})
    for day in (1, 2):
        again(ledger, message, 24 * day)
    assert again(ledger, message, 72, ALIVE).events == {}
    assert "removed_inferred" not in ledger.kinds("3")


def test_a_deleted_message_that_is_seen_again_is_restored(lost, message):
    again(lost, message, 34, GONE)
    assert lost.crawl(58, {"t": [message("1"), message("2")]}).events == {"restored": 1}


# Moderation


def test_a_hidden_message_is_not_deleted(lost, message):
    assert again(lost, message, 34, HIDDEN).events == {"missing": 1, "hidden_by_moderation": 1}
    for day in (2, 3, 4):
        assert again(lost, message, 34 + 24 * day, HIDDEN).events == {}
    assert lost.kinds("2") == ["appeared", "missing", "hidden_by_moderation", "missing"]


def test_a_hidden_message_that_comes_back_is_restored(lost, message):
    again(lost, message, 34, HIDDEN)
    assert lost.crawl(58, {"t": [message("1"), message("2")]}).events == {"restored": 1}


def test_a_hidden_message_that_is_then_gone_is_deleted(lost, message):
    again(lost, message, 20, HIDDEN)
    assert again(lost, message, 44, GONE).events == {"deleted": 1}
    assert lost.interval("2", "deleted") == (0, 10)


def test_a_hidden_message_with_a_tombstone_is_deleted_by_the_word_of_the_source(lost, message):
    again(lost, message, 20, HIDDEN)
    grave = message("2", "", state=State.TOMBSTONE, raw={"placeholders": "1"})
    assert lost.crawl(44, {"t": [message("1"), grave]}).events == {"deleted": 1}
    assert lost.rows(
        "SELECT evidence, detail->>'placeholders' FROM raw.message_events WHERE kind = 'deleted'"
    ) == [("A", "1")]
    assert lost.interval("2", "deleted") == (0, 10)


# Windows


def dated(message, key, hours):
    return message(key, published_at=datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(hours=hours))


def test_absence_counts_strictly_inside_the_window(ledger, message):
    found = [dated(message, key, hours) for key, hours in (("1", -9), ("2", -5), ("3", -3), ("4", -1))]
    ledger.crawl(0, {"t": [*found, message("5", published_at=None)]}, windows={"t": (-9, -1)})
    for day in (1, 2, 3):
        report = ledger.crawl(24 * day, {"t": [found[2]]}, windows={"t": (-9, -1)})
    assert report.events == {"missing": 1, "removed_inferred": 1}
    assert ledger.interval("2", "removed_inferred") == (0, 24)
    assert [ledger.kinds(key) for key in "145"] == [["appeared"]] * 3


def test_a_window_that_slid_past_a_message_did_not_see_it(ledger, message):
    old, new = dated(message, "1", -50), dated(message, "2", -1)
    ledger.crawl(0, {"t": [old, new]})
    ledger.crawl(24, {"t": [new]}, windows={"t": (-20, 20)})
    ledger.crawl(48, {"t": [new]})
    assert ledger.interval("1", "missing") == (0, 48)


# Landing


@pytest.mark.parametrize(
    ("change", "pattern"),
    [
        ({"crawl_id": "other"}, "line 1 of the probes belongs to crawl other"),
        ({"source": "blog"}, "line 1 of the probes is of source blog"),
        ({"control_key": "2"}, "line 1 of the probes is its own control"),
        ({"status": "dead"}, "line 1 of the probes has the unknown status dead"),
        ({"control_status": None}, "line 1 of the probes has no control_status"),
        ({"probed_at": "2020-01-01T00:00:00Z"}, "line 1 of the probes is dated outside its crawl"),
    ],
)
def test_probes_that_do_not_fit_are_refused(lost, message, change, pattern, write_lines):
    folder = lost.landing(34, {"t": [message("1")]}, probes={"2": GONE})
    plain = {
        "crawl_id": folder.name, "source": "forum", "thread_key": "t", "message_key": "2", "url": "",
        "probed_at": "2026-03-03T19:00:00Z", "status": "gone", "http_status": 404,
        "control_key": "1", "control_status": "alive",
    }  # fmt: skip
    write_lines(folder / "probes.jsonl.gz", [{**plain, **change}])
    with pytest.raises(LandingCorrupt, match=pattern):
        lost.load(folder)
    write_lines(folder / "probes.jsonl.gz", [plain, plain])
    with pytest.raises(LandingCorrupt, match="probes"):
        lost.load(folder)
    assert lost.rows("SELECT count(*) FROM raw.probes") == [(0,)]

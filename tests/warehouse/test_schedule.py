"""What is due: hours count from the first crawl, and messages are published then unless said otherwise."""

from datetime import timedelta

import pytest

from crawlers.items import State, VisitStatus
from tests.warehouse.conftest import START
from warehouse.connection import open_writer
from warehouse.schedule import due_probes, due_threads

DAY = 24


def due(stored, hours, source="forum"):
    return [key for key, _ in due_threads(stored.path, source, now=START + timedelta(hours=hours))]


def probes(stored, hours, **options):
    return due_probes(stored.path, "forum", now=START + timedelta(hours=hours), **options)


def published(message, key, hours, **changes):
    return message(key, published_at=START + timedelta(hours=hours), **changes)


def annotate(stored, key, *, role="customer", sentiment="negative", version="1"):
    with open_writer(stored.path) as connection:
        connection.execute("INSERT INTO raw.annotators VALUES (?, now()) ON CONFLICT DO NOTHING", [version])
        connection.execute(
            "INSERT INTO raw.annotations SELECT version_id, $version, $role, $sentiment, 0, 0, 0, [], [], [],"
            " [], false, false FROM raw.message_versions WHERE message_key = $key",
            {"version": version, "role": role, "sentiment": sentiment, "key": key},
        )


def steps(stored, message, hours):
    """The hours at which the thread is due, where each visit finds it unchanged."""
    found = []
    for hour in hours:
        if due(stored, hour):
            found.append(hour)
            stored.crawl(hour, {"t": [message("1")]})
    return found


def test_a_thread_is_due_at_each_step_after_its_youngest_message_and_then_no_more(stored, message):
    stored.crawl(0, {"t": [message("1")]})
    hours = [0.5, 1, 2, 6, 12, 23, 24, 48, 72, 120, 168, 336]
    days = [day * DAY for day in (29, 30, 45, 60, 90, 120, 149, 150, 180, 181, 400)]
    assert steps(stored, message, hours + days) == [1, 6, 24, 72, 168, 720, 1440, 2160, 2880, 3600]


@pytest.mark.parametrize(
    "label", [{}, {"role": "company", "sentiment": "neutral"}], ids=["complaint", "official reply"]
)
def test_complaints_and_official_replies_are_watched_twice_as_closely(stored, message, label):
    stored.crawl(0, {"t": [message("1")]})
    annotate(stored, "1", **label)
    hours = [1, 6, 12, 24, 48, 72, 120, 168, 336, 720]
    assert steps(stored, message, hours) == hours


def test_the_latest_annotator_decides_who_complains(stored, message):
    stored.crawl(0, {"t": [message("1")]})
    annotate(stored, "1")
    annotate(stored, "1", sentiment="positive", version="2")
    stored.crawl(6, {"t": [message("1")]})
    assert due(stored, 12) == []


def test_a_new_message_makes_a_thread_young_again(stored, message):
    old = published(message, "1", -200 * DAY)
    stored.crawl(0, {"t": [old]})
    assert due(stored, 100) == []
    stored.crawl(200, {"t": [old, published(message, "2", 199)]})
    assert due(stored, 200.5) == due(stored, 204) == []
    assert due(stored, 205) == ["t"]


def test_a_date_that_is_missing_or_to_come_counts_from_the_first_sight(stored, message):
    stored.crawl(0, {"t": [message("1", published_at=None)], "u": [published(message, "2", 9000)]})
    assert due(stored, 1) == ["t", "u"]


def test_a_failed_visit_leaves_a_thread_due_and_a_partial_one_does_not(stored, message):
    stored.crawl(0, {"t": [message("1")], "u": [message("2")]})
    stored.crawl(1, {"t": VisitStatus.FAILED, "u": (VisitStatus.PARTIAL, [message("2")])})
    assert due(stored, 2) == ["t"]


def test_a_thread_that_was_never_read_is_due(stored):
    stored.crawl(0, {"t": VisitStatus.FAILED})
    assert due(stored, 0.1) == ["t"]


def test_a_thread_that_says_it_is_gone_is_due_until_that_is_decided(stored, message):
    control = {"c": [message("9")]}
    stored.crawl(0, {"t": [message("1")], **control})
    stored.crawl(1, {"t": VisitStatus.GONE, **control})
    assert due(stored, 1.5) == ["t"]
    stored.crawl(2, {"t": VisitStatus.GONE, **control})
    assert due(stored, 2.5) == []


def test_a_missing_message_keeps_its_thread_due_until_it_is_decided(stored, message):
    stored.crawl(0, {"t": [message("1"), message("2")]})
    for hours in (1, 20, 25):
        stored.crawl(hours, {"t": [message("1")]})
        assert due(stored, hours + 0.1) == (["t"] if hours < 25 else [])


def test_what_nobody_can_decide_is_looked_for_less_and_less(stored, message):
    lasting = {"infers_removals": False}
    old = published(message, "1", -200 * DAY)
    stored.crawl(0, {"t": [old, published(message, "2", -200 * DAY)]}, **lasting)
    looked = []
    for day in range(1, 100):
        if due(stored, day * DAY) or day == 1:
            asked = {"2": ("unknown", "alive")} if probes(stored, day * DAY) else {}
            stored.crawl(day * DAY, {"t": [old]}, probes=asked, **lasting)
            looked.append((day, bool(asked)))
    assert looked == [(1, False), *((day, True) for day in range(2, 31)), (60, True), (90, True)]


def test_sources_have_schedules_of_their_own(stored, message):
    stored.crawl(0, {"t": [message("1")]})
    assert due(stored, 1, source="blog") == []


def test_nothing_is_due_without_a_warehouse(tmp_path):
    path = tmp_path / "none.duckdb"
    assert due_threads(path, "forum", now=START) == due_probes(path, "forum", now=START) == []
    assert not path.exists()


# Probes


def test_missing_messages_are_to_be_asked_for_with_a_control_of_their_own_thread(stored, message):
    threads = {"t": [message("1"), message("2")], "u": [message("8")]}
    stored.crawl(0, threads)
    assert probes(stored, 1) == []
    stored.crawl(2, {**threads, "t": [message("1")]})
    [probe] = probes(stored, 3)
    assert (probe.thread_key, probe.message_key, probe.control_key) == ("t", "2", "1")
    assert probe.url == "http://forum.example/t#2"
    assert probe.control_url == "http://forum.example/t#1"


def test_a_control_is_of_the_same_sort_and_stands(stored, message):
    article = message("0", kind="article")
    stored.crawl(0, {"t": [article, message("2")], "u": [message("7"), message("8")], "v": [message("9")]})
    grave = message("8", "", state=State.TOMBSTONE)
    stored.crawl(2, {"t": [article], "u": [message("7"), grave]})
    assert [probe.control_key for probe in probes(stored, 3)] == ["7"]


def test_without_a_control_nothing_is_asked(stored, message):
    stored.crawl(0, {"t": [message("1")]})
    stored.crawl(2, {"t": []})
    assert probes(stored, 3) == []


def test_those_never_asked_for_come_first_and_the_number_is_limited(stored, message):
    keys = [str(number) for number in range(9)]
    stored.crawl(0, {"t": [message(key) for key in keys]})
    stored.crawl(2, {"t": [message(key) for key in keys[:6]]})
    stored.crawl(4, {"t": [message(key) for key in keys[:6]]}, probes={"6": ("unknown", "alive")})
    assert [probe.message_key for probe in probes(stored, 5)] == ["7", "8", "6"]
    assert [probe.message_key for probe in probes(stored, 5, limit=1)] == ["7"]


def test_what_a_moderator_holds_is_asked_for_again_after_a_month(stored, message):
    stored.crawl(0, {"t": [message("1"), message("2")]})
    stored.crawl(2, {"t": [message("1")]})
    stored.crawl(4, {"t": [message("1")]}, probes={"2": ("hidden", "alive")})
    assert probes(stored, 4 + 29 * DAY) == []
    assert due(stored, 5) == []
    assert [probe.message_key for probe in probes(stored, 4 + 30 * DAY)] == ["2"]


def test_what_answered_is_no_candidate_any_more(stored, message):
    stored.crawl(0, {"t": [message("1"), message("2")]})
    stored.crawl(2, {"t": [message("1")]})
    stored.crawl(6, {"t": [message("1")]}, probes={"2": ("alive", "alive")})
    assert (probes(stored, 7), due(stored, 7)) == ([], [])

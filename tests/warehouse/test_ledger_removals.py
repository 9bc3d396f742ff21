"""What the ledger says of removals: tombstones, hidden subtrees, whole threads."""

import dataclasses

from crawlers.items import State, VisitStatus

GONE, FAILED, PARTIAL = VisitStatus.GONE, VisitStatus.FAILED, VisitStatus.PARTIAL


# Explicit removals


def test_a_tombstone_is_a_deletion_at_once_and_keeps_the_old_text(ledger, message):
    ledger.crawl(0, {"t": [message("1", "Верните деньги")]})
    ledger.crawl(24, {"t": [message("1", "Верните деньги")]})
    grave = message("1", "", state=State.TOMBSTONE)
    report = ledger.crawl(48, {"t": (PARTIAL, [grave])})
    assert report.events == {"deleted": 1}
    assert ledger.interval("1", "deleted") == (24, 48)
    assert ledger.rows("SELECT evidence FROM raw.message_events WHERE kind = 'deleted'") == [("A",)]
    assert ledger.versions("1") == [(1, "Верните деньги", "alive"), (2, "", "tombstone")]
    assert ledger.crawl(72, {"t": [grave]}).events == {}


def test_a_message_that_its_page_says_is_held_is_not_deleted(ledger, message):
    ledger.crawl(0, {"t": [message("1")]})
    held = message("1", "", state=State.HIDDEN)
    assert ledger.crawl(24, {"t": [held]}).events == {"hidden_by_moderation": 1}
    assert ledger.interval("1", "hidden_by_moderation") == (0, 24)
    assert ledger.rows("SELECT evidence FROM raw.message_events WHERE kind LIKE 'hidden%'") == [("A",)]
    assert ledger.crawl(48, {"t": [held]}).events == {}
    assert ledger.crawl(72, {"t": [message("1")]}).events == {"restored": 1}


def test_a_held_message_with_a_tombstone_is_deleted_since_it_was_held(ledger, message):
    ledger.crawl(0, {"t": [message("1")]})
    ledger.crawl(24, {"t": [message("1", "", state=State.HIDDEN)]})
    assert ledger.crawl(48, {"t": [message("1", "", state=State.TOMBSTONE)]}).events == {"deleted": 1}
    assert ledger.interval("1", "deleted") == (0, 24)


def test_a_message_first_met_as_held_appears_and_never_counts_as_missing(ledger, message):
    held = message("1", "", state=State.HIDDEN)
    report = ledger.crawl(0, {"t": [held, message("2")]})
    assert report.events == {"appeared": 2, "hidden_by_moderation": 1}
    for day in (1, 2, 3):
        assert ledger.crawl(24 * day, {"t": [message("2")]}).events == {}


def test_a_tombstone_that_is_swept_away_is_no_second_removal(ledger, message):
    ledger.crawl(0, {"t": [message("1"), message("2")]})
    ledger.crawl(24, {"t": [message("1"), message("2", "", state=State.TOMBSTONE)]})
    for day in range(2, 6):
        ledger.crawl(day * 24, {"t": [message("1")]})
    assert ledger.kinds("2") == ["appeared", "deleted"]


def test_a_message_first_met_as_a_tombstone_appears_deleted(ledger, message):
    assert ledger.crawl(0, {"t": [message("1", "", state=State.TOMBSTONE)]}).events == {
        "appeared": 1,
        "deleted": 1,
    }


def test_a_tombstone_after_absences_keeps_the_interval_of_the_absence(ledger, message):
    ledger.crawl(0, {"t": [message("1"), message("2")]})
    ledger.crawl(24, {"t": [message("1")]})
    ledger.crawl(48, {"t": [message("1"), message("2", "", state=State.TOMBSTONE)]})
    assert ledger.interval("2", "deleted") == (0, 24)


def test_an_undeleted_message_is_restored_and_compared_with_its_old_text(ledger, message):
    grave = message("1", "", state=State.TOMBSTONE)
    for hours, found in ((0, message("1", "Ужас")), (24, grave), (48, message("1", "Ужас"))):
        report = ledger.crawl(hours, {"t": [found]})
    assert report.events == {"restored": 1}
    ledger.crawl(72, {"t": [grave]})
    assert ledger.crawl(96, {"t": [message("1", "Норм")]}).events == {"restored": 1, "edited": 1}


# Hidden subtrees and re-parenting, as WordPress does them


def family(message, *keys):
    parents = {"1": None, "2": "1", "3": "2", "4": None}
    return [message(key, parent_key=parents[key]) for key in keys]


def test_replies_under_a_missing_parent_are_hidden_not_missing(ledger, message):
    ledger.crawl(0, {"t": family(message, "1", "2", "3", "4")}, hides_subtrees=True)
    for day in range(1, 5):
        ledger.crawl(day * 24, {"t": family(message, "4")}, hides_subtrees=True)
    assert ledger.kinds("1") == ["appeared", "missing", "missing", "missing", "removed_inferred"]
    assert ledger.kinds("2") == ledger.kinds("3") == ["appeared", "hidden_with_parent"]


def test_replies_under_a_tombstone_are_hidden_too(ledger, message):
    ledger.crawl(0, {"t": family(message, "1", "2")}, hides_subtrees=True)
    grave = message("1", "", state=State.TOMBSTONE)
    assert ledger.crawl(24, {"t": [grave]}, hides_subtrees=True).events == {
        "deleted": 1,
        "hidden_with_parent": 1,
    }


def test_a_site_that_shows_subtrees_has_no_such_excuse(ledger, message):
    ledger.crawl(0, {"t": family(message, "1", "2", "4")})
    assert ledger.crawl(24, {"t": family(message, "4")}).events == {"missing": 2}


def test_a_parent_that_returns_without_its_reply_leaves_the_reply_missing(ledger, message):
    ledger.crawl(0, {"t": family(message, "1", "2", "4")}, hides_subtrees=True)
    ledger.crawl(24, {"t": family(message, "4")}, hides_subtrees=True)
    for day in (2, 3, 4):
        ledger.crawl(day * 24, {"t": family(message, "1", "4")}, hides_subtrees=True)
    assert ledger.kinds("2") == [
        "appeared", "hidden_with_parent", "missing", "missing", "missing", "removed_inferred",
    ]  # fmt: skip
    assert ledger.interval("2", "removed_inferred") == (0, 48)


def test_deleting_a_parent_for_good_brings_its_replies_back_under_the_grandparent(ledger, message):
    ledger.crawl(0, {"t": family(message, "1", "2", "3", "4")}, hides_subtrees=True)
    ledger.crawl(24, {"t": family(message, "1", "4")}, hides_subtrees=True)
    moved = dataclasses.replace(message("3"), parent_key="1")
    report = ledger.crawl(48, {"t": [*family(message, "1", "4"), moved]}, hides_subtrees=True)
    assert report.events == {"missing": 1, "restored": 1, "reparented": 1}
    assert [kind for _, kind in ledger.events("3")] == [
        "appeared",
        "hidden_with_parent",
        "reparented",
        "restored",
    ]


# Whole threads


def other(message):
    """A thread of the same source that is there: the control."""
    return {"other": [message("9")]}


def test_a_thread_gone_once_says_nothing(ledger, message):
    ledger.crawl(0, {"t": [message("1")], **other(message)})
    assert ledger.crawl(24, {"t": GONE, **other(message)}).events == {}


def test_a_thread_gone_twice_is_one_event_and_none_of_its_messages(ledger, message):
    ledger.crawl(0, {"t": [message("1"), message("2")], **other(message)})
    ledger.crawl(24, {"t": GONE, **other(message)})
    ledger.crawl(36, {"t": FAILED, **other(message)})
    assert ledger.crawl(48, {"t": GONE, **other(message)}).events == {"thread_gone": 1}
    assert ledger.crawl(72, {"t": GONE, **other(message)}).events == {}
    assert ledger.events(None) == [(48, "thread_gone")]
    assert ledger.kinds("1") == ["appeared"]
    [interval] = ledger.rows(
        "SELECT epoch(observed_at - last_seen_at) / 3600, epoch(observed_at - first_missing_at) / 3600"
        " FROM raw.message_events WHERE kind = 'thread_gone'"
    )
    assert interval == (48, 24)


def test_a_thread_that_comes_back_is_restored_as_a_whole(ledger, message):
    ledger.crawl(0, {"t": [message("1"), message("2")], **other(message)})
    for day in (1, 2):
        ledger.crawl(day * 24, {"t": GONE, **other(message)})
    assert ledger.crawl(72, {"t": [message("1"), message("2")], **other(message)}).events == {"restored": 1}
    for day in (4, 5):
        ledger.crawl(day * 24, {"t": GONE, **other(message)})
    assert ledger.events(None) == [(48, "thread_gone"), (72, "restored"), (120, "thread_gone")]


def test_a_thread_that_was_never_seen_cannot_go(ledger, message):
    ledger.crawl(0, other(message))
    for day in (0.5, 1, 2):
        assert ledger.crawl(day * 24, {"t": GONE, **other(message)}).events == {}
    ledger.crawl(72, {"t": [message("1")], **other(message)})
    ledger.crawl(96, {"t": GONE, **other(message)})
    assert ledger.crawl(120, {"t": GONE, **other(message)}).events == {"thread_gone": 1}


def test_a_visit_in_between_breaks_the_row_of_gone_ones(ledger, message):
    ledger.crawl(0, {"t": [message("1")], **other(message)})
    for hours, content in ((24, GONE), (48, [message("1")]), (72, GONE)):
        report = ledger.crawl(hours, {"t": content, **other(message)})
    assert report.events == {}


def test_a_site_that_says_gone_of_everything_proves_nothing(ledger, message):
    ledger.crawl(0, {"t": [message("1")], **other(message)})
    for day in (1, 2, 3):
        assert ledger.crawl(day * 24, {"t": GONE, "other": GONE}).events == {}
    assert ledger.crawl(96, {"t": GONE, **other(message)}).events == {}
    assert ledger.crawl(120, {"t": GONE, "other": FAILED}).events == {}
    assert ledger.crawl(144, {"t": GONE, "other": (PARTIAL, [])}).events == {"thread_gone": 1}
    assert ledger.rows(
        "SELECT evidence, detail->>'control' FROM raw.message_events WHERE kind = 'thread_gone'"
    ) == [("B", "other")]

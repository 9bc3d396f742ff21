"""What the ledger says of texts, and of messages that are not there. Hours count from the first crawl."""

from crawlers.items import VisitStatus

FAILED, PARTIAL = VisitStatus.FAILED, VisitStatus.PARTIAL


def test_messages_of_a_first_crawl_appear_once(ledger, message):
    report = ledger.crawl(0, {"t": [message("1"), message("2", parent_key="1")]})
    assert (report.new_messages, report.new_versions, report.events) == (2, 2, {"appeared": 2})
    assert ledger.events("2") == [(0, "appeared")]


def test_an_unchanged_site_adds_visits_and_nothing_else(ledger, message):
    ledger.crawl(0, {"t": [message("1")], "u": [message("2")]})
    report = ledger.crawl(24, {"t": [message("1")], "u": [message("2")]})
    assert (report.new_messages, report.new_versions, report.events) == (0, 0, {})
    assert ledger.rows("SELECT count(*) FROM raw.thread_visits") == [(4,)]


def test_likes_and_badges_make_no_version(ledger, message):
    ledger.crawl(0, {"t": [message("1", likes=1)]})
    assert ledger.crawl(24, {"t": [message("1", likes=7, author_badge="Новичок")]}).new_versions == 0


def test_a_changed_text_is_an_edit_with_both_versions(ledger, message):
    ledger.crawl(0, {"t": [message("1", "Ужас")]})
    report = ledger.crawl(24, {"t": [message("1", "Починили, спасибо")]})
    assert report.events == {"edited": 1}
    assert ledger.versions("1") == [(1, "Ужас", "alive"), (2, "Починили, спасибо", "alive")]
    [(new, old)] = ledger.rows(
        "SELECT version_id, previous_version_id FROM raw.message_events WHERE kind = 'edited'"
    )
    numbers = dict(ledger.rows("SELECT version_id, version_number FROM raw.message_versions"))
    assert (numbers[new], numbers[old]) == (2, 1)


def test_a_text_edited_back_is_a_third_version(ledger, message):
    for hours, text in ((0, "Ужас"), (24, "Норм"), (48, "Ужас")):
        ledger.crawl(hours, {"t": [message("1", text)]})
    assert ledger.events("1") == [(0, "appeared"), (24, "edited"), (48, "edited")]
    assert [text for _, text, _ in ledger.versions("1")] == ["Ужас", "Норм", "Ужас"]


def test_raised_stars_are_an_edit_though_the_text_stays(ledger, message):
    ledger.crawl(0, {"t": [message("1", rating=1, rating_max=5)]})
    assert ledger.crawl(24, {"t": [message("1", rating=4, rating_max=5)]}).events == {"edited": 1}


def test_stars_that_were_not_read_are_no_edit(ledger, message):
    ledger.crawl(0, {"t": [message("1", rating=1, rating_max=5)]})
    assert ledger.crawl(24, {"t": [message("1")]}).new_versions == 0


def test_a_new_parent_is_an_event_of_its_own(ledger, message):
    ledger.crawl(0, {"t": [message("1"), message("2", parent_key="1"), message("3", parent_key="2")]})
    report = ledger.crawl(
        24, {"t": [message("1"), message("2", parent_key="1"), message("3", parent_key="1")]}
    )
    assert (report.events, report.new_versions) == ({"reparented": 1}, 1)


def test_a_message_moved_to_another_thread_is_not_missed_in_the_old_one(ledger, message):
    ledger.crawl(0, {"t": [message("1"), message("2")], "u": [message("3")]})
    report = ledger.crawl(24, {"t": [message("1")], "u": [message("3"), message("2")]})
    assert report.events == {"reparented": 1}
    ledger.crawl(48, {"t": [message("1")], "u": [message("3"), message("2")]})
    assert ledger.kinds("2") == ["appeared", "reparented"]


def test_a_message_met_twice_in_a_crawl_counts_as_last_seen(ledger, message):
    assert ledger.crawl(0, {"t": [message("1", "раз"), message("1", "два")]}).new_messages == 1
    assert ledger.versions("1") == [(1, "два", "alive")]


# Absence


def test_three_complete_visits_over_a_day_without_a_message_infer_its_removal(ledger, message):
    ledger.crawl(0, {"t": [message("1"), message("2")]})
    for hours in (10, 20, 34):
        ledger.crawl(hours, {"t": [message("1")]})
    assert ledger.events("2") == [
        (0, "appeared"),
        (10, "missing"),
        (20, "missing"),
        (34, "missing"),
        (34, "removed_inferred"),
    ]
    assert ledger.interval("2", "removed_inferred") == (0, 10)


def test_absences_within_a_day_are_not_enough(ledger, message):
    ledger.crawl(0, {"t": [message("1"), message("2")]})
    for hours in (1, 2, 3, 4, 24.99):
        ledger.crawl(hours, {"t": [message("1")]})
    assert "removed_inferred" not in ledger.kinds("2")
    assert ledger.crawl(25, {"t": [message("1")]}).events == {"missing": 1, "removed_inferred": 1}


def test_two_absences_are_not_enough_whatever_the_time(ledger, message):
    ledger.crawl(0, {"t": [message("1"), message("2")]})
    for hours in (24, 2400):
        ledger.crawl(hours, {"t": [message("1")]})
    assert ledger.kinds("2") == ["appeared", "missing", "missing"]


def test_a_removed_message_makes_no_more_events(ledger, message):
    ledger.crawl(0, {"t": [message("1"), message("2")]})
    for day in range(1, 6):
        report = ledger.crawl(day * 24, {"t": [message("1")]})
    assert report.events == {}


def test_partial_and_failed_visits_between_say_nothing_of_absence(ledger, message):
    ledger.crawl(0, {"t": [message("1"), message("2")]})
    ledger.crawl(24, {"t": [message("1")]})
    ledger.crawl(48, {"t": (PARTIAL, [message("1")])})
    ledger.crawl(72, {"t": FAILED})
    ledger.crawl(96, {"t": [message("1")]})
    assert ledger.events("2") == [(0, "appeared"), (24, "missing"), (96, "missing")]


def test_a_page_shift_that_hides_a_live_message_accuses_nobody(ledger, message):
    ledger.crawl(0, {"t": [message(str(number)) for number in range(6)]})
    shifted = [message(str(number)) for number in (1, 2, 4, 5)]  # 0 was deleted, so 3 slipped to page one
    for day in range(1, 5):
        ledger.crawl(day * 24, {"t": (PARTIAL, shifted)})
    assert ledger.kinds("3") == ledger.kinds("0") == ["appeared"]


def test_a_message_seen_in_a_partial_visit_is_back(ledger, message):
    ledger.crawl(0, {"t": [message("1"), message("2")]})
    ledger.crawl(24, {"t": [message("1")]})
    ledger.crawl(48, {"t": (PARTIAL, [message("2")])})
    assert ledger.events("2") == [(0, "appeared"), (24, "missing"), (48, "restored")]


def test_restoring_starts_the_count_again(ledger, message):
    both = [message("1"), message("2")]
    ledger.crawl(0, {"t": both})
    for day in (1, 2):
        ledger.crawl(day * 24, {"t": both[:1]})
    ledger.crawl(72, {"t": both})
    for day in (4, 5):
        ledger.crawl(day * 24, {"t": both[:1]})
    assert "removed_inferred" not in ledger.kinds("2")
    assert ledger.crawl(144, {"t": both[:1]}).events == {"missing": 1, "removed_inferred": 1}
    assert ledger.interval("2", "removed_inferred") == (72, 96)


def test_a_message_comes_back_after_its_removal_was_inferred(ledger, message):
    both = [message("1"), message("2")]
    ledger.crawl(0, {"t": both})
    for day in (1, 2, 3):
        ledger.crawl(day * 24, {"t": both[:1]})
    report = ledger.crawl(96, {"t": both})
    assert (report.events, report.new_versions) == ({"restored": 1}, 0)


def test_the_last_sighting_is_the_last_complete_visit_that_had_it(ledger, message):
    both = [message("1"), message("2")]
    ledger.crawl(0, {"t": both})
    ledger.crawl(24, {"t": both})
    ledger.crawl(48, {"t": FAILED})
    ledger.crawl(72, {"t": both[:1]})
    assert ledger.interval("2", "missing") == (24, 72)


def test_threads_that_were_not_visited_stay_as_they_are(ledger, message):
    ledger.crawl(0, {"t": [message("1")], "u": [message("2")]})
    for day in (1, 2, 3):
        ledger.crawl(day * 24, {"t": [message("1")]})
    assert ledger.kinds("2") == ["appeared"]


def test_other_sources_are_never_touched(ledger, message):
    ledger.crawl(0, {"t": [message("1")]})
    for day in (1, 2, 3):
        ledger.crawl(day * 24, {"t": [message("9")]}, source="blog")
    assert ledger.kinds("1") == ["appeared"]


def test_a_crawl_that_met_nothing_is_only_noted(ledger, message):
    ledger.crawl(0, {"t": [message("1")]})
    report = ledger.crawl(24, {})
    assert (report.new_versions, report.events, report.quarantined) == (0, {}, None)
    assert ledger.rows("SELECT count(*) FROM raw.crawls") == [(2,)]


def test_an_empty_thread_misses_what_was_in_it(ledger, message):
    ledger.crawl(0, {"t": [message("1")]})
    assert ledger.crawl(24, {"t": []}).events == {"missing": 1}


# Readers of another kind


def test_a_new_extractor_version_makes_no_edits(ledger, message):
    ledger.crawl(0, {"t": [message("1", "Ужас!!")]})
    report = ledger.crawl(24, {"t": [message("1", "Ужас")]}, extractor_version="2")
    assert (report.events, report.new_versions) == ({}, 1)
    assert ledger.crawl(48, {"t": [message("1", "Норм")]}, extractor_version="2").events == {"edited": 1}


def test_an_edit_is_told_after_a_new_extractor_read_the_same_text(ledger, message):
    ledger.crawl(0, {"t": [message("1", "Ужас")]})
    assert ledger.crawl(24, {"t": [message("1", "Ужас")]}, extractor_version="2").new_versions == 0
    assert ledger.crawl(48, {"t": [message("1", "Норм")]}, extractor_version="2").events == {"edited": 1}


def test_transports_that_spell_differently_do_not_flap(ledger, message):
    texts = {"rest": "Ужас &amp; кошмар", "html": "Ужас & кошмар"}
    for day, transport in enumerate(("rest", "html", "rest", "html", "rest")):
        ledger.crawl(day * 24, {"t": [message("1", texts[transport])]}, transport=transport)
    assert ledger.kinds("1") == ["appeared"]
    assert len(ledger.versions("1")) == 2


def test_an_edit_seen_by_one_transport_is_not_told_again_by_the_other(ledger, message):
    for hours, transport, text in (
        (0, "rest", "Ужас"),
        (24, "html", "Ужас"),
        (48, "html", "Норм"),
        (72, "rest", "Норм"),
    ):
        ledger.crawl(hours, {"t": [message("1", text)]}, transport=transport)
    assert ledger.events("1") == [(0, "appeared"), (48, "edited")]
    assert len(ledger.versions("1")) == 2


def test_a_reader_that_never_showed_a_message_cannot_miss_it(ledger, message):
    both = [message("1"), message("2")]
    ledger.crawl(0, {"t": both})
    for day in (1, 2, 3, 4):
        ledger.crawl(day * 24, {"t": both[:1]}, extractor_version="2")
    assert ledger.kinds("2") == ["appeared"]
    ledger.crawl(120, {"t": both[:1]}, extractor_version="1")
    assert ledger.interval("2", "missing") == (0, 120)

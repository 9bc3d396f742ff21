"""Visits that fall short of the site's own count, because it counts what it hides under a removed message."""

import gzip
import json

import pytest

from crawlers.items import VisitStatus

PARTIAL = VisitStatus.PARTIAL


@pytest.fixture
def short(ledger, write_lines):
    """Loads a crawl of thread `t` whose page shows `found`, and counts `unseen` messages more."""

    def crawl(hours, found, *, unseen, hides_subtrees=True):
        folder = ledger.landing(hours, {"t": (PARTIAL, found)}, hides_subtrees=hides_subtrees)
        path = folder / "visits.jsonl.gz"
        lines = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
        write_lines(path, [{**line, "unseen": unseen} for line in lines])
        return ledger.load(folder)

    return crawl


@pytest.fixture
def thread(ledger, message):
    """A thread of which the message "1" has an answer, and that answer another; "4" stands beside."""
    known = [
        message("1"),
        message("2", "Проверим линию.", parent_key="1"),
        message("3", "Ждём.", parent_key="2"),
        message("4", "А у нас всё хорошо."),
    ]
    ledger.crawl(0, {"t": known}, hides_subtrees=True)
    return known


def test_a_visit_that_lacks_the_known_answers_of_an_absent_message_is_complete(ledger, short, thread):
    short(26, thread[3:], unseen=2)
    assert {key: ledger.kinds(key)[1:] for key in "1234"} == {
        "1": ["missing"], "2": ["hidden_with_parent"], "3": ["hidden_with_parent"], "4": [],
    }  # fmt: skip
    assert ledger.rows("SELECT status, reason FROM raw.thread_visits ORDER BY visited_at") == [
        ("complete", ""),
        ("complete", ""),
    ]


@pytest.mark.parametrize("unseen", [0, 1, 3])
def test_a_count_that_the_known_answers_do_not_explain_proves_nothing(ledger, short, thread, unseen):
    short(26, thread[3:], unseen=unseen)
    assert [ledger.kinds(key) for key in "1234"] == [["appeared"]] * 4
    assert ledger.rows("SELECT status FROM raw.thread_visits ORDER BY visited_at")[1] == ("partial",)


def test_a_site_that_hides_no_branches_has_no_such_excuse(ledger, short, thread):
    short(26, thread[3:], unseen=2, hides_subtrees=False)
    assert [ledger.kinds(key) for key in "1234"] == [["appeared"]] * 4


def test_a_message_that_was_not_met_with_its_answers_on_the_page_is_no_reason(ledger, short, thread):
    short(26, [thread[0], thread[2], thread[3]], unseen=1)
    assert ledger.kinds("2") == ["appeared"]


def test_the_branch_stays_accounted_for_after_its_parent_was_given_up(ledger, short, thread):
    for hours in (26, 52, 78, 104):
        short(hours, thread[3:], unseen=2)
    assert ledger.kinds("1")[-1] == "removed_inferred"
    assert ledger.kinds("3") == ["appeared", "hidden_with_parent"]
    assert ledger.rows("SELECT DISTINCT status FROM raw.thread_visits") == [("complete",)]

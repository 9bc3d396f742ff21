import json
from collections import Counter
from typing import Any

import pytest

from demo.story import Story
from demo.truth import TRUTH, build_truth, render_truth


@pytest.fixture(scope="module")
def truth(story: Story) -> dict[str, Any]:
    return build_truth(story)


def test_the_committed_truth_is_the_one_of_the_content(story: Story) -> None:
    assert TRUTH.read_text("utf-8") == render_truth(story), "run python -m demo.truth"


def test_the_rendered_truth_is_json(story: Story, truth: dict[str, Any]) -> None:
    assert json.loads(render_truth(story)) == json.loads(json.dumps(truth))


def test_each_kind_of_event_happens(truth: dict[str, Any]) -> None:
    kinds = Counter(event["kind"] for event in truth["events"])
    assert set(kinds) == {
        *("edited", "reparented", "deleted", "removed_inferred"),
        *("hidden_with_parent", "restored", "thread_gone"),
    }
    assert kinds["deleted"] == 4
    assert kinds["reparented"] == 3


def test_an_inferred_removal_was_missed_three_times_and_names_its_interval(truth: dict[str, Any]) -> None:
    (event,) = [
        event
        for event in truth["events"]
        if event["message_key"] == "130302" and event["kind"] == "removed_inferred"
    ]
    assert event["grade"] == "C"
    assert event["last_seen_at"] == "2026-02-14T18:00:00+00:00"
    assert event["first_missing_at"] == "2026-02-25T18:00:00+00:00"
    assert event["observed_at"] == "2026-03-20T18:00:00+00:00"


def test_a_message_missed_once_is_not_called_removed(truth: dict[str, Any]) -> None:
    assert not [event for event in truth["events"] if event["message_key"] == "132106"]


def test_the_failed_visit_is_told(truth: dict[str, Any]) -> None:
    (failed,) = truth["failed_visits"]
    assert (failed["thread_key"], failed["day"], failed["http_status"]) == ("1117", 5, 503)


def test_providers_treat_customers_differently(truth: dict[str, Any]) -> None:
    kedron, televeter, stozhar = (
        truth["totals"]["providers"][slug] for slug in ("kedron", "televeter", "stozhar")
    )
    assert kedron["outcomes"]["recovered"] > 10 > televeter["outcomes"]["recovered"]
    assert televeter["outcomes"]["deflected"] > 10
    assert stozhar["outcomes"]["ignored"] > 25
    assert stozhar["apologised"] == stozhar["compensated"] == 0
    assert kedron["answered_72h"] / kedron["cases"] > 0.5


def test_a_late_reply_is_told_in_hours(truth: dict[str, Any]) -> None:
    case = next(case for case in truth["cases"] if case["message_key"] == "110301")
    assert case["first_reply_key"] == "110305"
    assert case["hours_to_reply"] == 218.2


def test_the_whole_story_of_the_blog_is_told(truth: dict[str, Any]) -> None:
    cases = {case["message_key"]: case for case in truth["cases"]}
    assert cases["post-2001"]["outcome"] == "recovered"
    assert cases["post-2001"]["first_reply_key"] == "comment-200108"
    assert cases["post-2002"]["amends"] == ["apology_reported", "compensation_confirmed"]
    article = next(one for one in truth["messages"] if one["message_key"] == "post-2002")
    assert article["apology"] == ["reported"]
    assert article["compensation"] == ["given"]
    assert article["resolved"]


def test_totals_add_up(truth: dict[str, Any]) -> None:
    providers = truth["totals"]["providers"].values()
    assert truth["totals"]["messages"] == len(truth["messages"])
    assert sum(each["cases"] for each in providers) == len(truth["cases"])
    assert all(sum(each["outcomes"].values()) == each["cases"] for each in providers)

from collections import Counter
from pathlib import Path

import pytest

from demo.errors import ContentBroken
from demo.story import Story, Thread, Utterance, load_story
from demo.truth import OUTCOMES, replies_to

SITE = """
visit_days = [2026-01-19T18:00:00Z, 2026-01-26T18:00:00Z]
staff = []
[providers]
kedron = "Кедрон"
"""
THREAD = """
[[thread]]
id = 1
provider = "kedron"
[[thread.message]]
id = 1
at = 2026-01-06 21:14:00
author = "я"
text = "текст"
"""
LABELS = {
    *("apology.given", "apology.reported", "apology.withheld", "ignoring.claimed", "ignoring.denied"),
    *(
        "compensation.given",
        "compensation.withheld",
        "resolved",
        "thanks",
        "leaving",
        "channel",
        "deflection",
    ),
}
KINDS = {
    *("no_reply", "unreachable", "hung_up", "runaround", "brush_off"),
    *("broken_promise", "no_show", "deleted", "closed"),
}
CHANNELS = {"phone", "chat", "account", "office", "email", "messenger"}


def cases(story: Story) -> list[tuple[Thread, Utterance]]:
    return [(thread, one) for thread in story.threads for one in thread.messages if one.outcome]


def test_the_story_is_large_enough(story: Story) -> None:
    assert len(story.threads) >= 60
    assert sum(len(thread.messages) for thread in story.threads) >= 400
    assert len(story.providers) == 3
    assert len(story.visit_days) >= 8
    assert (story.visit_days[-1] - story.visit_days[0]).days == 84


def test_hardly_any_text_is_written_twice(story: Story) -> None:
    spoken = Counter(one.text for thread in story.threads for one in thread.messages if not one.official)
    reposts = [one for thread in story.threads for one in thread.messages if one.repost_of]
    assert [text for text, count in spoken.items() if count > 1] == [one.text for one in reposts]


def test_labels_are_spelt_as_the_labelling_guide_spells_them(story: Story) -> None:
    for thread in story.threads:
        for one in thread.messages:
            says = (*one.says, *(label for edit in one.edits for label in edit.says))
            for label, _, detail in (each.partition("/") for each in says):
                assert label in LABELS, (thread.id, one.id, label)
                known = {"ignoring.claimed": KINDS, "channel": CHANNELS}.get(label, {""})
                assert detail in known, (thread.id, one.id, detail)


def test_each_outcome_happens(story: Story) -> None:
    assert {one.outcome for _, one in cases(story)} == set(OUTCOMES)


def test_each_author_has_at_most_one_case_with_a_provider_in_a_thread(story: Story) -> None:
    for thread in story.threads:
        begun: set[tuple[str, str]] = set()
        for one in thread.messages:
            who = (one.author, one.about or thread.provider)
            complains = one.tone == "negative" or any(
                label.startswith("ignoring.claimed") for label in one.says
            )
            if one.role == "customer" and complains and who not in begun:
                assert one.outcome or one.edits, (thread.id, one.id, "a complaint without an outcome")
            if one.outcome:
                assert one.role == "customer"
                assert who not in begun, (thread.id, one.id, "a second case")
                begun.add(who)


def test_outcomes_agree_with_the_replies(story: Story) -> None:
    for thread, one in cases(story):
        replies = replies_to(thread, one)
        if one.outcome in ("replied_unresolved", "deflected"):
            assert replies, (thread.id, one.id)
        if one.outcome in ("ignored", "no_channel", "pending"):
            assert not replies, (thread.id, one.id)


def test_ignored_complaints_were_watched_long_enough_and_pending_ones_were_not(story: Story) -> None:
    for thread, one in cases(story):
        begun = story.visit_days[one.edits[0].day - 1] if one.tone == "neutral" and one.edits else one.at
        hours = (story.visit_days[-1] - begun).total_seconds() / 3600
        if one.outcome == "ignored" and not thread.gone:
            assert hours >= 96, (thread.id, one.id)
        if one.outcome in ("no_channel", "pending"):
            assert hours < 72, (thread.id, one.id)


def test_no_channel_is_said_only_where_the_provider_never_spoke(story: Story) -> None:
    spoke = {
        (thread.surface, one.about or thread.provider)
        for thread in story.threads
        for one in thread.messages
        if one.official
    }
    for thread, one in cases(story):
        has_spoken = (thread.surface, one.about or thread.provider) in spoke
        if one.outcome in ("no_channel", "pending"):
            assert has_spoken == (one.outcome == "pending"), (thread.id, one.id)


def test_amends_are_backed_by_words(story: Story) -> None:
    for thread, start in cases(story):
        company = {label for one in replies_to(thread, start) for label in one.says}
        own = [one for one in thread.messages if one.author == start.author and one.at >= start.at]
        customer = {label for one in own for label in one.says}
        backed = {
            "apology_given": "apology.given" in company,
            "apology_reported": "apology.reported" in customer,
            "compensation_promised": "compensation.given" in company,
            "compensation_confirmed": "compensation.given" in customer,
            "compensation_refused": "compensation.withheld" in company,
        }
        assert set(start.amends) == {amend for amend, is_backed in backed.items() if is_backed}, (
            thread.id,
            start.id,
        )


def broken(folder: Path, thread: str) -> str:
    (folder / "site.toml").write_text(SITE, "utf-8")
    (folder / "reviews-test.toml").write_text(thread, "utf-8")
    with pytest.raises(ContentBroken) as caught:
        load_story(folder)
    return str(caught.value)


def test_a_misspelt_key_is_refused_with_its_name(tmp_path: Path) -> None:
    assert "'ratng'" in broken(tmp_path, THREAD + "ratng = 5\n")


def test_broken_toml_is_refused_with_the_file_name(tmp_path: Path) -> None:
    assert broken(tmp_path, "[[thread").startswith("reviews-test.toml is not valid TOML")


def test_a_change_before_anybody_could_see_the_message_is_refused(tmp_path: Path) -> None:
    text = THREAD + 'removed = { day = 1, how = "quiet" }\n'
    assert "before a visit could have seen it" in broken(tmp_path, text)


def test_an_unknown_way_of_removing_is_refused(tmp_path: Path) -> None:
    assert "tombstone, quiet, purge" in broken(tmp_path, THREAD + 'removed = { day = 2, how = "burn" }\n')


def test_an_answer_older_than_its_question_is_refused(tmp_path: Path) -> None:
    answer = '[[thread.message]]\nid = 2\nat = 2026-01-05 10:00:00\nauthor = "он"\nparent = 1\ntext = "т"\n'
    assert "older than what it answers" in broken(tmp_path, THREAD + answer)


def test_two_threads_of_one_number_are_refused(tmp_path: Path) -> None:
    assert "Two threads are numbered 1" in broken(tmp_path, THREAD + THREAD)

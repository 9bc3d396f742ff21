"""What the ledger says of a real WordPress while its editor works, day by day: through REST and pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.items import VisitStatus
from tests.watching import OUR_SERVER, Visited, Watch

BEGIN = datetime(2026, 3, 18, 10, tzinfo=UTC)  # the day after the youngest comment
SOURCE = (
    OUR_SERVER
    + """
title = "A blog for tests"
engine = "wordpress"
url = "{url}/"

[wordpress]
official_user_ids = [{support}]
official_users = ["polyus_support"]
per_page = 10
rest = {rest}
"""
)
News = list[tuple[float, str, str | None]]
Deeds = Sequence[tuple[str, ...]]
DEEDS: Sequence[Deeds] = (  # before each visit
    (),
    (
        ("edit", "happy", "Вчера и у нас легло на весь вечер"),
        ("trash", "voice-6"),  # support answered it, and Паша answered that
        ("hold", "voice-3"),
        ("delete", "voice-5"),
        ("delete", "insists"),  # answers "deflection", and "apology" answers it
        ("trash-post", "silence"),
    ),
    (("spam", "impostor"), ("trash", "voice-2")),
    (("untrash", "voice-6"), ("untrash", "voice-2"), ("approve", "voice-3"), ("untrash-post", "silence")),
)

pytestmark = pytest.mark.timeout(900)  # eight crawls stand before the first test


@dataclass(frozen=True)
class Story:
    """Both ways of reading the same days: what each visit brought, and what the ledger says in the end."""

    visits: Mapping[str, Mapping[float, Visited]]
    watches: Mapping[str, Watch]
    names: Mapping[str, str]

    def news(self, way: str) -> dict[str, News]:
        """Return what happened, by the names that the seed gives to posts and comments."""
        return {self.names[key]: events for key, events in self.watches[way].news().items()}


@pytest.fixture(scope="module")
def story(wordpress: Any, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Four visits, a little more than a day apart, and what the editor did between them."""
    posts = {post["name"] for post in wordpress.seed["posts"]}
    names = {
        f"thread {key}" if name in posts else f"comment-{key}": name for name, key in wordpress.ids.items()
    }
    folders = {rest: tmp_path_factory.mktemp("watch") for rest in ("true", "false")}
    watches = {rest: watch(wordpress, folder, rest=rest) for rest, folder in folders.items()}
    told = Story(visits={rest: {} for rest in watches}, watches=watches, names=names)

    for hours, deeds in zip((0, 26, 52, 78), DEEDS, strict=True):
        do(wordpress, deeds)
        for rest, one in watches.items():
            told.visits[rest][hours] = one.visit(hours)  # type: ignore[index]
    return told


def watch(wordpress: Any, folder: Path, *, rest: str) -> Watch:
    given = {"url": wordpress.url, "support": wordpress.ids["support"], "rest": rest}
    (folder / "blog.toml").write_text(SOURCE.format(**given), encoding="utf-8")
    return Watch(folder / "blog.toml", folder, BEGIN)


def do(wordpress: Any, deeds: Deeds) -> None:
    words = [word for verb, name, *text in deeds for word in ("--", verb, str(wordpress.ids[name]), *text)]
    if words:
        wordpress.act(*words[1:])


def test_no_crawl_was_kept_out_and_no_visit_failed(story: Story) -> None:
    visits = [one for way in story.visits.values() for one in way.values()]
    assert [one.report.quarantined for one in visits] == [None] * 8
    statuses = {one.status for visited in visits for one in visited.visits.values()}
    assert VisitStatus.FAILED not in statuses


def test_an_edit_is_an_edit_and_has_its_day(story: Story) -> None:
    assert story.news("true")["happy"] == [(26, "edited", None)]
    assert story.news("false")["happy"] == [(26, "edited", None)]


def test_a_comment_deleted_for_good_is_deleted_once_the_site_says_so(story: Story) -> None:
    expected = [(26, "missing", "C"), (52, "missing", "C"), (52, "deleted", "B")]
    assert story.news("true")["voice-5"] == expected
    key = next(key for key, name in story.names.items() if name == "voice-5")
    assert story.watches["true"].interval(key, "deleted") == (0, 26)


def test_where_nobody_can_be_asked_a_comment_deleted_for_good_counts_as_removed_after_three_visits(
    story: Story,
) -> None:
    absences = [(26, "missing", "C"), (52, "missing", "C"), (78, "missing", "C")]
    assert story.news("false")["voice-5"] == [*absences, (78, "removed_inferred", "C")]


@pytest.mark.parametrize("name", ["voice-6", "voice-3"])
def test_what_is_in_the_trash_or_held_is_hidden_and_back_when_it_is_let_go(story: Story, name: str) -> None:
    assert story.news("true")[name] == [
        (26, "missing", "C"),
        (52, "missing", "C"),
        (52, "hidden_by_moderation", "B"),
        (78, "restored", None),
    ]
    absences = [(26, "missing", "C"), (52, "missing", "C")]
    assert story.news("false")[name] == [*absences, (78, "restored", None)]


def test_spam_is_hidden_and_no_deletion(story: Story) -> None:
    absences = [(52, "missing", "C"), (78, "missing", "C")]
    assert story.news("true")["impostor"] == [*absences, (78, "hidden_by_moderation", "B")]
    assert story.news("false")["impostor"] == absences


def test_a_comment_back_from_the_trash_before_anything_was_decided_is_restored(story: Story) -> None:
    for way in ("true", "false"):
        assert story.news(way)["voice-2"] == [(52, "missing", "C"), (78, "restored", None)]


def test_the_answer_to_a_deleted_comment_moves_to_what_that_one_answered(story: Story) -> None:
    by_name = {name: key for key, name in story.names.items()}
    for way in ("true", "false"):
        assert story.news(way)["apology"] == [(26, "reparented", None)]
        read = story.visits[way][26].messages[by_name["apology"]]
        assert read.parent_key == by_name["deflection"]
    assert story.news("true")["insists"][-1] == (52, "deleted", "B")
    assert "thanks" not in story.news("true")


def test_answers_under_a_trashed_comment_stay_in_rest_and_are_hidden_with_it_on_the_pages(
    story: Story,
) -> None:
    for name in ("reply-6", "echo"):
        assert name not in story.news("true")
        assert story.news("false")[name] == [(26, "hidden_with_parent", None), (78, "restored", None)]


def test_pages_that_count_what_they_hide_are_read_whole_all_the_same(story: Story) -> None:
    """The heading says 23, the page shows 21: the rest are the two that answer the trashed one."""
    outage = next(key for key, name in story.names.items() if name == "outage").removeprefix("thread ")
    visit = story.visits["false"][26].visits[outage]
    assert (visit.status, visit.declared_total, visit.seen_total, visit.unseen) == (
        VisitStatus.PARTIAL, 23, 21, 2,
    )  # fmt: skip
    kept = story.watches["false"].rows(
        "SELECT status, reason FROM raw.thread_visits WHERE thread_key = ? ORDER BY visited_at", [outage]
    )
    assert kept[1] == ("complete", "")


def test_a_post_in_the_trash_is_a_thread_gone_and_none_of_its_comments_deleted(story: Story) -> None:
    for way in ("true", "false"):
        assert story.news(way)["silence"] == [(52, "thread_gone", "B"), (78, "restored", None)]
        assert not {"silence-1", "silence-2", "silence-3"} & set(story.news(way))


def test_nothing_else_happened(story: Story) -> None:
    done = {"happy", "voice-6", "voice-3", "voice-5", "insists", "apology", "impostor", "voice-2", "silence"}
    assert set(story.news("true")) == done
    assert set(story.news("false")) == done | {"reply-6", "echo"}

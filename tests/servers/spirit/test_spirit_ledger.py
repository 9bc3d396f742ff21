"""What the ledger says of a real Spirit while its moderators work, day by day."""

from datetime import UTC, datetime

import pytest

from crawlers.items import VisitStatus
from tests.servers.spirit.forum import LONG, SHIFTING, SHORT, SOURCE, Spirit
from tests.watching import Visited, Watch

BEGIN = datetime(2026, 3, 15, 10, tzinfo=UTC)  # the day after the youngest comment
pytestmark = pytest.mark.timeout(900)  # four crawls stand before the first test


@pytest.fixture(scope="module")
def visits() -> dict[float, Visited]:
    """What each visit brought, by its hour; the watch fills it."""
    return {}


@pytest.fixture(scope="module")
def watch(spirit: Spirit, visits: dict[float, Visited], tmp_path_factory: pytest.TempPathFactory) -> Watch:
    """Four visits, a little more than a day apart, and what was done between them and during two of them."""
    folder = tmp_path_factory.mktemp("watch")
    (folder / "forum.toml").write_text(SOURCE.format(url=spirit.url), encoding="utf-8")
    forum, short = Watch(folder / "forum.toml", folder, BEGIN), spirit.ids[SHORT]["topic"]
    visits[0] = forum.visit(0)
    for number in (3, 7):
        spirit.do("remove", comment=int(spirit.comment(number)))
    spirit.do("purge", comment=int(spirit.comment(30)))
    spirit.do("edit", comment=int(spirit.comment(5)), text="Исправленный текст")
    spirit.do("hide_topic", topic=short)
    spirit.purge_before(page=2, number=4)
    visits[26] = forum.visit(26)
    spirit.do("remove", comment=int(spirit.comment(7)), is_removed=False)
    spirit.purge_before(page=3, number=25)
    visits[52] = forum.visit(52)
    spirit.do("hide_topic", topic=short, is_removed=False)
    visits[78] = forum.visit(78)
    return forum


def test_a_comment_that_a_moderator_removed_is_deleted_at_once_by_the_note_in_its_place(
    watch: Watch, spirit: Spirit
) -> None:
    assert watch.news()[spirit.comment(3)] == [(26, "deleted", "A")]
    assert watch.interval(spirit.comment(3), "deleted") == (0, 26)


def test_a_removal_that_is_taken_back_is_restored(watch: Watch, spirit: Spirit) -> None:
    assert watch.news()[spirit.comment(7)] == [(26, "deleted", "A"), (52, "restored", None)]


def test_a_purged_comment_is_deleted_once_its_address_says_so(
    watch: Watch, visits: dict[float, Visited], spirit: Spirit
) -> None:
    purged = spirit.comment(30)
    assert watch.news()[purged] == [(26, "missing", "C"), (52, "missing", "C"), (52, "deleted", "B")]
    assert (visits[52].probes[purged].http_status, watch.interval(purged, "deleted")) == (404, (0, 26))


def test_an_edit_is_an_edit(watch: Watch, spirit: Spirit) -> None:
    assert watch.news()[spirit.comment(5)] == [(26, "edited", None)]
    texts = "SELECT text FROM raw.message_versions WHERE message_key = ? ORDER BY version_number"
    assert watch.rows(texts, [spirit.comment(5)])[1:] == [("Исправленный текст",)]


def test_a_removed_topic_is_a_thread_gone_and_none_of_its_comments_deleted(
    watch: Watch, visits: dict[float, Visited], spirit: Spirit
) -> None:
    topic = str(spirit.ids[SHORT]["topic"])
    assert [visits[hours].visits[topic].status for hours in (0, 26, 52, 78)] == [
        VisitStatus.COMPLETE, VisitStatus.GONE, VisitStatus.GONE, VisitStatus.COMPLETE,
    ]  # fmt: skip
    assert watch.news()[f"thread {topic}"] == [(52, "thread_gone", "B"), (78, "restored", None)]
    assert not {spirit.comment(number, SHORT) for number in (1, 2)} & set(watch.news())


def test_a_page_shift_that_shows_makes_the_visit_partial_and_no_event(
    watch: Watch, visits: dict[float, Visited], spirit: Spirit
) -> None:
    shifted = visits[26].visits[str(spirit.ids[SHIFTING]["topic"])]
    assert shifted.status is VisitStatus.PARTIAL
    assert "first page changed" in shifted.reason
    assert not [
        key for key, events in watch.news().items() if key in keys(spirit, SHIFTING) and events[0][0] == 26
    ]


def test_a_page_shift_that_does_not_show_deletes_nobody_that_is_there(watch: Watch, spirit: Spirit) -> None:
    news = {key: events for key, events in watch.news().items() if key in keys(spirit, SHIFTING)}
    absences = [(52, "missing", "C"), (78, "missing", "C")]
    assert news.pop(spirit.comment(4, SHIFTING)) == [*absences, (78, "deleted", "B")]
    assert news.pop(spirit.comment(25, SHIFTING)) == [(78, "missing", "C")]
    assert list(news.values()) == [[(52, "missing", "C"), (78, "restored", None)]]


def test_nothing_else_happened(watch: Watch, visits: dict[float, Visited], spirit: Spirit) -> None:
    assert [one.report.quarantined for one in visits.values()] == [None] * 4
    done = {spirit.comment(number) for number in (3, 5, 7, 30)}
    assert set(watch.news()) & keys(spirit, LONG) == done


def keys(spirit: Spirit, topic: str) -> set[str]:
    return set(map(str, spirit.ids[topic]["comments"]))

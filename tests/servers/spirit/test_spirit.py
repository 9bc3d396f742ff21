"""The forum spider against a real Spirit: what it shows, and what happens to messages there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.items import CrawlStatus, Kind, Message, Probe, ProbeStatus, State, ThreadVisit, VisitStatus
from crawlers.landing import read_crawl, read_messages, read_probes, read_visits
from crawlers.runner import run_crawl
from crawlers.sources import load_source
from crawlers.spec import ProbeOrder
from tests.servers.spirit.forum import LONG, SHIFTING, SHORT, SOURCE, Spirit


@dataclass(frozen=True)
class Read:
    """What one crawl brought; `long` and `shifting` are the visits of these topics."""

    status: CrawlStatus
    messages: dict[str, Message]
    visits: dict[str, ThreadVisit]
    probes: list[Probe]
    long: ThreadVisit
    shifting: ThreadVisit


@pytest.fixture
def read(spirit: Spirit, tmp_path: Path) -> Callable[..., Read]:
    """Crawl the forum once more."""
    path = tmp_path / "forum.toml"
    path.write_text(SOURCE.format(url=spirit.url), encoding="utf-8")

    def crawl(**options: Any) -> Read:
        record = run_crawl(
            load_source(path), landing_dir=tmp_path, author_key=b"0" * 32, contact="t@example.test", **options
        )
        landed = tmp_path / record.crawl_id
        visits = {visit.thread_key: visit for visit in read_visits(landed)}
        return Read(
            status=read_crawl(landed).status,
            messages={message.message_key: message for message in read_messages(landed)},
            visits=visits,
            probes=list(read_probes(landed)),
            long=visits[str(spirit.ids[LONG]["topic"])],
            shifting=visits[str(spirit.ids[SHIFTING]["topic"])],
        )

    return crawl


def test_a_forum_is_read_whole_and_every_event_shows_as_what_it_is(
    spirit: Spirit, read: Callable[..., Read]
) -> None:
    before = read()
    check_first(spirit, before)
    removed, purged, edited = spirit.comment(3), spirit.comment(30), spirit.comment(5)
    spirit.do("remove", comment=int(removed))
    spirit.do("purge", comment=int(purged))
    spirit.do("edit", comment=int(edited), text="Исправленный текст")
    after = read(probes=[order(spirit, key) for key in (removed, purged, edited)])
    assert (after.status, after.long.seen_total) == (CrawlStatus.COMPLETE, 44)
    assert (after.messages[removed].state, after.messages[removed].text) == (State.TOMBSTONE, "")
    assert set(before.messages) - set(after.messages) == {purged}
    assert {key for key, one in before.messages.items() if changed(one, after)} == {removed, edited}
    assert (after.messages[edited].text, after.messages[edited].raw) == (
        "Исправленный текст",
        {"edited": "1"},
    )
    assert {one.message_key: (one.status, one.http_status, one.control_status) for one in after.probes} == {
        removed: (ProbeStatus.GONE, 200, ProbeStatus.ALIVE),
        purged: (ProbeStatus.GONE, 404, ProbeStatus.ALIVE),
        edited: (ProbeStatus.ALIVE, 200, ProbeStatus.ALIVE),
    }
    check_topic_gone(spirit, read)


def check_first(spirit: Spirit, first: Read) -> None:
    assert (first.status, first.long.reason, first.long.pages) == (CrawlStatus.COMPLETE, "", 3)
    assert len(first.messages) == 45 + 45 + 2
    question, answer = (first.messages[spirit.comment(number)] for number in (1, 2))
    assert (question.kind, question.title, question.parent_key) == (Kind.REVIEW, LONG, None)
    assert question.text == "Интернет пропадает каждый вечер, скорость 3 Мбит."
    assert question.published_at == datetime(2026, 3, 12, 17, 1, tzinfo=UTC)
    assert (answer.kind, answer.author_badge) == (Kind.REPLY, "Представитель")
    assert first.messages[spirit.comment(3)].text == "Сообщение 3 в теме."
    assert first.messages[spirit.comment(44)].author_hash == question.author_hash


def check_topic_gone(spirit: Spirit, read: Callable[..., Read]) -> None:
    topic = spirit.ids[LONG]
    spirit.do("hide_topic", topic=topic["topic"])
    gone = read(known_threads=[(str(topic["topic"]), spirit.url + topic["path"])])
    assert (gone.long.status, gone.long.seen_total) == (VisitStatus.GONE, 0)
    assert gone.visits[str(spirit.ids[SHORT]["topic"])].status is VisitStatus.COMPLETE
    spirit.do("hide_topic", topic=topic["topic"], is_removed=False)


def test_a_purge_between_two_pages_is_noticed_or_the_message_that_it_hid_answers_when_asked(
    spirit: Spirit, read: Callable[..., Read]
) -> None:
    spirit.purge_before(page=2, number=4)
    shifted = read()
    assert shifted.shifting.status is VisitStatus.PARTIAL
    assert "first page changed" in shifted.shifting.reason
    spirit.purge_before(page=3, number=25)  # page 1 stays as it was, and no total tells
    missed = read()
    purged = {spirit.comment(number, SHIFTING) for number in (4, 25)}
    hidden = set(shifted.messages) - set(missed.messages) - purged
    assert len(hidden) == 1
    found = read(probes=[order(spirit, key, SHIFTING) for key in hidden])
    assert {(one.status, one.control_status) for one in found.probes} == {
        (ProbeStatus.ALIVE, ProbeStatus.ALIVE)
    }
    assert hidden < set(found.messages)


def order(spirit: Spirit, key: str, topic: str = LONG) -> ProbeOrder:
    control = spirit.comment(1, topic)
    return ProbeOrder(
        thread_key=str(spirit.ids[topic]["topic"]),
        message_key=key,
        url=f"{spirit.url}/comment/{key}/find/",
        control_key=control,
        control_url=f"{spirit.url}/comment/{control}/find/",
    )


def changed(message: Message, after: Read) -> bool:
    now = after.messages.get(message.message_key)
    return now is not None and now.content_hash != message.content_hash

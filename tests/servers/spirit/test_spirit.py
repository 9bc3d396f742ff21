"""The forum spider against a real Spirit: what it shows, and what happens to messages there."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawlers.items import CrawlStatus, Kind, Message, Probe, ProbeStatus, State, ThreadVisit, VisitStatus
from crawlers.landing import read_crawl, read_messages, read_probes, read_visits
from crawlers.runner import run_crawl
from crawlers.sources import load_source
from crawlers.spec import ProbeOrder

HERE = Path(__file__).parent
SOURCE = """
title = "A forum for tests"
engine = "forum"
url = "{url}/"
hosts = ["127.0.0.1"]
allow_private = true
timezone = "Europe/Moscow"
delay = 0
max_seconds = 120
terms = "Our own server."

[expect]
fields = ["text", "published_at", "author"]

[forum]
profile = "spirit"
official_authors = ["most_help"]
"""
LONG = "МостНет: кто пользуется?"
SHORT = "Тариф «Зимний»"
PARAGRAPH = "> rita said: пропадает\n\nСообщение {number} в теме."
TOPICS = {
    LONG: [
        ["rita", "Интернет пропадает **каждый вечер**, скорость 3 Мбит."],
        ["most_help", "@rita, здравствуйте! Проверим линию."],
        *(["lev" if number % 2 else "rita", PARAGRAPH.format(number=number)] for number in range(3, 46)),
    ],
    SHORT: [["lev", "Кто подключил?"], ["rita", "Я, пока работает."]],
}


@dataclass(frozen=True)
class Spirit:
    """A running forum; `ids` are those of its topics and comments, in their order."""

    url: str
    ids: Mapping[str, Any]
    do: Callable[..., Any]
    folder: Path

    def comment(self, number: int) -> str:
        """Return the id of a comment of the long topic, counted from 1."""
        return str(self.ids[LONG]["comments"][number - 1])

    def purge_before(self, page: int, number: int) -> None:
        """Purge a comment at the moment when a page is asked for."""
        plan = {"page": str(page), "comment": int(self.comment(number))}
        (self.folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")


@dataclass(frozen=True)
class Read:
    """What one crawl brought; `long` is the visit of the long topic."""

    status: CrawlStatus
    messages: dict[str, Message]
    visits: dict[str, ThreadVisit]
    probes: list[Probe]
    long: ThreadVisit


@pytest.fixture
def spirit(servers: SimpleNamespace, tmp_path: Path) -> Iterator[Spirit]:
    """A Spirit with a topic of 45 comments on three pages, and one of two."""
    python = servers.python_of("spirit")
    url = f"http://127.0.0.1:{servers.free_port()}"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "settings", "SPIRIT_URL": f"{url}/"}
    folder = tmp_path / "forum"
    folder.mkdir()
    template = servers.run([python, "-c", "import spirit; print(spirit.__path__[0])"]).strip()
    start = ["-m", "django", "startproject", f"--template={template}/extra/project_template"]
    servers.run([python, *start, "forum", str(folder)])
    for script in ("settings.py", "act.py"):
        shutil.copy(HERE / script, folder)

    def manage(*words: str) -> str:
        return str(servers.run([python, str(folder / "manage.py"), *words], environment))

    def do(verb: str, **given: object) -> Any:
        return json.loads(servers.run([python, str(folder / "act.py"), verb, json.dumps(given)], environment))

    manage("migrate", "--verbosity=0")
    manage("createcachetable")
    ids = do("seed", topics=TOPICS)
    serve = [python, str(folder / "manage.py"), "runserver", url.removeprefix("http://")]
    with servers.running([*serve, "--noreload", "--insecure"], log=folder / "log", environment=environment):
        servers.wait(lambda: servers.answers(f"{url}/"))
        yield Spirit(url=url, ids=ids, do=do, folder=folder)


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
    assert len(first.messages) == 47
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


def test_a_purge_between_two_pages_is_noticed_or_the_message_that_it_hid_answers_when_asked(
    spirit: Spirit, read: Callable[..., Read]
) -> None:
    spirit.purge_before(page=2, number=4)
    shifted = read()
    assert shifted.long.status is VisitStatus.PARTIAL
    assert "first page changed" in shifted.long.reason
    spirit.purge_before(page=3, number=25)  # page 1 stays as it was, and no total tells
    missed = read()
    hidden = set(shifted.messages) - set(missed.messages) - {spirit.comment(25), spirit.comment(4)}
    assert len(hidden) == 1
    found = read(probes=[order(spirit, key) for key in hidden])
    assert {(one.status, one.control_status) for one in found.probes} == {
        (ProbeStatus.ALIVE, ProbeStatus.ALIVE)
    }
    assert hidden < set(found.messages)


def order(spirit: Spirit, key: str) -> ProbeOrder:
    control = spirit.comment(1)
    return ProbeOrder(
        thread_key=str(spirit.ids[LONG]["topic"]),
        message_key=key,
        url=f"{spirit.url}/comment/{key}/find/",
        control_key=control,
        control_url=f"{spirit.url}/comment/{control}/find/",
    )


def changed(message: Message, after: Read) -> bool:
    now = after.messages.get(message.message_key)
    return now is not None and now.content_hash != message.content_hash

"""The comments spider against a real Isso, and what the ledger concludes of what happens there."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import duckdb
import pytest

from crawlers.items import CrawlStatus, Message, Probe, ProbeStatus, State, ThreadVisit, VisitStatus
from crawlers.landing import read_messages, read_probes, read_visits
from crawlers.runner import run_crawl
from crawlers.sources import load_source
from crawlers.spec import ProbeOrder
from tests.watching import OUR_SERVER
from warehouse.load import load_crawl
from warehouse.schedule import due_probes, known_threads

HERE = Path(__file__).parent
TARIFF, OUTAGES, ALONE = "/tarif/", "/avarii/", "/odin/"
SOURCE = (
    OUR_SERVER
    + """
title = "Comments for tests"
engine = "comments"
url = "{url}/"
revisit = "always"

[expect]
fields = ["text", "published_at", "author"]

[comments]
profile = "isso"
threads = ["/tarif/", "/avarii/", "/odin/"]
pages = "https://blog.example/"
"""
)


@dataclass(frozen=True)
class Isso:
    """A running server; `cookies` are those by which authors may change their comments, by number."""

    url: str
    cookies: dict[int, str] = field(default_factory=dict)

    def say(self, uri: str, author: str, text: str, *, to: int | None = None) -> int:
        """Write a comment, and return its number."""
        title = "Тарифы"  # without one Isso would ask the page for it
        said = {"author": author, "text": text, "parent": to, "title": title, "email": "a@example.test"}
        return int(self._ask("POST", f"/new?uri={quote(uri, safe='')}", said)["id"])

    def edit(self, number: int, text: str) -> None:
        """Change a comment as its author."""
        self._ask("PUT", f"/id/{number}", {"text": text}, number)

    def delete(self, number: int) -> None:
        """Delete a comment as its author."""
        self._ask("DELETE", f"/id/{number}", None, number)

    def _ask(self, method: str, path: str, said: object, number: int = 0) -> Any:
        headers = {"Content-Type": "application/json", "Cookie": self.cookies.get(number, "")}
        body = json.dumps(said).encode() if said else None
        order = urllib.request.Request(self.url + path, method=method, data=body, headers=headers)
        with urllib.request.urlopen(order, timeout=30) as answer:
            told = json.loads(answer.read())
            if method != "DELETE":
                self.cookies[told["id"]] = answer.headers["Set-Cookie"].partition(";")[0]
        return told


@dataclass(frozen=True)
class Visit:
    """What one crawl brought, and the events that the ledger made of it."""

    status: CrawlStatus
    messages: dict[int, Message]  # by the number that Isso gave the comment
    threads: dict[str, ThreadVisit]
    probes: dict[int, Probe]
    events: dict[str, int]


@pytest.fixture
def isso(servers: SimpleNamespace, tmp_path: Path) -> Iterator[Isso]:
    program = Path(servers.python_of("isso")).with_name("isso")
    url = f"http://127.0.0.1:{servers.free_port()}"
    settings = tmp_path / "isso.cfg"
    settings.write_text((HERE / "isso.cfg").read_text().format(folder=tmp_path, url=url))
    with servers.running([str(program), "-c", str(settings), "run"], log=tmp_path / "isso.log"):
        servers.wait(lambda: servers.answers(f"{url}/config"))
        yield Isso(url)


@pytest.fixture
def visit(isso: Isso, tmp_path: Path) -> Callable[[float], Visit]:
    """Crawl the comments some hours after now as the warehouse orders it, and load what came."""
    path, warehouse = tmp_path / "blog.toml", tmp_path / "warehouse.duckdb"
    path.write_text(SOURCE.format(url=isso.url), encoding="utf-8")
    source, begin = load_source(path), datetime.now(UTC)

    def crawl(hours: float) -> Visit:
        at = begin + timedelta(hours=hours)
        asked = due_probes(warehouse, source.name, now=at)
        record = run_crawl(
            source,
            landing_dir=tmp_path,
            author_key=b"0" * 32,
            contact="t@example.test",
            at=at,
            known_threads=known_threads(warehouse, source.name),
            probes=[ProbeOrder(**asdict(one)) for one in asked],
        )
        folder = tmp_path / record.crawl_id
        return Visit(
            status=record.status,
            messages={number_of(one.message_key): one for one in read_messages(folder)},
            threads={one.thread_key: one for one in read_visits(folder)},
            probes={number_of(one.message_key): one for one in read_probes(folder)},
            events=dict(load_crawl(warehouse, folder).events),
        )

    return crawl


@pytest.fixture
def events(tmp_path: Path) -> Callable[[], list[tuple[Any, ...]]]:
    """Everything that happened after comments had appeared: what, to which number, how sure."""

    def read() -> list[tuple[Any, ...]]:
        query = "SELECT kind, coalesce(message_key, thread_key), evidence FROM raw.message_events"
        with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
            rows = connection.execute(f"{query} WHERE kind <> 'appeared' ORDER BY event_id").fetchall()
        return sorted((kind, number_of(key), grade or "") for kind, key, grade in rows)

    return read


def number_of(key: str) -> Any:
    number = key.partition("-")[0]
    return int(number) if number.isdecimal() else key


def test_a_tombstone_a_removal_and_an_edit_end_as_what_they_are(
    isso: Isso, visit: Callable[[float], Visit], events: Callable[[], list[tuple[Any, ...]]]
) -> None:
    grave = isso.say(TARIFF, "Ефросинья", "Третий день **нет связи**.")
    reply = isso.say(TARIFF, "Поддержка", "Проверим линию.", to=grave)
    edited = isso.say(TARIFF, "Лука", "Всё хорошо работает.")
    gone = isso.say(TARIFF, "Марфа", "Обещали мастера, никто не приехал.")
    alone = isso.say(ALONE, "Марфа", "Одна тут.")
    isso.say(OUTAGES, "Зосима", "А у нас работает.")
    first = visit(0)
    check_first(first, grave, reply)
    assert first.events == {"appeared": 6}

    isso.delete(grave)
    isso.delete(gone)
    isso.delete(alone)
    isso.edit(edited, "Всё хорошо работало, теперь нет.")
    second = visit(1)
    assert second.events == {"deleted": 1, "edited": 1, "missing": 1}
    assert (second.messages[grave].state, second.messages[grave].text) == (State.TOMBSTONE, "")
    assert second.messages[edited].raw["edited"]
    assert second.threads[TARIFF].status is VisitStatus.COMPLETE
    assert second.threads[ALONE].status is VisitStatus.GONE

    third = visit(26)
    asked = third.probes[gone]
    assert (asked.status, asked.http_status, asked.control_status) == (
        ProbeStatus.GONE,
        404,
        ProbeStatus.ALIVE,
    )
    assert third.events == {"deleted": 1, "missing": 1, "thread_gone": 1}
    assert events() == [
        ("deleted", grave, "A"),
        ("deleted", gone, "B"),
        ("edited", edited, ""),
        ("missing", gone, "C"),
        ("missing", gone, "C"),
        ("thread_gone", ALONE, "B"),
    ]
    isso.delete(reply)  # with the last reply Isso takes the tombstone away, which is no news
    assert visit(27).events == {"missing": 1}


def check_first(first: Visit, grave: int, reply: int) -> None:
    assert first.status is CrawlStatus.COMPLETE
    assert {key: visit.reason for key, visit in first.threads.items()} == {TARIFF: "", OUTAGES: "", ALONE: ""}
    assert first.messages[grave].text == "Третий день нет связи."
    assert first.messages[grave].url == f"https://blog.example/tarif/#isso-{grave}"
    assert first.messages[reply].parent_key == first.messages[grave].message_key
    assert "example.test" not in str(first.messages)


def test_a_number_that_is_given_again_is_another_comment(
    isso: Isso, visit: Callable[[float], Visit], events: Callable[[], list[tuple[Any, ...]]]
) -> None:
    isso.say(TARIFF, "Лука", "Первый.")
    last = isso.say(TARIFF, "Марфа", "Интернета нет вторую неделю.")
    before = visit(0)
    isso.delete(last)
    assert isso.say(OUTAGES, "Зосима", "Совсем о другом.") == last
    for hours in (1, 26, 51):
        after = visit(hours)
    assert after.messages[last].message_key != before.messages[last].message_key
    assert {(one.status, one.http_status) for one in after.probes.values()} == {(ProbeStatus.UNKNOWN, 403)}
    assert {(kind, grade) for kind, _, grade in events()} == {("missing", "C"), ("removed_inferred", "C")}

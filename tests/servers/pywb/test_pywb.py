"""The archive spider against a real pywb, which serves Common Crawl's index too, and on into the ledger."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from crawlers.items import Crawl, CrawlStatus
from crawlers.landing import finished_crawls
from crawlers.runner import run_crawl
from crawlers.sources import load_source
from tests.watching import OUR_SERVER
from warehouse.load import load_crawl
from warehouse.schedule import read_until

SCRIPT = Path(__file__).parent / "write_warc.py"
SOURCE = (
    OUR_SERVER
    + """
title = "An archive for tests"
engine = "archive"
url = "{url}/web/cdx"
[archive]
site = "https://otzyvy.example/"
index = "{index}"
replay = "{url}/web/{{timestamp}}id_/{{url}}"
[archive.reviews.lists]
thread = "li"
marker = "ul"
key_pattern = '/t/(\\d+)'
[archive.reviews.threads]
marker = "main"
total = "h2"
[archive.reviews.messages]
block = "article"
id = "::attr(id)"
author = "b"
badge = "i"
date = "time"
text = "p"
"""
)
Message = tuple[str, str]


def page(*messages: Message) -> str:
    blocks = "".join(
        f'<article id="{key}"><b>Автор {key}</b><time>вчера в 12:00</time><p>{text}</p></article>'
        for key, text in messages
    )
    return f"<html><main><h2>{len(messages)} сообщений</h2>{blocks}</main></html>"


def capture(day: int, thread: int, *messages: Message, status: str = "200 OK") -> dict[str, str]:
    return {
        "at": f"2024-03-{day:02}T10:00:00Z",
        "url": f"http://www.otzyvy.example/t/{thread}",
        "status": status,
        "page": page(*messages) if messages else "<html>Нет такой страницы</html>",
    }


LOST = ("a", "Третий день нет сети.")
CAPTURES = [
    capture(1, 5, LOST),
    capture(4, 5, ("a", "Починили, спасибо."), ("b", "А у меня нет.")),
    capture(8, 5, status="404 Not Found"),
    capture(9, 5, status="404 Not Found"),
    capture(1, 6, ("c", "Дорого."), ("d", "И медленно.")),
    capture(2, 6, ("c", "Дорого."), ("d", "И медленно.")),  # the same again
    *(capture(day, 6, ("c", f"Дорого, и это правка {day}.")) for day in (3, 5, 7)),
    {**capture(3, 7, ("x", "Чужое.")), "url": "http://www.otzyvy.example/news/7"},
]


@dataclass(frozen=True)
class Archive:
    """A running pywb, and what was read of it so far."""

    url: str
    folder: Path
    python: str
    run: Callable[..., str]

    def add(self, name: str, captures: Sequence[dict[str, str]]) -> None:
        """Take in further captures; pywb sees them at once."""
        file = self.folder / f"{name}.warc.gz"
        self.run([self.python, str(SCRIPT), str(file)], given=json.dumps(captures))
        manager = Path(self.python).with_name("wb-manager")
        self.run(["env", "-C", str(self.folder), str(manager), "add", "web", str(file)])

    def crawl(self, index: str = "cdx") -> Crawl:
        """Crawl the archive, and load what landed into the warehouse."""
        file = self.folder / "otzyvy.toml"
        file.write_text(SOURCE.format(url=self.url, index=index), encoding="utf-8")
        warehouse, landing = self.folder / "w.duckdb", self.folder / "landing"
        record = run_crawl(
            load_source(file),
            landing_dir=landing,
            author_key=b"0" * 32,
            contact="t@example.test",
            after=read_until(warehouse, "otzyvy"),
            at=datetime.now(UTC) + timedelta(seconds=len(finished_crawls(landing))),
        )
        for landed in finished_crawls(landing):
            assert load_crawl(warehouse, landed.folder).quarantined is None
        return record

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what the warehouse answers."""
        with duckdb.connect(str(self.folder / "w.duckdb")) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            return connection.execute(query).fetchall()


@pytest.fixture
def archive(servers: SimpleNamespace, tmp_path: Path) -> Iterator[Archive]:
    """A pywb with one collection."""
    python = servers.python_of("pywb")
    url = f"http://127.0.0.1:{servers.free_port()}"
    one = Archive(url=url, folder=tmp_path, python=python, run=servers.run)
    programs = Path(python).parent
    servers.run(["env", "-C", str(tmp_path), str(programs / "wb-manager"), "init", "web"])
    one.add("first", CAPTURES)
    serve = [str(programs / "wayback"), "-b", "127.0.0.1", "-p", url.rpartition(":")[2], "-d", str(tmp_path)]
    server: AbstractContextManager[None] = servers.running(serve, log=tmp_path / "log")
    with server:
        servers.wait(lambda: servers.answers(f"{url}/"))
        yield one


@pytest.mark.parametrize("index", ["cdx", "commoncrawl"])
def test_captures_become_messages_versions_and_events_of_their_own_time(archive: Archive, index: str) -> None:
    crawl = archive.crawl(index)
    assert (crawl.status, crawl.reason, crawl.messages, crawl.visits) == (CrawlStatus.COMPLETE, "", 8, 7)
    assert archive.rows(
        """
        SELECT thread_key, message_key, version_number, text, url, strftime(observed_at, '%d')
        FROM raw.message_versions ORDER BY message_key, version_number LIMIT 3
        """
    ) == [
        ("5", "a", 1, "Третий день нет сети.", "https://otzyvy.example/t/5", "01"),
        ("5", "a", 2, "Починили, спасибо.", "https://otzyvy.example/t/5", "04"),
        ("5", "b", 1, "А у меня нет.", "https://otzyvy.example/t/5", "04"),
    ]
    assert archive.rows(
        """
        SELECT message_key, kind, evidence, strftime(observed_at, '%d'), strftime(last_seen_at, '%d'),
            strftime(first_missing_at, '%d')
        FROM raw.message_events WHERE kind <> 'appeared' AND kind <> 'missing' ORDER BY 1, 4
        """
    ) == [
        ("a", "edited", None, "04", None, None),
        ("c", "edited", None, "03", None, None),
        ("c", "edited", None, "05", None, None),
        ("c", "edited", None, "07", None, None),
        ("d", "removed_inferred", "C", "07", "01", "03"),
    ]
    assert archive.rows(
        "SELECT thread_key, strftime(visited_at, '%d'), reason FROM raw.thread_visits WHERE status = 'gone'"
    ) == [("5", "08", "the site answered 404 to the archive")]


def test_what_the_archive_captured_since_is_read_next_time_and_nothing_else(archive: Archive) -> None:
    archive.crawl()
    before = archive.rows("SELECT count(*) FROM raw.thread_visits")
    quiet = archive.crawl()
    assert (quiet.status, quiet.messages, archive.rows("SELECT count(*) FROM raw.thread_visits")) == (
        CrawlStatus.COMPLETE, 0, before,
    )  # fmt: skip
    archive.add("second", [capture(20, 5, ("a", "Починили, спасибо."), ("b", "А у меня нет."))])
    assert archive.crawl().messages == 2
    assert archive.rows("SELECT DISTINCT kind FROM raw.message_events WHERE message_key IN ('a', 'b')") == [
        ("appeared",), ("edited",),
    ]  # fmt: skip

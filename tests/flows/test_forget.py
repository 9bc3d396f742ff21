"""`otklik forget`: what a person sees of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawlers.errors import LandingCorrupt
from crawlers.importing import import_rows
from crawlers.landing import read_messages
from flows.config import Settings
from flows.forgetting import Wanted, forget
from flows.loading import load_landed
from warehouse.connection import open_reader


@pytest.fixture
def twins(settings: Settings) -> Settings:
    """A warehouse in which two sources have a message with the key 1."""
    for source in ("one", "two"):
        import_rows(
            [{"id": "1", "text": f"Жалоба на {source}"}],
            source=source,
            mapping={},
            landing_dir=settings.landing_dir,
            key=b"k" * 32,
            timezone="Europe/Moscow",
        )
    assert load_landed(settings).problems == ()
    return settings


def test_a_key_of_two_sources_wants_a_source_which_can_be_named(
    twins: Settings, otklik: Callable[..., Any]
) -> None:
    asked = otklik("forget", "--message", "1")
    assert (asked.returncode, "one, two" in asked.stderr) == (1, True)
    done = otklik("forget", "--message", "1", "--source", "two")
    assert done.stdout.startswith("1 messages in 1 versions have no text any more; run `otklik build`")
    with open_reader(twins.warehouse) as connection:
        kept = connection.execute("SELECT source, text FROM raw.message_versions ORDER BY source").fetchall()
    assert kept == [("one", "Жалоба на one"), ("two", "")]


def land(settings: Settings, *texts: str, hours: int) -> Path:
    crawl = import_rows(
        [{"id": str(number), "author": f"Автор {number}", "text": text} for number, text in enumerate(texts)],
        source="mine",
        mapping={},
        landing_dir=settings.landing_dir,
        key=b"k" * 32,
        timezone="Europe/Moscow",
        at=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=hours),
    )
    return settings.landing_dir / crawl.crawl_id


def texts(folder: Path) -> list[str]:
    return [message.text for message in read_messages(folder)]


def test_what_waits_and_what_is_in_quarantine_is_erased_and_the_report_goes(settings: Settings) -> None:
    land(settings, "Тайна", "Моё", hours=0)
    load_landed(settings)
    held = land(settings, "Тайна!", "Моё!", hours=1)
    settings.quarantine_dir.mkdir()
    held = held.rename(settings.quarantine_dir / held.name)
    waiting = land(settings, "Тайна?", "Моё?", hours=2)
    settings.reports_dir.mkdir()
    (settings.reports_dir / "report.html").write_text("«Тайна»", encoding="utf-8")
    (author, *_) = [message.author_hash for message in read_messages(held)]
    assert forget(settings, Wanted(author=author)).messages == 1
    assert (texts(held), texts(waiting)) == (["", "Моё!"], ["", "Моё?"])
    assert list(settings.reports_dir.iterdir()) == []


def test_a_folder_that_cannot_be_read_stops_it_before_anything_is_erased(settings: Settings) -> None:
    land(settings, "Тайна", hours=0)
    load_landed(settings)
    broken = land(settings, "Тайна!", hours=1)
    (broken / "messages.jsonl.gz").write_bytes(b"no gzip")
    with pytest.raises(LandingCorrupt, match="delete its folder"):
        forget(settings, Wanted(message="0"))
    with open_reader(settings.warehouse) as connection:
        assert connection.execute("SELECT text FROM raw.message_versions").fetchall() == [("Тайна",)]

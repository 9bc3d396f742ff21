"""`otklik forget`: what a person sees of it."""

from collections.abc import Callable
from typing import Any

import pytest

from crawlers.importing import import_rows
from flows.config import Settings
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

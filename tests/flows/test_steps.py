"""The plain steps: which sources are read, and how a crawl goes right or wrong."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawlers.errors import SourceDead, SourceInvalid, SourceUnknown
from flows import steps
from flows.config import Settings
from flows.errors import ContactMissing, NoSourceChosen
from flows.loading import load_landed

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PUBLIC = """
title = "Публичный сайт"
engine = "wordpress"
url = "https://example.org/"
hosts = ["example.org"]
timezone = "Europe/Moscow"
terms = "A test that never reaches it."
"""


def names(settings: Settings, *chosen: str) -> list[str]:
    return [source.name for source in steps.choose_sources(settings, chosen)]


def test_the_named_sources_are_taken_once_and_in_order(
    settings: Settings, add_source: Callable[..., None]
) -> None:
    add_source("http://127.0.0.1:1", name="b")
    add_source("http://127.0.0.1:1", name="a")
    assert names(settings, "b", "a", "b") == ["b", "a"]


def test_without_a_choice_the_settings_choose(settings: Settings, add_source: Callable[..., None]) -> None:
    add_source("http://127.0.0.1:1", name="a")
    add_source("http://127.0.0.1:1", name="b")
    assert names(settings.model_copy(update={"sources": ("b",)})) == ["b"]


def test_without_any_choice_all_enabled_sources_are_taken(
    settings: Settings, add_source: Callable[..., None]
) -> None:
    add_source("http://127.0.0.1:1", name="on")
    add_source("http://127.0.0.1:1", name="off", extra="enabled = false")
    assert names(settings) == ["on"]


def test_an_unknown_source_is_answered_with_the_known_ones(
    settings: Settings, add_source: Callable[..., None]
) -> None:
    add_source("http://127.0.0.1:1", name="forum")
    with pytest.raises(SourceUnknown, match=r"no source 'frum'.*forum"):
        steps.choose_sources(settings, ["frum"])


def test_a_broken_source_file_is_named(settings: Settings) -> None:
    (settings.data_dir / "sources" / "bad.toml").write_text("title = 1", encoding="utf-8")
    with pytest.raises(SourceInvalid, match=r"bad\.toml"):
        steps.choose_sources(settings, ["bad"])


def test_nothing_to_read_is_an_error(settings: Settings) -> None:
    with pytest.raises(NoSourceChosen, match="No source is enabled"):
        steps.choose_sources(settings)


def test_nothing_to_read_is_fine_while_an_import_waits(settings: Settings) -> None:
    folder = settings.landing_dir / "20260301T120000Z-mine"
    folder.mkdir(parents=True)
    (folder / "crawl.json").touch()
    assert steps.choose_sources(settings) == ()


def test_a_public_site_is_not_asked_without_a_contact(settings: Settings) -> None:
    (settings.data_dir / "sources" / "public.toml").write_text(PUBLIC, encoding="utf-8")
    (source,) = steps.choose_sources(settings, ["public"])
    with pytest.raises(ContactMissing, match="Set `contact`"):
        steps.crawl(settings.model_copy(update={"contact": ""}), source)
    assert not settings.landing_dir.exists()


def test_a_crawl_lands_every_message(settings: Settings, forum: Any, add_source: Callable[..., None]) -> None:
    add_source(forum.url)
    (source,) = steps.choose_sources(settings, ["forum"])
    crawl = steps.crawl(settings, source, at=NOON)
    assert (crawl.crawl_id, crawl.messages, crawl.visits) == ("20260301T120000Z-forum", 4, 3)
    assert (settings.landing_dir / crawl.crawl_id / "crawl.json").is_file()


def test_the_clock_of_the_crawl_is_real_if_none_is_given(
    settings: Settings, forum: Any, add_source: Callable[..., None]
) -> None:
    add_source(forum.url)
    (source,) = steps.choose_sources(settings, ["forum"])
    assert abs(steps.crawl(settings, source).started_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_thread_that_left_the_list_is_asked_for_again(
    settings: Settings, forum: Any, add_source: Callable[..., None]
) -> None:
    add_source(forum.url)
    (source,) = steps.choose_sources(settings, ["forum"])
    steps.crawl(settings, source, at=NOON)
    load_landed(settings)
    del forum.threads[2]
    forum.requests.clear()
    steps.crawl(settings, source, at=NOON + timedelta(days=1))
    assert "/t/2" in forum.requests


def test_a_dead_site_is_said_to_be_dead(
    settings: Settings, forum: Any, add_source: Callable[..., None]
) -> None:
    add_source(forum.url)
    forum.status = 503
    (source,) = steps.choose_sources(settings, ["forum"])
    with pytest.raises(SourceDead, match="forum"):
        steps.crawl(settings, source)


def test_progress_names_the_step_when_it_begins(
    settings: Settings, forum: Any, add_source: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    add_source(forum.url)
    (source,) = steps.choose_sources(settings, ["forum"])
    with caplog.at_level("INFO", logger="flows"):
        steps.crawl(settings, source)
    assert caplog.messages[0] == "crawl forum: begins"


def test_a_new_text_is_annotated_once(settings: Settings, reviews: Path) -> None:
    from crawlers.importing import import_rows, read_table

    import_rows(
        read_table(reviews),
        source="mine",
        mapping={},
        landing_dir=settings.landing_dir,
        key=b"k" * 32,
        timezone=settings.timezone,
    )
    load_landed(settings)
    first = steps.annotate(settings)
    assert first.count == 2
    assert steps.annotate(settings) == steps.Annotated(version=first.version, count=0)

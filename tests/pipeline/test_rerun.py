"""Running again: nothing new makes nothing new, a new annotator adds its word, readers are left in peace."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

LATER = timedelta(days=1)
COUNTS = "SELECT count(*) FROM raw."
KEPT = (
    "message_versions",
    "message_events",
    "baselines",
    "annotations",
    "mentions",
    "evidence",
    "annotators",
)
NEW_PROVIDER = """
[[provider]]
slug = "master"
name = "Мастер"
aliases = ["мастер", "мастера", "мастеру"]
needs_context = false
"""


@pytest.fixture(scope="module")
def seen_twice(first_day: Any, site: Any, crawl: Any, two_days: Any, tmp_path_factory: Any) -> Any:
    """The first day crawled again a day later, when nothing on the site had changed; and what was said."""
    place = first_day.copy(tmp_path_factory.mktemp("twice") / "here")
    crawl(place, site, two_days[0], at=two_days[0] + LATER)
    return place, place.do("load"), place.do("annotate")


def test_an_unchanged_site_adds_a_visit_of_each_thread(first_day: Any, seen_twice: Any) -> None:
    place, *_ = seen_twice
    assert place.ask(f"{COUNTS}thread_visits") == 2 * first_day.ask(f"{COUNTS}thread_visits") > 0
    assert place.ask(f"{COUNTS}crawls") == 4


@pytest.mark.parametrize("table", KEPT)
def test_an_unchanged_site_adds_nothing_else(first_day: Any, seen_twice: Any, table: str) -> None:
    place, *_ = seen_twice
    name = f"raw.{table}"
    assert place.content("raw")[name] == first_day.content("raw")[name]


def test_the_commands_say_that_nothing_is_new(seen_twice: Any) -> None:
    _, loaded, annotated = seen_twice
    assert loaded.count(": 0 new messages, 0 new versions") == 2
    assert annotated.startswith("0 message versions annotated by ")


def test_loading_the_same_crawl_twice_is_loading_it_once(
    first_day: Any, site: Any, crawl: Any, two_days: Any, tmp_path: Path
) -> None:
    place = first_day.copy(tmp_path / "here")
    crawl(place, site, two_days[0])  # the same moment: the same crawls, landed once more
    assert place.do("load").count(": 0 new messages, 0 new versions") == 2
    assert place.content("raw") == first_day.content("raw")


@pytest.fixture(scope="module")
def annotated_again(first_day: Any, tmp_path_factory: Any) -> Any:
    """The first day built with one provider file, then annotated and built again with two."""
    place = first_day.copy(tmp_path_factory.mktemp("annotators") / "here")
    settings = place.folder / "otklik.toml"
    (place.folder / "more.toml").write_text(NEW_PROVIDER, "utf-8")
    text = settings.read_text("utf-8").replace('["providers.toml"]', '["providers.toml", "more.toml"]')
    settings.write_text(text, "utf-8")
    annotated = place.do("annotate")
    place.do("build")
    return place, annotated


@pytest.fixture(scope="module")
def two_annotators(annotated_again: Any) -> Any:
    return annotated_again[0]


def test_a_new_annotator_reads_everything_again(first_day: Any, annotated_again: Any) -> None:
    two_annotators, annotated = annotated_again
    old = first_day.ask(f"{COUNTS}annotations")
    assert annotated.startswith(f"{old} message versions annotated by ")
    assert two_annotators.ask("SELECT count(DISTINCT annotator_version) FROM raw.annotations") == 2


@pytest.mark.parametrize("table", ["annotations", "provider_sentiments", "mentions", "evidence", "providers"])
def test_the_old_annotations_stay_as_they_were(first_day: Any, two_annotators: Any, table: str) -> None:
    old, both = (place.content("raw")[f"raw.{table}"] for place in (first_day, two_annotators))
    assert old.total() > 0
    assert old <= both
    assert both.total() > old.total()


def test_the_marts_take_the_newest_annotator(first_day: Any, two_annotators: Any) -> None:
    versions = (
        "SELECT list(DISTINCT annotator_version) FROM marts.messages WHERE annotator_version IS NOT NULL"
    )
    newest = "SELECT arg_max(annotator_version, registered_at) FROM raw.annotators"
    assert two_annotators.ask(versions) == [two_annotators.ask(newest)]
    assert two_annotators.ask(newest) != first_day.ask(newest)
    assert two_annotators.ask("SELECT count(*) > 0 FROM marts.mentions WHERE provider = 'master'")


def test_the_marts_have_each_message_once(two_annotators: Any) -> None:
    messages = two_annotators.ask("SELECT count(DISTINCT (source, message_key)) FROM raw.message_versions")
    assert two_annotators.ask("SELECT count(*) FROM marts.messages") == messages


def test_a_reader_is_left_in_peace(two_annotators: Any, reading: Callable[..., Any], tmp_path: Path) -> None:
    place = two_annotators.copy(tmp_path / "here")
    count = f"{COUNTS}annotations"
    with reading(place.snapshot) as ask:
        old = ask(count)
        process = place.start("publish")
        while process.popen.poll() is None:
            assert ask(count) == old  # all the time
        assert process.popen.returncode == 0, process.stderr
        with reading(place.snapshot) as ask_anew:
            assert ask_anew(count) == str(2 * int(old))
            assert ask_anew("SELECT count(*) > 0 FROM marts.messages") == "True"
        assert ask(count) == old
        assert "marts" not in ask("SELECT string_agg(DISTINCT table_schema) FROM information_schema.tables")


def test_a_second_reader_and_a_second_publication_change_nothing_for_the_first(
    first_day: Any, reading: Callable[..., Any], tmp_path: Path
) -> None:
    place = first_day.copy(tmp_path / "here")
    number = "SELECT max(publication) FROM meta.publications"
    with reading(place.snapshot) as first:
        assert first(number) == "1"
        place.do("publish")
        with reading(place.snapshot) as second:
            assert second(number) == "2"
            place.do("publish")
            assert (first(number), second(number)) == ("1", "2")

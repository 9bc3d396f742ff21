"""From landing into the warehouse: what is stored, what is put away, what waits."""

import gzip
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawlers.importing import import_rows
from flows import loading, steps
from flows.config import Settings
from flows.errors import NotInQuarantine
from flows.loading import load_landed, trust_crawl
from flows.masking import MASKED, mask_landing
from warehouse.connection import open_reader
from warehouse.migrate import open_warehouse

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def land(settings: Settings, *texts: str, source: str = "mine", hours: int = 0) -> Path:
    """Land an import and return its folder."""
    crawl = import_rows(
        [{"text": text} for text in texts],
        source=source,
        mapping={"text": "text"},
        landing_dir=settings.landing_dir,
        key=b"k" * 32,
        timezone="Europe/Moscow",
        at=NOON + timedelta(hours=hours),
    )
    return settings.landing_dir / crawl.crawl_id


def stored_texts(settings: Settings) -> list[str]:
    with open_reader(settings.warehouse) as connection:
        return sorted(text for (text,) in connection.table("raw.message_versions").project("text").fetchall())


def left_in_landing(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.landing_dir.iterdir())


def test_a_landed_crawl_is_stored_and_its_folder_removed(settings: Settings) -> None:
    land(settings, "Первый", "Второй")
    loaded = load_landed(settings)
    assert [report.new_messages for report in loaded.reports] == [2]
    assert loaded.problems == ()
    assert stored_texts(settings) == ["Второй", "Первый"]
    assert left_in_landing(settings) == []


def test_nothing_in_landing_is_nothing_to_do(settings: Settings) -> None:
    assert load_landed(settings) == loading.Loaded()


def test_crawls_are_loaded_oldest_first(settings: Settings) -> None:
    land(settings, "Позже", hours=2)
    land(settings, "Раньше", hours=1)
    names = [report.crawl_id for report in load_landed(settings).reports]
    assert names == ["20260301T130000Z-mine", "20260301T140000Z-mine"]


def test_names_are_masked_before_they_are_stored(settings: Settings) -> None:
    land(settings, "Меня зовут Иванова Мария Петровна, интернета нет.")
    load_landed(settings)
    (text,) = stored_texts(settings)
    assert "Иванова" not in text
    assert "[имя]" in text


def test_the_masked_copy_lies_beside_the_original(settings: Settings) -> None:
    folder = land(settings, "Пишет Иванова Мария Петровна.")
    original = (folder / "messages.jsonl.gz").read_bytes()
    masked = mask_landing(folder, settings.warehouse)
    (row,) = [json.loads(line) for line in gzip.decompress(masked.read_bytes()).splitlines()]
    assert masked == folder / MASKED
    assert "Иванова" not in row["text"]
    assert (folder / "messages.jsonl.gz").read_bytes() == original
    assert {path.name for path in folder.iterdir()} == {
        "crawl.json",
        "messages.jsonl.gz",
        "messages.masked.jsonl.gz",
        "probes.jsonl.gz",
        "visits.jsonl.gz",
    }


def test_a_text_that_is_stored_already_is_taken_from_there(settings: Settings) -> None:
    land(settings, "Пишет Иванова Мария Петровна.")
    load_landed(settings)
    with open_warehouse(settings.warehouse) as connection:
        connection.execute("UPDATE raw.message_versions SET text = 'Уже замаскировано.'")
    folder = land(settings, "Пишет Иванова Мария Петровна.", "А это Пётр Сергеевич Ильин.", hours=5)
    rows = gzip.decompress(mask_landing(folder, settings.warehouse).read_bytes()).splitlines()
    assert [json.loads(row)["text"] for row in rows] == ["Уже замаскировано.", "А это [имя]."]


def test_a_crawl_that_was_stored_but_not_removed_is_skipped_and_removed(
    settings: Settings, tmp_path: Path
) -> None:
    folder = land(settings, "Один раз")
    shutil.copytree(folder, tmp_path / "copy")
    load_landed(settings)
    shutil.copytree(tmp_path / "copy", folder)
    assert [report.skipped for report in load_landed(settings).reports] == [True]
    assert stored_texts(settings) == ["Один раз"]
    assert left_in_landing(settings) == []


def test_what_an_interrupted_removal_left_is_swept_away(settings: Settings) -> None:
    folder = land(settings, "Уже загружено")
    folder.rename(settings.landing_dir / ".loaded-20260301T120000Z-mine")
    assert load_landed(settings).reports == ()
    assert left_in_landing(settings) == []


@pytest.mark.parametrize("name", ["crawl.json", "messages.jsonl.gz"])
def test_a_broken_crawl_is_reported_and_other_sources_are_loaded(settings: Settings, name: str) -> None:
    broken = land(settings, "Потеряно", source="broken")
    (broken / name).write_bytes((broken / name).read_bytes()[:20])
    land(settings, "Цело")
    loaded = load_landed(settings)
    assert stored_texts(settings) == ["Цело"]
    assert len(loaded.problems) == 1
    assert str(broken) in loaded.problems[0]
    assert left_in_landing(settings) == [broken.name]


def test_later_crawls_of_a_source_wait_for_a_broken_one(settings: Settings) -> None:
    broken = land(settings, "Потеряно")
    (broken / "crawl.json").write_text("{", encoding="utf-8")
    later = land(settings, "Подождёт", hours=5)
    assert load_landed(settings).reports == ()
    assert left_in_landing(settings) == [broken.name, later.name]


def test_a_crawl_that_is_not_believed_goes_to_quarantine_until_trusted(
    settings: Settings, forum: Any, add_source: Callable[..., None]
) -> None:
    add_source(forum.url)
    forum.threads = {
        1: [("Ю", "", "2026-01-05T10:00:00+03:00", f"Добрый день, Виктор! {n}") for n in range(12)]
    }
    (source,) = steps.choose_sources(settings, ["forum"])
    steps.crawl(settings, source, at=NOON)
    load_landed(settings)
    forum.threads[1] = forum.threads[1][:2]
    steps.crawl(settings, source, at=NOON + timedelta(days=1))

    (problem,) = load_landed(settings).problems

    assert "otklik load --trust 20260302T120000Z-forum" in problem
    (kept,) = settings.quarantine_dir.iterdir()
    assert kept.name == "20260302T120000Z-forum"
    assert "Добрый день, [имя]!" in gzip.decompress((kept / "messages.jsonl.gz").read_bytes()).decode()
    assert not (kept / MASKED).exists()
    assert trust_crawl(settings, "20260302T120000Z-forum").events["missing"] == 10
    assert list(settings.quarantine_dir.iterdir()) == []


def test_only_a_crawl_in_quarantine_can_be_trusted(settings: Settings) -> None:
    folder = land(settings, "Ждёт своей очереди")
    settings.quarantine_dir.mkdir()
    for name in ("x", f"../landing/{folder.name}", str(folder.absolute())):
        with pytest.raises(NotInQuarantine, match=f"no crawl '{name}'"):
            trust_crawl(settings, name)
    assert folder.is_dir()

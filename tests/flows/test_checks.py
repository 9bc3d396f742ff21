"""What the doctor finds, and that it changes nothing."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows import steps
from flows.checks import Finding, Level, examine
from flows.config import Settings
from warehouse.connection import open_writer


def findings(settings: Settings, about: str) -> list[Finding]:
    return [finding for finding in examine(settings) if finding.about == about]


def level(settings: Settings, about: str) -> Level:
    (finding,) = findings(settings, about)
    return finding.level


def test_a_fresh_place_has_nothing_broken(settings: Settings) -> None:
    assert {finding.level for finding in examine(settings)} <= {Level.OK, Level.WARN}


def test_looking_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    list(examine(settings))
    assert sorted(tmp_path.rglob("*")) == before


def test_a_missing_contact_is_told(settings: Settings) -> None:
    assert [one.level for one in findings(settings, "config")] == [Level.OK]
    without = settings.model_copy(update={"contact": ""})
    assert [one.level for one in findings(without, "config")] == [Level.OK, Level.WARN]


def test_a_broken_source_file_fails(settings: Settings) -> None:
    (settings.data_dir / "sources" / "bad.toml").write_text("title = 1", encoding="utf-8")
    first, *_ = findings(settings, "sources")
    assert first.level is Level.FAIL
    assert "bad.toml" in first.text


@pytest.mark.parametrize(
    ("ours", "broken", "words"),
    [
        ('thread = "li"', 'thread = "li["', r"reviews\.lists\.thread: 'li\[' cannot be used"),
        ("'/t/(\\d+)'", "'/t/\\d+'", r"reviews\.lists\.key_pattern: .* has no group"),
    ],
)
def test_a_selector_that_cannot_be_used_fails(
    settings: Settings, add_source: Callable[..., None], ours: str, broken: str, words: str
) -> None:
    add_source("http://127.0.0.1:1")
    path = settings.data_dir / "sources" / "forum.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(ours, broken), encoding="utf-8")
    first, *_ = findings(settings, "sources")
    assert first.level is Level.FAIL
    assert re.search(rf"forum\.toml: {words}", first.text)


def test_a_source_without_a_file_fails(settings: Settings) -> None:
    wrong = settings.model_copy(update={"sources": ("nowhere",)})
    assert Level.FAIL in {one.level for one in findings(wrong, "sources")}


def test_enabled_sources_are_listed(settings: Settings, add_source: Callable[..., None]) -> None:
    assert level(settings, "sources") is Level.WARN
    add_source("http://127.0.0.1:1")
    (finding,) = findings(settings, "sources")
    assert (finding.level, finding.text.split()[0]) == (Level.OK, "forum")


def test_a_broken_provider_file_fails(settings: Settings) -> None:
    broken = settings.data_dir / "providers.toml"
    broken.write_text("[[provider]]\nslug = 1\n", encoding="utf-8")
    (finding,) = findings(settings.model_copy(update={"provider_files": (broken,)}), "annotator")
    assert finding.level is Level.FAIL
    assert "providers.toml" in finding.text


def test_a_damaged_warehouse_fails(settings: Settings) -> None:
    assert level(settings, "warehouse") is Level.WARN
    settings.warehouse.write_bytes(b"not a database" * 1000)
    assert level(settings, "warehouse") is Level.FAIL


def test_a_database_without_our_tables_is_told(settings: Settings) -> None:
    with open_writer(settings.warehouse):
        pass
    (finding,) = findings(settings, "warehouse")
    assert (finding.level, "migrations are pending" in finding.text) == (Level.WARN, True)


def test_a_warehouse_with_all_tables_is_fine(settings: Settings) -> None:
    steps.annotate(settings)
    assert level(settings, "warehouse") is Level.OK


def test_an_old_snapshot_is_told(settings: Settings) -> None:
    assert level(settings, "snapshot") is Level.WARN
    steps.annotate(settings)
    steps.publish(settings, run="test")
    assert level(settings, "snapshot") is Level.OK
    os.utime(settings.snapshot, (0, 0))
    assert level(settings, "snapshot") is Level.WARN


def test_a_key_that_others_can_read_is_told(settings: Settings) -> None:
    settings.key_file.write_text("0" * 64, encoding="utf-8")
    settings.key_file.chmod(0o644)
    assert level(settings, "key") is Level.WARN
    settings.key_file.chmod(0o600)
    assert findings(settings, "key") == []


def test_waiting_and_quarantined_crawls_are_told(settings: Settings) -> None:
    for folder in (settings.landing_dir, settings.quarantine_dir):
        (folder / "20260301T120000Z-mine").mkdir(parents=True)
        (folder / "20260301T120000Z-mine" / "crawl.json").touch()
    assert level(settings, "landing") is Level.WARN
    (finding,) = findings(settings, "quarantine")
    assert "otklik load --trust 20260301T120000Z-mine" in finding.text


def test_a_folder_that_cannot_be_written_fails(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (finding,) = findings(settings.model_copy(update={"data_dir": tmp_path / "file" / "data"}), "folder")
    assert finding.level is Level.FAIL


@pytest.mark.parametrize(("encoding", "expected"), [("utf-8", Level.OK), ("ascii", Level.WARN)])
def test_a_terminal_without_russian_letters_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, encoding: str, expected: Level, tmp_path: Path
) -> None:
    with (tmp_path / "terminal").open("w", encoding=encoding) as terminal:
        monkeypatch.setattr("sys.stdout", terminal)
        assert level(settings, "encoding") is expected


def test_mistakes_of_ours_are_not_swallowed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def check_wrongly(_settings: Settings) -> Any:
        raise KeyError("x")

    monkeypatch.setattr("flows.checks.CHECKS", (check_wrongly,))
    with pytest.raises(KeyError):
        list(examine(settings))

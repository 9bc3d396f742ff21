"""`otklik evaluate`: gold rows in, scores out, and what was wrong in a file."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.config import Settings

Run = Callable[..., Any]
GOLD = [
    {"id": 1, "text": "Приносим извинения за неудобства.", "apology": ["given"], "leaving": True},
    {"id": 2, "text": "Трубку никто не берёт третий день.", "ignoring": ["claimed"], "apology": []},
]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Two labelled texts, one label of which the annotator has to miss."""
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in GOLD), encoding="utf-8")
    return path


def test_scores_are_written_as_json_and_errors_into_a_file(
    otklik: Run, settings: Settings, gold: Path, tmp_path: Path
) -> None:
    done = otklik("evaluate", str(gold), "--format", "json", "--errors", "wrong.jsonl")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [field["field"] for field in told["fields"]] == ["apology", "ignoring", "leaving"]
    assert told["fields"][0]["labels"][0]["f1"]["value"] == 1
    (wrong,) = map(json.loads, (tmp_path / "wrong.jsonl").read_text(encoding="utf-8").splitlines())
    assert (wrong["id"], wrong["field"], wrong["gold"], wrong["found"]) == (1, "leaving", True, False)


@pytest.mark.parametrize(("form", "mark"), [("table", "F1 of keywords"), ("markdown", "| apology")])
def test_scores_are_written_for_people(
    otklik: Run, settings: Settings, gold: Path, form: str, mark: str
) -> None:
    done = otklik("evaluate", str(gold), "--format", form)
    assert done.returncode == 0, done.stderr
    assert mark in done.stdout
    assert "texts of 300 characters a second" in done.stdout


def test_a_broken_gold_file_gets_one_sentence_and_no_errors_file(
    otklik: Run, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "gold.jsonl").write_text('{"id": 1, "text": "а", "role": "boss"}', encoding="utf-8")
    done = otklik("evaluate", "gold.jsonl", "--errors", "wrong.jsonl")
    assert done.returncode == 1
    assert "role is 'boss', but takes customer, company, other" in done.stderr
    assert not (tmp_path / "wrong.jsonl").exists()

"""`otklik classify`: JSON lines through the annotator, without warehouse and without Prefect."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.config import Settings

Run = Callable[..., Any]
LINES = [
    {"id": "a", "text": "Лучик игнорирует мои заявки, ужасно!", "provider": "Лучик"},
    {"id": "b", "text": "Приносим извинения за неудобства.", "author_badge": "Официальный ответ"},
    {"id": 3, "text": "Спасибо, всё работает отлично."},
]
TEXT = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in LINES)
FIELDS = {
    *("id", "role", "sentiment", "sentiment_scores", "apology", "ignoring", "ignoring_kinds"),
    *("compensation", "resolved", "leaving", "providers", "evidence", "annotator_version"),
}


def test_one_object_comes_out_for_each_that_goes_in(
    otklik: Run, settings: Settings, json_lines: Callable[[str], list[dict[str, Any]]]
) -> None:
    done = otklik("classify", "-", text=TEXT)
    assert done.returncode == 0, done.stderr
    rows = json_lines(done.stdout)
    assert [row["id"] for row in rows] == ["a", "b", 3]
    assert set(rows[0]) == FIELDS
    assert rows[0]["providers"][0]["provider"] == "luchik"
    assert rows[1]["role"] == "company"
    assert "given" in rows[1]["apology"]
    for row, line in zip(rows, LINES, strict=True):
        assert sum(row["sentiment_scores"].values()) == pytest.approx(1, abs=0.001)
        assert all(str(line["text"])[e["start"] : e["end"]] == e["quote"] for e in row["evidence"])


def test_a_text_cut_inside_a_character_is_read(
    otklik: Run, settings: Settings, json_lines: Callable[[str], list[dict[str, Any]]]
) -> None:
    done = otklik("classify", "-", text='{"id": "\\ud83d", "text": "Связь ужасная, игнорируют \\ud83d"}\n')
    assert done.returncode == 0, done.stderr
    assert json_lines(done.stdout)[0]["sentiment"] == "negative"


def test_a_file_goes_in_and_out(otklik: Run, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("\ufeff" + TEXT + "\n", encoding="utf-8")
    done = otklik("classify", "in.jsonl", "-o", "out.jsonl")
    assert (done.returncode, done.stdout) == (0, "")
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"id": 1, "text": "a"}\n{"id": 2, "te', "line 2 is not a whole JSON object"),
        ("просто текст".encode(), "each line is one, with `id` and `text`"),
        ('{"id": 1, "text": "привет"}'.encode("cp1251"), "line 1 is not UTF-8"),
        (b'{"id": 1, "body": "a"}', "line 1 has no text"),
        (b'{"text": "a"}', "line 1 has no id"),
        (b"[1]", "line 1 has no text"),
        (b"\n", "in.jsonl is empty"),
    ],
)
def test_bad_input_is_refused_with_its_place(
    otklik: Run, settings: Settings, tmp_path: Path, content: bytes, sentence: str
) -> None:
    (tmp_path / "in.jsonl").write_bytes(content)
    done = otklik("classify", "in.jsonl", "-o", "out.jsonl")
    assert done.returncode == 1
    assert sentence in done.stderr
    assert {path.name for path in tmp_path.iterdir() if "out" in path.name} == set()


def test_a_missing_file_is_named(otklik: Run, settings: Settings) -> None:
    done = otklik("classify", "gone.jsonl")
    assert done.returncode == 1
    assert "gone.jsonl cannot be read" in done.stderr


def test_neither_prefect_nor_the_warehouse_is_imported(settings: Settings) -> None:
    code = (
        "import sys; from flows.cli import app; app(['classify', '-'], standalone_mode=False);"
        "print([n for n in sys.modules if n.split('.')[0] in {'prefect', 'duckdb', 'scrapy'}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=TEXT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"

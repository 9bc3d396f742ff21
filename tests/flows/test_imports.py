"""`otklik import` and its `--map COLUMN=FIELD`."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.commands.imports import parse_mapping, summary
from flows.config import Settings
from flows.errors import MappingInvalid
from flows.loading import load_landed
from warehouse.tabular import Table, write_table

Run = Callable[..., Any]


def test_a_mapping_says_which_column_holds_a_field() -> None:
    assert parse_mapping(["Отзыв=text", "Дата публикации=date"]) == {
        "text": "Отзыв",
        "date": "Дата публикации",
    }


def test_a_column_may_hold_an_equals_sign() -> None:
    assert parse_mapping(["a=b=text"]) == {"text": "a=b"}


def test_an_empty_column_leaves_the_field_out() -> None:
    assert parse_mapping(["=id"]) == {"id": ""}


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        (["text"], "not of the form COLUMN=FIELD"),
        (["text="], "not of the form COLUMN=FIELD"),
        (["text=Отзыв"], "wrong way round: write --map Отзыв=text"),
        (["a=text", "b=text"], "gives 'text' twice"),
    ],
)
def test_other_forms_are_refused(pairs: list[str], sentence: str) -> None:
    with pytest.raises(MappingInvalid, match=sentence):
        parse_mapping(pairs)


def test_the_summary_names_what_was_taken_and_what_was_not() -> None:
    lines = list(summary({"mapping": {"text": "Отзыв"}, "rows": 3, "left_out": 1, "doubled": 0}))
    assert lines == ["'Отзыв' is the text", "1 rows without a text and a title were left out"]


def test_a_csv_file_lands_and_loads(otklik: Run, settings: Settings, reviews: Path) -> None:
    done = otklik("import", str(reviews), "--source", "mine")
    assert done.returncode == 0, done.stderr
    assert "2 messages" in done.stdout
    assert "'Отзыв' is the text" in done.stderr
    assert [report.new_messages for report in load_landed(settings).reports] == [2]


def test_columns_of_any_name_can_be_mapped(otklik: Run, settings: Settings, tmp_path: Path) -> None:
    rows = '{"t": "Лучик хуже некуда", "d": 1750000000}\n{"t": "Лучик лучше всех", "d": 1750000001}\n'
    (tmp_path / "r.jsonl.gz").write_bytes(gzip.compress(rows.encode()))
    done = otklik("import", "r.jsonl.gz", "-s", "mine", "--map", "t=text", "--map", "d=date")
    assert done.returncode == 0, done.stderr
    assert [report.new_messages for report in load_landed(settings).reports] == [2]


def test_a_parquet_file_lands(otklik: Run, settings: Settings, tmp_path: Path) -> None:
    table = Table(columns=("text", "stars"), types=("VARCHAR", "DOUBLE"), rows=(("Лучик пропал", 1.0),))
    write_table(table, "parquet", tmp_path / "r.parquet")
    done = otklik("import", "r.parquet", "-s", "mine")
    assert done.returncode == 0, done.stderr
    assert "1 messages" in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "arguments", "sentence"),
    [
        ("gone.csv", None, [], "There is no file gone.csv"),
        ("gone.parquet", None, [], "gone.parquet"),
        ("empty.csv", b"", [], "empty.csv is empty"),
        ("cut.jsonl", b'{"text": "a"}\n{"text": "', [], "cut.jsonl, line 2"),
        ("a.csv", b"text\nx\n", ["--map", "body=text"], "no column 'body'"),
        ("a.csv", b"a,b\nx,y\n", [], "hold the text"),
        ("a.csv", b"text\nx\n", ["--map", "text=body"], "wrong way round"),
        ("a.csv", b"text,id\n,1\n", [], "has a text"),
        ("a.csv", "текст\nпривет\n".encode(), ["--encoding", "klingon"], "no encoding 'klingon'"),
        ("a.bin", b"\x00\x01", [], "no table"),
    ],
)
def test_bad_input_gets_one_sentence_and_no_landing(
    otklik: Run,
    settings: Settings,
    tmp_path: Path,
    name: str,
    content: bytes | None,
    *,
    arguments: list[str],
    sentence: str,
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = otklik("import", name, "-s", "mine", *arguments)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not list(settings.landing_dir.glob("*"))

"""Tables to files and back."""

import csv
import io
import json
import math
from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import pytest

from warehouse.errors import TableUnreadable, UnknownFormat, WarehouseUnreachable
from warehouse.tabular import Table, iter_parquet, write_csv, write_json, write_table

TABLE = Table(
    columns=("имя, город", "share", "weeks", "seen_at", "day"),
    types=("VARCHAR", "DECIMAL(4,2)", "INTEGER[]", "TIMESTAMP WITH TIME ZONE", "DATE"),
    rows=(
        ("Дальсвет «Юг»", Decimal("0.25"), [1, 2], datetime(2026, 3, 2, 9, tzinfo=UTC), date(2026, 3, 2)),
        (None, None, None, None, None),
    ),
)


def test_csv_reads_back(tmp_path):
    write_table(TABLE, "csv", tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == list(TABLE.columns)
    assert rows[1] == ["Дальсвет «Юг»", "0.25", "[1, 2]", "2026-03-02T09:00:00+00:00", "2026-03-02"]
    assert rows[2] == [""] * 5


def test_csv_holds_nothing_that_a_spreadsheet_would_run():
    row = ("=1+1", "\t@SUM(A1)", -0.5, Decimal("-2.50"), -3, ["a;=b"])
    file = io.StringIO()
    write_csv(Table(columns=("=a", *"bcdef"), types=("VARCHAR",) * 6, rows=(row,)), file)
    heading, written = csv.reader(io.StringIO(file.getvalue()))
    assert heading[0] == "'=a"
    assert written == ["'=1+1", "\t'@SUM(A1)", "-0.5", "-2.50", "-3", '["a;\'=b"]']


def test_json_reads_back(tmp_path):
    write_table(TABLE, "json", tmp_path / "t.json")
    [first, second] = [
        json.loads(line) for line in (tmp_path / "t.json").read_text(encoding="utf-8").splitlines()
    ]
    assert first == {
        "имя, город": "Дальсвет «Юг»",
        "share": 0.25,
        "weeks": [1, 2],
        "seen_at": "2026-03-02T09:00:00+00:00",
        "day": "2026-03-02",
    }
    assert set(second.values()) == {None}


def test_json_has_no_word_for_what_is_not_a_number():
    file = io.StringIO()
    write_json(Table(columns=("a", "b"), types=("DOUBLE", "DOUBLE"), rows=((math.nan, math.inf),)), file)
    assert json.loads(file.getvalue()) == {"a": None, "b": None}


def test_parquet_reads_back_with_its_types(tmp_path):
    write_table(TABLE, "parquet", tmp_path / "t.parquet")
    rows = list(iter_parquet(tmp_path / "t.parquet"))
    assert rows == [dict(zip(TABLE.columns, row, strict=True)) for row in TABLE.rows]


def test_an_empty_table_keeps_its_columns(tmp_path):
    empty = Table(columns=TABLE.columns, types=TABLE.types, rows=())
    write_table(empty, "parquet", tmp_path / "t.parquet")
    assert list(iter_parquet(tmp_path / "t.parquet")) == []
    described = duckdb.execute("DESCRIBE FROM read_parquet(?)", [str(tmp_path / "t.parquet")]).fetchall()
    assert tuple(row[0] for row in described) == TABLE.columns


def test_streams_get_the_same_as_files(tmp_path):
    for form, write in (("csv", write_csv), ("json", write_json)):
        file = io.StringIO()
        write(TABLE, file)
        write_table(TABLE, form, tmp_path / "t")
        assert (tmp_path / "t").read_text(encoding="utf-8") == file.getvalue()


def test_another_form_is_refused_and_nothing_written(tmp_path):
    with pytest.raises(UnknownFormat, match="choose one of csv, json, parquet"):
        write_table(TABLE, "xlsx", tmp_path / "t.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "in the way").touch()
    with pytest.raises(WarehouseUnreachable, match="choose another path"):
        write_table(TABLE, "csv", tmp_path / "t")
    assert [path.name for path in tmp_path.iterdir()] == ["t"]


@pytest.mark.parametrize("content", [None, b"", b"PAR1 not really"])
def test_what_is_no_parquet_is_said(tmp_path, content):
    path = tmp_path / "t.parquet"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TableUnreadable, match=r"t\.parquet cannot be read as Parquet") as caught:
        list(iter_parquet(path))
    assert "\n" not in str(caught.value)


def test_many_rows_come_one_after_another(tmp_path):
    path = str(tmp_path / "t.parquet")
    duckdb.execute("COPY (SELECT range AS n FROM range(2500)) TO ($path) (FORMAT parquet)", {"path": path})
    assert [row["n"] for row in iter_parquet(tmp_path / "t.parquet")] == list(range(2500))

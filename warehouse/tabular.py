"""Answers as tables in files, and Parquet files as rows."""

import csv
import json
import math
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TextIO

import duckdb

from .connection import said_by_duckdb
from .errors import TableUnreadable, UnknownFormat
from .files import replacement
from .formulas import defused

_BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Columns with their DuckDB types, and the rows under them; times are UTC."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def write_table(table: Table, form: str, target: Path) -> None:
    """Write `table` to `target` as `csv`, `json` (one object per line) or `parquet`, whole or not at all.

    Raises `UnknownFormat` for another form, `DiskFull` and `WarehouseUnreachable`.
    """
    if form not in _WRITERS:
        raise UnknownFormat(f"Tables are not written as {form}: choose one of {', '.join(_WRITERS)}.")
    with replacement(target) as path:
        _WRITERS[form](table, path)


def write_csv(table: Table, file: TextIO) -> None:
    """Write `table` as CSV with a header; nothing stands for a missing value, lists are JSON.

    An apostrophe stands before what a spreadsheet would run: texts come from strangers.
    """
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(map(defused, table.columns))
    writer.writerows([_cell(value) for value in row] for row in table.rows)


def write_json(table: Table, file: TextIO) -> None:
    """Write `table` as JSON Lines, one object per row."""
    for row in table.rows:
        record = dict(zip(table.columns, map(_finite, row), strict=True))
        file.write(json.dumps(record, ensure_ascii=False, default=_plain) + "\n")


def iter_parquet(path: Path) -> Iterator[dict[str, object]]:
    """The rows of a Parquet file, one dictionary each; raises `TableUnreadable`."""
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        try:
            result = connection.execute("FROM read_parquet($path)", {"path": str(path)})
            columns = [str(column[0]) for column in result.description or []]
            while batch := result.fetchmany(_BATCH):
                yield from (dict(zip(columns, row, strict=True)) for row in batch)
        except duckdb.Error as error:
            said = said_by_duckdb(str(error).splitlines()[0])
            raise TableUnreadable(f"{path} cannot be read as Parquet, check the file: {said}") from error


def _write_csv(table: Table, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv(table, file)


def _write_json(table: Table, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        write_json(table, file)


def _write_parquet(table: Table, path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="otklik-") as folder, duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        lines = Path(folder) / "rows.jsonl"
        _write_json(table, lines)
        columns = dict(zip(table.columns, table.types, strict=True))
        connection.execute(_TO_PARQUET, {"lines": str(lines), "columns": columns, "path": str(path)})


_TO_PARQUET = """
COPY (FROM read_json($lines, columns = $columns, format = 'newline_delimited')) TO ($path) (FORMAT parquet)
"""
_WRITERS: dict[str, Callable[[Table, Path], None]] = {
    "csv": _write_csv,
    "json": _write_json,
    "parquet": _write_parquet,
}


def _cell(value: object) -> object:
    if isinstance(value, str):
        return defused(value)
    if isinstance(value, list | dict | tuple):
        return defused(json.dumps(value, ensure_ascii=False, default=_plain))
    return value.isoformat() if isinstance(value, date) else value


def _finite(value: object) -> object:
    """JSON has no word for what is not a number."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else str(value)

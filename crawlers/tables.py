"""Tables of reviews as files: CSV, TSV, JSON lines and JSON, also gzipped, as rows of column to value."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, TypeAlias, cast

from .encodings import SAMPLE_SIZE, find_encoding, find_mojibake
from .errors import TableEmpty, TableUnreadable

Row: TypeAlias = dict[str, object]

_DELIMITERS: Final = ",;\t|"
_ROWS_TO_SNIFF: Final = 50
_CHUNK: Final = 1 << 16


def read_table(path: Path, encoding: str | None = None) -> Iterator[Row]:
    """Return the rows of a .csv, .tsv, .jsonl or .json file, or of one of these with .gz, in their order.

    Without `encoding` it is found by evidence. Values are strings (CSV) or what JSON says. Raises
    TableUnreadable or TableEmpty, each with the file's name and, where there is one, the line.
    """
    reader = _reader_for(path)
    chosen = _checked_encoding(path, encoding)
    rows = 0
    with _explained(path), _opened(path) as raw, io.TextIOWrapper(raw, encoding=chosen, newline="") as lines:
        for row in reader(lines, path.name):
            yield row
            rows += 1
    if not rows:
        raise TableEmpty(f"{path.name} has a header and no row: there is nothing to import.")


def _reader_for(path: Path) -> Callable[[IO[str], str], Iterator[Row]]:
    suffix = Path(path.name.removesuffix(".gz")).suffix.lower()
    if suffix not in _READERS:
        raise TableUnreadable(
            f"{path.name} is no table that can be imported; save it as .csv, .tsv, .jsonl, .json or .parquet."
        )
    if not path.is_file():
        raise TableUnreadable(f"There is no file {path}.")
    return _READERS[suffix]


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        yield cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if is_packed else file


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what Python says of a broken file into our sentence."""
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise TableUnreadable(f"{path.name} is a damaged gzip file; get it again.") from error
    except UnicodeError as error:
        if getattr(error, "reason", "") == "unexpected end of data":
            raise TableUnreadable(f"{path.name} ends within a letter: it was cut; get it again.") from error
        raise TableUnreadable(f"{path.name} changes its encoding half-way; save it as UTF-8.") from error
    except OSError as error:
        raise TableUnreadable(f"{path.name} cannot be read: {error.strerror or error}.") from error


def _checked_encoding(path: Path, encoding: str | None) -> str:
    with _explained(path):
        sample = _sample(path)
    if not sample.strip():
        raise TableEmpty(f"{path.name} is empty: there is nothing to import.")
    chosen = encoding or find_encoding(sample, path.name)
    try:
        text = sample.decode(chosen, errors="replace")
    except LookupError as error:
        raise TableUnreadable(f"There is no encoding {chosen!r}; name utf-8, cp1251 or koi8-r.") from error
    if spoilt := find_mojibake(text):
        raise TableUnreadable(f"{path.name} is unreadable in {chosen} ({spoilt}); save it anew as UTF-8.")
    return chosen


def _sample(path: Path) -> bytes:
    """Return the file's beginning, or up to SAMPLE_SIZE bytes from around the first that is not ASCII."""
    with _opened(path) as file:
        beginning = chunk = file.read(_CHUNK)
        while chunk.isascii() and (following := file.read(_CHUNK)):
            chunk = following
        return beginning if chunk.isascii() else chunk + file.read(SAMPLE_SIZE - len(chunk))


def _read_csv(lines: IO[str], name: str) -> Iterator[Row]:
    delimiter = _find_delimiter(lines)
    lines.seek(0)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begins = 1
    try:
        header = _header(next(reader, []), name)
        begins = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _row(header, cells, f"{name}, line {begins}")
            begins = reader.line_num + 1
    except csv.Error as error:
        where = f"{name}, the row from line {begins} on"
        raise TableUnreadable(f"{where}: {error}; close and double the quotes there.") from error


def _find_delimiter(lines: IO[str]) -> str:
    """Return the delimiter that cuts the first rows into the most, equally many, columns."""
    beginning = [line for line, _ in zip(lines, range(20 * _ROWS_TO_SNIFF), strict=False)]

    def fitness(delimiter: str) -> tuple[float, int]:
        widths = [len(cells) for cells in _parsed(beginning, delimiter) if cells]
        if not widths or widths[0] == 1:
            return 0.0, 0
        return sum(width == widths[0] for width in widths) / len(widths), widths[0]

    return max(_DELIMITERS, key=fitness)


def _parsed(beginning: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(beginning, delimiter=delimiter)
    yield from (cells for cells, _ in zip(reader, range(_ROWS_TO_SNIFF), strict=False))


def _header(cells: list[str], name: str) -> list[str]:
    names = [
        cell.strip().removeprefix("\ufeff") or f"column {place}" for place, cell in enumerate(cells, start=1)
    ]
    if doubled := sorted({column for column in names if names.count(column) > 1}):
        raise TableUnreadable(f"{name} has two columns called {doubled[0]!r}; rename one of them.")
    return names


def _row(header: list[str], cells: list[str], where: str) -> Row:
    if len(cells) > len(header):
        raise TableUnreadable(
            f"{where} has {len(cells)} fields, the header {len(header)}; quote texts that hold the delimiter."
        )
    return dict(zip(header, cells, strict=False))


def _read_json_lines(lines: IO[str], name: str) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        if not line.strip("\ufeff \t\r\n"):
            continue
        try:
            row = json.loads(line.removeprefix("\ufeff"))
        except json.JSONDecodeError as error:
            raise _broken_json(error, f"{name}, line {number}") from error
        yield _object(row, f"{name}, line {number}")


def _read_json(lines: IO[str], name: str) -> Iterator[Row]:
    text = lines.read().removeprefix("\ufeff")
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and text.lstrip().startswith("{"):
            yield from _read_json_lines(io.StringIO(text), name)
            return
        raise _broken_json(error, f"{name}, line {error.lineno}") from error
    for number, row in enumerate(_list_in(content, name), start=1):
        yield _object(row, f"{name}, item {number}")


def _broken_json(error: json.JSONDecodeError, where: str) -> TableUnreadable:
    return TableUnreadable(f"{where} is not whole JSON ({error.msg}); get the file again, it may be cut off.")


def _list_in(content: object, name: str) -> list[object]:
    if isinstance(content, list):
        return content
    lists = (
        [value for value in content.values() if isinstance(value, list)] if isinstance(content, dict) else []
    )
    if len(lists) != 1:
        raise TableUnreadable(f"{name} is no list of reviews; write a JSON array of objects.")
    return lists[0]


def _object(row: object, where: str) -> Row:
    if not isinstance(row, dict):
        raise TableUnreadable(f"{where} is no object with named fields, but {type(row).__name__}.")
    return row


_READERS: Final = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".txt": _read_csv,
    ".jsonl": _read_json_lines,
    ".ndjson": _read_json_lines,
    ".json": _read_json,
}

"""Tables for people: on the terminal, and the short one of providers."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.table import Table as RichTable

    from warehouse.tabular import Table

# Texts of strangers must not steer the terminal: every control character but tab and line feed is dropped.
_UNSEEN = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {ord("\t"), ord("\n")})
_PLAIN_WIDTH = 10_000  # columns; a file or a pipe takes lines of any length
_FEW_COLUMNS = 4  # so many can be folded and still be read


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderLine:
    """What the demonstration and the run's artifact say of one provider."""

    name: str
    n: int
    negative: str
    answered_72h: str
    apologised: str
    ignored: str
    vanished: str


def print_table(table: "Table") -> None:
    """Print the table to stdout, as wide as the terminal, or as its content where there is none."""
    print_rows(table.columns, [[cell(value) for value in row] for row in table.rows])


def print_rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows of text under their head, or a line per column where the terminal is too narrow for that."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else _PLAIN_WIDTH, markup=False, highlight=False)
    seen = [[text.translate(_UNSEEN) for text in row] for row in rows]
    table = _as_table(head, seen)
    free = console.options.update_width(_PLAIN_WIDTH)
    is_wide = console.measure(table, options=free).maximum > console.width and len(head) > _FEW_COLUMNS
    for shown in _as_records(head, seen) if is_wide and rows else [table]:
        console.print(shown)


def _as_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> "RichTable":
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as RichTable

    table = RichTable(box=SIMPLE_HEAD)
    for column in head:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _as_records(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator["RichTable"]:
    from rich.table import Table as RichTable

    for number, row in enumerate(rows, 1):
        record = RichTable.grid(padding=(0, 2))
        record.title, record.title_justify = f"\nrow {number} of {len(rows)}", "left"
        record.add_column(no_wrap=True)
        record.add_column(overflow="fold")
        for pair in zip(head, row, strict=True):
            record.add_row(*pair)
        yield record


def cell(value: object) -> str:
    """The value as a person reads it: rounded, UTC to the minute, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC) if value.tzinfo else value:%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def write_text(table: "Table", form: str, file: TextIO) -> None:
    """Write the table as csv or json into an open file."""
    from warehouse.tabular import write_csv, write_json

    {"csv": write_csv, "json": write_json}[form](table, file)


def provider_lines(snapshot: Path) -> Sequence[ProviderLine]:
    """One line per provider, as published, best rank first."""
    from warehouse.query import run_query

    table = run_query(snapshot, "providers")
    return [_provider_line(dict(zip(table.columns, row, strict=True))) for row in table.rows]


def _provider_line(row: dict[str, object]) -> ProviderLine:
    return ProviderLine(
        name=str(row["name"]),
        n=int(str(row["negative_n"])),
        negative=share(row["negative_share"], row["negative_low"], row["negative_high"]),
        answered_72h=_of(row, "answered_72h"),
        apologised=_of(row, "apologised"),
        ignored=_of(row, "ignored"),
        vanished=_of(row, "vanished"),
    )


def _of(row: dict[str, object], number: str) -> str:
    return f"{row[f'{number}_count']} of {row[f'{number}_n']}"


def share(middle: object, low: object, high: object) -> str:
    """A share with its interval, like «62 % (51–72)»; a dash where there was nothing to divide by."""
    if middle is None:
        return "–"
    values = (round(100 * float(str(value))) for value in (middle, low, high))
    return "{} % ({}–{})".format(*values)

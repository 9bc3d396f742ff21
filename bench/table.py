"""What a bench returns, and how it is printed."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

_HEAD = ("what", "value", "unit", "compared with", "ratio")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measurement; `ratio` is its value divided by that of what it is compared with."""

    name: str
    value: float
    unit: str
    compared_with: str = ""
    ratio: float | None = None


def print_rows(title: str, rows: Iterable[Row]) -> None:
    """Print a table with a title on stdout."""
    lines = [_HEAD, *map(_cells, rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(_HEAD))]
    text = (
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
    sys.stdout.write(f"{title}\n" + "\n".join(text) + "\n\n")


def _cells(row: Row) -> tuple[str, ...]:
    ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
    return (
        row.name,
        f"{row.value:,.4g}" if row.value < 1000 else f"{row.value:,.0f}",
        row.unit,
        row.compared_with,
        ratio,
    )

"""The answers of the named queries as rows with names."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from warehouse.query import run_query

Row = dict[str, Any]


def reader(snapshot: str) -> Callable[[str], list[Row]]:
    """A function from the name of a query to its rows on that snapshot; a name per column."""

    def rows(query: str) -> list[Row]:
        table = run_query(Path(snapshot), query)
        return [dict(zip(table.columns, row, strict=True)) for row in table.rows]

    return rows

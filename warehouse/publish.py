"""The published snapshot: a whole copy of the warehouse, swapped in so that no reader waits or breaks."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from duckdb import DuckDBPyConnection

from .connection import open_writer
from .errors import WarehouseMissing
from .files import replacement
from .migrate import open_warehouse
from .statements import run_statements, statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One publication: its number, the run that made it, and how much there was to read."""

    publication: int
    run: str
    published_at: datetime
    crawls: int
    messages: int
    annotations: int
    snapshot: Path


def publish(warehouse: Path, snapshot: Path, *, run: str) -> Publication:
    """Copy the warehouse to `snapshot` in one step that readers do not notice; return what was published.

    Who has the old snapshot open keeps reading it; who opens it afterwards reads the new one. A copy that
    does not come to its end leaves the old snapshot as it is. The views of staging and intermediate are left
    out, since they name the writer's file.
    """
    if not warehouse.exists():
        raise WarehouseMissing(f"There is no warehouse at {warehouse} yet: load a crawl or an import first.")
    # The file is opened before the connection and closed after it: closing any handle of a file gives up all
    # locks that this process holds on it, DuckDB's too.
    with warehouse.open("rb") as source, open_warehouse(warehouse) as connection:
        publication = _register(connection, snapshot, run=run)
        connection.execute("CHECKPOINT")
        with replacement(snapshot) as copy:
            _copy(source, copy)
    return publication


def _register(connection: DuckDBPyConnection, snapshot: Path, *, run: str) -> Publication:
    [row] = connection.execute(statement("publishing", "insert"), {"run": run}).fetchall()
    number, name, published_at, crawls, messages, annotations = row
    return Publication(
        publication=number,
        run=name,
        published_at=published_at,
        crawls=crawls,
        messages=messages,
        annotations=annotations,
        snapshot=snapshot,
    )


def _copy(source: BinaryIO, copy: Path) -> None:
    with copy.open("wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
    with open_writer(copy) as connection:
        run_statements(connection, statement("publishing", "trim"), {})

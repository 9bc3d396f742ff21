"""Erasing a person's texts: out of the tables, out of the file, and out of what later crawls bring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection

from .errors import NothingToForget, WarehouseMissing
from .files import replacement
from .migrate import open_warehouse
from .statements import run_statements, statement
from .transactions import transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """How many messages, in how many versions, have no text any more."""

    messages: int
    versions: int


def forget(
    warehouse: Path,
    *,
    author: str | None = None,
    message: str | None = None,
    source: str | None = None,
    elsewhere: Sequence[str] = (),
) -> Forgotten:
    """Erase the texts and quotes of one author (by hash) or one message (by key) and return how many.

    Counts and labels stay. The marts are dropped and the file is written anew, so that no trace stays on
    disk: build and publish again, until then readers see the old snapshot. Later crawls do not bring texts
    back. `elsewhere` are sources whose files outside the warehouse have the texts too. Raises
    `NothingToForget`, also where several sources have the key and none is named.
    """
    if not warehouse.exists() and not elsewhere:
        raise WarehouseMissing(f"There is no warehouse at {warehouse} yet, so there is nothing to forget.")
    wanted = {"author": author, "message": message, "source": source, "elsewhere": list(elsewhere)}
    with open_warehouse(warehouse) as connection:
        with transaction(connection):
            run_statements(connection, statement("forgetting", "chosen"), wanted)
            forgotten, sources = _counted(connection, wanted)
            _remember_reposts(connection)
            run_statements(connection, statement("forgetting", "erase"), {**wanted, "sources": sources})
            run_statements(connection, statement("forgetting", "drop_derived"), {})
        _write_anew(connection, warehouse)
    return forgotten


def _counted(connection: DuckDBPyConnection, wanted: Mapping[str, object]) -> tuple[Forgotten, list[str]]:
    run_statements(connection, statement("forgetting", "count"), wanted)
    [(messages, versions, sources)] = connection.fetchall()
    if not sources:
        raise NothingToForget("No stored message has that author or key: check it in the snapshot.")
    if wanted["author"] is None and len(sources) > 1:
        raise NothingToForget(f"Several sources have a message of that key, name one: {', '.join(sources)}.")
    return Forgotten(messages=messages, versions=versions), sources


def _remember_reposts(connection: DuckDBPyConnection) -> None:
    """Keep who repeats whom; after the erasure a repost would count as a text of its own."""
    [(has_marts,)] = connection.execute(statement("forgetting", "has_marts")).fetchall()
    if has_marts:
        connection.execute(statement("forgetting", "remember_reposts"))


def _write_anew(connection: DuckDBPyConnection, warehouse: Path) -> None:
    """Copy what is left into a new file: freed blocks of the old one keep their bytes."""
    connection.execute("CHECKPOINT")
    [(name,)] = connection.execute("SELECT current_database()").fetchall()
    with replacement(warehouse) as copy:
        # ATTACH and COPY FROM DATABASE take no parameters.
        connection.execute(f"ATTACH {_quoted(str(copy), chr(39))} AS written_anew")
        connection.execute(f"COPY FROM DATABASE {_quoted(name, chr(34))} TO written_anew")
        connection.execute("DETACH written_anew")


def _quoted(text: str, quote: str) -> str:
    return quote + text.replace(quote, quote * 2) + quote

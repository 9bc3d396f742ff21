"""Erasing a person's texts: out of the tables, out of the file, and out of what later crawls bring."""

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
    warehouse: Path, *, author: str | None = None, message: str | None = None, source: str | None = None
) -> Forgotten:
    """Erase the texts and quotes of one author (by hash) or one message (by key) and return how many.

    Counts and labels stay. The marts are dropped and the file is written anew, so that no trace stays on
    disk: build and publish again, until then readers see the old snapshot. Later crawls do not bring texts
    back. Raises `NothingToForget`, also where several sources have the key and none is named.
    """
    if not warehouse.exists():
        raise WarehouseMissing(f"There is no warehouse at {warehouse} yet, so there is nothing to forget.")
    wanted = {"author": author, "message": message, "source": source}
    with open_warehouse(warehouse) as connection:
        with transaction(connection):
            connection.execute(statement("forgetting", "chosen"), wanted)
            forgotten = _counted(connection, wanted)
            run_statements(connection, statement("forgetting", "erase"), wanted)
            run_statements(connection, statement("forgetting", "drop_derived"), {})
        _write_anew(connection, warehouse)
    return forgotten


def _counted(connection: DuckDBPyConnection, wanted: dict[str, str | None]) -> Forgotten:
    [(messages, versions, sources)] = connection.execute(statement("forgetting", "count")).fetchall()
    if not messages:
        raise NothingToForget("No stored message has that author or key: check it in the snapshot.")
    if wanted["author"] is None and len(sources) > 1:
        raise NothingToForget(f"Several sources have a message of that key, name one: {', '.join(sources)}.")
    return Forgotten(messages=messages, versions=versions)


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

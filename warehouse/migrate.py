"""Numbered SQL files, each applied once, in one transaction with the row that says so."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from .connection import open_writer
from .errors import MigrationChanged, MigrationFailed
from .transactions import transaction

MIGRATIONS = Path(__file__).parent / "migrations"

_BOOTSTRAP = """
CREATE SCHEMA IF NOT EXISTS meta;
CREATE TABLE IF NOT EXISTS meta.migrations (
    name VARCHAR PRIMARY KEY,
    checksum VARCHAR NOT NULL,           -- sha256 of the file, so that an edited one is noticed
    applied_at TIMESTAMPTZ NOT NULL
);
"""
_APPLIED = "INSERT INTO meta.migrations VALUES ($name, $checksum, now())"


@contextmanager
def open_warehouse(path: Path) -> Iterator[DuckDBPyConnection]:
    """The writing connection to a warehouse that has every migration; it is made where it is missing."""
    with open_writer(path) as connection:
        migrate(connection)
        yield connection


def migrate(connection: DuckDBPyConnection, folder: Path = MIGRATIONS) -> tuple[str, ...]:
    """Apply what is pending and return the names of it.

    Raises `MigrationChanged` when an applied file was edited or is gone, `MigrationFailed` when one fails.
    """
    connection.execute(_BOOTSTRAP)
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql"))}
    applied = dict(connection.execute("SELECT name, checksum FROM meta.migrations").fetchall())
    _check_applied(files, applied)
    pending = tuple(name for name in files if name not in applied)
    for name in pending:
        _apply(connection, name, files[name])
    return pending


def _check_applied(files: dict[str, str], applied: dict[str, str]) -> None:
    for name, checksum in applied.items():
        if name not in files:
            raise MigrationChanged(
                f"The warehouse has the unknown migration {name}: update Otklik to open it."
            )
        if _checksum(files[name]) != checksum:
            raise MigrationChanged(
                f"Migration {name} was edited after it was applied: put it back, add a new one."
            )


def _apply(connection: DuckDBPyConnection, name: str, text: str) -> None:
    try:
        with transaction(connection):
            connection.execute(text)
            connection.execute(_APPLIED, {"name": name, "checksum": _checksum(text)})
    except duckdb.ProgrammingError as error:
        raise MigrationFailed(f"Migration {name} does not run, nothing of it was kept: {error}") from error


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

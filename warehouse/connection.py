"""The two ways into a DuckDB file: as its one writer, or as one of many readers of a published snapshot.

DuckDB lets one process write and nobody read beside it, so the writer's file is opened late and closed early.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from .errors import (
    DiskFull,
    SnapshotMissing,
    WarehouseCorrupt,
    WarehouseError,
    WarehouseLocked,
    WarehouseMissing,
    WarehouseUnreachable,
)

# Extensions never come from the network: json, parquet and icu are linked in. Memory and threads stay as
# DuckDB chooses them: 80 % of what the machine or its container has, and one thread per core.
_COMMON: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,  # SQL reads tables, not Python variables that happen to be named so
}
_FULL = ("No space left on device", "Disk quota exceeded", "File too large", "max_temp_directory_size")
_DAMAGED = (
    "not a valid DuckDB database file",
    "Corrupt database file",
    "Could not read enough bytes",
    "checksum",
    "replaying WAL",
    "but we can only read",
    "database has been invalidated",
)
_BUSY = ("Could not set lock", "different configuration", "already attached")
_KIND_OF_ERROR = re.compile(r"^[A-Z][\w ]* Error: ")
_HOLDER = re.compile(r"\(PID (\d+)\)")


@contextmanager
def open_writer(path: Path) -> Iterator[DuckDBPyConnection]:
    """The one writing connection, made with its file and folder where they are missing; closed at the end.

    Times come and go as UTC. Raises `WarehouseLocked`, `WarehouseCorrupt`, `WarehouseUnreachable` and, from
    the body too, `DiskFull`.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseUnreachable(
            f"{path.parent} cannot be made ({error.strerror}): choose another."
        ) from error
    with _opened(path, read_only=False, external_access=True) as connection:
        yield connection


@contextmanager
def open_reader(path: Path) -> Iterator[DuckDBPyConnection]:
    """A reading connection to the writer's own file, for the moments when nobody writes."""
    if not path.exists():
        raise WarehouseMissing(f"There is no warehouse at {path} yet: load a crawl or an import first.")
    with _opened(path, read_only=True, external_access=False) as connection:
        yield connection


@contextmanager
def open_snapshot(path: Path, *, external_access: bool = False) -> Iterator[DuckDBPyConnection]:
    """A reading connection to the published snapshot, which sees no files unless `external_access`.

    Raises `SnapshotMissing` before the first publication and `WarehouseCorrupt` for a damaged file.
    """
    if not path.exists():
        raise SnapshotMissing(
            f"Nothing is published at {path} yet: run `otklik run` or `otklik publish` first."
        )
    with _opened(path, read_only=True, external_access=external_access) as connection:
        yield connection


@contextmanager
def _opened(path: Path, *, read_only: bool, external_access: bool) -> Iterator[DuckDBPyConnection]:
    config = _COMMON | {"enable_external_access": external_access}
    with _translated(path):
        try:
            connection = duckdb.connect(str(path), read_only=read_only, config=config)
        except duckdb.IOException as error:
            raise _error_about_file(path, str(error)) or _unreachable(path, str(error)) from error
        try:
            connection.execute("SET TimeZone = 'UTC'")
            yield connection
        finally:
            connection.close()


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Raise our own error where DuckDB's one is about the file; errors of SQL pass as they are."""
    try:
        yield
    except duckdb.ProgrammingError:
        raise
    except duckdb.Error as error:
        own = _error_about_file(path, str(error))
        if own is None:
            raise
        raise own from error


def _error_about_file(path: Path, text: str) -> WarehouseError | None:
    if any(mark in text for mark in _FULL):
        return DiskFull(
            f"The disk under {path} is full: free some space and start again, nothing is half written."
        )
    if any(mark in text for mark in _BUSY):
        return _locked(path, text)
    if any(mark in text for mark in _DAMAGED):
        return WarehouseCorrupt(
            f"{path} is damaged or is no warehouse: move it away (with {path.name}.wal, if there is one)"
            " and restore a copy, or load the crawls and imports again."
        )
    return None


def _unreachable(path: Path, text: str) -> WarehouseError:
    said = said_by_duckdb(text.splitlines()[0])
    return WarehouseUnreachable(f"{path} cannot be opened, check the path and its rights: {said}")


def said_by_duckdb(error: object) -> str:
    """DuckDB's own words on one line, without the name of its class of error before them."""
    return _KIND_OF_ERROR.sub("", " ".join(str(error).split()))


def _locked(path: Path, text: str) -> WarehouseLocked:
    found = _HOLDER.search(text)
    pid = int(found.group(1)) if found else None
    holder = f"process {pid}" if pid else "another part of this program"
    return WarehouseLocked(f"{path} is in use by {holder}: wait until it has finished, or end it.", pid=pid)

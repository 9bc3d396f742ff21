"""All of it or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb
from duckdb import DuckDBPyConnection


@contextmanager
def transaction(connection: DuckDBPyConnection) -> Iterator[None]:
    """Commit at the end of the body, undo everything when it raises."""
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        # A commit that failed has closed the transaction already; the first error is the one to tell.
        with suppress(duckdb.Error):
            connection.rollback()
        raise

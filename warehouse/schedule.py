"""What the next crawl of a source has to read: threads that are due, and messages to ask for by themselves.

Work grows with what is young, not with what exists.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from duckdb import DuckDBPyConnection

from .migrate import open_warehouse
from .statements import run_statements, statement

# After the publication of a thread's youngest message.
STEPS = (
    *(timedelta(hours=hours) for hours in (1, 6)),
    *(timedelta(days=days) for days in (1, 3, 7, 30, 60, 90, 120, 150)),
)
# Besides, where somebody complains or the company has spoken.
DENSE_STEPS = (timedelta(hours=12), *(timedelta(days=days) for days in (2, 5, 14)))
HELD_AGAIN = timedelta(days=30)  # until what is held, or missing for longer than this, is looked for again


@dataclass(frozen=True, slots=True, kw_only=True)
class DueProbe:
    """A missing message to ask for by itself, and one that ought to be there, as the control."""

    thread_key: str
    message_key: str
    url: str
    control_key: str
    control_url: str


def known_threads(warehouse: Path, source: str) -> list[tuple[str, str]]:
    """The (thread_key, url) of every thread of `source` that is not known to be gone."""
    with _asked(warehouse) as connection:
        if connection is None:
            return []
        run_statements(connection, statement("scheduling", "threads"), {"source": source})
        return connection.execute(statement("scheduling", "known_threads")).fetchall()


def read_until(warehouse: Path, source: str) -> datetime | None:
    """When the newest visits of `source` were made, also those that are in quarantine; None without any."""
    with _asked(warehouse) as connection:
        if connection is None:
            return None
        found = connection.execute(statement("scheduling", "read_until"), {"source": source}).fetchone()
    moment: datetime | None = found[0] if found else None
    return moment


def due_threads(warehouse: Path, source: str, *, now: datetime) -> list[tuple[str, str]]:
    """The (thread_key, url) of the threads of `source` that are to be read at `now`."""
    plan = {"source": source, "now": now, "steps": list(STEPS), "dense_steps": list(DENSE_STEPS)}
    plan["again"] = HELD_AGAIN
    with _asked(warehouse) as connection:
        if connection is None:
            return []
        _stand(connection, source)
        return run_statements(connection, statement("scheduling", "due_threads"), plan).fetchall()


def due_probes(warehouse: Path, source: str, *, now: datetime, limit: int = 50) -> list[DueProbe]:
    """At most `limit` messages of `source` that are missing, to be asked for by themselves at `now`."""
    plan = {"source": source, "now": now, "again": HELD_AGAIN, "limit": limit}
    with _asked(warehouse) as connection:
        if connection is None:
            return []
        _stand(connection, source)
        rows = run_statements(connection, statement("scheduling", "due_probes"), plan).fetchall()
    return [
        DueProbe(thread_key=thread, message_key=key, url=url, control_key=control, control_url=control_url)
        for thread, key, url, control, control_url in rows
    ]


def _stand(connection: DuckDBPyConnection, source: str) -> None:
    connection.execute(statement("ledger", "marks"))
    for name in ("threads", "standing"):
        run_statements(connection, statement("scheduling", name), {"source": source})


@contextmanager
def _asked(warehouse: Path) -> Iterator[DuckDBPyConnection | None]:
    """A connection to a warehouse that has every migration, None while there is no warehouse."""
    if not warehouse.exists():
        yield None
        return
    with open_warehouse(warehouse) as connection:
        yield connection

"""What a crawl is ordered to read: what the warehouse says is due."""

import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawlers.sources import Source
    from crawlers.spec import ProbeOrder

_warehouse_turn = threading.Lock()  # crawls that start at once ask the warehouse one after another


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """The threads to visit also if no list shows them, all known ones, those due (None: all), and probes.

    What an archive has captured up to `after` is in the warehouse.
    """

    known_threads: Sequence[tuple[str, str]]
    known: frozenset[str]
    due: frozenset[str] | None
    probes: tuple["ProbeOrder", ...]
    after: datetime | None


def orders(warehouse: Path, source: "Source", *, at: datetime | None = None) -> Orders:
    """What to read of `source` at `at` (now); by its own wish all threads, and then nothing by itself."""
    from warehouse.schedule import due_threads, known_threads, read_until

    now = at or datetime.now(UTC)
    with _warehouse_turn:
        threads = known_threads(warehouse, source.name)
        known = frozenset(key for key, _ in threads)
        after = read_until(warehouse, source.name)
        if source.revisit == "always":
            return Orders(known_threads=threads, known=known, due=None, probes=(), after=after)
        due = due_threads(warehouse, source.name, now=now)
        probes = _probes(warehouse, source, now)
    return Orders(
        known_threads=due, known=known, due=frozenset(key for key, _ in due), probes=probes, after=after
    )


def _probes(warehouse: Path, source: "Source", now: datetime) -> tuple["ProbeOrder", ...]:
    from crawlers.engines import can_probe
    from crawlers.spec import ProbeOrder
    from warehouse.schedule import due_probes

    if not can_probe(source):
        return ()
    return tuple(ProbeOrder(**asdict(one)) for one in due_probes(warehouse, source.name, now=now))

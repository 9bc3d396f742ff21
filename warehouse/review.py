"""Which messages a person should look at: the least certain ones and the disputed ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .corrections import LABELS
from .errors import WarehouseMissing
from .migrate import open_warehouse
from .query import find_provider
from .statements import run_statements, statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """One text to look at, without a word about who wrote it where.

    `scores` are the probabilities of the sentiments, `margin` the distance of the two highest, `entropy`
    theirs as a share of the highest possible; `doubts` say what speaks against the labels. Each of `evidence`
    has label, detail, start, end, quote and rule.
    """

    version_id: str
    annotator_version: str
    text: str
    source: str
    kind: str
    has_badge: bool
    providers: tuple[str, ...]
    labels: Mapping[str, object]
    scores: Mapping[str, float]
    margin: float
    entropy: float
    doubts: tuple[str, ...]
    evidence: tuple[Mapping[str, object], ...]


def find_doubtful(warehouse: Path, *, limit: int, provider: str | None = None) -> list[Doubtful]:
    """At most `limit` texts that nobody corrected yet: the least certain and the most disputed in turn.

    `provider` is a slug or a name. Raises `WarehouseMissing` and `UnknownProvider`.
    """
    if not warehouse.exists():
        raise WarehouseMissing(f"There is no warehouse at {warehouse} yet: load a crawl or an import first.")
    with open_warehouse(warehouse) as connection:
        wanted = {"provider": find_provider(connection, provider), "limit": limit}
        for name in ("candidates", "doubts"):
            run_statements(connection, statement("reviewing", name), wanted)
        result = connection.execute(statement("reviewing", "doubtful"), {"limit": limit})
        columns = [str(column[0]) for column in result.description or []]
        rows = [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
    return [_doubtful(row) for row in rows]


def _doubtful(row: Mapping[str, Any]) -> Doubtful:
    return Doubtful(
        version_id=row["version_id"],
        annotator_version=row["annotator_version"],
        text=row["text"],
        source=row["source"],
        kind=row["kind"],
        has_badge=row["has_badge"],
        providers=tuple(row["providers"]),
        labels={name: row[name] for name in LABELS},
        scores={name: row[name] for name in ("negative", "neutral", "positive")},
        margin=row["margin"],
        entropy=row["entropy"],
        doubts=tuple(row["doubts"]),
        evidence=tuple(row["evidence"]),
    )

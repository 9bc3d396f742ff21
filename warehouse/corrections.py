"""What people say of texts: taken in from a file at once or not at all, and read back as labelled rows."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from duckdb import DuckDBPyConnection

from .errors import CorrectionsRefused, NothingCorrected, WarehouseMissing
from .migrate import open_warehouse
from .statements import run_statements, statement
from .transactions import transaction

LABELS = (
    "role", "sentiment", "apology", "ignoring", "ignoring_kinds", "compensation", "resolved", "leaving"
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Words that carry a label, in code points of title, line feed, text; `end` is exclusive."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What one person says of one version; a label of `LABELS` that is not in `labels` was not judged.

    `place` is where it stands, for errors; `origin` is the same when the same word comes again.
    """

    place: str
    version_id: str
    annotator_version: str | None
    corrected_by: str
    corrected_at: datetime
    origin: str
    labels: Mapping[str, object]
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """How many corrections there were, and how many of them said something new."""

    given: int
    new: int


def save_corrections(
    warehouse: Path, corrections: Sequence[Correction], *, taken_in_at: datetime | None = None
) -> TakenIn:
    """Keep corrections beside the earlier ones, in one transaction, and return how many were new.

    Raises `CorrectionsRefused`, with nothing kept, for a version that the warehouse does not have or a span
    outside of its text, and `WarehouseMissing`.
    """
    _check_there(warehouse)
    moment = taken_in_at or datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="otklik-") as folder:
        path = Path(folder) / "corrections.jsonl"
        lines = (json.dumps(_row(line, one), ensure_ascii=False) for line, one in enumerate(corrections, 1))
        path.write_text("\n".join(lines), encoding="utf-8")
        with open_warehouse(warehouse) as connection, transaction(connection):
            return TakenIn(given=len(corrections), new=_save(connection, path, moment))


def corrected_rows(warehouse: Path) -> list[dict[str, object]]:
    """The last word on each judged label of each text, in the form of a gold row: id, text, author, labels.

    A label that nobody judged is left out of the row, and so are texts that were forgotten. Raises
    `NothingCorrected` where no text is left, and `WarehouseMissing`.
    """
    _check_there(warehouse)
    with open_warehouse(warehouse) as connection:
        result = connection.execute(statement("correcting", "standing"))
        columns = [str(column[0]) for column in result.description or []]
        rows = [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
    if not rows:
        raise NothingCorrected(
            "Nobody corrected a message that can still be read: run `otklik review`, then `otklik correct`."
        )
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def _check_there(warehouse: Path) -> None:
    if not warehouse.exists():
        raise WarehouseMissing(f"There is no warehouse at {warehouse} yet: load a crawl or an import first.")


def _row(line: int, correction: Correction) -> dict[str, object]:
    return {
        "line": line,
        "place": correction.place,
        "version_id": correction.version_id,
        "annotator_version": correction.annotator_version,
        "corrected_by": correction.corrected_by,
        "corrected_at": correction.corrected_at.isoformat(),
        "origin": correction.origin,
        **{name: correction.labels.get(name) for name in LABELS},
        "spans": [{"label": one.label, "start": one.start, "end": one.end} for one in correction.spans],
    }


def _save(connection: DuckDBPyConnection, path: Path, moment: datetime) -> int:
    run_statements(connection, statement("correcting", "read"), {"path": str(path)})
    finding = connection.execute(statement("correcting", "check")).fetchone()
    if finding is not None:
        raise CorrectionsRefused(f"{finding[0]}; nothing was taken in.")
    saved = connection.execute(statement("correcting", "save"), {"taken_in_at": moment})
    return len(saved.fetchall())

"""Doubtful messages as CSV for a spreadsheet, and the same file as a person left it."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from flows.errors import CorrectionInvalid
from warehouse.formulas import defused

from .labels import FIELDS, agreed, from_cell, is_yes, to_cell

if TYPE_CHECKING:
    from warehouse.corrections import Correction
    from warehouse.review import Doubtful

COLUMNS = (
    "version_id", "checked", "text", *FIELDS, "why", "evidence", "providers", "source", "kind", "badge",
    "margin", "entropy", "annotator_version", "found",
)  # fmt: skip


def write_table(doubtful: Sequence["Doubtful"], file: TextIO) -> None:
    """Write a row per message; `checked` and the labels are for the person, the rest is for reading."""
    file.write("\ufeff")  # without it spreadsheets take Cyrillic UTF-8 for something else
    writer = csv.DictWriter(file, COLUMNS, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: defused(cell) for name, cell in _row(one).items()} for one in doubtful)


def _row(one: "Doubtful") -> dict[str, str]:
    return {
        "version_id": one.version_id,
        "checked": "",
        "text": one.text,
        **{field: to_cell(one.labels[field]) for field in FIELDS},
        "why": "; ".join(one.doubts),
        "evidence": "; ".join(_quoted(item) for item in one.evidence),
        "providers": ", ".join(one.providers),
        "source": one.source,
        "kind": one.kind,
        "badge": to_cell(one.has_badge),
        "margin": f"{one.margin:.3f}",
        "entropy": f"{one.entropy:.3f}",
        "annotator_version": one.annotator_version,
        "found": json.dumps(dict(one.labels), ensure_ascii=False),
    }


def _quoted(item: Mapping[str, object]) -> str:
    detail = f"/{item['detail']}" if item["detail"] else ""
    return f"{item['label']}{detail} «{item['quote']}» ({item['rule']})"


def read_table(path: Path, *, by: str | None, at: datetime) -> list["Correction"]:
    """The rows that a person judged: those that are `checked`, and those whose labels differ from `found`.

    Without a column `checked` all are. A label whose column is missing was not judged. CorrectionInvalid
    names the row, counted with the heading as row 1, and the column of what is wrong.
    """
    from crawlers.tables import read_table as read_rows

    rows = [{key: str(value) for key, value in row.items()} for row in read_rows(path)]
    _check_columns(rows[0], path)
    origin = sha256(path.read_bytes()).hexdigest()
    judged = (_judged(row, f"{path.name}, row {number}") for number, row in enumerate(rows, 2))
    return list(_once(one.correction(by, origin, at) for one in judged if one))


@dataclass(frozen=True, slots=True)
class _Judged:
    place: str
    cells: Mapping[str, str]
    labels: Mapping[str, object]

    def correction(self, by: str | None, origin: str, at: datetime) -> "Correction":
        from warehouse.corrections import Correction

        return Correction(
            place=self.place,
            version_id=self._filled("version_id", "take the line that `otklik review` wrote"),
            annotator_version=self.cells.get("annotator_version", "").strip() or None,
            corrected_by=by or self._filled("by", "say who judged there or with --by NAME"),
            corrected_at=at,
            origin=origin,
            labels=agreed(self.labels, self.place),
        )

    def _filled(self, column: str, advice: str) -> str:
        if not (cell := self.cells.get(column, "").strip()):
            raise CorrectionInvalid(f"{self.place}, column {column}: it is empty, {advice}.")
        return cell


def _judged(cells: Mapping[str, str], place: str) -> _Judged | None:
    labels = {field: from_cell(field, cells[field], place) for field in FIELDS if field in cells}
    is_checked = "checked" not in cells or is_yes(cells["checked"], f"{place}, column checked")
    return _Judged(place, cells, labels) if is_checked or _is_changed(cells, labels, place) else None


def _is_changed(cells: Mapping[str, str], labels: Mapping[str, object], place: str) -> bool:
    if not (written := cells.get("found", "").strip()):
        return False
    try:
        found = json.loads(written)
        return any(_as_set(found[field]) != _as_set(label) for field, label in labels.items())
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CorrectionInvalid(
            f"{place}, column found: it was changed, put back what `otklik review` wrote there."
        ) from error


def _as_set(value: object) -> frozenset[str]:
    return frozenset(map(str, value if isinstance(value, list) else [value]))


def _check_columns(row: Mapping[str, str], path: Path) -> None:
    if "version_id" not in row:
        raise CorrectionInvalid(f"{path.name} lacks the column version_id: take a file of `otklik review`.")
    if not any(field in row for field in FIELDS):
        raise CorrectionInvalid(f"{path.name} has no column with labels: write one of {', '.join(FIELDS)}.")


def _once(corrections: Iterator["Correction"]) -> Iterator["Correction"]:
    first: dict[str, str] = {}
    for one in corrections:
        if one.version_id in first:
            raise CorrectionInvalid(
                f"{one.place}, column version_id: {first[one.version_id]} has it too, keep one of them."
            )
        first[one.version_id] = one.place
        yield one

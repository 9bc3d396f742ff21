"""The export of a Label Studio project: ticks and marks of people, as corrections."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.errors import CorrectionInvalid

from .labels import FIELDS, FLAGS, agreed, from_words
from .studio import ACTS, MARKED, OUTCOME

if TYPE_CHECKING:
    from warehouse.corrections import Correction, Span

_NEEDED = ("role", "sentiment")
_FOREIGN = "is no such label, use the config of `otklik review`"


@dataclass(frozen=True, slots=True)
class _Answer:
    """One annotation of a task: who gave it and which ticks and marks it has."""

    place: str
    data: Mapping[str, Any]
    annotation: Mapping[str, Any]

    def correction(self, by: str | None, at: datetime) -> "Correction":
        from warehouse.corrections import Correction

        return Correction(
            place=self.place,
            version_id=str(self.data["version_id"]),
            annotator_version=str(self.data.get("annotator_version") or "") or None,
            corrected_by=by or f"label-studio user {self._user()}",
            corrected_at=self._said_at(at),
            origin=f"label-studio annotation {self.annotation.get('id')} of {self._written()}",
            labels=agreed(self._labels(), self.place),
            spans=tuple(self._spans()),
        )

    def _user(self) -> object:
        """The number that Label Studio gives a user; names and addresses stay there."""
        user = self.annotation.get("completed_by")
        number = user.get("id") if isinstance(user, dict) else user
        if number is None:
            raise CorrectionInvalid(f"{self.place}, completed_by: it is empty, say who judged by --by NAME.")
        return number

    def _written(self) -> str:
        return str(self.annotation.get("updated_at") or self.annotation.get("created_at") or "")

    def _said_at(self, at: datetime) -> datetime:
        """When it was said, never later than `at`: the clock of a server may be wrong."""
        if not self._written():
            return at
        try:
            said_at = datetime.fromisoformat(self._written())
        except ValueError as error:
            raise CorrectionInvalid(f"{self.place}, updated_at: it is no time, export it again.") from error
        return min(at, said_at if said_at.tzinfo else said_at.replace(tzinfo=UTC))

    def _regions(self, name: str) -> Iterator[Mapping[str, Any]]:
        for region in self.annotation.get("result") or ():
            if region.get("from_name") == name:
                yield region["value"]

    def _ticked(self, name: str) -> list[str]:
        return [str(label) for value in self._regions(name) for label in value["choices"]]

    def _labels(self) -> dict[str, object]:
        for field in _NEEDED:
            if not self._ticked(field):
                raise CorrectionInvalid(
                    f"{self.place}, {field}: nothing is ticked, tick one and export again."
                )
        outcome = from_ticks(self._ticked(OUTCOME), f"{self.place}, {OUTCOME}")
        lists = {field: self._ticked(field) for field in FIELDS if field not in FLAGS}
        return {
            **{field: from_words(field, words, f"{self.place}, {field}") for field, words in lists.items()},
            **outcome,
        }

    def _spans(self) -> Iterator["Span"]:
        from warehouse.corrections import Span

        for value in self._regions(MARKED):
            start, end = place_of(value, str(self.data.get("text") or ""), f"{self.place}, {MARKED}")
            for label in value["labels"]:
                if label not in ACTS:
                    raise CorrectionInvalid(f"{self.place}, {MARKED}: {label!r} {_FOREIGN}.")
                yield Span(label=label, start=start, end=end)


def from_ticks(ticked: Sequence[str], where: str) -> dict[str, object]:
    """What is so and what is not, from what is ticked."""
    wrong = [label for label in ticked if label not in FLAGS]
    if wrong:
        raise CorrectionInvalid(f"{where}: {wrong[0]!r} {_FOREIGN}.")
    return {flag: flag in ticked for flag in FLAGS}


def place_of(value: Mapping[str, Any], text: str, where: str) -> tuple[int, int]:
    """Start and end of marked words in code points; older versions of Label Studio count UTF-16 units."""
    start, end = int(value["start"]), int(value["end"])
    words = str(value.get("text") or text[start:end]).replace("\\n", "\n")
    for found in ((start, end), (_from_utf16(text, start), _from_utf16(text, end))):
        if text[found[0] : found[1]] == words:
            return found
    raise CorrectionInvalid(
        f"{where}: the text does not say {words[:40]!r} at {start}–{end}, mark it anew and export again."
    )


def _from_utf16(text: str, offset: int) -> int:
    units = text.encode("utf-16-le")[: 2 * offset]
    return len(units.decode("utf-16-le", errors="ignore"))


def read_export(path: Path, *, by: str | None, at: datetime) -> list["Correction"]:
    """What people said in an export in the form «JSON»; skipped tasks and open ones are left out.

    CorrectionInvalid names the task and the label of what is wrong.
    """
    try:
        return [answer.correction(by, at) for answer in _answers(path)]
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise CorrectionInvalid(
            f"{path.name} is no export of a Label Studio project of ours ({error!r}): export it as JSON."
        ) from error


def _answers(path: Path) -> Iterator[_Answer]:
    for number, task in enumerate(_tasks(path), 1):
        place = f"{path.name}, task {task.get('id', number)}"
        if "annotations" not in task or "version_id" not in task.get("data", {}):
            raise CorrectionInvalid(
                f"{place} lacks annotations or version_id: export our tasks as JSON, not as JSON-MIN."
            )
        for annotation in task["annotations"]:
            if not annotation.get("was_cancelled"):
                yield _Answer(place, task["data"], annotation)


def _tasks(path: Path) -> list[dict[str, Any]]:
    try:
        tasks = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise CorrectionInvalid(f"{path.name} is not whole JSON ({error}): export it again.") from error
    if not isinstance(tasks, list):
        raise CorrectionInvalid(f"{path.name} is no list of tasks: export the project as JSON.")
    return tasks

"""Doubtful messages as tasks of Label Studio, each with what the annotator says of it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any, TextIO

from nlp.scoring.rows import STATED

from .labels import FIELDS, FLAGS, to_cell

if TYPE_CHECKING:
    from warehouse.review import Doubtful

MARKED = "words"
OUTCOME = "outcome"  # holds what is either so or not
ACTS = (
    *(f"{field}.{label}" for field in ("apology", "ignoring", "compensation") for label in STATED[field]),
    *FLAGS,
)


def labelling_config() -> str:
    """The labelling config of a project that takes the tasks, as XML."""
    return (resources.files(__package__) / "label-studio.xml").read_text(encoding="utf-8")


def write_tasks(doubtful: Sequence["Doubtful"], file: TextIO) -> None:
    """Write a task per message, each with one prediction: the annotator's labels and the words for them."""
    json.dump([_task(one) for one in doubtful], file, ensure_ascii=False, indent=1)
    file.write("\n")


def _task(one: "Doubtful") -> dict[str, object]:
    data = {
        "version_id": one.version_id,
        "annotator_version": one.annotator_version,
        "text": one.text,
        "why": "; ".join(one.doubts) or f"margin {one.margin:.2f}",
        "providers": ", ".join(one.providers),
        "source": one.source,
        "kind": one.kind,
        "badge": to_cell(one.has_badge),
        "margin": round(one.margin, 3),
        "entropy": round(one.entropy, 3),
    }
    prediction = {
        "model_version": one.annotator_version,
        "score": round(max(one.scores.values()), 4),
        "result": [*_ticks(one.labels), *_marks(one.evidence)],
    }
    return {"data": data, "predictions": [prediction]}


def _ticks(labels: Mapping[str, object]) -> Iterator[dict[str, object]]:
    ticked = {field: _listed(labels[field]) for field in FIELDS if field not in FLAGS}
    ticked[OUTCOME] = [field for field in FLAGS if labels[field]]
    for name, choices in ticked.items():
        if choices:
            yield _region(name, "choices", {"choices": choices})


def _listed(value: object) -> list[str]:
    return [str(label) for label in value] if isinstance(value, list | tuple) else [str(value)]


def _marks(evidence: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, object]]:
    places = dict.fromkeys((item["label"], item["start"], item["end"], item["quote"]) for item in evidence)
    for label, start, end, quote in places:
        if label in ACTS:
            value = {"start": start, "end": end, "text": quote, "labels": [label]}
            yield _region(MARKED, "labels", value, f"-{start}-{end}-{label}")


def _region(name: str, kind: str, value: dict[str, object], part: str = "") -> dict[str, object]:
    return {"id": f"{name}{part}", "from_name": name, "to_name": "text", "type": kind, "value": value}

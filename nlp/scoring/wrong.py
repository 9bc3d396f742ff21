"""What was found wrongly, item by item, with the words that misled."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from nlp.annotation import Annotation

from .rows import FIELDS, Row, labels_of, to_row

_FAMILIES = {
    "ignoring_kinds": "ignoring",
    "channels": "channel",
    "role": "company_voice",
    "providers": "sentiment",
}  # the others are called as their evidence


def find_wrong(gold: Sequence[Row], annotations: Sequence[Annotation]) -> Iterator[dict[str, object]]:
    """An object per item and field that differ: id, text, field, gold, found and evidence.

    Of mentions and providers only those that differ are told.
    """
    for row, annotation in zip(gold, annotations, strict=True):
        found = to_row(annotation)
        for field in (*FIELDS, "providers", "mentions"):
            if field in row and _differ(row[field], found[field], field):
                yield _tell(row, found, field) | {"evidence": _evidence(annotation, field)}


def _differ(gold: object, found: object, field: str) -> bool:
    if field == "providers":
        return bool(labels_of(gold) - labels_of(found))
    return labels_of(gold) != labels_of(found)


def _tell(row: Row, found: Row, field: str) -> dict[str, object]:
    told: dict[str, object] = {"id": row["id"], "text": row["text"], "field": field}
    if field == "mentions":
        text = str(row["text"])
        lost, extra = _only_in(row, found, text), _only_in(found, row, text)
        return told | {"gold": lost, "found": extra}
    if field != "providers":
        return told | {"gold": row[field], "found": found[field]}
    right, said = (cast("Mapping[str, str]", one[field]) for one in (row, found))
    wrong = {slug: sentiment for slug, sentiment in right.items() if said.get(slug) != sentiment}
    return told | {"gold": wrong, "found": {slug: said.get(slug) for slug in wrong}}


def _only_in(here: Row, there: Row, text: str) -> list[dict[str, object]]:
    known, mentions = labels_of(there["mentions"]), cast("list[dict[str, object]]", here["mentions"])
    return [
        {**mention, "quote": text[cast("int", mention["start"]) : cast("int", mention["end"])]}
        for mention in mentions
        if not labels_of([mention]) <= known
    ]


def _evidence(annotation: Annotation, field: str) -> list[dict[str, object]]:
    family = _FAMILIES.get(field, field)
    return [
        {"label": item.label, "detail": item.detail, "quote": item.quote, "rule": item.rule}
        for item in annotation.evidence
        if str(item.label).partition(".")[0] == family
    ]

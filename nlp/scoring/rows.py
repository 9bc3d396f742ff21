"""Gold rows and the annotator's rows in the same form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from nlp.annotation import Annotation, Document
from nlp.errors import Error
from nlp.labels import Apology, Channel, Compensation, Ignoring, IgnoringKind, Role, Sentiment

Row = Mapping[str, object]
TRUE = "true"
SHOWN_BY = {"fault": ("admitted", "blamed"), "channels": tuple(Channel)}
STATED: dict[str, tuple[str, ...]] = {
    "role": tuple(Role),
    "sentiment": tuple(Sentiment),
    "apology": tuple(Apology),
    "ignoring": tuple(Ignoring),
    "ignoring_kinds": tuple(IgnoringKind),
    "compensation": tuple(Compensation),
    "resolved": (TRUE,),
    "leaving": (TRUE,),
}
FIELDS: dict[str, tuple[str, ...]] = {**STATED, **SHOWN_BY}


class GoldBroken(Error):
    """A gold or prediction file cannot be read or breaks the form of the labelling guide."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold row and the row that was found for the same text."""

    gold: Row
    found: Row

    @property
    def author(self) -> str:
        """Who wrote the text; a text without an author stands for itself."""
        return str(self.gold.get("author") or self.gold["id"])


def match(gold: Sequence[Row], predicted: Iterable[Row]) -> list[Pair]:
    """Each gold row with the predicted row of its id; GoldBroken where one has none."""
    by_id = {str(row["id"]): row for row in predicted}
    lost = [str(row["id"]) for row in gold if str(row["id"]) not in by_id]
    if lost:
        raise GoldBroken(f"{len(lost)} gold items have no prediction, the first is {lost[0]}.")
    return [Pair(row, by_id[str(row["id"])]) for row in gold]


def labels_of(value: object) -> frozenset[str]:
    """The value of a field as a set: mentions by slug and place, attitudes by slug and sentiment."""
    if isinstance(value, bool):
        return frozenset({TRUE} if value else ())
    if isinstance(value, str):
        return frozenset({str(value)})
    if isinstance(value, Mapping):
        return frozenset(f"{slug} {sentiment}" for slug, sentiment in value.items())
    return frozenset(map(_label, cast("Iterable[object]", value)))


def _label(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{value['provider']} {value['start']}-{value['end']}"
    return str(value)


def to_document(row: Row) -> Document:
    """The part of a gold row that the annotator may see."""
    badge, provider = (
        None if row.get(key) is None else str(row[key]) for key in ("author_badge", "provider")
    )
    return Document(id=str(row["id"]), text=str(row["text"]), author_badge=badge, provider=provider)


def to_row(annotation: Annotation) -> dict[str, object]:
    """An annotation in the form of a gold row, with the probabilities of its sentiment."""
    stated = {field: getattr(annotation, field) for field in STATED}
    return {
        "id": annotation.id,
        **{name: list(value) if isinstance(value, tuple) else value for name, value in stated.items()},
        "sentiment_scores": {label: getattr(annotation.scores, label) for label in Sentiment},
        "fault": _shown(annotation, "fault"),
        "channels": _shown(annotation, "channel"),
        "providers": {about.provider: about.scores.sentiment for about in annotation.providers},
        "mentions": [{"provider": m.provider, "start": m.start, "end": m.end} for m in annotation.mentions],
    }


def _shown(annotation: Annotation, family: str) -> list[str]:
    """What the evidence of a family shows: the second half of its label, or else its detail."""
    shown = (
        label.partition(".")[2] or item.detail or ""
        for item in annotation.evidence
        if (label := str(item.label)).partition(".")[0] == family
    )
    return list(dict.fromkeys(shown))

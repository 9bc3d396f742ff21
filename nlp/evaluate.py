"""A gold file and what the annotator says of the same texts ▶ scores of each label with bootstrap intervals.

Every field of the `classify` output can be scored: a field counts in the items whose gold row has it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from .annotation import Annotation, Document
from .scoring import keywords
from .scoring.counting import Estimate, Resampling
from .scoring.fields import FieldScore, LabelScore, score_field, score_mentions
from .scoring.measures import Measure, by_provider, measure
from .scoring.reading import read_gold, read_rows
from .scoring.rows import FIELDS, GoldBroken, Pair, Row, match, to_document, to_row
from .scoring.wrong import find_wrong

__all__ = [
    "FIELDS",
    "Estimate",
    "Evaluation",
    "FieldScore",
    "GoldBroken",
    "LabelScore",
    "Measure",
    "Report",
    "evaluate",
    "evaluate_file",
    "evaluate_rows",
    "read_rows",
    "to_row",
]


@dataclass(frozen=True, slots=True)
class Report:
    """The scores of every field that the gold file has."""

    items: int
    fields: tuple[FieldScore, ...]
    measures: tuple[Measure, ...] = ()

    def field(self, name: str) -> FieldScore:
        """The scores of one field; KeyError where the gold file lacks it."""
        return {score.field: score for score in self.fields}[name]

    def measure(self, name: str) -> Measure:
        """One of the single numbers; KeyError where the gold file has no item for it."""
        return {one.name: one for one in self.measures}[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The scores of the annotator and of the keywords, how long it read, and what it got wrong."""

    report: Report
    keywords: Report
    annotator_version: str
    characters: int
    seconds: float
    wrong: tuple[dict[str, object], ...]

    @property
    def texts_per_second(self) -> float:
        """How many texts of 300 characters would have been read in a second."""
        return self.characters / 300 / self.seconds


def evaluate_file(
    gold: Path, annotate: Callable[[Iterable[Document]], Iterable[Annotation]], *, rounds: int = 1000
) -> Evaluation:
    """The scores of an annotator (its `annotate` method) on gold rows of id, text and labels.

    `gold` is a file or a folder of them; GoldBroken says what is wrong with it.
    """
    return evaluate_rows(read_gold(gold), annotate, rounds=rounds)


def evaluate_rows(
    rows: Sequence[Row], annotate: Callable[[Iterable[Document]], Iterable[Annotation]], *, rounds: int = 1000
) -> Evaluation:
    """The same on gold rows from elsewhere; there is at least one."""
    began = perf_counter()
    annotations = list(annotate([to_document(row) for row in rows]))
    seconds = perf_counter() - began
    return Evaluation(
        report=evaluate(rows, [to_row(annotation) for annotation in annotations], rounds=rounds),
        keywords=_score_keywords(rows, rounds),
        annotator_version=annotations[0].annotator_version,
        characters=sum(len(str(row["text"])) for row in rows),
        seconds=seconds,
        wrong=tuple(find_wrong(rows, annotations)),
    )


def _score_keywords(rows: Sequence[Row], rounds: int) -> Report:
    found = [keywords.find_keywords(row) for row in rows]
    return evaluate(rows, found, fields=keywords.FIELDS, rounds=rounds)


def evaluate(
    gold: Sequence[Row],
    predicted: Sequence[Row],
    *,
    fields: Mapping[str, Sequence[str]] | None = None,
    rounds: int = 1000,
    seed: int = 0,
) -> Report:
    """The scores of predicted rows, matched by id, in everything or in the labels of some fields alone.

    Intervals resample authors where gold rows name them.
    """
    pairs, draw = match(gold, predicted), Resampling(rounds, seed)
    chosen = FIELDS if fields is None else fields
    scores = [score_field(name, chosen[name], pairs, draw) for name in chosen if _has(pairs, name)]
    if fields is not None:
        return Report(len(pairs), tuple(scores))
    return Report(len(pairs), (*scores, *_score_providers(pairs, draw)), measure(pairs, draw))


def _score_providers(pairs: Sequence[Pair], draw: Resampling) -> list[FieldScore]:
    attitudes = by_provider(pairs)
    named = [score_field("providers", FIELDS["sentiment"], attitudes, draw)] if attitudes else []
    return [*named, score_mentions(pairs, draw)] if _has(pairs, "mentions") else named


def _has(pairs: Sequence[Pair], name: str) -> bool:
    return any(name in pair.gold for pair in pairs)

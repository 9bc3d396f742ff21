"""A gold file and what the annotator says of the same texts ▶ scores of each label with bootstrap intervals.

Every field of the `classify` output can be scored: a field counts in the items whose gold row has it.
"""

import gzip
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .annotation import Annotation, Document
from .errors import Error
from .labels import Apology, Compensation, Ignoring, IgnoringKind, Role, Sentiment

Row = Mapping[str, object]
_Pair = tuple[Row, Row]
TRUE = "true"
FIELDS: dict[str, tuple[str, ...]] = {
    "role": tuple(Role),
    "sentiment": tuple(Sentiment),
    "apology": tuple(Apology),
    "ignoring": tuple(Ignoring),
    "ignoring_kinds": tuple(IgnoringKind),
    "compensation": tuple(Compensation),
    "resolved": (TRUE,),
    "leaving": (TRUE,),
}


class GoldBroken(Error):
    """A gold or prediction file cannot be read or breaks the form of the labelling guide."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share from 0 to 1 with its 95 % bootstrap interval; all NaN where it is undefined."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class LabelScore:
    """How well one label is found: `support` items have it in gold, `found` items in the prediction."""

    field: str
    label: str
    support: int
    found: int
    precision: Estimate
    recall: Estimate
    f1: Estimate


@dataclass(frozen=True, slots=True)
class FieldScore:
    """One field over `items` texts; the macro F1 averages the labels that occur in gold or prediction."""

    field: str
    items: int
    labels: tuple[LabelScore, ...]
    macro_f1: Estimate


@dataclass(frozen=True, slots=True)
class Report:
    """The scores of every field that the gold file has."""

    items: int
    fields: tuple[FieldScore, ...]

    def field(self, name: str) -> FieldScore:
        """The scores of one field; KeyError where the gold file lacks it."""
        return {score.field: score for score in self.fields}[name]


def read_rows(path: Path, required: Sequence[str] = ("id",)) -> list[dict[str, object]]:
    """The objects of a JSON Lines file (also .gz); GoldBroken names the line that breaks the form."""
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise GoldBroken(f"The file {path} cannot be read: {error}.") from error
    if not numbered:
        raise GoldBroken(f"The file {path} is empty: it needs one JSON object per line.")
    return [_parse_row(line, required, f"Line {number} of {path}") for number, line in numbered]


def _parse_row(line: str, required: Sequence[str], place: str) -> dict[str, object]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise GoldBroken(f"{place} is not JSON: {error}.") from error
    if not isinstance(row, dict) or any(key not in row for key in required):
        raise GoldBroken(f"{place} is not an object with {' and '.join(required)}.")
    for field in FIELDS.keys() & row.keys():
        _check_labels(row[field], field, place)
    return row


def _check_labels(value: object, field: str, place: str) -> None:
    plain = [value] if isinstance(value, str | bool) else value
    known = [True, False] if FIELDS[field] == (TRUE,) else FIELDS[field]
    if not isinstance(plain, list) or any(label not in known for label in plain):
        raise GoldBroken(f"{place}: {field} is {value!r}, but takes {', '.join(map(str, known))}.")


def evaluate_file(
    gold: Path, annotate: Callable[[Iterable[Document]], Iterable[Annotation]], *, rounds: int = 1000
) -> Report:
    """The scores of an annotator (its `annotate` method) on a gold file of id, text and labels."""
    rows = read_rows(gold, ("id", "text"))
    return evaluate(
        rows, [to_row(annotation) for annotation in annotate(map(to_document, rows))], rounds=rounds
    )


def to_document(row: Row) -> Document:
    """The part of a gold row that the annotator may see."""
    badge, provider = (
        None if row.get(key) is None else str(row[key]) for key in ("author_badge", "provider")
    )
    return Document(id=str(row["id"]), text=str(row["text"]), author_badge=badge, provider=provider)


def to_row(annotation: Annotation) -> dict[str, object]:
    """An annotation in the form of a gold row."""
    row = {field: getattr(annotation, field) for field in FIELDS}
    return {"id": annotation.id, **{k: list(v) if isinstance(v, tuple) else v for k, v in row.items()}}


def evaluate(
    gold: Sequence[Row],
    predicted: Sequence[Row],
    *,
    fields: Mapping[str, Sequence[str]] = FIELDS,
    rounds: int = 1000,
    seed: int = 0,
) -> Report:
    """The scores of predicted rows, matched by id. Intervals resample authors where gold rows name them."""
    by_id = {str(row["id"]): row for row in predicted}
    lost = [str(row["id"]) for row in gold if str(row["id"]) not in by_id]
    if lost:
        raise GoldBroken(f"{len(lost)} gold items have no prediction, the first is {lost[0]}.")
    pairs = [(row, by_id[str(row["id"])]) for row in gold]
    present = [name for name in fields if any(name in row for row in gold)]
    draw = _Resampling(rounds, seed)
    return Report(len(pairs), tuple(_score_field(name, fields[name], pairs, draw) for name in present))


@dataclass(frozen=True, slots=True)
class _Resampling:
    rounds: int
    seed: int

    def totals(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Sums of `counts` over its first axis: as it is, then of each bootstrap sample."""
        random, size = np.random.default_rng(self.seed), len(counts)
        flat = counts.reshape(size, -1)
        draws = (np.bincount(random.integers(size, size=size), minlength=size) for _ in range(self.rounds))
        sums = [flat.sum(axis=0), *(draw @ flat for draw in draws)]
        return np.stack(sums).reshape(-1, *counts.shape[1:])


def _score_field(name: str, labels: Sequence[str], pairs: Sequence[_Pair], draw: _Resampling) -> FieldScore:
    usable = [(gold, found) for gold, found in pairs if name in gold]
    totals = draw.totals(_count(name, labels, usable))
    hits, extra, lost = totals[..., 0], totals[..., 1], totals[..., 2]
    precision, recall = _share(hits, hits + extra), _share(hits, hits + lost)
    f1 = _share(2 * hits, 2 * hits + extra + lost)
    scores = tuple(
        LabelScore(
            name, label, int(hits[0, at] + lost[0, at]), int(hits[0, at] + extra[0, at]),
            _estimate(precision[:, at]), _estimate(recall[:, at]), _estimate(f1[:, at]),
        )
        for at, label in enumerate(labels)
    )  # fmt: skip
    return FieldScore(name, len(usable), scores, _estimate(_mean(f1)))


def _count(name: str, labels: Sequence[str], pairs: Sequence[_Pair]) -> NDArray[np.int64]:
    """Right, extra and lost labels: author × label × 3."""
    authors = {str(gold.get("author", gold["id"])): 0 for gold, _ in pairs}
    place = {author: at for at, author in enumerate(authors)}
    counts = np.zeros((len(place), len(labels), 3), np.int64)
    for gold, found in pairs:
        row = counts[place[str(gold.get("author", gold["id"]))]]
        row += _compare(_labels(gold[name]), _labels(found[name]), labels)
    return counts


def _compare(gold: frozenset[str], found: frozenset[str], labels: Sequence[str]) -> NDArray[np.int64]:
    cells = [(x in gold and x in found, x in found - gold, x in gold - found) for x in labels]
    return np.array(cells, np.int64)


def _labels(value: object) -> frozenset[str]:
    if isinstance(value, bool):
        return frozenset({TRUE} if value else ())
    return frozenset([value] if isinstance(value, str) else map(str, value))  # type: ignore[call-overload]


def _share(part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.float64]:
    share = np.full(part.shape, np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share


def _mean(f1: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean over the labels that are defined on the whole file; a sample without one counts it as 0."""
    defined = f1[:, ~np.isnan(f1[0])]
    return np.nan_to_num(defined).mean(axis=1) if defined.shape[1] else f1[:, 0]


def _estimate(values: NDArray[np.float64]) -> Estimate:
    """The first value, with the middle 95 % of the others that are defined as its interval."""
    drawn = values[1:][~np.isnan(values[1:])]
    if np.isnan(values[0]) or not len(drawn):
        return Estimate(float(values[0]), float("nan"), float("nan"))
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Estimate(float(values[0]), float(low), float(high))


_HEAD = ("field", "label", "gold", "found", "precision", "recall", "F1")


def to_markdown(report: Report) -> str:
    """The report as one Markdown table, columns aligned so that it reads well as plain text too."""
    rows = [_HEAD, *(row for score in report.fields for row in _field_rows(score))]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEAD))]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    rule = "-|-".join("-" * width for width in widths)
    return "\n".join((f"| {lines[0]} |", f"|-{rule}-|", *(f"| {line} |" for line in lines[1:])))


def _field_rows(score: FieldScore) -> list[tuple[str, ...]]:
    labels = [
        (score.field, x.label, str(x.support), str(x.found), _cell(x.precision), _cell(x.recall), _cell(x.f1))
        for x in score.labels
    ]
    return [*labels, (score.field, "macro", str(score.items), "", "", "", _cell(score.macro_f1))]


def _cell(estimate: Estimate) -> str:
    if np.isnan(estimate.value):
        return "-"
    return f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]"

"""Fields with labels ▶ precision, recall and F1 of each label."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from .counting import Estimate, Numbers, Resampling, Tally, estimate, share
from .rows import Pair, labels_of

EXACT = "span and slug"


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


def score_field(name: str, labels: Sequence[str], pairs: Sequence[Pair], draw: Resampling) -> FieldScore:
    """The scores of one field over the pairs whose gold row has it."""
    usable = [pair for pair in pairs if name in pair.gold]
    tallies = [
        (x.author, _compare(labels_of(x.gold[name]), labels_of(x.found[name]), labels)) for x in usable
    ]
    return _score(name, labels, tallies, draw)


def score_mentions(pairs: Sequence[Pair], draw: Resampling) -> FieldScore:
    """The mentions that are found with exactly their span and slug; `support` counts mentions."""
    tallies = [
        (x.author, _sizes(labels_of(x.gold["mentions"]), labels_of(x.found["mentions"])))
        for x in pairs
        if "mentions" in x.gold
    ]
    return _score("mentions", (EXACT,), tallies, draw)


def _score(name: str, labels: Sequence[str], tallies: Sequence[Tally], draw: Resampling) -> FieldScore:
    totals = draw.totals(tallies)
    hits, extra, lost = totals[..., 0], totals[..., 1], totals[..., 2]
    precision, recall = share(hits, hits + extra), share(hits, hits + lost)
    f1 = share(2 * hits, 2 * hits + extra + lost)
    scores = tuple(
        LabelScore(
            name, label, int(hits[0, at] + lost[0, at]), int(hits[0, at] + extra[0, at]),
            estimate(precision[:, at]), estimate(recall[:, at]), estimate(f1[:, at]),
        )
        for at, label in enumerate(labels)
    )  # fmt: skip
    return FieldScore(name, len(tallies), scores, estimate(_mean(f1)))


def _compare(gold: frozenset[str], found: frozenset[str], labels: Iterable[str]) -> Numbers:
    cells = [(x in gold and x in found, x in found - gold, x in gold - found) for x in labels]
    return np.array(cells, np.float64)


def _sizes(gold: frozenset[str], found: frozenset[str]) -> Numbers:
    return np.array([(len(gold & found), len(found - gold), len(gold - found))], np.float64)


def _mean(f1: Numbers) -> Numbers:
    """The mean over the labels that are defined on the whole file; a sample without one counts it as 0."""
    defined = f1[:, ~np.isnan(f1[0])]
    return np.nan_to_num(defined).mean(axis=1) if defined.shape[1] else f1[:, 0]

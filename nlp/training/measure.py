"""Scores of a sentiment model on held-out and development texts, with bootstrap intervals."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nlp.evaluate import Estimate, FieldScore, evaluate
from nlp.sentiment import CLASSES, SentimentModel
from nlp.training.corpus import REVIEWS_DEV, TWEETS_DEV, Example, read_rows

_TOWARD = {-1: "negative", 0: "neutral", 1: "positive"}


def measure(model: SentimentModel, data: Path, held_out: Sequence[Example]) -> dict[str, object]:
    """Scores by test set: [value, low, high] of each class and of the macro averages."""
    return {
        "held_out": _three_classes(model, [_row(x.text, CLASSES[x.label]) for x in held_out]),
        TWEETS_DEV: _three_classes(model, [_row(r["text"], r["label"]) for r in read_rows(data, TWEETS_DEV)]),
        f"{TWEETS_DEV}_by_operator": _by_operator(model, read_rows(data, TWEETS_DEV)),
        REVIEWS_DEV: _three_classes(
            model, [_row(r["text"], r["label"]) for r in read_rows(data, REVIEWS_DEV)]
        ),
    }


def _row(text: str, label: str, author: str = "") -> dict[str, str]:
    row = {"text": text, "sentiment": label if label in CLASSES else "neutral"}
    return row | {"author": author} if author else row


def _by_operator(model: SentimentModel, tweets: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    """The measure of the shared task: each operator of a tweet counts, over positive and negative only."""
    rows = [_row(t["text"], _TOWARD[side], t["id"]) for t in tweets for side in t["targets"].values()]
    return _listed(_score(model, rows, ("negative", "positive")))


def _three_classes(model: SentimentModel, rows: list[dict[str, str]]) -> dict[str, object]:
    return _listed(_score(model, rows))


def _score(
    model: SentimentModel, rows: list[dict[str, str]], labels: tuple[str, ...] = CLASSES
) -> FieldScore:
    gold = [{"id": str(at), **row} for at, row in enumerate(rows)]
    scores = model.score(row["text"] for row in rows)
    found = [{"id": row["id"], "sentiment": score.sentiment} for row, score in zip(gold, scores, strict=True)]
    return evaluate(gold, found, fields={"sentiment": labels}).field("sentiment")


def _listed(score: FieldScore) -> dict[str, object]:
    labels = {label.label: _numbers(label.f1) for label in score.labels}
    return {"items": score.items, "macro_f1": _numbers(score.macro_f1), **labels}


def _numbers(estimate: Estimate) -> list[float]:
    return [round(number, 4) for number in (estimate.value, estimate.low, estimate.high)]

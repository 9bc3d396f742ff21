import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from nlp.evaluate import read_rows
from nlp.heads import ACTS
from nlp.labels import Channel

FOLDER = Path("nlp/gold")
PARTS = ("train.jsonl", "dev.jsonl", "test.jsonl")
SILVER = "silver.jsonl.gz"  # labelled by their writers alone: to learn from, never to measure with
FILES = (*PARTS, SILVER)
LISTS = ("apology", "ignoring", "compensation", "fault")


@pytest.fixture(scope="module")
def gold() -> dict[str, list[dict[str, Any]]]:
    return {part: read_rows(FOLDER / part, ("id", "text", "spans", "mentions")) for part in FILES}


@pytest.fixture(scope="module")
def rows(gold: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """All messages, the twice labelled first."""
    return [row for part in FILES for row in gold[part]]


def test_there_are_as_many_messages_as_the_datasheet_says(gold: dict[str, list[dict[str, Any]]]) -> None:
    sheet = (FOLDER / "README.md").read_text("utf-8")
    for part in FILES:
        size, authors = len(gold[part]), len({row["author"] for row in gold[part]})
        assert f"| `{part}` | {size:,} | {authors} |" in sheet
    assert sum(len(gold[part]) for part in PARTS) >= 3000


def test_no_author_and_no_text_is_in_two_parts(gold: dict[str, list[dict[str, Any]]]) -> None:
    for field in ("author", "id", "text"):
        held = [{row[field] for row in gold[part]} for part in FILES]
        assert sum(map(len, held)) == len(set().union(*held)), field


def test_no_text_is_a_near_copy_of_another(rows: list[dict[str, Any]]) -> None:
    openings = Counter(" ".join(re.findall(r"\w+", row["text"].lower())[:6]) for row in rows)
    repeated = [words for words, count in openings.items() if count > 1 and len(words.split()) == 6]
    assert len(repeated) <= 10, repeated


def test_every_label_has_words_that_carry_it(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        told = {span["label"] for span in row["spans"]}
        labels = {f"{name}.{value}" for name in LISTS for value in row[name]}
        labels |= {name for name in ("resolved", "leaving") if row[name]}
        assert labels == told - {"channel"}, row["id"]
        kinds = {span["detail"] for span in row["spans"] if span["label"] == "ignoring.claimed"}
        assert kinds == set(row["ignoring_kinds"]), row["id"]
        assert labels <= set(ACTS)
        assert set(row["channels"]) <= set(Channel)


def test_spans_and_mentions_lie_in_the_text(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        for place in (*row["spans"], *row["mentions"]):
            words = row["text"][place["start"] : place["end"]]
            assert words == words.strip() != "", (row["id"], words)
        named = {mention["provider"] for mention in row["mentions"]}
        assert set(row["providers"]) == named, row["id"]


def test_every_label_and_look_alike_is_there_often_enough(gold: dict[str, list[dict[str, Any]]]) -> None:
    rows = [row for part in PARTS for row in gold[part]]
    labels = Counter(label for row in rows for label in {span["label"] for span in row["spans"]})
    assert all(labels[act] >= 60 for act in ACTS if "/" not in act), labels
    hard = Counter(name for row in rows for name in row["hard"])
    assert len(hard) == 19
    assert min(hard.values()) >= 30, hard
    assert sum(len(set(row["providers"].values())) > 1 for row in rows) >= 150


def _kappa(one: Sequence[object], two: Sequence[object]) -> float:
    """Cohen 1960: agreement beyond what the two distributions alone would give."""
    seen = sum(a == b for a, b in zip(one, two, strict=True)) / len(one)
    first, second = Counter(one), Counter(two)
    chance = sum(first[value] * second[value] for value in first) / len(one) ** 2
    return (seen - chance) / (1 - chance)


@pytest.mark.parametrize(("pair", "column"), [("AB", 1), ("AC", 2), ("BC", 3)])
def test_the_agreement_is_what_the_datasheet_says(pair: str, column: int) -> None:
    answers: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for line in (FOLDER / "annotations.jsonl").read_text("utf-8").splitlines():
        answer = json.loads(line)
        answers[answer["annotator"]][answer["id"]] = answer
    one, two = (answers[name] for name in pair)
    ids = [key for key in one if key in two]
    sheet = (FOLDER / "README.md").read_text("utf-8")
    for field in ("role", "sentiment"):
        (line,) = (row for row in sheet.splitlines() if row.startswith(f"| {field} | ."))
        kappa = _kappa([one[key][field] for key in ids], [two[key][field] for key in ids])
        assert line.split("|")[column + 1].strip() == f"{kappa:.3f}".lstrip("0")

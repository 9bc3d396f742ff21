"""The training mix: public labelled texts of two registers, without near-duplicates and dev texts."""

import gzip
import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nlp.errors import Error
from nlp.sentiment import CLASSES

TWEETS, REVIEWS, GENERAL, BANKS, OFFICIAL = (
    "telecom_tweets_train",
    "service_reviews_train",
    "rusentitweet_train",
    "bank_tweets_train",
    "telecom_official_replies_weak",
)
UNLABELLED = "telecom_tweets_unlabelled"
TRAIN_FILES = (TWEETS, REVIEWS, GENERAL, BANKS, OFFICIAL)
TWEETS_DEV, REVIEWS_DEV = "telecom_tweets_dev", "isp_reviews_dev"
DEV_FILES = (TWEETS_DEV, REVIEWS_DEV)

# Mixed and speech acts (thanks, greetings) count as neutral; `skip` (unintelligible) is left out.
_LABELS = {label: at for at, label in enumerate(CLASSES)} | {"mixed": 1, "speech": 1}
_NOISE = re.compile(r"https?\S*|@\w+|\brt\b")
_HEADINGS = re.compile(r"(Достоинства|Недостатки|Отзыв):")  # one site's form, it would give the site away
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


class DataMissing(Error):
    """The folder lacks files that the training needs."""


@dataclass(frozen=True, slots=True)
class Example:
    """One training text; `group` is the register whose classes are balanced together."""

    text: str
    label: int
    group: str


def check_data(folder: Path) -> None:
    """Nothing, or DataMissing with the names of all files that are not there."""
    missing = [name for name in (*TRAIN_FILES, *DEV_FILES) if not _path(folder, name).is_file()]
    if missing:
        files = ", ".join(f"{name}.jsonl.gz" for name in missing)
        raise DataMissing(f"The folder {folder} lacks {files}: give the folder with all of them as --data.")


def read_rows(folder: Path, name: str) -> list[dict[str, Any]]:
    """The objects of one gzipped JSON Lines file."""
    with gzip.open(_path(folder, name), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_examples(folder: Path) -> list[Example]:
    """All training texts once: near-duplicates and texts that are also in the dev files are left out."""
    seen = {fingerprint(row["text"]) for name in DEV_FILES for row in read_rows(folder, name)}
    examples = (example for name in TRAIN_FILES for example in _labelled(folder, name))
    return list(_unseen(examples, seen))


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.jsonl.gz"


def label_of(name: str, row: dict[str, Any]) -> int | None:
    """The class of a row, None where it has none; official replies are neutral whatever they regret."""
    return 1 if name == OFFICIAL else _LABELS.get(row["label"])


def _labelled(folder: Path, name: str) -> Iterator[Example]:
    group = TWEETS if name == OFFICIAL else name
    for row in read_rows(folder, name):
        label = label_of(name, row)
        if label is not None:
            yield Example(_HEADINGS.sub(". ", row["text"]), label, group)


def _unseen(examples: Iterable[Example], seen: set[str]) -> Iterator[Example]:
    for example in examples:
        mark = fingerprint(example.text)
        if len(mark) < 12:  # too short to tell a copy from a coincidence
            yield example
        elif mark not in seen:
            seen.add(mark)
            yield example


def fingerprint(text: str) -> str:
    """The first 60 letters without links, handles and marks: the same for a retweet and its original."""
    return " ".join(re.findall(r"[а-яёa-z]+", _NOISE.sub("", text.lower())))[:60]


def add_pieces(examples: list[Example], rng: random.Random) -> list[Example]:
    """The examples and one or two neighbouring sentences of each clear long review: short texts work too."""
    return examples + [
        replace(example, text=_piece(example.text, rng))
        for example in examples
        if example.group == REVIEWS and example.label != 1 and len(_sentences(example.text)) > 1
    ]


def _piece(text: str, rng: random.Random) -> str:
    sentences = _sentences(text)
    start = rng.randrange(len(sentences))
    return " ".join(sentences[start : start + 2])


def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE_END.split(text) if len(part) > 15] or [text]

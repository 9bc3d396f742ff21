"""The public labelled texts that the training reads from a folder of the trainer's: names, labels, rows."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

from nlp.errors import Error
from nlp.labels import Sentiment

TWEETS, REVIEWS, GENERAL, BANKS, OFFICIAL = (
    "telecom_tweets_train",
    "service_reviews_train",
    "rusentitweet_train",
    "bank_tweets_train",
    "telecom_official_replies_weak",
)
UNLABELLED = "telecom_tweets_unlabelled"
LABELLED = (
    "messages_labelled"  # the trainer's own labels on real texts, in the form of the gold set; optional
)
TRAIN_FILES = (TWEETS, REVIEWS, GENERAL, BANKS, OFFICIAL)
TWEETS_DEV, REVIEWS_DEV = "telecom_tweets_dev", "isp_reviews_dev"
DEV_FILES = (TWEETS_DEV, REVIEWS_DEV)

# Mixed and speech acts (thanks, greetings) count as neutral; `skip` (unintelligible) is left out.
_LABELS = {label.value: at for at, label in enumerate(Sentiment)} | {"mixed": 1, "speech": 1}
_NOISE = re.compile(r"https?\S*|@\w+|\brt\b")


class DataMissing(Error):
    """The folder lacks files that the training needs."""


def check_data(folder: Path) -> None:
    """Nothing, or DataMissing with the names of all files that are not there."""
    wanted = (*TRAIN_FILES, *DEV_FILES, UNLABELLED)
    missing = [name for name in wanted if not _path(folder, name).is_file()]
    if missing:
        files = ", ".join(f"{name}.jsonl.gz" for name in missing)
        raise DataMissing(f"The folder {folder} lacks {files}: give the folder with all of them as --data.")


def read_rows(folder: Path, name: str) -> list[dict[str, Any]]:
    """The objects of one gzipped JSON Lines file."""
    with gzip.open(_path(folder, name), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_labelled(folder: Path) -> list[dict[str, Any]]:
    """The rows of LABELLED; none where the folder has no such file."""
    return read_rows(folder, LABELLED) if _path(folder, LABELLED).is_file() else []


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.jsonl.gz"


def label_of(name: str, row: dict[str, Any]) -> int | None:
    """The class of a row, None where it has none; official replies are neutral whatever they regret."""
    return 1 if name == OFFICIAL else _LABELS.get(row["label"])


def fingerprint(text: str) -> str:
    """The first 60 letters without links, handles and marks: the same for a retweet and its original."""
    return " ".join(re.findall(r"[а-яёa-z]+", _NOISE.sub("", text.lower())))[:60]

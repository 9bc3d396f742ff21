"""The texts to learn from: the project's own, what the trainer labelled, public sets."""

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from nlp.evaluate import read_rows
from nlp.training.corpus import (
    BANKS,
    GENERAL,
    LABELLED,
    OFFICIAL,
    REVIEWS,
    TWEETS,
    UNLABELLED,
    check_data,
    read_labelled,
)
from nlp.training.examples import (
    GOLD,
    OWN_FILES,
    SILVER,
    Example,
    read_gold,
    read_training,
    read_unlabelled,
)

GOLD_DIR = Path(__file__).parents[1] / "gold"
# How often a text of a group is seen in one epoch. What is farther from the field is taken in part: two cores
# learn a million tokens in a quarter of an hour.
TIMES = {
    GOLD: 1.6,
    SILVER: 1.2,
    LABELLED: 0.8,
    TWEETS: 1,
    REVIEWS: 0.4,
    OFFICIAL: 0.15,
    BANKS: 0.05,
    GENERAL: 0.05,
    UNLABELLED: 0.1,
}


def add_corpus_options(parser: argparse.ArgumentParser) -> None:
    """The options that say where texts are and which draw of them is taken."""
    parser.add_argument("--data", type=Path, required=True, help="folder with the *.jsonl.gz files")
    parser.add_argument("--gold", type=Path, default=GOLD_DIR, help="folder with the gold files")


def read_mix(options: argparse.Namespace, *, with_unlabelled: bool = False) -> list[Example]:
    """The training texts of one epoch; DataMissing names the files that are not there."""
    check_data(options.data)
    return list(_draw([*_own(options), *_public(options.data, with_unlabelled)], random.Random(options.seed)))


def _own(options: argparse.Namespace) -> Iterator[Example]:
    for group, name in OWN_FILES.items():
        yield from read_gold(read_rows(options.gold / name, ("id", "text")), group)
    yield from read_gold(read_labelled(options.data), LABELLED)


def _public(folder: Path, with_unlabelled: bool) -> Iterator[Example]:
    yield from read_training(folder)
    yield from read_unlabelled(folder) if with_unlabelled else ()


def _draw(examples: Sequence[Example], rng: random.Random) -> Iterator[Example]:
    for one in examples:
        whole, part = divmod(TIMES[one.group], 1)
        yield from [one] * (int(whole) + (rng.random() < part))

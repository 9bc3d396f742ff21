"""The texts to learn from: all of the field, a share of the neighbours, the project's gold three times."""

import argparse
import random
from pathlib import Path

from nlp.evaluate import read_rows
from nlp.training.corpus import BANKS, GENERAL, OFFICIAL, REVIEWS, UNLABELLED, check_data
from nlp.training.examples import Example, read_gold, read_training, read_unlabelled

GOLD_DIR = Path(__file__).parents[1] / "gold"
GOLD_TIMES = 3
# What is farther from the field is taken in part: two cores learn a million tokens in a quarter of an hour.
SHARES = {BANKS: 0.2, GENERAL: 0.3, REVIEWS: 0.5, OFFICIAL: 0.5, UNLABELLED: 0.4}


def add_corpus_options(parser: argparse.ArgumentParser) -> None:
    """The options that say where texts are and which draw of them is taken."""
    parser.add_argument("--data", type=Path, required=True, help="folder with the *.jsonl.gz files")
    parser.add_argument("--gold", type=Path, default=GOLD_DIR, help="folder with the gold files")


def read_mix(options: argparse.Namespace, *, with_unlabelled: bool = False) -> list[Example]:
    """The training texts; DataMissing names the files that are not there."""
    check_data(options.data)
    rng = random.Random(options.seed)
    public = [*read_training(options.data), *(read_unlabelled(options.data) if with_unlabelled else [])]
    gold = read_gold(read_rows(options.gold / "train.jsonl", ("id", "text")))
    return [*(one for one in public if rng.random() < SHARES.get(one.group, 1)), *gold * GOLD_TIMES]

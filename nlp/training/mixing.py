"""The texts to learn from: all of the field, a share of the neighbours, the project's gold twice."""

import argparse
import random
from pathlib import Path

from nlp.evaluate import read_rows
from nlp.training.corpus import BANKS, GENERAL, OFFICIAL, REVIEWS, check_data
from nlp.training.examples import Example, read_gold, read_training, read_unlabelled

GOLD_DIR = Path(__file__).parents[1] / "gold"
GOLD_TIMES = 2
# Measured on the development sets: more of these sets costs hours and brings nothing there.
SHARES = {BANKS: 0.3, GENERAL: 0.5, REVIEWS: 0.5, OFFICIAL: 0.5}


def add_corpus_options(parser: argparse.ArgumentParser) -> None:
    """The options that say where texts are and which draw of them is taken."""
    parser.add_argument("--data", type=Path, required=True, help="folder with the *.jsonl.gz files")
    parser.add_argument("--gold", type=Path, default=GOLD_DIR, help="folder with the gold files")
    parser.add_argument("--seed", type=int, default=0)


def read_mix(options: argparse.Namespace, *, with_unlabelled: bool = False) -> list[Example]:
    """The training texts; DataMissing names the files that are not there."""
    check_data(options.data)
    rng = random.Random(options.seed)
    public = [one for one in read_training(options.data) if rng.random() < SHARES.get(one.group, 1)]
    gold = read_gold(read_rows(options.gold / "train.jsonl", ("id", "text")))
    return [*public, *gold * GOLD_TIMES, *(read_unlabelled(options.data) if with_unlabelled else [])]

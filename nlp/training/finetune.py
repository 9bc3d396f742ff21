"""Fine-tune the encoder on attitude, role and acts together.

    python -m nlp.training finetune --base DIR --data DIR --out DIR

The base may be a network that was fine-tuned before: then its heads learn on.
"""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from nlp.training.batches import Batcher
from nlp.training.examples import Example
from nlp.training.learning import (
    Course,
    balance,
    drop_words,
    fit_spread,
    forward,
    make_optimizer,
    set_rate,
    step,
    steps,
    supervised_loss,
)
from nlp.training.mixing import add_corpus_options, read_mix
from nlp.training.network import HEAD_FILE, Network
from nlp.training.steps import log_scores, make_parser, run_step

_DROPPED = 0.1  # share of the words hidden from the network while it learns


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0, or 1 with one sentence on stderr."""
    parser = make_parser("finetune", __doc__)
    parser.add_argument(
        "--base", type=Path, required=True, help="folder of `convert`, `pretrain` or `finetune`"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=float, default=1.5)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    parser.add_argument("--rate", type=float, default=8e-5)
    add_corpus_options(parser)
    options = parser.parse_args(arguments)
    return run_step(lambda: _run(options))


def _run(options: argparse.Namespace) -> None:
    examples = read_mix(options)
    course = Course(
        epochs=options.epochs, rate=options.rate, tokens=1536, seed=options.seed, seconds=options.seconds
    )
    loss = finetune(options.base, examples, course, options.out)
    log_scores(options, {"step": "finetune", "texts": len(examples), "epochs": options.epochs, "loss": loss})


def finetune(base: Path, examples: Sequence[Example], course: Course, out: Path) -> float:
    """Write the trained network to `out`; the mean loss of the last fifty steps."""
    torch.manual_seed(course.seed)
    batcher = Batcher(examples, base, longest=192)
    network = Network.load(base).train()
    if not (base / HEAD_FILE).is_file():
        fit_spread(network, batcher)
    optimizer = make_optimizer(network, course)
    weights = balance([one.group for one in examples], [one.sentiment for one in examples])
    words = torch.Generator().manual_seed(course.seed)
    losses: list[float] = []
    for share, batch in steps(batcher, course):
        set_rate(optimizer, course, share)
        shown = drop_words(batch, _DROPPED, network.encoder.config.vocab_size - 1, words)
        losses.append(step(network, optimizer, supervised_loss(forward(network, shown), shown, weights)))
    out.mkdir(parents=True, exist_ok=True)
    network.save(out)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(base / name, out / name)
    return float(np.mean(losses[-50:]))

"""Large networks teach a small one, which learns their answers class by class.

    python -m nlp.training distil --teacher DIR --layers 1,3,5,7,9,11 --data DIR --gold DIR --out DIR

The small network begins as some layers of the first teacher; of several teachers it learns the mean answer.
It sees every text that they saw and the ones without labels too; where a text has labels, they count as well.
Of a clause it learns what the teachers say of it alone: read in the whole text, praise takes the colour of
the blame beside it.
"""

import argparse
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from nlp.framing import OTHER, TARGET, Framed, alone
from nlp.heads import ACTS_AT, ROLE_AT, SENTIMENT_AT
from nlp.training.batches import Batch, Batcher
from nlp.training.examples import Example
from nlp.training.learning import (
    Course,
    Weights,
    answer,
    balance,
    drop_words,
    forward,
    make_optimizer,
    set_rate,
    step,
    steps,
    supervised_loss,
)
from nlp.training.mixing import add_corpus_options, read_mix
from nlp.training.network import Network
from nlp.training.steps import log_scores, make_parser, run_step

_WARMTH = 2.0  # temperature: how much the teacher's second choice counts
_TEACHER_SHARE = 0.7  # of the loss where a text has labels of its own
_CLAUSES = 0.5  # how much the attitude of clauses counts beside that of the whole text
_DROPPED = 0.1
LONGEST = 192  # tokens of a text that are learnt from


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0, or 1 with one sentence on stderr."""
    parser = make_parser("distil", __doc__)
    parser.add_argument(
        "--teacher",
        type=Path,
        required=True,
        action="append",
        help="folder of `finetune`; several times: their mean",
    )
    parser.add_argument("--student", type=Path, help="folder of a network taught before, to go on with it")
    parser.add_argument("--layers", default="1,3,5,7,9,11", help="the first teacher's layers to begin with")
    parser.add_argument("--halve-after", type=int, default=2, help="layers before pairs of tokens become one")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=float, default=2.0)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    add_corpus_options(parser)
    options = parser.parse_args(arguments)
    return run_step(lambda: _run(options))


def _run(options: argparse.Namespace) -> None:
    examples = read_mix(options, with_unlabelled=True)
    course = Course(
        epochs=options.epochs, rate=1.2e-4, tokens=1536, seed=options.seed, seconds=options.seconds
    )
    layers = tuple(int(at) for at in options.layers.split(","))
    student = (
        Network.load(options.student)
        if options.student
        else Network.load(options.teacher[0], layers=layers, halve_after=options.halve_after)
    )
    loss = distil(options.teacher, student, examples, course, options.out)
    log_scores(options, {"step": "distil", "texts": len(examples), "layers": layers, "loss": loss})


def distil(
    teachers: Sequence[Path], network: Network, examples: Sequence[Example], course: Course, out: Path
) -> float:
    """Teach the small network and write it to `out`; the mean loss of the last fifty steps."""
    torch.manual_seed(course.seed)
    batcher = Batcher(examples, teachers[0], longest=LONGEST)
    each = [_ask(teacher, examples) for teacher in teachers]
    answers = [np.mean(told, axis=0) for told in zip(*each, strict=True)]
    network.train()
    optimizer = make_optimizer(network, course)
    weights = balance([one.group for one in examples], [one.sentiment for one in examples])
    words = torch.Generator().manual_seed(course.seed)
    losses: list[float] = []
    for share, batch in steps(batcher, course):
        set_rate(optimizer, course, share)
        shown = drop_words(batch, _DROPPED, network.encoder.config.vocab_size - 1, words)
        loss = _loss(forward(network, shown), batch, _taught(answers, batch), weights)
        losses.append(step(network, optimizer, loss))
    network.save(out)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(teachers[0] / name, out / name)
    return float(np.mean(losses[-50:]))


def _ask(teacher: Path, examples: Sequence[Example]) -> list[NDArray[np.float32]]:
    """What the teacher says of each example; one that stands there several times is asked once."""
    once = list({id(one): one for one in examples}.values())
    network = Network.load(teacher)
    told = answer(network, Batcher(once, teacher, longest=LONGEST))
    parts = [(at, row, part) for at, one in enumerate(once) for row, part in _sides(one.framed)]
    alone_told = answer(
        network, Batcher([Example(id="", framed=part, group="") for *_, part in parts], teacher)
    )
    for (at, row, _), answers in zip(parts, alone_told, strict=True):
        told[at][row, SENTIMENT_AT] = answers[0, SENTIMENT_AT]
    known = {id(one): answers for one, answers in zip(once, told, strict=True)}
    return [known[id(one)] for one in examples]


def _sides(framed: Framed) -> Iterator[tuple[int, Framed]]:
    """(row of the answers, clause by itself) of several clauses, without those about a competitor."""
    if len(framed.clauses) > 1:
        for row, part in enumerate(alone(framed), 1):
            if TARGET in part.text or OTHER not in part.text:
                yield row, part


def _taught(answers: Sequence[NDArray[np.float32]], batch: Batch) -> Tensor:
    """The teacher's logits of a batch, NaN where it has fewer segments."""
    rows, outputs = batch.segments.shape[1], answers[0].shape[1]
    found = torch.full((len(batch.indexes), rows, outputs), float("nan"))
    for row, at in enumerate(batch.indexes):
        found[row, : len(answers[at])] = torch.from_numpy(answers[at])
    return found


def _loss(logits: Tensor, batch: Batch, taught: Tensor, weights: Weights) -> Tensor:
    """The teacher's answers of every segment, and the labels of the texts that have them."""
    told = ~torch.isnan(taught[..., 0]) & batch.segments.any(dim=2)
    mine, theirs = logits[told], taught[told]
    loss = sum(
        (_distance(logits[:, 0, at], taught[:, 0, at]) for at in (SENTIMENT_AT, ROLE_AT)), torch.tensor(0.0)
    )
    if (parts := told[:, 1:]).any():
        loss += _CLAUSES * _distance(logits[:, 1:, SENTIMENT_AT][parts], taught[:, 1:, SENTIMENT_AT][parts])
    acts = functional.binary_cross_entropy_with_logits(mine[:, ACTS_AT], theirs[:, ACTS_AT].sigmoid())
    return _TEACHER_SHARE * (loss + 4 * acts) + (1 - _TEACHER_SHARE) * supervised_loss(logits, batch, weights)


def _distance(mine: Tensor, theirs: Tensor) -> Tensor:
    """Kullback-Leibler divergence at a temperature (Hinton, Vinyals and Dean 2015)."""
    return _WARMTH**2 * functional.kl_div(
        functional.log_softmax(mine / _WARMTH, dim=1),
        functional.log_softmax(theirs / _WARMTH, dim=1),
        reduction="batchmean",
        log_target=True,
    )

"""Pre-train the encoder further on the texts of the field: hidden words are guessed from their context.

    python -m nlp.training pretrain --base DIR --data DIR --out DIR

A sixth of the tokens is hidden; the guesser shares the word embeddings. Labels are not read.
"""

import argparse
import logging
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from nlp.training.batches import PAD, Batcher
from nlp.training.examples import Example, read_training, read_unlabelled
from nlp.training.learning import Course, make_optimizer, set_rate, step, steps
from nlp.training.network import Network
from nlp.training.steps import log_scores, make_parser, run_step

HIDDEN_SHARE = 1 / 6
_SPECIAL = 4  # token ids below are frame and padding

_log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0, or 1 with one sentence on stderr."""
    parser = make_parser("pretrain", __doc__)
    parser.add_argument("--base", type=Path, required=True, help="folder of `convert`")
    parser.add_argument("--data", type=Path, required=True, help="folder with the *.jsonl.gz files")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    options = parser.parse_args(arguments)
    return run_step(lambda: _run(options))


def _run(options: argparse.Namespace) -> None:
    examples = [*read_training(options.data), *read_unlabelled(options.data)]
    course = Course(epochs=options.epochs, rate=1e-4, seed=options.seed, seconds=options.seconds)
    scores = pretrain(options.base, examples, course, options.out)
    log_scores(options, {"step": "pretrain", "texts": len(examples), "epochs": options.epochs, **scores})


class Guesser(nn.Module):
    """Hidden states ▶ logits over the vocabulary, by the word embeddings themselves."""

    def __init__(self, embeddings: nn.Embedding) -> None:
        super().__init__()
        self.dense = nn.Linear(embeddings.embedding_dim, embeddings.embedding_dim)
        self.norm = nn.LayerNorm(embeddings.embedding_dim)
        self.bias = nn.Parameter(torch.zeros(embeddings.num_embeddings))
        self.scale = nn.Parameter(torch.tensor(10.0))
        self._embeddings = [embeddings]  # in a list, so that its weights are not counted twice

    def forward(self, hidden: Tensor) -> Tensor:
        """[places, hidden] ▶ [places, vocabulary]."""
        guess = self.norm(functional.gelu(self.dense(hidden)))
        table = functional.normalize(self._embeddings[0].weight, dim=1)
        return self.scale * guess @ table.T / guess.shape[1] ** 0.5 + self.bias


def pretrain(base: Path, examples: Sequence[Example], course: Course, out: Path) -> dict[str, float]:
    """Write the trained encoder to `out`; the mean loss of the first and of the last fifty steps."""
    torch.manual_seed(course.seed)
    rng = random.Random(course.seed)
    network = Network.load(base).train()
    guesser = Guesser(network.encoder.embeddings.word_embeddings)
    optimizer = make_optimizer(network, course)
    optimizer.add_param_group({"params": guesser.parameters(), "peak": 10 * course.rate})
    losses = []
    for share, batch in steps(Batcher(examples, base, longest=128), course):
        set_rate(optimizer, course, share)
        losses.append(step(network, optimizer, _loss(network, guesser, batch.ids, batch.mask, rng)))
        if len(losses) % 50 == 0:
            _log.info("loss %.3f", sum(losses[-50:]) / 50)
    out.mkdir(parents=True, exist_ok=True)
    network.encoder.save_pretrained(out)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(base / name, out / name)
    first, last = losses[:50], losses[-50:]
    return {"first_loss": sum(first) / len(first), "last_loss": sum(last) / len(last)}


def _loss(network: Network, guesser: Guesser, ids: Tensor, mask: Tensor, rng: random.Random) -> Tensor:
    vocabulary = network.encoder.config.vocab_size
    draw = torch.rand(ids.shape, generator=torch.Generator().manual_seed(rng.getrandbits(32)))
    hidden = (draw < HIDDEN_SHARE) & (ids >= _SPECIAL) & (ids != PAD)
    shown = torch.where(hidden, torch.full_like(ids, vocabulary - 1), ids)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states = network.encoder(input_ids=shown, attention_mask=mask).last_hidden_state
        logits = guesser(states[hidden])
    return functional.cross_entropy(logits.float(), ids[hidden])

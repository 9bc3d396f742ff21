"""How a network learns: losses, optimiser, one epoch; what it answers."""

import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from nlp.heads import ACTS_AT, ROLE_AT, SENTIMENT_AT
from nlp.training.batches import PAD, UNKNOWN, Batch, Batcher
from nlp.training.network import Network

_EVERY = 100  # steps between two lines of progress

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How to learn. `rate` is the peak learning rate of the encoder; the head learns ten times as fast."""

    epochs: float
    rate: float = 5e-5
    warmup: float = 0.1
    decay: float = 0.01
    tokens: int = 4096
    seed: int = 0
    seconds: float = float("inf")


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each example's sentiment counts: balances the classes inside each set."""

    sentiment: Tensor

    def of(self, batch: Batch) -> Tensor:
        """The weights of a batch's examples."""
        return self.sentiment[batch.indexes]


def supervised_loss(logits: Tensor, batch: Batch, weights: Weights) -> Tensor:
    """Attitude, role and acts together; what an example does not answer counts nothing."""
    whole = logits[:, 0]
    attitude = functional.cross_entropy(
        whole[:, SENTIMENT_AT], batch.sentiment, reduction="none", ignore_index=UNKNOWN, label_smoothing=0.05
    )
    loss = (attitude * weights.of(batch)).sum() / max(1, len(batch.indexes))
    if (batch.role != UNKNOWN).any():
        share = (batch.role != UNKNOWN).float().mean()
        loss = loss + 0.5 * share * functional.cross_entropy(
            whole[:, ROLE_AT], batch.role, ignore_index=UNKNOWN
        )
    answered = ~torch.isnan(batch.acts[..., 0])
    if answered.any():
        share = answered[:, 0].float().mean()
        loss = loss + 8 * share * functional.binary_cross_entropy_with_logits(
            logits[..., ACTS_AT][answered], batch.acts[answered]
        )
    return loss


def steps(batcher: Batcher, course: Course) -> Iterator[tuple[float, Batch]]:
    """(share of the course done before it, batch) for every step."""
    rng = random.Random(course.seed)
    each, began = batcher.count(tokens=course.tokens), monotonic()
    total, done = max(1, round(course.epochs * each)), 0
    while done < total:
        for batch in batcher.batches(tokens=course.tokens, rng=rng):
            if done >= total:
                return
            share = max(done / total, (monotonic() - began) / course.seconds)
            if share >= 1:
                return
            yield share, batch
            done += 1
            if done % _EVERY == 0:
                _log.info("step %d of %d, %.0f s", done, total, monotonic() - began)


def make_optimizer(network: Network, course: Course) -> torch.optim.AdamW:
    """AdamW, fused: on a CPU the plain one takes a fifth of a step or more. The heads have their own rate."""
    return torch.optim.AdamW(
        [
            {"params": network.encoder.parameters(), "peak": course.rate},
            {"params": [*network.whole.parameters(), *network.acts.parameters()], "peak": 10 * course.rate},
        ],
        weight_decay=course.decay,
        fused=True,
    )


def set_rate(optimizer: torch.optim.Optimizer, course: Course, share: float) -> None:
    """Warm up linearly, then fall linearly to zero."""
    factor = share / course.warmup if share < course.warmup else (1 - share) / (1 - course.warmup)
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * max(factor, 1e-3)


def step(network: Network, optimizer: torch.optim.Optimizer, loss: Tensor) -> float:
    """One update; returns the loss."""
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return float(loss.detach())


def forward(network: Network, batch: Batch) -> Tensor:
    """The logits in float32; the work is done in bfloat16, which these processors do twice as fast."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = network(batch.ids, batch.mask, batch.segments, batch.focus)
    return logits.float()


def fit_spread(network: Network, batcher: Batcher, *, batches: int = 30) -> None:
    """Centre the head's input by what the encoder says of some texts before it learns."""
    chosen = batcher.batches(tokens=2048, rng=random.Random(0))
    with torch.no_grad():
        means = [
            (batch.segments[:, :1] @ network.encode(batch.ids, batch.mask))[:, 0]
            for batch, _ in zip(chosen, range(batches), strict=False)
        ]
    network.spread.fit(torch.cat(means))


def drop_words(batch: Batch, share: float, mask_id: int, rng: torch.Generator) -> Batch:
    """The batch with a share of its tokens hidden, so that no single word decides."""
    dropped = (torch.rand(batch.ids.shape, generator=rng) < share) & (batch.ids > PAD + 2)
    return replace(batch, ids=torch.where(dropped, torch.full_like(batch.ids, mask_id), batch.ids))


def answer(network: Network, batcher: Batcher, *, tokens: int = 8192) -> list[NDArray[np.float32]]:
    """For each example its [segment, output] logits, in the order of the examples."""
    network.eval()
    found: list[NDArray[np.float32]] = [np.empty((0, 0), np.float32)] * len(batcher.examples)
    with torch.no_grad():
        for batch in batcher.batches(tokens=tokens):
            logits = forward(network, batch).numpy()
            for row, at in enumerate(batch.indexes):
                found[at] = logits[row, : len(batcher.examples[at].framed.clauses) + 1]
    network.train()
    return found


def balance(groups: Sequence[str], labels: Sequence[int | None], power: float = 0.75) -> Weights:
    """Rare classes of a set count more, by the power of their share; a set's mean weight is 1."""
    keys = list(zip(groups, labels, strict=True))
    counts: dict[tuple[str, int | None], int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    weights = np.array([counts[key] ** -power if key[1] is not None else 0.0 for key in keys])
    for group in set(groups):
        inside = np.array([one == group for one in groups]) & (weights > 0)
        if inside.any():
            weights[inside] /= weights[inside].mean()
    return Weights(torch.tensor(weights, dtype=torch.float32))

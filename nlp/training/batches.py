"""Examples ▶ padded batches of tensors, grouped by length so that little is wasted on padding."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor

from nlp.encoder import weigh
from nlp.heads import ACTS
from nlp.training.examples import Example

PAD = 1
UNKNOWN = -100  # what cross entropy leaves out


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of some examples. Row 0 of `segments` and `focus` is the whole text, then its clauses.

    `acts` is [batch, segment, act] of 0 and 1, NaN where the example or the segment has no answer.
    """

    indexes: list[int]
    ids: Tensor
    mask: Tensor
    segments: Tensor
    focus: Tensor
    sentiment: Tensor
    role: Tensor
    acts: Tensor


class Batcher:
    """Makes batches of about `tokens` tokens from examples that were tokenized once."""

    def __init__(self, examples: Sequence[Example], tokenizer_folder: Path, *, longest: int = 256) -> None:
        tokenizer = Tokenizer.from_file(str(tokenizer_folder / "tokenizer.json"))
        tokenizer.enable_truncation(longest)
        self.examples = examples
        self.encoded: list[Encoding] = tokenizer.encode_batch([example.framed.text for example in examples])

    def count(self, *, tokens: int = 4096) -> int:
        """How many batches one epoch has, give or take the shuffling."""
        return len(self._groups(tokens, None))

    def batches(self, *, tokens: int = 4096, rng: random.Random | None = None) -> Iterator[Batch]:
        """All examples once: shuffled with `rng`, by length without."""
        for indexes in self._groups(tokens, rng):
            yield self._batch(indexes)

    def _groups(self, tokens: int, rng: random.Random | None) -> list[list[int]]:
        sizes = [len(one.ids) * (rng.uniform(0.8, 1.25) if rng else 1) for one in self.encoded]
        order = sorted(range(len(sizes)), key=sizes.__getitem__)
        groups: list[list[int]] = [[]]
        for at in order:
            longest = max([len(self.encoded[one].ids) for one in groups[-1]] + [len(self.encoded[at].ids)])
            if groups[-1] and longest * (len(groups[-1]) + 1) > tokens:
                groups.append([])
            groups[-1].append(at)
        if rng:
            rng.shuffle(groups)
        return groups

    def _batch(self, indexes: list[int]) -> Batch:
        chosen = [(self.examples[at], self.encoded[at]) for at in indexes]
        length = max(len(encoding.ids) for _, encoding in chosen)
        rows = max(len(example.framed.clauses) for example, _ in chosen) + 1
        ids = torch.full((len(chosen), length), PAD)
        mask = torch.zeros((len(chosen), length), dtype=torch.long)
        segments, focus = torch.zeros((2, len(chosen), rows, length))
        acts = torch.full((len(chosen), rows, len(ACTS)), float("nan"))
        for row, (example, encoding) in enumerate(chosen):
            size = len(encoding.ids)
            ids[row, :size] = torch.tensor(encoding.ids)
            mask[row, :size] = 1
            weights = torch.from_numpy(np.stack(weigh(encoding.offsets, example.framed)))
            segments[row, : weights.shape[1], :size], focus[row, : weights.shape[1], :size] = weights
            _fill_acts(acts[row], example, segments[row])
        return Batch(
            indexes,
            ids,
            mask,
            segments,
            focus,
            torch.tensor([_or_unknown(example.sentiment) for example, _ in chosen]),
            torch.tensor([_or_unknown(example.role) for example, _ in chosen]),
            acts,
        )


def _fill_acts(acts: Tensor, example: Example, segments: Tensor) -> None:
    if example.acts is None:
        return
    acts[0] = 0
    for at, told in enumerate(example.acts, 1):
        if not segments[at].any():
            continue
        acts[at] = 0
        for act in told:
            acts[at, act] = acts[0, act] = 1


def _or_unknown(value: int | None) -> int:
    return UNKNOWN if value is None else value

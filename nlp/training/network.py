"""The network: an encoder and linear heads over each segment of a text.

Attitude and role are read from two means of a segment: of all its words, and of those that name the target
(the hidden state of an aspect's own words tells the attitude toward it; Tang et al. 2016, "Effective LSTMs
for target-dependent sentiment classification"). An act stands in a few words, which a mean would drown: each
token has its say, and the segment's answer is the logarithm of the mean of their exponentials, which is close
to the largest.
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from nlp.heads import ACTS, ACTS_AT

HEAD_FILE = "head.pt"
PARTS = ("spread", "whole", "acts")  # what stands in HEAD_FILE
RARE = -3.5  # the logit of an act before anything is learnt: one clause in thirty tells it
LOUDEST, SILENCE = 15.0, 1e-6  # keep exponentials and logarithms finite


class Spread(nn.Module):
    """Centres the means and gives each dimension the same width: this encoder's all point nearly one way."""

    center: Tensor
    width: Tensor

    def __init__(self, size: int) -> None:
        super().__init__()
        self.register_buffer("center", torch.zeros(size))
        self.register_buffer("width", torch.ones(size))

    def forward(self, pooled: Tensor) -> Tensor:
        """[…, hidden] ▶ […, hidden]."""
        return (pooled - self.center) / self.width

    def fit(self, pooled: Tensor) -> None:
        """Take center and width of some means, [text, hidden]."""
        self.center.copy_(pooled.mean(dim=0))
        self.width.copy_(pooled.std(dim=0).clamp_min(1e-3))


class Network(nn.Module):
    """Token ids and segment weights in, one row of outputs per segment out."""

    def __init__(self, encoder: BertModel, dropout: float = 0.1) -> None:
        super().__init__()
        size = encoder.config.hidden_size
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.spread = Spread(size)
        self.whole = nn.Linear(2 * size, ACTS_AT.start)
        self.acts = nn.Linear(size, len(ACTS))
        for head in (self.whole, self.acts):
            nn.init.normal_(head.weight, std=0.01)
            nn.init.zeros_(head.bias)
        nn.init.constant_(self.acts.bias, RARE)

    def forward(self, ids: Tensor, mask: Tensor | None, segments: Tensor, focus: Tensor) -> Tensor:
        """[batch, segment, output] logits.

        ids and mask (None: no padding) are [batch, token]; segments and focus are weights that sum to one,
        [batch, segment, token]: all words of a segment, those that name the target (all where none does).
        """
        hidden = self.dropout(self.spread(self.encode(ids, mask)))
        if self.encoder.config.halve_after is not None:
            segments, focus = add_pairs(segments), add_pairs(focus)
        means = torch.cat([segments.to(hidden.dtype) @ hidden, focus.to(hidden.dtype) @ hidden], dim=-1)
        told = self.acts(hidden).float().clamp(-LOUDEST, LOUDEST).exp()
        return torch.cat([self.whole(means).float(), (segments @ told + SILENCE).log()], dim=-1)

    def encode(self, ids: Tensor, mask: Tensor | None) -> Tensor:
        """The last layer, [batch, token, hidden]; half as many tokens where the network halves."""
        hidden = self.encoder.embeddings(input_ids=ids)
        seen = torch.ones_like(hidden[..., 0]) if mask is None else mask.to(hidden.dtype)
        for at, layer in enumerate(self.encoder.encoder.layer):
            if at == self.encoder.config.halve_after:
                words = add_pairs(seen[:, None])[:, 0]  # 2, at the end of a text perhaps 1, then 0
                hidden = (
                    add_pairs(hidden.transpose(1, 2) * seen[:, None]).transpose(1, 2)
                    / words.clamp_min(1)[..., None]
                )
                seen = words.clamp_max(1)
            hidden = layer(hidden, attention_mask=None if mask is None else _hide(seen, hidden.dtype))
        return hidden

    def save(self, folder: Path) -> None:
        """Write the encoder as transformers has it and the head beside it."""
        self.encoder.save_pretrained(folder)
        torch.save({name: getattr(self, name).state_dict() for name in PARTS}, folder / HEAD_FILE)

    @classmethod
    def load(
        cls,
        folder: Path,
        *,
        layers: tuple[int, ...] | None = None,
        halve_after: int | None = None,
    ) -> "Network":
        """The network in a folder, new heads where it has none.

        `layers` are the ones to keep; after the first `halve_after` of them each two tokens go on as one
        (Dai et al. 2020, "Funnel-Transformer"), if the folder does not say so already.
        """
        config = BertConfig.from_pretrained(folder)
        config.halve_after = halve_after or getattr(config, "halve_after", None)
        # Dropout inside the encoder takes a fifth of the time on a CPU; words are dropped instead.
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
        # The fused attention of torch takes a quarter of a training step on a CPU, on the way back.
        encoder = BertModel.from_pretrained(
            folder, config=config, add_pooling_layer=False, attn_implementation="eager"
        )
        if layers is not None:
            encoder.encoder.layer = nn.ModuleList(encoder.encoder.layer[at] for at in layers)
            encoder.config.num_hidden_layers = len(layers)
        network = cls(encoder)
        if (folder / HEAD_FILE).is_file():
            parts = torch.load(folder / HEAD_FILE, weights_only=True)
            for name in PARTS:
                getattr(network, name).load_state_dict(parts[name])
        return network


def add_pairs(values: Tensor) -> Tensor:
    """[batch, n, token] ▶ the sums of each two tokens; a last one stays itself."""
    return 2 * functional.avg_pool1d(functional.pad(values, (0, 1)), 2)


def _hide(seen: Tensor, kind: torch.dtype) -> Tensor:
    """[batch, token] of 1 and 0 ▶ what is added to attention scores, [batch, 1, 1, token]."""
    return ((1 - seen) * torch.finfo(kind).min)[:, None, None].to(kind)

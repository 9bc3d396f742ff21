"""The network: an encoder, the mean of its last layer over each segment of a text, one linear head."""

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from nlp.heads import ACTS_AT, OUTPUTS

HEAD_FILE = "head.pt"
RARE = -3.5  # the logit of an act before anything is learnt: one clause in thirty tells it


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
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.spread = Spread(encoder.config.hidden_size)
        self.head = nn.Linear(encoder.config.hidden_size, len(OUTPUTS))
        nn.init.normal_(self.head.weight, std=0.01)
        nn.init.zeros_(self.head.bias)
        nn.init.constant_(self.head.bias[ACTS_AT], RARE)

    def forward(self, ids: Tensor, mask: Tensor, segments: Tensor) -> Tensor:
        """[batch, token] ids and mask, [batch, segment, token] weights ▶ [batch, segment, output] logits."""
        pooled = self.pool(ids, mask, segments)
        logits: Tensor = self.head(self.dropout(self.spread(pooled)))
        return logits

    def pool(self, ids: Tensor, mask: Tensor, segments: Tensor) -> Tensor:
        """The weighted means of the last layer, [batch, segment, hidden]."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return segments.to(hidden.dtype) @ hidden

    def save(self, folder: Path) -> None:
        """Write the encoder as transformers has it and the head beside it."""
        self.encoder.save_pretrained(folder)
        torch.save({"head": self.head.state_dict(), "spread": self.spread.state_dict()}, folder / HEAD_FILE)

    @classmethod
    def load(
        cls, folder: Path, *, layers: tuple[int, ...] | None = None, attention: str = "sdpa"
    ) -> "Network":
        """The network in a folder, a new head where it has none; `layers` are the ones to keep."""
        config = BertConfig.from_pretrained(folder)
        # Dropout inside the encoder takes a fifth of the time on a CPU; words are dropped instead.
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
        encoder = BertModel.from_pretrained(
            folder, config=config, add_pooling_layer=False, attn_implementation=attention
        )
        if layers is not None:
            encoder.encoder.layer = nn.ModuleList(encoder.encoder.layer[at] for at in layers)
            encoder.config.num_hidden_layers = len(layers)
        network = cls(encoder)
        if (folder / HEAD_FILE).is_file():
            parts = torch.load(folder / HEAD_FILE, weights_only=True)
            network.head.load_state_dict(parts["head"])
            network.spread.load_state_dict(parts["spread"])
        return network

"""The network as it ships: one text without padding, in the few operations that ONNX Runtime does fast.

Shapes are fixed but for the number of tokens, the three projections of attention are one product, and layer
norms are sums and products: ONNX Runtime's own operator for them takes four times as long on a CPU.
"""

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers.models.bert.modeling_bert import BertLayer

from nlp.heads import ACTS_AT, OUTPUTS, ROLE_AT, SENTIMENT_AT
from nlp.training.network import LOUDEST, SILENCE, Network, add_pairs


class Norm(nn.Module):
    """A layer norm (Ba et al. 2016) over the last dimension."""

    def __init__(self, norm: nn.LayerNorm) -> None:
        super().__init__()
        self.weight, self.bias, self.floor = norm.weight, norm.bias, norm.eps

    def forward(self, values: Tensor) -> Tensor:
        """[…, hidden] ▶ [..., hidden]."""
        off = values - values.mean(dim=-1, keepdim=True)
        spread = ((off * off).mean(dim=-1, keepdim=True) + self.floor).sqrt()
        return off / spread * self.weight + self.bias


class Layer(nn.Module):
    """A layer of BERT (Devlin et al. 2019)."""

    def __init__(self, layer: BertLayer) -> None:
        super().__init__()
        attention = layer.attention.self
        self.heads, self.size = attention.num_attention_heads, attention.attention_head_size
        parts = (attention.query, attention.key, attention.value)
        scales = (self.size**-0.5, 1.0, 1.0)  # of the scores, taken into the queries
        weights = [part.weight * scale for part, scale in zip(parts, scales, strict=True)]
        biases = [part.bias * scale for part, scale in zip(parts, scales, strict=True)]
        self.project = _linear(torch.cat(weights), torch.cat(biases))
        self.mix, self.mix_norm = layer.attention.output.dense, Norm(layer.attention.output.LayerNorm)
        self.widen, self.narrow = layer.intermediate.dense, layer.output.dense
        self.norm = Norm(layer.output.LayerNorm)

    def forward(self, hidden: Tensor) -> Tensor:
        """[1, token, hidden] ▶ the same shape."""
        parts = self.project(hidden).reshape(-1, 3, self.heads, self.size).permute(1, 2, 0, 3)
        query, key, value = parts[0], parts[1], parts[2]
        heard = (query @ key.transpose(1, 2)).softmax(dim=-1) @ value
        heard = heard.transpose(0, 1).reshape(1, -1, self.heads * self.size)
        hidden = self.mix_norm(self.mix(heard) + hidden)
        return self.norm(self.narrow(functional.gelu(self.widen(hidden))) + hidden)


class Lean(nn.Module):
    """Ids and weights of one text in, logits divided by temperatures (`warmth`) out."""

    def __init__(self, network: Network, warmth: Mapping[str, float]) -> None:
        super().__init__()
        embeddings = network.encoder.embeddings
        self.words, self.norm = embeddings.word_embeddings, Norm(embeddings.LayerNorm)
        kind = embeddings.token_type_embeddings.weight[0]
        self.places = nn.Embedding.from_pretrained(embeddings.position_embeddings.weight + kind)
        self.layers = nn.ModuleList(Layer(layer) for layer in network.encoder.encoder.layer)
        self.halve_after = network.encoder.config.halve_after
        self.spread, self.whole, self.acts = network.spread, network.whole, network.acts
        divisors = torch.ones(len(OUTPUTS))
        for name, places in (("sentiment", SENTIMENT_AT), ("role", ROLE_AT), ("acts", ACTS_AT)):
            divisors[places] = warmth.get(name, 1.0)
        self.register_buffer("divisors", divisors)

    def forward(self, input_ids: Tensor, segments: Tensor, focus: Tensor) -> Tensor:
        """[1, token] ids, [1, segment, token] weights twice ▶ [1, segment, output] logits."""
        hidden = self.norm(self.words(input_ids) + self.places.weight[: input_ids.shape[1]])
        for at, layer in enumerate(self.layers):
            if at == self.halve_after:
                words = add_pairs(torch.ones_like(hidden[:, None, :, 0]))[0, 0, :, None]
                hidden = add_pairs(hidden.transpose(1, 2)).transpose(1, 2) / words
                segments, focus = add_pairs(segments), add_pairs(focus)
            hidden = layer(hidden)
        hidden = self.spread(hidden)
        whole = self.whole(torch.cat([segments @ hidden, focus @ hidden], dim=-1))
        told = self.acts(hidden).clamp(-LOUDEST, LOUDEST).exp()
        return torch.cat([whole, (segments @ told + SILENCE).log()], dim=-1) / self.divisors


def _linear(weight: Tensor, bias: Tensor) -> nn.Linear:
    found = nn.Linear(weight.shape[1], weight.shape[0])
    found.weight, found.bias = nn.Parameter(weight), nn.Parameter(bias)
    return found

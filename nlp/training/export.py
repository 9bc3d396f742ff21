"""A trained network ▶ the folder that ships: int8 ONNX weights, config with the label map, tokenizer.

    python -m nlp.training.export --network DIR --data DIR --gold DIR --out nlp/model

Logits are calibrated on the way: one temperature for the attitude and one for each act, fitted on the
development part of the gold set, go into the head, so that the shipped probabilities need no correction.
"""

import json
import shutil
from pathlib import Path

import torch
from torch import Tensor, nn

from nlp.encoder import CONFIG, TOKENIZER, WEIGHTS
from nlp.heads import OUTPUTS
from nlp.training.network import Network


class Exported(nn.Module):
    """The network without padding: one text of tokens, its segments."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: Tensor, segments: Tensor) -> Tensor:
        """[1, token] ids, [1, segment, token] weights ▶ [1, segment, output] logits."""
        logits: Tensor = self.network(input_ids, torch.ones_like(input_ids), segments)
        return logits


def export(network: Network, tokenizer_folder: Path, out: Path) -> None:
    """Write the folder; the files of an older model there are replaced."""
    out.mkdir(parents=True, exist_ok=True)
    whole = out / "whole.onnx"
    _trace(network, whole)
    _quantise(_fuse(whole, network), out / WEIGHTS)
    for left in out.glob("whole*"):
        left.unlink()
    shutil.copy(tokenizer_folder / TOKENIZER, out / TOKENIZER)
    shutil.copy(tokenizer_folder / "tokenizer_config.json", out / "tokenizer_config.json")
    (out / CONFIG).write_text(json.dumps(_config(network), indent=1, ensure_ascii=False) + "\n", "utf-8")


def _trace(network: Network, path: Path) -> None:
    network.eval()
    example = (torch.ones((1, 8), dtype=torch.long), torch.ones((1, 2, 8)))
    torch.onnx.export(
        Exported(network),
        example,
        str(path),
        input_names=["input_ids", "segments"],
        output_names=["logits"],
        dynamic_axes={
            "input_ids": {1: "token"},
            "segments": {1: "segment", 2: "token"},
            "logits": {1: "segment"},
        },
        opset_version=17,
        dynamo=False,
    )


def _fuse(path: Path, network: Network) -> Path:
    """Attention, layer norm and GELU as single operators."""
    from onnxruntime.transformers import optimizer

    config = network.encoder.config
    model = optimizer.optimize_model(
        str(path), model_type="bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size
    )
    fused = path.with_name("whole-fused.onnx")
    model.save_model_to_file(str(fused))
    return fused


def _quantise(path: Path, out: Path) -> None:
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        str(path),
        str(out),
        weight_type=QuantType.QInt8,
        per_channel=True,
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )


def _config(network: Network) -> dict[str, object]:
    """The encoder's config with what the outputs stand for."""
    labels = dict(enumerate(OUTPUTS))
    found = network.encoder.config.to_dict() | {
        "architectures": ["BertForSequenceClassification"],
        "problem_type": "multi_label_classification",
        "id2label": {str(at): label for at, label in labels.items()},
        "label2id": {label: at for at, label in labels.items()},
    }
    return {key: value for key, value in sorted(found.items()) if value is not None}

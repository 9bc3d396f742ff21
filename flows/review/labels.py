"""The labels that people correct, as they stand in cells, and what is wrong with a set of them."""

import re
from collections.abc import Iterable, Mapping, Sequence

from flows.errors import CorrectionInvalid
from nlp.scoring.rows import STATED, TRUE

FIELDS: tuple[str, ...] = tuple(STATED)
LISTS = ("apology", "ignoring", "ignoring_kinds", "compensation")
FLAGS = tuple(field for field, labels in STATED.items() if labels == (TRUE,))
_YES = frozenset({"yes", "да", "true", "истина", "1", "x", "х", "v", "+"})
_NO = frozenset({"", "no", "нет", "false", "ложь", "0", "-"})


def to_cell(value: object) -> str:
    """A label as a person reads it: lists with commas, yes and no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def from_cell(field: str, cell: str, place: str) -> object:
    """The label in a cell; CorrectionInvalid names the place and the column of what is no label."""
    if field in FLAGS:
        return is_yes(cell, f"{place}, column {field}")
    words = [word for word in re.split(r"[\s,;]+", cell.strip().casefold()) if word]
    return from_words(field, words, f"{place}, column {field}")


def from_words(field: str, words: Sequence[str], where: str) -> object:
    """The label that the words are: a list where several may be given, else the only one of them."""
    known = STATED[field]
    wrong = [word for word in words if word not in known]
    if wrong:
        raise CorrectionInvalid(f"{where}: {wrong[0]!r} is no such label, write {_any_of(known)}.")
    if field in LISTS:
        return [label for label in known if label in words]
    if len(words) != 1:
        raise CorrectionInvalid(f"{where}: it has {len(words)} labels and needs one, write {_any_of(known)}.")
    return words[0]


def is_yes(cell: str, where: str) -> bool:
    """Whether the cell says yes, in any of the usual ways; an empty one says no."""
    said = cell.strip().casefold()
    if said not in _YES | _NO:
        raise CorrectionInvalid(f"{where}: {cell.strip()!r} is neither yes nor no, write one of them.")
    return said in _YES


def agreed(labels: Mapping[str, object], place: str) -> dict[str, object]:
    """The labels, with no kinds of ignoring where none is claimed; CorrectionInvalid for a contradiction."""
    found = dict(labels)
    kinds = found.get("ignoring_kinds")
    is_claimed = "claimed" in _words(found.get("ignoring"))
    if kinds is not None and "ignoring" not in found:
        raise CorrectionInvalid(
            f"{place}, column ignoring_kinds: it needs the column ignoring beside it, put that back."
        )
    if kinds and not is_claimed:
        raise CorrectionInvalid(
            f"{place}, column ignoring_kinds: kinds need `claimed` in the column ignoring, write both."
        )
    if "ignoring" in found and not is_claimed:
        found["ignoring_kinds"] = []
    return found


def _words(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else ()


def _any_of(labels: Sequence[str]) -> str:
    return f"{', '.join(labels[:-1])} or {labels[-1]}"

"""A text as the encoder reads it: providers' names replaced by their part in it, clauses as ranges.

The attitude is asked toward one provider, the target. Its name becomes one word and every other provider's
name another, so that the model learns what is said of whom and never that a brand is good or bad.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .annotation import Mention

TARGET, OTHER = "Провайдер", "Конкурент"
Range = tuple[int, int]
_NOISE = re.compile(r"https?:\S*|\bwww\.\S+|@\w+:?|\bRT\b")  # links, handles: words without meaning here


@dataclass(frozen=True, slots=True)
class Framed:
    """What the encoder gets: `clauses` are ranges of `text`, as many as the original has."""

    text: str
    clauses: tuple[Range, ...]


def frame(text: str, clauses: Sequence[Range], mentions: Sequence[Mention], target: str | None) -> Framed:
    """The text with the names of `mentions` replaced; `target` is the slug that the attitude is toward.

    Mentions have to be in the order of the text and must not overlap. Ranges may leave gaps.
    """
    parts: list[str] = []
    moves: list[tuple[int, int, int]] = []  # (start, end) of what was replaced, by how much the rest moves
    at = shift = 0
    for start, end, word in _replacements(text, mentions, target):
        parts += [text[at:start], word]
        at = end
        shift += len(word) - (end - start)
        moves.append((start, end, shift))
    moved = tuple((_move(start, moves), _move(end, moves)) for start, end in clauses)
    return Framed("".join([*parts, text[at:]]), moved)


def target_clauses(framed: Framed) -> tuple[int, ...]:
    """The numbers of the clauses from each naming of the target to the next naming of another provider.

    All of them where the target is not named. What is shown as praise or blame is taken from these alone.
    """
    kept: list[int] = []
    is_on = False
    for at, (start, end) in enumerate(framed.clauses):
        words = framed.text[start:end]
        is_on = TARGET in words or (is_on and OTHER not in words)
        kept += [at] if is_on else []
    return tuple(kept or range(len(framed.clauses)))


def alone(framed: Framed) -> list[Framed]:
    """Each clause as a text of its own."""
    return [Framed(framed.text[start:end], ((0, end - start),)) for start, end in framed.clauses]


def _replacements(
    text: str, mentions: Sequence[Mention], target: str | None
) -> Iterator[tuple[int, int, str]]:
    """(start, end, word) in the order of the text; a name inside a link goes with the link."""
    names = [(m.start, m.end, TARGET if m.provider == target else OTHER) for m in mentions]
    noise = [(found.start(), found.end(), "") for found in _NOISE.finditer(text)]
    at = 0
    for start, end, word in sorted([*names, *noise]):
        if start >= at:
            yield start, end, word
            at = end


def _move(place: int, moves: Sequence[tuple[int, int, int]]) -> int:
    """Where a place of the original is now; one inside a replaced part moves to its end."""
    shift = 0
    for start, end, by in moves:
        if place <= start:
            break
        if place < end:
            return end + by
        shift = by
    return place + shift

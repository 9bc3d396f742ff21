"""How rules are run: ordered families of named functions, the first that speaks of a span wins."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .annotation import Evidence
from .labels import EvidenceLabel, Role
from .phrases import Match
from .text import Passage, Sentence

Rule = Callable[[Sentence], Iterable[Match]]
EVERYBODY = frozenset(Role)
COMPANY = frozenset([Role.COMPANY])
AUTHORS = EVERYBODY - COMPANY


@dataclass(frozen=True, slots=True)
class Family:
    """Rules that give one label (and one detail) to texts of some speakers; the rules may abstain."""

    label: EvidenceLabel
    rules: tuple[Rule, ...]
    detail: str | None = None
    speakers: frozenset[Role] = AUTHORS


def find_evidence(families: Iterable[Family], passage: Passage) -> list[Evidence]:
    """What the rules found, in the order of the text; of overlapping spans with one label the first stays."""
    found: list[Evidence] = []
    for family in families:
        if passage.speaker in family.speakers:
            found += _apply(family, passage, found)
    return sorted(found, key=lambda evidence: (evidence.start, evidence.end))


def _apply(family: Family, passage: Passage, earlier: list[Evidence]) -> list[Evidence]:
    mine: list[Evidence] = []
    for rule in family.rules:
        for sentence in passage.sentences:
            for match in sorted(rule(sentence), key=_length):
                evidence = _evidence(family, rule, match)
                if not any(_clash(evidence, other) for other in (*earlier, *mine)):
                    mine.append(evidence)
    return mine


def _length(match: Match) -> tuple[int, int]:
    # Of overlapping matches of one rule the longest is the better quote.
    return match.start - match.end, match.start


def _evidence(family: Family, rule: Rule, match: Match) -> Evidence:
    start, end = match.span
    text = match.sentence.passage.text
    return Evidence(
        label=family.label,
        start=start,
        end=end,
        quote=text[start:end],
        rule=rule.__name__,
        detail=family.detail or match.detail,
    )


def _clash(one: Evidence, other: Evidence) -> bool:
    same = one.label is other.label
    return same and one.start < other.end and other.start < one.end

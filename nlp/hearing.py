"""Rules and model together: what is given as a label, and with which words as evidence.

A rule is precise and explains itself, the model has heard more ways of saying it. A label that a rule found
stays unless the model is nearly sure that nothing of the kind is told; a label that no rule found is given
where the model is sure, with the clause that tells it most clearly as evidence and `model` as the rule. The
bounds were chosen on development sets by `nlp.training.bounds` (nlp/model/README.md).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .annotation import Evidence
from .encoder import MODEL_DIR
from .errors import ModelCorrupt, ModelMissing
from .framing import Range
from .labels import EvidenceLabel, IgnoringKind, Role
from .sentiment import Heard

MODEL_RULE = "model"
BOUNDS_FILE = MODEL_DIR / "bounds.json"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Probabilities: below `veto` a rule's finding falls, from `alone` on the model needs no rule."""

    veto: float
    alone: float


BoundsOf = Mapping[str, Bounds]  # by evidence label; a label that is not there is told by rules alone
_BY_COMPANY = frozenset([EvidenceLabel.APOLOGY_GIVEN])
_BY_BOTH = frozenset(
    [
        EvidenceLabel.COMPENSATION_GIVEN,
        EvidenceLabel.RESOLVED,
        EvidenceLabel.FAULT_ADMITTED,
        EvidenceLabel.FAULT_BLAMED,
    ]
)


@dataclass(frozen=True, slots=True)
class Told:
    """One text as the model heard it: its words, its clauses, the acts in them, who speaks."""

    text: str
    clauses: Sequence[Range]
    acts: Mapping[str, Heard]
    role: Role


def load_bounds(path: Path = BOUNDS_FILE) -> BoundsOf:
    """The bounds in a file of nlp.training.bounds; raises ModelMissing or ModelCorrupt."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return {str(EvidenceLabel(label)): Bounds(**pair) for label, pair in table.items()}
    except FileNotFoundError as error:
        raise ModelMissing(f"The file {path} is missing: check the folder nlp/model out again.") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise ModelCorrupt(
            f"{path} cannot be read ({error}): check the folder nlp/model out again."
        ) from error


def hear(found: Sequence[Evidence], told: Told, bounds: BoundsOf) -> list[Evidence]:
    """The evidence of rules and model together, in the order of the text."""
    kept = [item for item in found if not _is_vetoed(item, told.acts, bounds)]
    added = [item for item in _alone(told, bounds) if not any(_same_matter(item, other) for other in kept)]
    return sorted([*kept, *added], key=lambda item: (item.start, item.end))


def _same_matter(item: Evidence, other: Evidence) -> bool:
    """Whether a rule has told the label already, or in the same words another one of its family."""
    overlap = item.start < other.end and other.start < item.end
    return item.label == other.label or (overlap and _family(item) == _family(other))


def _family(item: Evidence) -> str:
    return item.label.partition(".")[0]


def _is_vetoed(item: Evidence, acts: Mapping[str, Heard], bounds: BoundsOf) -> bool:
    bound, heard = bounds.get(item.label), acts.get(item.label)
    return bound is not None and heard is not None and heard.share < bound.veto


def _alone(told: Told, bounds: BoundsOf) -> Iterator[Evidence]:
    for label, bound in bounds.items():
        heard = told.acts.get(label)
        if heard is None or heard.share < bound.alone or not can_say(told.role, EvidenceLabel(label)):
            continue
        start, end = told.clauses[heard.clause]
        yield Evidence(
            label=EvidenceLabel(label),
            start=start,
            end=end,
            quote=told.text[start:end],
            rule=MODEL_RULE,
            detail=_kind(told.acts) if label == EvidenceLabel.IGNORING_CLAIMED else None,
        )


def _kind(acts: Mapping[str, Heard]) -> IgnoringKind:
    """The likeliest way of being ignored."""
    return max(IgnoringKind, key=lambda kind: acts[f"{EvidenceLabel.IGNORING_CLAIMED}/{kind}"].share)


def can_say(role: Role, label: EvidenceLabel) -> bool:
    """Who speaks decides what can be said: only the company apologises, only others tell of it."""
    if label in _BY_BOTH:
        return True
    return (role is Role.COMPANY) == (label in _BY_COMPANY)

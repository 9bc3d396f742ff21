"""Hard negatives: texts that look as if a label fits. Each class says which fields it tempts."""

from collections.abc import Iterator, Sequence

from .rows import Pair, labels_of

APOLOGY, IGNORING, COMPENSATION = ("apology",), ("ignoring",), ("compensation",)
CLASSES: dict[str, tuple[str, ...]] = {
    "polite": APOLOGY,
    "refusal": APOLOGY,
    "k_sozhaleniyu": APOLOGY,
    "own_regret": APOLOGY,
    "other_people": APOLOGY,
    "robot": APOLOGY,
    "slow_bad": IGNORING,
    "not_company": IGNORING,
    "praise_only": IGNORING,
    "in_work": IGNORING,
    "past": IGNORING,
    "price": COMPENSATION,
    "bare_request": COMPENSATION,
    "nowhere": ("leaving",),
    "modal": (*APOLOGY, *COMPENSATION, *IGNORING, "resolved"),
    "sarcasm": ("sentiment",),
    "negated": ("sentiment",),
    "not_resolved": ("resolved",),
    "homonym": ("mentions",),
}


def judge_class(name: str, pairs: Sequence[Pair]) -> Iterator[tuple[str, bool]]:
    """Author and verdict of each item of a class: right when no label that the class tempts is invented."""
    for pair in pairs:
        tempted = [field for field in CLASSES[name] if field in pair.gold]
        if tempted and name in labels_of(pair.gold.get("hard", ())):
            yield pair.author, not any(_invented(pair, field) for field in tempted)


def _invented(pair: Pair, field: str) -> bool:
    return bool(labels_of(pair.found[field]) - labels_of(pair.gold[field]))

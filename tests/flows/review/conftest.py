"""Doubtful messages as the warehouse hands them out."""

import pytest

from warehouse.review import Doubtful

TEXT = "🙂 Лучик, трубку никто не берёт!\n- и не надейтесь"


def make_doubtful(**changes: object) -> Doubtful:
    """A customer's message of which the annotator is not sure, unless `changes` say otherwise."""
    plain: dict[str, object] = {
        "version_id": "a" * 32,
        "annotator_version": "3+ab",
        "text": TEXT,
        "source": "forum",
        "kind": "review",
        "has_badge": False,
        "providers": ("luchik",),
        "labels": {
            "role": "customer",
            "sentiment": "negative",
            "apology": [],
            "ignoring": ["claimed"],
            "ignoring_kinds": ["unreachable"],
            "compensation": [],
            "resolved": False,
            "leaving": True,
        },
        "scores": {"negative": 0.5, "neutral": 0.4, "positive": 0.1},
        "margin": 0.1,
        "entropy": 0.86,
        "doubts": ("the model alone says leaving",),
        "evidence": (
            {
                "label": "ignoring.claimed", "detail": "unreachable", "start": 9, "end": 31,
                "quote": TEXT[9:31], "rule": "picks_up",
            },
            {
                "label": "channel", "detail": "phone", "start": 9, "end": 15,
                "quote": TEXT[9:15], "rule": "phones",
            },
        ),
    }  # fmt: skip
    return Doubtful(**(plain | changes))  # type: ignore[arg-type]


@pytest.fixture
def doubtful() -> type[Doubtful]:
    """Make one."""
    return make_doubtful  # type: ignore[return-value]

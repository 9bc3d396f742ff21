"""The drawn cases: `[label/detail:words]` marks what must be found, everything else must stay unmarked.

A file is named after the label it draws; other labels of its lines are not judged. `company>` before a line
stands for an official badge. The rules are judged alone here: the model hears nothing.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from nlp.annotate import Annotator
from nlp.annotation import Document, Evidence, Scores
from nlp.framing import Framed
from nlp.providers import load_providers
from nlp.sentiment import Opinion

CASES = Path(__file__).with_name("cases")
DRAWN = re.compile(r"\[([a-z_.]+)(?:/([^:\]]+))?:([^\]]*)\]")
BADGE = "company>"


class Deaf:
    """A model that has no opinion of anything."""

    identity = "deaf"

    def read(self, texts: Iterable[Framed]) -> Iterator[Opinion]:
        return (
            Opinion(Scores(negative=0, neutral=1, positive=0), (None,) * len(one.clauses)) for one in texts
        )


RULES = Annotator(load_providers(), Deaf(), {}, "rules")


def read_cases() -> Iterator[tuple[str, str]]:
    for file in sorted(CASES.glob("*.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                yield file.stem, line


def undraw(line: str) -> tuple[str, str | None]:
    badge = "Официальный представитель" if line.startswith(BADGE) else None
    return DRAWN.sub(r"\3", line.removeprefix(BADGE)).strip(), badge


def draw(text: str, evidence: list[Evidence], *, with_detail: bool) -> str:
    for item in sorted(evidence, key=lambda found: -found.start):
        detail = f"/{item.detail}" if with_detail and item.detail else ""
        text = f"{text[: item.start]}[{item.label}{detail}:{item.quote}]{text[item.end :]}"
    return text


def redraw(label: str, line: str) -> str:
    """The line as the annotator draws it."""
    text, badge = undraw(line)
    annotation = next(RULES.annotate([Document(id="case", text=text, author_badge=badge)]))
    found = [item for item in annotation.evidence if item.label == label]
    drawn = draw(text, found, with_detail=label in {"ignoring.claimed", "channel"})
    return f"{BADGE} {drawn}" if badge else drawn


@pytest.mark.parametrize(("label", "line"), list(read_cases()))
def test_evidence_is_drawn_as_in_the_case(label: str, line: str) -> None:
    assert redraw(label, line) == line


def test_every_label_has_a_file_with_hard_negatives() -> None:
    from nlp.labels import EvidenceLabel

    ruled = [label.value for label in EvidenceLabel if not label.startswith("sentiment.")]
    lines: dict[str, list[str]] = {label: [] for label in ruled}
    for label, line in read_cases():
        lines[label].append(line)
    for label, cases in lines.items():
        bare = [line for line in cases if not DRAWN.search(line)]
        assert len(cases) >= 25, label
        assert len(bare) >= 10, label

"""The shipped annotator on the test part of the gold set: docs/quality.md says of it what is true."""

from pathlib import Path

import pytest

from nlp.annotate import load_annotator
from nlp.evaluate import Report, evaluate_file

DOCS = Path("docs/quality.md")
HEADING = "## The shipped annotator on the test part of the gold set"
ROUNDING = 0.02  # int8 arithmetic differs a little from processor to processor


def read_table() -> list[dict[str, str]]:
    """The rows of the table under the heading, by the names of its columns."""
    section = DOCS.read_text("utf-8").split(HEADING)[1].split("\n## ")[0]
    lines = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    head, _, *rows = [[cell.strip(" *") for cell in line] for line in lines]
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def report() -> Report:
    return evaluate_file(Path("nlp/gold/test.jsonl"), load_annotator().annotate, rounds=1).report


def measured(report: Report, what: str) -> float:
    """The score that a row of the table names: a measure, or «field label»."""
    if what in {one.name for one in report.measures}:
        return report.measure(what).value.value
    field, _, label = what.partition(" ")
    score = report.field(field)
    if label == "macro":
        return score.macro_f1.value
    return next(one.f1.value for one in score.labels if one.label == label)


@pytest.mark.parametrize("row", read_table(), ids=lambda row: row["what"])
def test_the_docs_tell_how_well_it_reads(report: Report, row: dict[str, str]) -> None:
    found = measured(report, row["what"])
    assert found == pytest.approx(float(row["shipped"].split()[0]), abs=ROUNDING)


def test_every_aim_has_its_row() -> None:
    aimed = [row["what"] for row in read_table() if row["aim"]]
    assert len(aimed) >= 14, "the table names all aims, reached or not"

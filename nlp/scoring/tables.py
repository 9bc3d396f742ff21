"""Scores ▶ rows of text, Markdown, and an object for JSON."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .counting import Estimate
from .fields import FieldScore, LabelScore

if TYPE_CHECKING:
    from nlp.evaluate import Evaluation, Report

LABEL_HEAD = ("field", "label", "gold", "found", "precision", "recall", "F1", "F1 of keywords")
MEASURE_HEAD = ("measure", "items", "value")
Lines = list[tuple[str, ...]]


def label_lines(report: "Report", keywords: "Report | None" = None) -> Lines:
    """A line of text per label and per macro average, as LABEL_HEAD says."""
    baseline = {(x.field, x.label): x for score in keywords.fields for x in score.labels} if keywords else {}
    return [line for score in report.fields for line in _field_lines(score, baseline)]


def _field_lines(score: FieldScore, baseline: dict[tuple[str, str], LabelScore]) -> Lines:
    lines: Lines = [
        (x.field, x.label, str(x.support), str(x.found), *map(cell, (x.precision, x.recall, x.f1)),
         cell(baseline[x.field, x.label].f1) if (x.field, x.label) in baseline else "")
        for x in score.labels
    ]  # fmt: skip
    if len(lines) > 1:
        lines.append((score.field, "macro", str(score.items), "", "", "", cell(score.macro_f1), ""))
    return lines


def measure_lines(report: "Report") -> Lines:
    """A line of text per single number, as MEASURE_HEAD says."""
    return [(one.name, str(one.items), cell(one.value)) for one in report.measures]


def cell(value: Estimate) -> str:
    """The value with its interval, `-` where it is undefined."""
    if math.isnan(value.value):
        return "-"
    return f"{value.value:.3f} [{value.low:.3f}, {value.high:.3f}]"


def pace(evaluation: "Evaluation") -> str:
    """A sentence about how much was read how fast, and by which annotator."""
    return (
        f"{evaluation.report.items} texts, {evaluation.characters} characters in {evaluation.seconds:.2f} s: "
        f"{evaluation.texts_per_second:.0f} texts of 300 characters a second, "
        f"annotator {evaluation.annotator_version}."
    )


def to_markdown(evaluation: "Evaluation") -> str:
    """The evaluation as Markdown tables, columns aligned so that it reads well as plain text too."""
    labels = as_markdown(LABEL_HEAD, label_lines(evaluation.report, evaluation.keywords))
    measures = as_markdown(MEASURE_HEAD, measure_lines(evaluation.report))
    return "\n\n".join((labels, measures, pace(evaluation)))


def as_markdown(head: tuple[str, ...], rows: Lines) -> str:
    """One Markdown table with aligned columns."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [_line(row, widths) for row in (head, *rows)]
    rule = "-|-".join("-" * width for width in widths)
    return "\n".join((lines[0], f"|-{rule}-|", *lines[1:]))


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return f"| {' | '.join(text.ljust(width) for text, width in zip(row, widths, strict=True))} |"


def to_object(evaluation: "Evaluation") -> dict[str, object]:
    """The evaluation for JSON; what is undefined is null."""
    return {
        "items": evaluation.report.items,
        "characters": evaluation.characters,
        "seconds": round(evaluation.seconds, 3),
        "texts_per_second": round(evaluation.texts_per_second, 1),
        "annotator_version": evaluation.annotator_version,
        "fields": _fields(evaluation.report),
        "measures": [
            {"measure": one.name, "items": one.items, "value": _numbers(one.value)}
            for one in evaluation.report.measures
        ],
        "keywords": _fields(evaluation.keywords),
    }


def _fields(report: "Report") -> list[dict[str, object]]:
    return [
        {
            "field": score.field,
            "items": score.items,
            "macro_f1": _numbers(score.macro_f1),
            "labels": [_label(label) for label in score.labels],
        }
        for score in report.fields
    ]


def _label(score: LabelScore) -> dict[str, object]:
    shares = {name: _numbers(getattr(score, name)) for name in ("precision", "recall", "f1")}
    return {"label": score.label, "gold": score.support, "found": score.found, **shares}


def _numbers(value: Estimate) -> dict[str, float | None]:
    ends = {"value": value.value, "low": value.low, "high": value.high}
    return {name: None if math.isnan(end) else round(end, 4) for name, end in ends.items()}

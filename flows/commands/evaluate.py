"""`otklik evaluate`: the annotator beside labels that people gave, in a file or by `otklik correct`."""

import json
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .output import say, tell, whole_file

if TYPE_CHECKING:
    from nlp.evaluate import Evaluation


class Form(StrEnum):
    """How scores are written."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


Gold = Annotated[
    Path | None,
    typer.Argument(metavar="GOLD", help="JSON lines with labels (.jsonl, .jsonl.gz), or their folder."),
]
Corrections = Annotated[
    bool, typer.Option("--corrections", help="Instead of GOLD: what people corrected in the warehouse.")
]
Written = Annotated[Form, typer.Option("--format", "-f", help="How to write the scores.")]
Errors = Annotated[
    Path | None, typer.Option("--errors", "-e", help="Write what was found wrongly into this file.")
]


def evaluate(
    gold: Gold = None,
    format_: Written = Form.TABLE,
    errors: Errors = None,
    *,
    corrections: Corrections = False,
) -> None:
    """Score the annotator, and plain keywords, on texts that people labelled or corrected."""
    from flows.config import load_settings
    from flows.steps import annotator
    from nlp.evaluate import evaluate_rows
    from nlp.scoring.reading import read_gold
    from warehouse.corrections import corrected_rows

    settings = load_settings()
    if gold is None and corrections:
        rows = corrected_rows(settings.warehouse)
    elif gold is not None and not corrections:
        rows = read_gold(gold)
    else:
        raise typer.BadParameter("give either GOLD or --corrections")
    evaluation = evaluate_rows(rows, annotator(settings).annotate)
    if errors is not None:
        _write_wrong(evaluation.wrong, errors)
    _WRITERS[format_](evaluation)


def _write_wrong(wrong: Sequence[dict[str, object]], path: Path) -> None:
    with whole_file(path) as file:
        file.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in wrong)
    tell(f"{len(wrong)} labels that differ from gold are in {path}.")


def _print_tables(evaluation: "Evaluation") -> None:
    from flows.tables import print_rows
    from nlp.scoring.tables import LABEL_HEAD, MEASURE_HEAD, label_lines, measure_lines, pace

    print_rows(LABEL_HEAD, label_lines(evaluation.report, evaluation.keywords))
    print_rows(MEASURE_HEAD, measure_lines(evaluation.report))
    say(pace(evaluation))


def _print_json(evaluation: "Evaluation") -> None:
    from nlp.scoring.tables import to_object

    say(json.dumps(to_object(evaluation), ensure_ascii=False, indent=1))


def _print_markdown(evaluation: "Evaluation") -> None:
    from nlp.scoring.tables import to_markdown

    say(to_markdown(evaluation))


_WRITERS: dict[Form, Callable[["Evaluation"], None]] = {
    Form.TABLE: _print_tables,
    Form.JSON: _print_json,
    Form.MARKDOWN: _print_markdown,
}

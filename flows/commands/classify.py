"""`otklik classify`: JSON lines in, JSON lines out, without a warehouse."""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from .output import whole_file

if TYPE_CHECKING:
    from nlp.annotation import Annotation, Document, Scores

STDIN = "-"
# Half of an emoji, left by whoever cut the text, cannot be written; the other characters keep their places.
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")

File = Annotated[
    str, typer.Argument(metavar="FILE|-", help="JSON lines with id, text, author_badge, provider.")
]
Out = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead of stdout.")]


def classify(file: File, output: Out = None) -> None:
    """Annotate texts: one JSON object per line in, one per line out, in the same order."""
    from flows.config import load_settings
    from flows.steps import annotator

    reader = annotator(load_settings())
    with _source(file) as lines, _target(output) as target:
        for annotation in reader.annotate(read_documents(lines, file)):
            target.write(json.dumps(as_object(annotation), ensure_ascii=False) + "\n")


def read_documents(lines: Iterable[bytes], name: str) -> Iterator["Document"]:
    """The documents of the lines; an error names the line. Not to have any is an error too."""
    from flows.errors import InputUnreadable

    is_empty = True
    for number, line in enumerate(lines, 1):
        if line.strip():
            is_empty = False
            yield _document(line, f"{name}, line {number}")
    if is_empty:
        raise InputUnreadable(f"{name} is empty: one JSON object with `id` and `text` a line was expected.")


def _document(line: bytes, where: str) -> "Document":
    from flows.errors import InputUnreadable
    from nlp.annotation import Document

    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputUnreadable(
            f"{where} is not UTF-8: save the file as UTF-8, one JSON object per line."
        ) from error
    except json.JSONDecodeError as error:
        raise InputUnreadable(
            f"{where} is not a whole JSON object ({error.msg}): each line is one, "
            "with `id` and `text`; or was the file truncated?"
        ) from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise InputUnreadable(f"{where} has no text: each line needs `id` and `text`.")
    if not isinstance(row.get("id"), str | int):
        raise InputUnreadable(f"{where} has no id: each line needs `id` and `text`.")
    row = {name: _without_halves(value) for name, value in row.items()}
    badge, provider = (row.get(name) or None for name in ("author_badge", "provider"))
    return Document(id=json.dumps(row["id"]), text=row["text"], author_badge=badge, provider=provider)


def _without_halves(value: object) -> Any:
    return _HALF_CHARACTER.sub("\ufffd", value) if isinstance(value, str) else value


def as_object(annotation: "Annotation") -> dict[str, object]:
    """The annotation of one of `read_documents` as it goes into a line of JSON."""
    return {
        "id": json.loads(annotation.id),  # as it was given: 7 stays a number, "7" a text
        "role": annotation.role,
        "sentiment": annotation.sentiment,
        "sentiment_scores": _scores(annotation.scores),
        "apology": annotation.apology,
        "ignoring": annotation.ignoring,
        "ignoring_kinds": annotation.ignoring_kinds,
        "compensation": annotation.compensation,
        "resolved": annotation.resolved,
        "leaving": annotation.leaving,
        "providers": [
            {
                "provider": about.provider,
                "sentiment": about.scores.sentiment,
                "sentiment_scores": _scores(about.scores),
            }
            for about in annotation.providers
        ],
        "evidence": [
            {"label": e.label, "start": e.start, "end": e.end, "quote": e.quote, "rule": e.rule}
            for e in annotation.evidence
        ],
        "annotator_version": annotation.annotator_version,
    }


def _scores(scores: "Scores") -> dict[str, float]:
    return {name: round(getattr(scores, name), 4) for name in ("negative", "neutral", "positive")}


@contextmanager
def _source(file: str) -> Iterator[Iterable[bytes]]:
    from flows.errors import InputUnreadable

    if file == STDIN:
        yield sys.stdin.buffer
        return
    try:
        opened = Path(file).open("rb")  # noqa: SIM115  closed below
    except OSError as error:
        raise InputUnreadable(f"{file} cannot be read: {error.strerror}.") from error
    with opened:
        yield opened


def _target(output: Path | None) -> AbstractContextManager[TextIO]:
    return nullcontext(sys.stdout) if output is None else whole_file(output)

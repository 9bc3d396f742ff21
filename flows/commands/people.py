"""The loop with people: `otklik review` hands out doubtful messages, `otklik correct` takes them back."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from .output import say, whole_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warehouse.corrections import Correction
    from warehouse.review import Doubtful

_TABLES = frozenset({".csv", ".tsv", ".txt"})


class Form(StrEnum):
    """What the messages are written for."""

    CSV = "csv"
    LABEL_STUDIO = "label-studio"


Out = Annotated[Path, typer.Option("--out", "--output", "-o", help="Write the messages into this new file.")]
Written = Annotated[
    Form | None,
    typer.Option("--format", "-f", help="For spreadsheets or Label Studio; else by the name."),
]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="How many messages at most.")]
Provider = Annotated[str | None, typer.Option("--provider", "-p", help="Slug or name of one provider.")]
File = Annotated[Path, typer.Argument(help="The CSV of `otklik review`, judged, or JSON of Label Studio.")]
By = Annotated[str | None, typer.Option("--by", help="Who judged, where the file does not say.")]


def review(out: Out, format_: Written = None, limit: Limit = 100, provider: Provider = None) -> None:
    """Write the messages that a person should look at: the least certain ones and the disputed ones."""
    from flows.config import load_settings
    from flows.errors import OutputExists
    from flows.review.studio import labelling_config
    from warehouse.review import find_doubtful

    form = format_ or (Form.LABEL_STUDIO if out.suffix == ".json" else Form.CSV)
    config = out.with_suffix(".xml") if form is Form.LABEL_STUDIO else None
    for path in (out, config):
        if path and path.exists():
            raise OutputExists(f"{path} is there already and may hold somebody's work: choose another name.")
    doubtful = find_doubtful(load_settings().warehouse, limit=limit, provider=provider)
    if not doubtful:
        say("Nothing to review: no message is annotated that nobody judged yet.")
        return
    _write(doubtful, form, out)
    say(f"{len(doubtful)} messages are in {out}")
    if config:
        with whole_file(config) as file:
            file.write(labelling_config())
        say(f"The labelling config of the project is in {config}")


def _write(doubtful: "Sequence[Doubtful]", form: Form, out: Path) -> None:
    from flows.review.studio import write_tasks
    from flows.review.table import write_table

    writers: dict[Form, Callable[[Sequence[Doubtful], TextIO], None]] = {
        Form.CSV: write_table,
        Form.LABEL_STUDIO: write_tasks,
    }
    with whole_file(out) as file:
        writers[form](doubtful, file)


def correct(file: File, by: By = None) -> None:
    """Take in what people say of messages: all of the file or nothing, and nothing twice."""
    from flows.config import load_settings
    from warehouse.corrections import save_corrections

    settings = load_settings()
    taken = save_corrections(settings.warehouse, _read(file, by))
    say(f"{taken.given} judged messages, {taken.new} of them new.")
    if taken.new:
        say("Run `otklik build`, `otklik publish` and `otklik report`, so that readers see it.")


def _read(file: Path, by: str | None) -> "list[Correction]":
    from flows.errors import CorrectionInvalid
    from flows.review.export import read_export
    from flows.review.table import read_table

    suffix, now = file.suffix.lower(), datetime.now(UTC)
    if suffix == ".json":
        return read_export(file, by=by, at=now)
    if suffix in _TABLES:
        return read_table(file, by=by, at=now)
    raise CorrectionInvalid(f"{file} is neither CSV nor the JSON of Label Studio: save it as one of them.")

"""Reading what is published, and erasing what must not be kept: query, sql, forget."""

import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .output import say

if TYPE_CHECKING:
    from warehouse.tabular import Table


class Format(StrEnum):
    """How a table is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


Written = Annotated[Format, typer.Option("--format", "-f", help="How to write the answer.")]
Out = Annotated[Path | None, typer.Option("--output", "-o", help="Write into this file.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


def query(
    name: Annotated[str | None, typer.Argument(help="A named question; without one they are listed.")] = None,
    *,
    provider: Annotated[str | None, typer.Option("--provider", "-p", help="Slug of one provider.")] = None,
    since: Day = None,
    until: Day = None,
    format_: Written = Format.TABLE,
    output: Out = None,
) -> None:
    """Answer a named question from the published snapshot."""
    from flows.config import load_settings
    from warehouse.query import run_query

    if name is None:
        _list_queries()
        return
    answer = run_query(
        load_settings().snapshot, name, provider=provider, since=_day(since), until=_day(until)
    )
    _write(answer, format_, output)


def sql(
    text: Annotated[str, typer.Argument(metavar="SELECT", help="SQL that reads the published snapshot.")],
    format_: Written = Format.TABLE,
    output: Out = None,
) -> None:
    """Answer SQL from the published snapshot; nothing can be written."""
    from flows.config import load_settings
    from warehouse.query import run_sql

    _write(run_sql(load_settings().snapshot, text), format_, output)


def forget(
    author: Annotated[str | None, typer.Option(metavar="HASH", help="All by this author.")] = None,
    message: Annotated[str | None, typer.Option(metavar="KEY", help="One message.")] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", "-s", help="The source of that message, where several have its key."),
    ] = None,
) -> None:
    """Erase a person's texts from the warehouse, from landing and quarantine, and keep the counts."""
    from flows.config import load_settings
    from flows.forgetting import Wanted
    from flows.forgetting import forget as forget_texts

    if (author is None) == (message is None):
        raise typer.BadParameter("give either --author or --message")
    erased = forget_texts(load_settings(), Wanted(author=author, message=message, source=source))
    say(
        f"{erased.messages} messages in {erased.versions} versions have no text any more; run `otklik build`,"
        " `otklik publish` and `otklik report`, so that readers see it no more."
    )


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _list_queries() -> None:
    from warehouse.query import list_queries

    for one in list_queries():
        say(f"{one.name:24}{one.title}")


def _write(table: "Table", form: Format, output: Path | None) -> None:
    from flows.tables import print_table, write_text
    from warehouse.tabular import write_table

    if output is None and form is Format.PARQUET:
        raise typer.BadParameter("parquet goes into a file: add --output FILE.parquet")
    if output is not None and form is Format.TABLE:
        raise typer.BadParameter("a file has to be csv, json or parquet: add --format")
    if output is not None:
        write_table(table, form.value, output)
    elif form is Format.TABLE:
        print_table(table)
    else:
        write_text(table, form.value, sys.stdout)

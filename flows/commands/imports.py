"""`otklik import`: reviews that somebody already has, from a table straight into landing."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from .output import say

logger = logging.getLogger(__name__)

_COUNTS = {
    "left_out": "rows without a text and a title were left out",
    "doubled": "rows were there twice",
    "without_date": "texts have no date",
    "unread_dates": "dates could not be read",
    "unread_ratings": "ratings could not be read",
    "unread_urls": "links are no web addresses and were left out",
}
_PARQUET = frozenset({".parquet", ".pq"})

File = Annotated[Path, typer.Argument(help="CSV, TSV, JSON, JSON lines (also .gz) or Parquet.")]
Source = Annotated[str, typer.Option("--source", "-s", help="The name to keep these messages under.")]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        "-m",
        metavar="COLUMN=FIELD",
        help="What a column holds; the rest is guessed. Repeatable.",
    ),
]
Provider = Annotated[str | None, typer.Option(help="The provider that all of it is about.")]
Encoding = Annotated[str | None, typer.Option(help="Like cp1251; found out by itself if not given.")]


def import_file(
    file: File,
    source: Source,
    map_: Map = None,
    provider: Provider = None,
    *,
    encoding: Encoding = None,
) -> None:
    """Take reviews from a file into landing; `otklik run`, or `otklik load` and so on, go on from there."""
    from crawlers.importing import import_rows
    from flows.config import load_settings
    from flows.keys import author_key

    settings = load_settings()
    logger.info("import %s: begins", file)
    done = import_rows(
        _rows(file, encoding),
        source=source,
        mapping=parse_mapping(map_ or ()),
        landing_dir=settings.landing_dir,
        key=author_key(settings.key_file),
        timezone=settings.timezone,
        provider=provider,
    )
    for line in summary(done.stats):
        logger.info("import %s: %s", file, line)
    say(f"{done.crawl_id}: {done.messages} messages in {done.visits} threads")


def parse_mapping(pairs: Sequence[str]) -> dict[str, str]:
    """Message fields with the column of each, from COLUMN=FIELD; `=FIELD` says that no column holds it."""
    from crawlers.columns import FIELDS
    from flows.errors import MappingInvalid

    mapping: dict[str, str] = {}
    for pair in pairs:
        column, sign, field = (part.strip() for part in pair.rpartition("="))
        if not (sign and field):
            raise MappingInvalid(f"--map {pair!r} is not of the form COLUMN=FIELD, like --map Отзыв=text.")
        if column in FIELDS and field not in FIELDS:
            raise MappingInvalid(f"--map {pair!r} is the wrong way round: write --map {field}={column}.")
        if field in mapping:
            raise MappingInvalid(f"--map gives {field!r} twice: {mapping[field]!r} and {column!r}; keep one.")
        mapping[field] = column
    return mapping


def summary(stats: Mapping[str, object]) -> Iterator[str]:
    """What the importer took for what, and what it could not use, in words."""
    mapping = stats.get("mapping")
    if isinstance(mapping, Mapping):
        yield ", ".join(f"{column!r} is the {field}" for field, column in mapping.items())
    yield from (f"{stats[name]} {words}" for name, words in _COUNTS.items() if stats.get(name))


def _rows(file: Path, encoding: str | None) -> Iterator[dict[str, object]]:
    if file.suffix.lower() in _PARQUET:
        from warehouse.tabular import iter_parquet

        return iter_parquet(file)
    from crawlers.importing import read_table

    return read_table(file, encoding)

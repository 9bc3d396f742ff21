"""A table of reviews into a landing folder: the same records as from a crawl, and the same door that masks.

An import shows what is there, never what is gone: all its visits are partial, and a second import of the same
source adds to the first. The same table gives the same message keys each time.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from .columns import complete_mapping, guess_mapping
from .errors import ImportRefused, NoUsableRow, TableEmpty
from .identity import author_hash
from .items import Crawl, CrawlStatus, ThreadVisit, VisitStatus
from .landing import LandingWriter, crawl_id_of
from .privacy import mask
from .records import ParsedMessage, to_message
from .rows import RowReader
from .sane import sane
from .sources import SOURCE_NAME, is_zone
from .tables import read_table

__all__ = ["guess_mapping", "import_rows", "read_table"]

ENGINE: Final = "import"
EXTRACTOR_VERSION: Final = "1"
_NOTHING_IS_GONE: Final = "an import shows what is there, not what is gone"
_SCALES: Final = (5.0, 10.0, 100.0)


def import_rows(
    rows: Iterable[Mapping[str, object]],
    *,
    source: str,
    mapping: Mapping[str, str],
    landing_dir: Path,
    key: bytes,
    timezone: str,
    at: datetime | None = None,
    provider: str | None = None,
    formats: Sequence[str] = (),
) -> Crawl:
    """Land the rows as a crawl of `source` and return its record.

    `mapping` is field to column (`columns.FIELDS`); what it leaves open is guessed from the column names, and
    `stats` of the crawl says what was taken and how many rows were left out: those without title and text
    (a review of a title alone stays), and exact doubles. `key` hashes the authors, `timezone` holds for dates
    without a zone, `formats` are strptime patterns for dates, `at` is the time of the import. Raises
    ImportRefused or one of its leaves, with the row where one is to blame.
    """
    if not SOURCE_NAME.fullmatch(source):
        raise ImportRefused(f"A source cannot be called {source!r}; use a-z, 0-9, - and _, as in my-reviews.")
    if not is_zone(timezone):
        raise ImportRefused(f"There is no time zone {timezone!r}; name one like Europe/Moscow.")
    table = list(rows)
    if not table:
        raise TableEmpty("The table has no row: there is nothing to import.")
    columns = list(dict.fromkeys(column for row in table for column in row))
    started_at = _free_second(landing_dir, source, (at or datetime.now(UTC)).astimezone(UTC))
    whole_mapping = complete_mapping(columns, mapping)
    reader = RowReader(
        source=source,
        mapping=whole_mapping,
        unused=[column for column in columns if column not in whole_mapping.values()],
        timezone=timezone,
        provider=provider,
        formats=formats,
        now=started_at,
    )
    messages = _in_threads(_on_one_scale(_parsed(table, reader), reader))
    return _land([_without_telling_keys(one, source, key) for one in messages], reader, landing_dir, key=key)


def _free_second(landing_dir: Path, source: str, moment: datetime) -> datetime:
    """Return the first second from `moment` on at which no crawl of the source has landed."""
    while (landing_dir / crawl_id_of(source, moment)).exists():
        moment += timedelta(seconds=1)
    return moment


def _parsed(table: Sequence[Mapping[str, object]], reader: RowReader) -> list[ParsedMessage]:
    messages: dict[str, tuple[int, ParsedMessage]] = {}
    reader.counts["rows"] = len(table)
    for number, row in enumerate(table, start=1):
        message = sane(reader.read(row))
        reader.counts["without_text"] += not message.text
        if not message.text and not message.title:
            reader.counts["left_out"] += 1
            continue
        first, earlier = messages.setdefault(message.message_key, (number, message))
        if earlier is not message:
            _check_same(message, earlier, rows=(first, number))
            reader.counts["doubled"] += 1
    if not messages:
        column = reader.mapping["text"]
        raise NoUsableRow(
            f"None of the {len(table)} rows has a text in column {column!r}: take another, --map COLUMN=text."
        )
    return [message for _, message in messages.values()]


def _check_same(message: ParsedMessage, earlier: ParsedMessage, *, rows: tuple[int, int]) -> None:
    if (message.title, message.text) != (earlier.title, earlier.text):
        raise ImportRefused(
            f"Rows {rows[0]} and {rows[1]} have the same id {message.message_key!r} and different texts;"
            " map the column that identifies a review with --map COLUMN=id, or leave it out with --map =id."
        )


def _on_one_scale(messages: list[ParsedMessage], reader: RowReader) -> list[ParsedMessage]:
    """Return the messages with the least usual scale that holds all ratings, where the table names none."""
    ratings = [
        message.rating for message in messages if message.rating is not None and not message.rating_max
    ]
    scale = next((scale for scale in _SCALES if ratings and max(ratings) <= scale), None)
    if scale is None:
        return messages
    reader.counts["guessed_rating_max"] = int(scale)
    return [
        message if message.rating is None or message.rating_max else replace(message, rating_max=scale)
        for message in messages
    ]


def _in_threads(messages: list[ParsedMessage]) -> list[ParsedMessage]:
    """Return the messages with a thread each: the one named, else the one that their first ancestor opens."""
    parents = {message.message_key: message.parent_key for message in messages}
    named = {message.message_key: message.thread_key for message in messages if message.thread_key}

    def thread_of(key: str) -> str:
        passed = {key}
        while key not in named and (parent := parents.get(key)) and parent not in passed:
            passed.add(key := parent)
        return named.get(key, key)

    return [replace(message, thread_key=thread_of(message.message_key)) for message in messages]


def _without_telling_keys(message: ParsedMessage, source: str, key: bytes) -> ParsedMessage:
    """Return the message with a keyed hash for each key that is a title or tells of a person."""

    def kept(given: str) -> str:
        is_harmless = " " not in given and mask(given) == given
        return given if is_harmless else author_hash(key, source, given)

    return replace(
        message,
        message_key=kept(message.message_key),
        thread_key=kept(message.thread_key),
        parent_key=kept(message.parent_key) if message.parent_key else None,
    )


def _land(messages: list[ParsedMessage], reader: RowReader, landing_dir: Path, *, key: bytes) -> Crawl:
    writer = LandingWriter(landing_dir, crawl_id_of(reader.source, reader.now))
    try:
        return _write(messages, reader, writer, key=key)
    except BaseException:
        writer.discard()
        raise


def _write(messages: list[ParsedMessage], reader: RowReader, writer: LandingWriter, *, key: bytes) -> Crawl:
    for message in messages:
        writer.add_message(
            to_message(
                message, source=reader.source, transport=ENGINE, extractor_version=EXTRACTOR_VERSION, key=key
            )
        )
    crawl_id = crawl_id_of(reader.source, reader.now)
    for thread_key, seen in Counter(message.thread_key for message in messages).items():
        writer.add_visit(_visit(thread_key, seen, reader, crawl_id=crawl_id))
    crawl = _crawl(writer, reader, crawl_id=crawl_id)
    writer.finish(crawl)
    return crawl


def _visit(thread_key: str, seen: int, reader: RowReader, *, crawl_id: str) -> ThreadVisit:
    return ThreadVisit(
        crawl_id=crawl_id,
        source=reader.source,
        thread_key=thread_key,
        url="",
        visited_at=reader.now,
        status=VisitStatus.PARTIAL,
        reason=_NOTHING_IS_GONE,
        declared_total=None,
        seen_total=seen,
        pages=1,
        transport=ENGINE,
        extractor_version=EXTRACTOR_VERSION,
    )


def _crawl(writer: LandingWriter, reader: RowReader, *, crawl_id: str) -> Crawl:
    return Crawl(
        crawl_id=crawl_id,
        source=reader.source,
        engine=ENGINE,
        extractor_version=EXTRACTOR_VERSION,
        started_at=reader.now,
        finished_at=reader.now,
        status=CrawlStatus.PARTIAL,
        reason=_NOTHING_IS_GONE,
        hides_subtrees=False,
        messages=writer.messages,
        visits=writer.visits,
        stats={"mapping": dict(reader.mapping), "unused_columns": list(reader.unused), **reader.counts},
    )

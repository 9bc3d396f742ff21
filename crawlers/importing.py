"""A table of reviews into a landing folder: the same records as from a crawl, and the same door that masks.

An import shows what is there, never what is gone: all its visits are partial, and a second import of the same
source adds to the first. The same table gives the same message keys each time.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from .cells import as_badge, as_number, as_rating, as_text
from .columns import complete_mapping, guess_mapping
from .dates import parse_date
from .errors import ImportRefused, NoUsableRow, TableEmpty
from .identity import content_hash
from .items import Crawl, CrawlStatus, Kind, ThreadVisit, VisitStatus
from .landing import LandingWriter, crawl_id_of
from .records import ParsedMessage, to_message
from .tables import read_table

__all__ = ["guess_mapping", "import_rows", "read_table"]

ENGINE: Final = "import"
EXTRACTOR_VERSION: Final = "1"
_NOTHING_IS_GONE: Final = "an import shows what is there, not what is gone"
_SOURCE_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")
_SCALES: Final = (5.0, 10.0, 100.0)
_KEY_DIGITS: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class _Import:
    source: str
    mapping: Mapping[str, str]
    timezone: str
    provider: str | None
    formats: Sequence[str]
    now: datetime
    counts: Counter[str] = field(default_factory=Counter)


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
    `stats` of the crawl says what was taken and how many rows were left out and why. `key` hashes the
    authors, `timezone` holds for dates without a zone, `formats` are strptime patterns for dates, `at` is
    the time of the import. Raises ImportRefused or one of its leaves, with the row where one is to blame.
    """
    if not _SOURCE_NAME.fullmatch(source):
        raise ImportRefused(f"A source cannot be called {source!r}; use a-z, 0-9, - and _, as in my-reviews.")
    table = list(rows)
    if not table:
        raise TableEmpty("The table has no row: there is nothing to import.")
    columns = list(dict.fromkeys(column for row in table for column in row))
    started_at = _free_second(landing_dir, source, (at or datetime.now(UTC)).astimezone(UTC))
    order = _Import(
        source=source,
        mapping=complete_mapping(columns, mapping),
        timezone=timezone,
        provider=provider,
        formats=formats,
        now=started_at,
    )
    return _land(_in_threads(_on_one_scale(_parsed(table, order), order)), order, landing_dir, key=key)


def _free_second(landing_dir: Path, source: str, moment: datetime) -> datetime:
    """Return the first second from `moment` on at which no crawl of the source has landed."""
    while (landing_dir / crawl_id_of(source, moment)).exists():
        moment += timedelta(seconds=1)
    return moment


def _parsed(table: Sequence[Mapping[str, object]], order: _Import) -> list[ParsedMessage]:
    messages: dict[str, tuple[int, ParsedMessage]] = {}
    for number, row in enumerate(table, start=1):
        order.counts["rows"] += 1
        message = _message(row, order)
        if not message.text:
            order.counts["without_text"] += 1
            continue
        first, earlier = messages.setdefault(message.message_key, (number, message))
        if earlier is not message:
            _check_same(message, earlier, rows=(first, number))
            order.counts["doubled"] += 1
    if not messages:
        column = order.mapping["text"]
        raise NoUsableRow(
            f"None of the {len(table)} rows has a text in column {column!r}; map another with text=COLUMN."
        )
    return [message for _, message in messages.values()]


def _check_same(message: ParsedMessage, earlier: ParsedMessage, *, rows: tuple[int, int]) -> None:
    if (message.title, message.text) != (earlier.title, earlier.text):
        raise ImportRefused(
            f"Rows {rows[0]} and {rows[1]} have the same id {message.message_key!r} and different texts;"
            " map the column that identifies a review with id=COLUMN, or leave it out with id=."
        )


def _message(row: Mapping[str, object], order: _Import) -> ParsedMessage:
    def cell(name: str) -> object:
        return row.get(order.mapping.get(name, ""))

    title, text, author, said = (as_text(cell(name)) for name in ("title", "text", "author", "date"))
    rating, scale = as_rating(cell("rating"))
    moment, precision = parse_date(said, timezone=order.timezone, now=order.now, formats=order.formats)
    _count_unread(order.counts, text, date=(said, moment), rating=(as_text(cell("rating")), rating))
    likes, parent, badge = as_number(cell("likes")), as_text(cell("parent")) or None, as_badge(cell("badge"))
    message_key = as_text(cell("id")) or _content_key(title, text, said, author)
    return ParsedMessage(
        thread_key=as_text(cell("thread")),
        message_key=message_key,
        parent_key=parent,
        url=as_text(cell("url")),
        kind=_kind(parent, badge),
        author=author or None,
        author_badge=badge,
        published_at=moment,
        published_precision=precision,
        rating=rating,
        rating_max=as_number(cell("rating_max")) or scale,
        title=title,
        text=text,
        likes=None if likes is None else int(likes),
        provider_name=as_text(cell("provider")) or order.provider,
    )


def _count_unread(
    counts: Counter[str], text: str, *, date: tuple[str, object], rating: tuple[str, object]
) -> None:
    if text:
        counts["without_date"] += not date[0]
        counts["unread_dates"] += bool(date[0]) and date[1] is None
        counts["unread_ratings"] += bool(rating[0]) and rating[1] is None


def _content_key(*parts: str) -> str:
    title, text, *rest = parts
    digest = hashlib.sha256("\n".join([content_hash(title, text), *rest]).encode())
    return digest.hexdigest()[:_KEY_DIGITS]


def _kind(parent: str | None, badge: str | None) -> Kind:
    if parent is None:
        return Kind.REVIEW
    return Kind.REPLY if badge else Kind.COMMENT


def _on_one_scale(messages: list[ParsedMessage], order: _Import) -> list[ParsedMessage]:
    """Return the messages with the least usual scale that holds all ratings, where the table names none."""
    ratings = [
        message.rating for message in messages if message.rating is not None and not message.rating_max
    ]
    scale = next((scale for scale in _SCALES if ratings and max(ratings) <= scale), None)
    if scale is None:
        return messages
    order.counts["guessed_rating_max"] = int(scale)
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


def _land(messages: list[ParsedMessage], order: _Import, landing_dir: Path, *, key: bytes) -> Crawl:
    writer = LandingWriter(landing_dir, crawl_id_of(order.source, order.now))
    for message in messages:
        writer.add_message(
            to_message(
                message, source=order.source, transport=ENGINE, extractor_version=EXTRACTOR_VERSION, key=key
            )
        )
    crawl_id = crawl_id_of(order.source, order.now)
    for thread_key, seen in Counter(message.thread_key for message in messages).items():
        writer.add_visit(_visit(thread_key, seen, order, crawl_id=crawl_id))
    crawl = _crawl(writer, order, crawl_id=crawl_id)
    writer.finish(crawl)
    return crawl


def _visit(thread_key: str, seen: int, order: _Import, *, crawl_id: str) -> ThreadVisit:
    return ThreadVisit(
        crawl_id=crawl_id,
        source=order.source,
        thread_key=thread_key,
        url="",
        visited_at=order.now,
        status=VisitStatus.PARTIAL,
        reason=_NOTHING_IS_GONE,
        declared_total=None,
        seen_total=seen,
        pages=1,
        transport=ENGINE,
        extractor_version=EXTRACTOR_VERSION,
    )


def _crawl(writer: LandingWriter, order: _Import, *, crawl_id: str) -> Crawl:
    return Crawl(
        crawl_id=crawl_id,
        source=order.source,
        engine=ENGINE,
        extractor_version=EXTRACTOR_VERSION,
        started_at=order.now,
        finished_at=order.now,
        status=CrawlStatus.PARTIAL,
        reason=_NOTHING_IS_GONE,
        hides_subtrees=False,
        messages=writer.messages,
        visits=writer.visits,
        stats={"mapping": dict(order.mapping), **order.counts},
    )

"""One row of a table into one message, and the count of what could not be read."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from .cells import as_badge, as_number, as_rating, as_text, as_url
from .dates import parse_date
from .identity import content_hash
from .items import Kind
from .records import ParsedMessage

_KEY_DIGITS: Final = 24
_COUNTED: Final = (
    *("rows", "without_text", "left_out", "doubled"),
    *("without_date", "unread_dates", "unread_ratings", "unread_urls"),
)


def _zeros() -> Counter[str]:
    return Counter(dict.fromkeys(_COUNTED, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReader:
    """Reads rows by `mapping` (field to column) at the time `now`; `counts` says what it could not read."""

    source: str
    mapping: Mapping[str, str]
    timezone: str
    provider: str | None = None
    formats: Sequence[str] = ()
    now: datetime
    unused: Sequence[str] = ()  # columns that no field takes
    counts: Counter[str] = field(default_factory=_zeros)

    def read(self, row: Mapping[str, object]) -> ParsedMessage:
        """Return the message of the row; its thread is "" where no column names one."""

        def cell(name: str) -> object:
            return row.get(self.mapping.get(name, ""))

        title, text, author, said = (as_text(cell(name)) for name in ("title", "text", "author", "date"))
        moment, precision = parse_date(said, timezone=self.timezone, now=self.now, formats=self.formats)
        rating, scale = as_rating(cell("rating"))
        if title or text:
            self.counts["without_date"] += not said
            self.counts["unread_dates"] += bool(said) and moment is None
            self.counts["unread_ratings"] += bool(as_text(cell("rating"))) and rating is None
            self.counts["unread_urls"] += bool(as_text(cell("url"))) and not as_url(cell("url"))
        parent, badge = as_text(cell("parent")) or None, as_badge(cell("badge"))
        likes = as_number(cell("likes"))
        message_key = as_text(cell("id")) or _content_key(title, text, said, author)
        return ParsedMessage(
            thread_key=as_text(cell("thread")),
            message_key=message_key,
            parent_key=parent,
            url=as_url(cell("url")),
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
            provider_name=as_text(cell("provider")) or self.provider,
        )


def _content_key(*parts: str) -> str:
    title, text, *rest = parts
    digest = hashlib.sha256("\n".join([content_hash(title, text), *rest]).encode())
    return digest.hexdigest()[:_KEY_DIGITS]


def _kind(parent: str | None, badge: str | None) -> Kind:
    if parent is None:
        return Kind.REVIEW
    return Kind.REPLY if badge else Kind.COMMENT

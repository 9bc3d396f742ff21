"""One comment of Isso, Remark42 or Disqus as a message. Votes, pictures, sites and e-mails are not read."""

from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite

from crawlers.dates import parse_date
from crawlers.items import Kind, Precision, ProbeStatus, State
from crawlers.records import ParsedMessage
from crawlers.rules.comments import CommentsRules

from .markup import parse_html, visible_text
from .page import Place
from .placeholders import is_placeholder

_CUT = ("blockquote",)  # what others said
_FIRST_YEAR, _LAST_YEAR = 1995, 2100  # what lies outside is nonsense, as Go's year 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a system says of a comment; `standing` is gone for a tombstone, `edited` when it was changed."""

    key: str
    parent: str | None
    url: str
    author: str | None
    is_official: bool
    published_at: datetime | None
    html: str
    standing: ProbeStatus
    edited: datetime | bool | None = None


def to_parsed(said: Said, *, rules: CommentsRules, place: Place, thread_key: str) -> ParsedMessage:
    """Return the message that a comment is."""
    text = "" if said.standing is ProbeStatus.GONE else visible_text(parse_html(said.html), _CUT)
    is_removed = said.standing is ProbeStatus.GONE or is_placeholder(text)
    parent = said.parent if said.parent != said.key else None
    return ParsedMessage(
        thread_key=thread_key,
        message_key=said.key,
        parent_key=parent,
        url=said.url,
        kind=_kind(parent, rules, is_official=said.is_official),
        author=said.author,
        author_badge=rules.official_badge if said.is_official else None,
        published_at=said.published_at,
        published_precision=Precision.SECOND if said.published_at else Precision.UNKNOWN,
        text=text,
        state=State.TOMBSTONE if is_removed else State.ALIVE,
        provider_name=place.provider,
        raw=_raw(said.edited),
    )


def unix_moment(stamp: object) -> datetime | None:
    """Return the time in UTC of Unix seconds, whole or not; None for what is none."""
    if isinstance(stamp, bool) or not isinstance(stamp, int | float) or not isfinite(stamp):
        return None
    return _sensible(datetime.fromtimestamp(stamp, UTC)) if 0 < stamp < 4_102_444_800 else None


def iso_moment(text: object, place: Place) -> datetime | None:
    """Return the time in UTC of an ISO date, which is in UTC if it names no zone; None for what is none."""
    moment = parse_date(text, timezone=UTC, now=place.now)[0] if isinstance(text, str) else None
    return _sensible(moment)


def _sensible(moment: datetime | None) -> datetime | None:
    return moment if moment and _FIRST_YEAR <= moment.year < _LAST_YEAR else None


def _kind(parent: str | None, rules: CommentsRules, *, is_official: bool) -> Kind:
    if is_official:
        return Kind.REPLY
    return Kind(rules.root) if parent is None else Kind.COMMENT


def _raw(edited: datetime | bool | None) -> dict[str, object]:
    if not edited:
        return {}
    return {"edited": edited.isoformat() if isinstance(edited, datetime) else edited}

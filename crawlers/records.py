"""From what a page or a table says to the record that may be stored: the one door, and it masks.

A `ParsedMessage` lives in memory only. It still holds the author in clear and the text as written;
`to_message` turns the author into a keyed hash, masks the texts and leaves nothing else behind.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from .identity import author_hash, content_hash
from .items import Kind, Message, Precision, State
from .pages.placeholders import VERSION as PLACEHOLDERS
from .pages.placeholders import is_placeholder
from .privacy import mask

# What sites write where nobody gave a name: many people, hence no author at all.
_NOBODY: Final = frozenset(
    {"", "гость", "аноним", "анонимно", "анонимный пользователь", "имя скрыто", "guest", "anonymous"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedMessage:
    """One message as its page shows it; the fields mean what they mean in `Message`.

    `author` is the author in clear: the site's own id where there is one, else the shown name, None when the
    site names nobody. `published_at` is aware, in any zone, or None.
    """

    thread_key: str
    message_key: str
    url: str
    kind: Kind
    text: str
    parent_key: str | None = None
    author: str | None = None
    author_badge: str | None = None
    published_at: datetime | None = None
    published_precision: Precision = Precision.UNKNOWN
    rating: float | None = None
    rating_max: float | None = None
    title: str = ""
    likes: int | None = None
    state: State = State.ALIVE
    provider_name: str | None = None
    raw: dict[str, object] = field(default_factory=dict)


def to_message(
    parsed: ParsedMessage, *, source: str, transport: str, extractor_version: str, key: bytes
) -> Message:
    """Return the storable message: author hashed with `key`, title, text and raw masked, time in UTC.

    The content hash is taken before masking, so that a better mask is no edit.
    """
    return Message(
        source=source,
        thread_key=parsed.thread_key,
        message_key=parsed.message_key,
        parent_key=parsed.parent_key,
        url=parsed.url,
        kind=parsed.kind,
        author_hash=_author_hash(parsed.author, source=source, key=key),
        author_badge=parsed.author_badge,
        published_at=_in_utc(parsed.published_at),
        published_precision=parsed.published_precision,
        rating=parsed.rating,
        rating_max=parsed.rating_max,
        title=mask(parsed.title),
        text=mask(parsed.text),
        likes=parsed.likes,
        state=parsed.state,
        provider_name=parsed.provider_name,
        content_hash=content_hash(parsed.title, parsed.text),
        transport=transport,
        extractor_version=extractor_version,
        raw={name: _masked(value) for name, value in parsed.raw.items()} | _lexicon(parsed),
    )


def _lexicon(parsed: ParsedMessage) -> dict[str, object]:
    """By which phrases a text was taken for the note that it was removed; nothing for other messages."""
    is_told = parsed.state is State.TOMBSTONE and is_placeholder(parsed.text)
    return {"placeholders": PLACEHOLDERS} if is_told else {}


def _author_hash(author: str | None, *, source: str, key: bytes) -> str | None:
    if author is None or " ".join(author.casefold().split()) in _NOBODY:
        return None
    return author_hash(key, source, author)


def _in_utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"a publication time needs its zone, and {moment.isoformat()} has none")
    return moment.astimezone(UTC)


def _masked(value: object) -> object:
    match value:
        case str():
            return mask(value)
        case dict():
            return {name: _masked(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_masked(inner) for inner in value]
        case _:
            return value

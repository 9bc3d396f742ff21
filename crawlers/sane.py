"""What a page claims, made fit to be stored: hostile pages hold NUL bytes, half characters, whole books."""

import re
from collections.abc import Iterable
from dataclasses import replace

from .encodings import find_mojibake
from .items import Kind
from .records import ParsedMessage

LONGEST_TEXT = 100_000  # characters; what is longer is cut and says so
LONGEST_BADGE = 60  # characters; what is longer is no badge, but a block that a selector took by mistake
_SAMPLE = 20_000  # characters of a page's texts in which mojibake would show
_SPACE = re.compile(r"\s{50,}")  # no author needs that much, and patterns that look for notices choke on it
_FREQUENT, _PLAIN = "оеаинтсрвл", 0.4
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def sane(message: ParsedMessage) -> ParsedMessage:
    """Return the message without unprintable characters, its text cut where it is endless (`raw` says so)."""
    cut = {"cut_from": len(message.text)} if len(message.text) > LONGEST_TEXT else {}
    return replace(
        message,
        thread_key=printable(message.thread_key),
        message_key=printable(message.message_key),
        parent_key=_optional(message.parent_key),
        url=printable(message.url),
        author=_optional(message.author),
        author_badge=_optional(message.author_badge),
        provider_name=_optional(message.provider_name),
        title=printable(message.title[:LONGEST_TEXT]),
        text=_SPACE.sub("\n", printable(message.text[:LONGEST_TEXT])),
        raw={**{name: _clean(value) for name, value in message.raw.items()}, **cut},
    )


def without_badge(message: ParsedMessage) -> ParsedMessage:
    """Return the message as one of nobody official."""
    kind = Kind.COMMENT if message.kind is Kind.REPLY else message.kind
    return replace(message, author_badge=None, kind=kind)


def has_whole_block_as_badge(message: ParsedMessage) -> bool:
    """Return whether the badge is too long to be one."""
    return len(message.author_badge or "") > LONGEST_BADGE


def garbled(messages: Iterable[ParsedMessage]) -> str | None:
    """Return how the texts of a page were spoilt, as in "UTF-8 read as cp1251", None if they read well."""
    sample = "\n".join(f"{one.title}\n{one.text}" for one in messages)[:_SAMPLE]
    return None if _is_plainly_russian(sample) else find_mojibake(sample)


def _is_plainly_russian(text: str) -> bool:
    """Return what a quick look tells: ten letters are more than half of any Russian, and of no mojibake."""
    foreign = sum(character > "\x7f" for character in text)
    return sum(map(text.count, _FREQUENT)) >= _PLAIN * foreign


def printable(text: str) -> str:
    """Return `text` without control characters, halves of characters and NUL bytes."""
    return _UNPRINTABLE.sub("", text)


def _optional(text: str | None) -> str | None:
    return None if text is None else printable(text)


def _clean(value: object) -> object:
    match value:
        case str():
            return printable(value[:LONGEST_TEXT])
        case dict():
            return {printable(str(name)): _clean(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_clean(inner) for inner in value]
        case _:
            return value

"""What makes a text the same text and an author the same author, without keeping either."""

import hashlib
import hmac
import re
import unicodedata
from typing import Final

_QUOTES: Final = str.maketrans(dict.fromkeys("«»„“”‟″＂", '"') | dict.fromkeys("‘’‚‛′`´", "'"))
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_NOTICES: Final = (
    # "In reply to <a…>Name</a>." opens the body of a comment in a WordPress feed, with or without its tags.
    re.compile(r"\A\s*(?:In reply to|В ответ на)\s+<a\b[^>]*>.*?</a>\s*\.?\s*", re.IGNORECASE | re.DOTALL),
    re.compile(r"\A\s*In reply to\s+[^\n.:]{1,80}[.:](?:\s+|\Z)"),
    # A notice of an edit stands on a line of its own or in brackets, at the end, with a date.
    re.compile(
        r"(?:\s*\n\s*|\s*[\[(]|\A)(?:последний раз )?"
        r"(?:отредактировано|редактировалось|изменено|(?:last )?edited)\b"
        r"(?=[^\n]{0,120}(?:\d{1,2}[.:/-]\d{2}|\b20\d\d\b|вчера|сегодня))[^\n]{0,120}\s*\Z",
        re.IGNORECASE,
    ),
)
_AUTHOR_HASH_DIGITS: Final = 32


def normalise(text: str) -> str:
    """Return the text as it is compared: NFC, one kind of space, quote and dash, notices of the site cut.

    What is cut: "In reply to …" at the start, "Отредактировано … 12.03.2026 …" at the end.
    """
    plain = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    for notice in _NOTICES:
        plain = notice.sub("", plain, count=1)
    return " ".join(plain.translate(_QUOTES).translate(_DASHES).split())


def content_hash(title: str, text: str) -> str:
    """Return the SHA-256 (64 hex digits) of the normalised title and text."""
    together = f"{normalise(title)}\n{normalise(text)}"
    return hashlib.sha256(together.encode()).hexdigest()


def author_hash(key: bytes, source: str, author: str) -> str:
    """Return 32 hex digits that stand for this author on this source and mean nothing without `key`."""
    name = " ".join(unicodedata.normalize("NFC", author).split())
    digest = hmac.new(key, f"{source}\n{name}".encode(), hashlib.sha256)
    return digest.hexdigest()[:_AUTHOR_HASH_DIGITS]

"""The text of a page, whatever it says about its encoding: headers and <meta> lie often enough."""

import re

from scrapy.http import TextResponse
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

from .encodings import find_mojibake

_TAGS = re.compile(r"<[^<>]*>")
_TOLERATED = 0.01  # share of unreadable characters in a page that otherwise is what it says
_UNREADABLE = "\ufffd"


def page_text(response: TextResponse) -> str | None:
    """Return the page as text, None if no encoding fits."""
    header = response.headers.get("Content-Type", b"") or b""
    return decode_page(response.body, header.decode("latin-1"))


def decode_page(body: bytes, content_type: str) -> str | None:
    """Return `body` as text, None if no encoding fits.

    Strict UTF-8 wins over any declaration, for no other text passes for it. Then come header, <meta>, and
    windows-1251, the usual silence of old Russian sites; one whose text reads like another encoding taken for
    it gives way to one whose text reads well. A page cut within a letter stays what it declares.
    """
    texts = [
        text for encoding in _candidates(body, content_type) if (text := _decoded(body, encoding)) is not None
    ]
    if not texts or _is_utf8(body):
        return next(iter(texts), None)
    texts.append(body.decode("koi8-r"))  # where nobody declares it, for any bytes pass for it
    return next((text for text in texts if not find_mojibake(_TAGS.sub(" ", text))), texts[0])


def _decoded(body: bytes, encoding: str) -> str | None:
    text = body.removeprefix(b"\xef\xbb\xbf").decode(encoding, errors="replace")
    is_readable = text.count(_UNREADABLE) <= _TOLERATED * len(text) * (encoding != "cp1251")
    return text if is_readable else None


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _candidates(body: bytes, content_type: str) -> list[str]:
    if _is_utf8(body):
        return ["utf-8"]
    declared = (http_content_type_encoding(content_type), html_body_declared_encoding(body))
    return list(dict.fromkeys([*filter(None, declared), "cp1251"]))

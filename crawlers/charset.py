"""The text of a page, whatever it says about its encoding: headers and <meta> lie often enough."""

from collections.abc import Iterator

from scrapy.http import TextResponse
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

_TOLERATED = 0.01  # share of unreadable characters in a page that otherwise is what it says
_UNREADABLE = "\ufffd"


def page_text(response: TextResponse) -> str | None:
    """Return the page as text, None if no encoding fits."""
    header = response.headers.get("Content-Type", b"") or b""
    return decode_page(response.body, header.decode("latin-1"))


def decode_page(body: bytes, content_type: str) -> str | None:
    """Return `body` as text, None if no encoding fits.

    Strict UTF-8 wins over any declaration, for no other text passes for it. Then come header, <meta>, and
    windows-1251, the usual silence of old Russian sites. A page cut within a letter stays what it declares.
    """
    for encoding in _candidates(body, content_type):
        text = body.removeprefix(b"\xef\xbb\xbf").decode(encoding, errors="replace")
        if text.count(_UNREADABLE) <= _TOLERATED * len(text) * (encoding != "cp1251"):
            return text
    return None


def _candidates(body: bytes, content_type: str) -> Iterator[str]:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        yield from filter(None, (http_content_type_encoding(content_type), html_body_declared_encoding(body)))
        yield "cp1251"
    else:
        yield "utf-8"

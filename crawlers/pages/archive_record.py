"""One record of a WARC file, cut out of it: the answer of the original site as the archive stored it."""

import zlib
from dataclasses import dataclass
from email.parser import HeaderParser

from crawlers.charset import decode_page

LARGEST = 32 * 1024 * 1024  # bytes of one record, unpacked
_GZIP = zlib.MAX_WBITS | 16
_BREAK = b"\r\n\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The page that a site answered with, as text."""

    url: str
    status: int
    text: str


def read_record(packed: bytes) -> Record | None:
    """Return the answer that one gzip member of a WARC file holds, None if it holds none that can be read."""
    try:
        unpacked = zlib.decompressobj(_GZIP).decompress(packed, LARGEST)
    except zlib.error:
        return None
    about, _, block = unpacked.partition(_BREAK)
    head, end, body = block.partition(_BREAK)
    record, answer = _headers(about), _headers(head)
    words = head.split(None, 2)
    is_answer = about.startswith(b"WARC/") and record.get("warc-type") == "response"
    if not is_answer or not end or len(words) < 2 or not words[1].isdigit():
        return None
    length = record.get("content-length", "")
    whole = body[: int(length) - len(head) - len(end)] if length.isdecimal() else body
    text = decode_page(_unchunked(whole, answer), answer.get("content-type", ""))
    if text is None:
        return None
    return Record(url=record.get("warc-target-uri", "").strip("<>"), status=int(words[1]), text=text)


def _headers(block: bytes) -> dict[str, str]:
    """Return the lines under the first one by name, names in lower case."""
    _, _, lines = block.decode("latin-1").partition("\r\n")
    return {name.lower(): value.strip() for name, value in HeaderParser().parsestr(lines).items()}


def _unchunked(body: bytes, answer: dict[str, str]) -> bytes:
    """Return the body without what the transfer put into it, where the archive kept that."""
    packing = answer.get("content-encoding", "").lower()
    if "chunked" in answer.get("transfer-encoding", "").lower():
        body = _joined(body) or body
    if packing in ("gzip", "x-gzip", "deflate"):
        try:
            body = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, LARGEST)
        except zlib.error:
            return body  # the archive unpacked it already
    return body


def _joined(body: bytes) -> bytes:
    """Return chunks put together, empty if these are no chunks."""
    pieces: list[bytes] = []
    while body:
        size, _, rest = body.partition(b"\r\n")
        try:
            count = int(size.partition(b";")[0], 16)
        except ValueError:
            return b""
        if count <= 0:
            break
        pieces.append(rest[:count])
        body = rest[count + 2 :]
    return b"".join(pieces)

"""What an archive has of a site: its index of captures, in the two shapes of JSON that such indexes have."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote_plus, urlencode, urlsplit, urlunsplit

from crawlers.rules.archive import ArchiveRules

from .json_values import read_json, whole
from .page import PageKind, Place

ROWS = 5000  # asked for in one answer of a CDX API
_SAME = "warc/revisit"  # the archive found what it had already
_PAGES = frozenset({"text/html", "application/xhtml+xml", "unk", "", "-", _SAME})
_STAMP = re.compile(r"\d{14}")
_USUAL = {None, 80, 443}

Rows = list[Mapping[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One answer that an archive kept: when, of which address, and where it lies in the archive's files.

    `address` is the original's as the site has it today, `original` as it was asked for then. `status` is
    None where the index says only that the answer was the same as an earlier one.
    """

    at: datetime
    address: str
    original: str
    status: int | None
    digest: str = ""
    file: str = ""
    offset: int | None = None
    length: int | None = None

    @property
    def timestamp(self) -> str:
        """Return the time in the 14 digits of archives."""
        return f"{self.at:%Y%m%d%H%M%S}"

    @property
    def place(self) -> range | None:
        """Return which bytes of the archive's file it is, None where the index does not tell."""
        if not self.file or self.offset is None or not self.length:
            return None
        return range(self.offset, self.offset + self.length)

    @property
    def is_gone(self) -> bool:
        """Whether the site said that there is no such page."""
        return self.status in (404, 410)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """One answer of an index; `resume` asks for the next one, `rows` counts all rows, read or not.

    `unreadable` counts rows without address or time; pictures and addresses of other sites are left out.
    """

    kind: PageKind
    captures: tuple[Capture, ...] = ()
    resume: str = ""
    rows: int = 0
    unreadable: int = 0


def index_url(base: str, pages: str, *, rules: ArchiveRules, after: datetime | None, **more: str) -> str:
    """Return the address that asks the index at `base` for the captures of `pages` since `after`."""
    since = f"{after:%Y%m%d%H%M%S}" if after else ""
    query = {"url": pages, "output": "json", "from": max(rules.begin, since), "to": rules.end}
    if rules.index == "cdx":
        query |= {"collapse": "digest", "limit": str(ROWS), "showResumeKey": "true"}
    parts = urlsplit(base)
    asked = urlencode({name: value for name, value in (query | more).items() if value})
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, asked)))))


def replay_url(capture: Capture, *, rules: ArchiveRules) -> str:
    """Return the address at which the archive shows a capture unchanged."""
    return rules.replay.replace("{timestamp}", capture.timestamp).replace("{url}", capture.original)


def parse_index(text: str, *, rules: ArchiveRules, place: Place) -> IndexPage:
    """Return the captures that an index lists: an array of arrays under a header row, or lines of objects."""
    rows, resume = _rows(text)
    if rows is None:
        return IndexPage(kind=PageKind.OTHER)
    found = [(row, _capture(row, rules)) for row in rows if _is_page(row)]
    return IndexPage(
        kind=PageKind.LIST,
        captures=tuple(one for _, one in found if one and one.address and _is_wanted(one, rules, place.now)),
        resume=resume,
        rows=len(rows),
        unreadable=sum(capture is None for _, capture in found),
    )


def choose(captures: Iterable[Capture], *, after: datetime | None) -> list[Capture]:
    """Return the captures to read, in order of time: those that differ from the one before of their address.

    Nothing up to `after`; redirects, errors and refusals say nothing.
    """
    latest: dict[str, str] = {}  # what stood at each address last: a digest, or that it was gone
    chosen: list[Capture] = []
    for one in sorted(captures, key=lambda one: (one.at, one.address)):
        content = "gone" if one.is_gone else one.digest or one.timestamp
        if one.status in (None, 200, 404, 410) and latest.get(one.address) != content:
            latest[one.address] = content
            chosen.append(one)
    return [one for one in chosen if after is None or one.at > after]


def address_of(original: str, rules: ArchiveRules) -> str:
    """Return an archived address as the site has it today, "" for an address of another site."""
    try:
        there, here = urlsplit(original), urlsplit(rules.site)
        is_same = _bare(there.hostname) == _bare(here.hostname) and there.port in {here.port, *_USUAL}
    except ValueError:  # no such port, a broken IPv6 literal
        return ""
    if not is_same or there.scheme not in ("http", "https"):
        return ""
    return urlunsplit((here.scheme, here.netloc, there.path or "/", there.query, ""))


def _is_wanted(capture: Capture, rules: ArchiveRules, now: datetime) -> bool:
    """Return whether the capture is of the chosen time; an index may be asked for that and not care."""
    is_late = bool(rules.end) and capture.timestamp[: len(rules.end)] > rules.end
    return capture.timestamp >= rules.begin and not is_late and capture.at < now


def _bare(host: str | None) -> str:
    return (host or "").lower().removeprefix("www.").rstrip(".")


def _rows(text: str) -> tuple[Rows | None, str]:
    """Return the rows by name, and the key that asks for more; None if the text is no index."""
    table = read_json(text)
    if isinstance(table, list):
        return _named(table)
    lines = [read_json(line) for line in text.splitlines() if line.strip()]
    rows: Rows = [line for line in lines if isinstance(line, dict)]
    is_index = len(rows) == len(lines) and all("timestamp" in row for row in rows)
    return (rows if is_index else None), ""


def _named(table: list[object]) -> tuple[Rows | None, str]:
    if not all(isinstance(row, list) for row in table):
        return None, ""
    rows: list[list[object]] = [row for row in table if isinstance(row, list)]
    end = rows.index([]) if [] in rows else len(rows)
    resume = unquote_plus(str(rows[end + 1][0])) if rows[end + 1 : end + 2] and rows[end + 1] else ""
    if not rows[:end]:
        return [], resume
    header = [str(name) for name in rows[0]]
    if "timestamp" not in header:
        return None, ""
    return [dict(zip(header, row, strict=False)) for row in rows[1:end]], resume


def _is_page(row: Mapping[str, object]) -> bool:
    return str(row.get("mimetype", row.get("mime", ""))).partition(";")[0].strip().lower() in _PAGES


def _capture(row: Mapping[str, object], rules: ArchiveRules) -> Capture | None:
    original, at = str(row.get("original") or row.get("url") or ""), _moment(row.get("timestamp"))
    if not original or not at:
        return None
    return Capture(
        at=at,
        address=address_of(original, rules),
        original=original,
        status=whole(row.get("statuscode", row.get("status"))),
        digest=str(row.get("digest") or ""),
        file=str(row.get("filename") or ""),
        offset=whole(row.get("offset")),
        length=whole(row.get("length")),
    )


def _moment(stamp: object) -> datetime | None:
    if not isinstance(stamp, str) or not _STAMP.fullmatch(stamp):
        return None
    try:
        return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None

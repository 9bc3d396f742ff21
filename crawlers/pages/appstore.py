"""Customer reviews of the App Store: pages of JSON made of Atom, each value wrapped as {"label": …}."""

import re
from typing import Any

from crawlers.dates import parse_date
from crawlers.items import Kind
from crawlers.records import ParsedMessage
from crawlers.rules.appstore import AppstoreRules

from .json_values import read_json, whole
from .page import PageKind, Place, ThreadPage

VERSION = "appstore-1"  # the number is raised with any change of what the functions below return
_PAGE = re.compile(r"/page=(\d{1,4})/")
_APP = re.compile(r"/id=(\d{1,18})/")
_BEST = 5.0


def extractor_version(_rules: AppstoreRules) -> str:
    """Return the version of the parser; the rules change no text."""
    return VERSION


def app_of(url: str) -> str:
    """Return the number of the app whose reviews are under the address, "" without one."""
    found = _APP.search(url)
    return found[1] if found else ""


def parse_reviews(text: str, *, rules: AppstoreRules, place: Place, thread_key: str) -> ThreadPage:
    """Return one page of an app's reviews, newest first: always a window, the last 500 at most.

    `entry` is a list, one object, or absent; the entry without an author is the app itself.
    """
    match read_json(text):
        case {"feed": dict(feed)}:
            entries = [one for one in _listed(feed.get("entry")) if "author" in one]
        case _:
            return ThreadPage(kind=PageKind.OTHER)
    found = [review for one in entries if (review := _review(one, place, thread_key))]
    return ThreadPage(
        kind=PageKind.THREAD,
        messages=tuple(found),
        next_url=_next(place.url, rules.pages) if entries else None,
        unreadable=len(entries) - len(found),
        is_window=True,
    )


def _listed(entry: object) -> list[dict[str, Any]]:
    entries = entry if isinstance(entry, list) else [entry]
    return [one for one in entries if isinstance(one, dict)]


def _review(entry: dict[str, Any], place: Place, thread_key: str) -> ParsedMessage | None:
    key = whole(_label(entry, "id"))
    if key is None:
        return None
    published_at, precision = parse_date(_label(entry, "updated"), timezone=place.timezone, now=place.now)
    rating = whole(_label(entry, "im:rating"))
    return ParsedMessage(
        thread_key=thread_key,
        message_key=str(key),
        url=place.url,
        kind=Kind.REVIEW,
        author=_author(entry),
        published_at=published_at,
        published_precision=precision,
        rating=None if rating is None else float(rating),
        rating_max=None if rating is None else _BEST,
        title=_label(entry, "title"),
        text=_label(entry, "content"),
        likes=whole(_label(entry, "im:voteSum")),
        provider_name=place.provider,
        raw={"app_version": version} if (version := _label(entry, "im:version")) else {},
    )


def _author(entry: dict[str, Any]) -> str | None:
    """Return the author's number, which stands in the address of the profile, else the name."""
    author = entry["author"] if isinstance(entry["author"], dict) else {}
    number = re.search(r"/id(\d{1,18})\b", _label(author, "uri"))
    return number[1] if number else _label(author, "name") or None


def _label(entry: dict[str, Any], name: str) -> str:
    match entry.get(name):
        case {"label": str(label)}:
            return label.strip()
    return ""


def _next(url: str, last: int) -> str | None:
    """Return the address of the page after `url`, None on the last."""
    page = _PAGE.search(url)
    if not page or int(page[1]) >= last:
        return None
    return _PAGE.sub(f"/page={int(page[1]) + 1}/", url, count=1)

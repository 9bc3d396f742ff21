"""Isso: all comments of a page in one answer, one level of replies, tombstones where replies are left.

Isso gives the number of a deleted comment again when it was the highest, so a key is the number together with
the millisecond of publication, which no edit changes.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from html import unescape
from typing import Any

from crawlers.items import ProbeStatus
from crawlers.records import ParsedMessage
from crawlers.rules.comments import CommentsRules

from . import comments_calls as calls
from .comments_messages import Said, to_parsed, unix_moment
from .json_values import read_json, whole
from .page import ListPage, PageKind, Place, ThreadLink, ThreadPage

_STANDINGS = {
    4: ProbeStatus.GONE,
    2: ProbeStatus.HIDDEN,
}  # deleted with replies left; waiting for a moderator


def parse_thread(text: str, *, rules: CommentsRules, place: Place, thread_key: str) -> ThreadPage:
    """Return all comments of a page; Isso knows no page without comments."""
    match read_json(text):
        case {"total_replies": int(total), "replies": list(roots)}:
            pass
        case _:
            return ThreadPage(kind=PageKind.OTHER)
    if total == 0 and not roots:
        return ThreadPage(kind=PageKind.GONE)
    reader = _Reader(rules, place, thread_key)
    messages = tuple(reader.read(roots, None))
    return ThreadPage(kind=PageKind.THREAD, messages=messages, total=total, unreadable=reader.unreadable)


def parse_list(text: str, *, rules: CommentsRules, place: Place) -> ListPage:
    """Return the pages of the newest comments, those of the newest first."""
    given = read_json(text)
    if not isinstance(given, list):
        return ListPage(kind=PageKind.OTHER)
    keys = [
        uri for one in reversed(given) if isinstance(one, dict) and isinstance(uri := one.get("uri"), str)
    ]
    links = (ThreadLink(key=key, url=calls.page_of(place.url, rules, key)) for key in dict.fromkeys(keys))
    return ListPage(kind=PageKind.LIST, threads=tuple(links), unreadable=len(given) - len(keys))


def last_moments(text: str, _place: Place) -> Iterator[tuple[str, datetime | None]]:
    """Yield the page of each of the newest comments with the comment's time."""
    given = read_json(text)
    for one in given if isinstance(given, list) else ():
        if isinstance(one, dict):
            yield str(one.get("uri")), unix_moment(one.get("created"))


def judge(text: str, key: str) -> ProbeStatus:
    """Return what Isso's answer about one comment tells; it shows comments to their authors alone."""
    given = read_json(text)
    asked = calls.isso_key(key)
    if not isinstance(given, dict) or not asked or whole(given.get("id")) != asked[0]:
        return ProbeStatus.UNKNOWN
    return _standing(given) if _key(given) == key else ProbeStatus.GONE


def refusal(status: int | None, _text: str) -> ProbeStatus:
    """Return what a refusal tells: 404 that no comment has the number, 403 that one has, perhaps another."""
    return {404: ProbeStatus.GONE, 403: ProbeStatus.ALIVE}.get(status or 0, ProbeStatus.UNKNOWN)


class _Reader:
    """Reads comments; `unreadable` counts those without a number or a time."""

    def __init__(self, rules: CommentsRules, place: Place, thread_key: str) -> None:
        self.rules = rules
        self.place = place
        self.thread_key = thread_key
        self.page = calls.page_of(place.url, rules, thread_key)
        self.unreadable = 0

    def read(self, given: object, parent: str | None) -> Iterator[ParsedMessage]:
        """Yield the comments of a list and the replies in each."""
        for one in given if isinstance(given, list) else ():
            key = _key(one) if isinstance(one, dict) else None
            if key is None:
                self.unreadable += 1
                continue
            yield self._message(one, key, parent)
            yield from self.read(one.get("replies"), key) if parent is None else ()

    def _message(self, given: Mapping[str, Any], key: str, parent: str | None) -> ParsedMessage:
        said = Said(
            key=key,
            parent=parent,
            url=calls.place_of(self.page, self.rules, key.partition("-")[0]),
            author=_author(given),
            is_official=given.get("hash") in self.rules.official_authors,
            published_at=unix_moment(given.get("created")),
            html=str(given.get("text") or ""),
            standing=_standing(given),
            edited=unix_moment(given.get("modified")),
        )
        return to_parsed(said, rules=self.rules, place=self.place, thread_key=self.thread_key)


def _key(given: Mapping[str, Any]) -> str | None:
    number, moment = whole(given.get("id")), unix_moment(given.get("created"))
    return f"{number}-{int(moment.timestamp() * 1000)}" if number and moment else None


def _standing(given: Mapping[str, Any]) -> ProbeStatus:
    return _STANDINGS.get(whole(given.get("mode")) or 0, ProbeStatus.ALIVE)


def _author(given: Mapping[str, Any]) -> str | None:
    """Return name and hash together: the hash alone is that of a network where nobody gave an e-mail."""
    name = given.get("author")
    return unescape(f"{name} {given.get('hash') or ''}").strip() if isinstance(name, str) and name else None

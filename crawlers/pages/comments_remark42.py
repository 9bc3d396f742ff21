"""Remark42: all comments of a page in one answer; deleted ones stay in it and say so.

The comments of a user who is blocked are taken off the page in some versions. They are not deleted: they are
left out here, and say that they are hidden when they are asked for.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from crawlers.items import ProbeStatus
from crawlers.records import ParsedMessage
from crawlers.rules.comments import CommentsRules

from . import comments_calls as calls
from .comments_messages import Said, iso_moment, to_parsed
from .json_values import read_json, whole
from .page import ListPage, PageKind, Place, ThreadLink, ThreadPage

_NOT_FOUND = 1  # "can't find comment"
_NOBODY = "deleted"  # the id of everybody whose account was deleted


def parse_thread(text: str, *, rules: CommentsRules, place: Place, thread_key: str) -> ThreadPage:
    """Return all comments of a page, deleted ones included; a page without any Remark42 does not know."""
    match read_json(text):
        case {"comments": list(given), "info": dict(info)}:
            pass
        case _:
            return ThreadPage(kind=PageKind.OTHER)
    if not given and not info.get("url"):
        return ThreadPage(kind=PageKind.GONE)
    found = [one for one in given if isinstance(one, dict) and _key(one)]
    shown = [one for one in found if _standing(one) is not ProbeStatus.HIDDEN]
    total = _total(info, found) if len(shown) == len(found) else None
    return ThreadPage(
        kind=PageKind.THREAD,
        messages=tuple(_message(one, rules, place, thread_key) for one in shown),
        total=total,
        unreadable=len(given) - len(found),
    )


def parse_list(text: str, *, rules: CommentsRules, place: Place) -> ListPage:
    """Return the pages that have comments."""
    given = read_json(text)
    if not isinstance(given, list):
        return ListPage(kind=PageKind.OTHER)
    keys = [url for one in given if isinstance(one, dict) and isinstance(url := one.get("url"), str) and url]
    skip = calls.number_in(place.url, "skip") + len(given)
    return ListPage(
        kind=PageKind.LIST,
        threads=tuple(ThreadLink(key=key, url=calls.page_of(place.url, rules, key)) for key in keys),
        next_url=calls.with_query(place.url, "skip", skip) if len(given) >= calls.PER_PAGE else None,
        unreadable=len(given) - len(keys),
    )


def last_moments(text: str, place: Place) -> Iterator[tuple[str, datetime | None]]:
    """Yield each page of a list with the time of its last comment."""
    given = read_json(text)
    for one in given if isinstance(given, list) else ():
        if isinstance(one, dict):
            yield str(one.get("url")), iso_moment(one.get("last_time"), place)


def judge(text: str, key: str) -> ProbeStatus:
    """Return what the answer about one comment tells of it."""
    given = read_json(text)
    return _standing(given) if isinstance(given, dict) and _key(given) == key else ProbeStatus.UNKNOWN


def refusal(status: int | None, text: str) -> ProbeStatus:
    """Return what a refusal tells: Remark42 has a number for "can't find comment", with status 400."""
    match read_json(text):
        case {"code": int(code)} if status == 400 and code == _NOT_FOUND:
            return ProbeStatus.GONE
    return ProbeStatus.UNKNOWN


def _message(given: Mapping[str, Any], rules: CommentsRules, place: Place, thread_key: str) -> ParsedMessage:
    user, edit = _table(given.get("user")), _table(given.get("edit"))
    account, key = str(user.get("id") or ""), _key(given)
    said = Said(
        key=key,
        parent=str(given.get("pid") or "") or None,
        url=calls.place_of(calls.page_of(place.url, rules, thread_key), rules, key),
        author=account if account != _NOBODY else None,
        is_official=account in rules.official_authors or (rules.provider_owns and user.get("admin") is True),
        published_at=iso_moment(given.get("time"), place),
        html=str(given.get("text") or ""),
        standing=_standing(given),
        edited=iso_moment(edit.get("time"), place),
    )
    return to_parsed(said, rules=rules, place=place, thread_key=thread_key)


def _key(given: Mapping[str, Any]) -> str:
    return key if isinstance(key := given.get("id"), str) else ""


def _standing(given: Mapping[str, Any]) -> ProbeStatus:
    if given.get("delete") is not True:
        return ProbeStatus.ALIVE
    return ProbeStatus.HIDDEN if _table(given.get("user")).get("block") is True else ProbeStatus.GONE


def _total(info: Mapping[str, Any], found: list[dict[str, Any]]) -> int | None:
    """Return how many comments there are; what Remark42 declares are those that were not deleted."""
    count = whole(info.get("count")) if info.get("url") else None
    deleted = sum(_standing(one) is ProbeStatus.GONE for one in found)
    return None if count is None else count + deleted


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}

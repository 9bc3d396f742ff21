"""Disqus through its API: threads of a forum, comments of a thread in pages of 100, the oldest first."""

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

NOT_FOUND = 8  # "A requested object was not found"
STOPS = {  # errors after which there is no use in asking on, in the words of a sentence about them
    4: "Disqus answers users who are logged in only",
    5: "Disqus refuses the key, so look at token_env and key_name",
    9: "Disqus refuses such keys here, so look at key_name",
    11: "Disqus refuses the key for this domain",
    12: "the application of the key may not read this",
    13: "the limit of the key is used up",
    14: "the limit of the account is used up",
    17: "Disqus refuses the key's user",
    18: "Disqus refuses the key's signature",
    19: "Disqus wants a captcha to be solved",
}


def parse_thread(text: str, *, rules: CommentsRules, place: Place, thread_key: str) -> ThreadPage:
    """Return one page of the comments of a thread; Disqus does not declare how many there are."""
    given = _response(text)
    if given is None:
        return ThreadPage(kind=PageKind.OTHER)
    found = [one for one in given if isinstance(one, dict) and whole(one.get("id"))]
    shown = (one for one in found if _standing(one) is not ProbeStatus.HIDDEN)
    return ThreadPage(
        kind=PageKind.THREAD,
        messages=tuple(_message(one, rules, place, thread_key) for one in shown),
        next_url=_next(text, place),
        unreadable=len(given) - len(found),
    )


def parse_list(text: str, *, rules: CommentsRules, place: Place) -> ListPage:
    """Return the threads of a forum that have comments, the newest first."""
    given = _response(text)
    if given is None:
        return ListPage(kind=PageKind.OTHER)
    found = [one for one in given if isinstance(one, dict) and whole(one.get("id"))]
    return ListPage(
        kind=PageKind.LIST,
        threads=tuple(
            ThreadLink(key=key, url=calls.page_of(place.url, rules, str(one.get("link") or key)))
            for one in found
            if (key := str(whole(one["id"]))) and one.get("posts") != 0
        ),
        next_url=_next(text, place),
        unreadable=len(given) - len(found),
    )


def last_moments(_text: str, _place: Place) -> Iterator[tuple[str, datetime | None]]:
    """Yield nothing: Disqus does not say when somebody wrote in a thread last."""
    yield from ()


def judge(text: str, key: str) -> ProbeStatus:
    """Return what the answer about one comment tells of it."""
    match read_json(text):
        case {"code": 0, "response": dict(given)} if str(whole(given.get("id"))) == key:
            return _standing(given)
    return ProbeStatus.UNKNOWN


def refusal(_status: int | None, text: str) -> ProbeStatus:
    """Return what a refusal tells."""
    return ProbeStatus.GONE if error_code(text) == NOT_FOUND else ProbeStatus.UNKNOWN


def error_code(text: str) -> int | None:
    """Return the number of the error that an answer reports, None if it reports none."""
    match read_json(text):
        case {"code": int(code)} if code:
            return code
    return None


def _message(given: Mapping[str, Any], rules: CommentsRules, place: Place, thread_key: str) -> ParsedMessage:
    key, parent = str(whole(given["id"])), whole(given.get("parent"))
    thread, names = given.get("thread"), _names(given.get("author"))
    link = thread.get("link") if isinstance(thread, dict) else None
    said = Said(
        key=key,
        parent=str(parent) if parent else None,
        url=calls.place_of(calls.page_of(place.url, rules, str(link or thread_key)), rules, key),
        author=next(iter(names), None) or _guest(given.get("author")),
        is_official=any(name in rules.official_authors for name in names),
        published_at=iso_moment(given.get("createdAt"), place),
        html=str(given.get("message") or ""),
        standing=_standing(given),
        edited=given.get("isEdited") is True,
    )
    return to_parsed(said, rules=rules, place=place, thread_key=thread_key)


def _names(author: object) -> list[str]:
    """Return the id and the user name of a registered author; a guest has neither."""
    if not isinstance(author, dict) or author.get("isAnonymous") is not False:
        return []
    return [str(name) for name in (whole(author.get("id")), author.get("username")) if name]


def _guest(author: object) -> str | None:
    name = author.get("name") if isinstance(author, dict) else None
    return name if isinstance(name, str) and name else None


def _standing(given: Mapping[str, Any]) -> ProbeStatus:
    if given.get("isDeleted") is True:
        return ProbeStatus.GONE
    is_held = given.get("isSpam") is True or given.get("isApproved") is False
    return ProbeStatus.HIDDEN if is_held else ProbeStatus.ALIVE


def _response(text: str) -> list[object] | None:
    match read_json(text):
        case {"code": 0, "response": list(given)}:
            return given
    return None


def _next(text: str, place: Place) -> str | None:
    match read_json(text):
        case {"cursor": {"hasNext": True, "next": str(cursor)}}:
            return calls.with_query(place.url, "cursor", cursor)
    return None

"""VK's API: posts of a wall, topics of a board, and the comments under them with their branches.

Names and pictures are never asked for: without `extended` the answers hold numbers of accounts alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawlers.errors import SourceInvalid
from crawlers.records import ParsedMessage
from crawlers.rules.vk import VkRules

from . import vk_calls as calls
from .json_values import read_json, whole
from .page import ListPage, PageKind, Place, ThreadLink, ThreadPage
from .vk_messages import Comments, moment, read_post, thread_of

VERSION = "vk-1"  # the number is raised with any change of what the parsers return


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a board says of a topic; `updated` is when somebody wrote there last."""

    title: str
    updated: datetime | None


def extractor_version(_rules: VkRules) -> str:
    """Return the version of the parsers; the rules choose threads and speakers and change no text."""
    return VERSION


def check_rules(rules: VkRules, where: str) -> None:
    """Raise SourceInvalid for rules that VK could not follow."""
    checks = {
        "owner_id has to be the community's number with a minus, as in -123.": rules.owner_id < 0,
        'filter has to be "all", "owner" or "others".': rules.filter in ("all", "owner", "others"),
        "wall or board has to be true.": rules.wall or rules.board,
        "newest has to be above 0.": rules.newest > 0,
    }
    for complaint, is_fine in checks.items():
        if not is_fine:
            raise SourceInvalid(f"{where}: [vk] {complaint}")


def parse_posts(text: str, *, rules: VkRules, place: Place) -> ListPage:
    """Return the posts of wall.get or wall.getById, each with itself as first message."""
    given, items = _response(text)
    if items is None:
        return ListPage(kind=PageKind.OTHER)
    posts = [post for one in items if (post := read_post(one, rules, place))]
    total = whole(given.get("count"))
    return ListPage(
        kind=PageKind.LIST,
        threads=tuple(ThreadLink(key=one.thread_key, url=one.url, messages=(one,)) for one in posts),
        next_url=calls.next_url(place.url, total),
        total=total,
        unreadable=len(items) - len(posts),
    )


def parse_topics(text: str, *, rules: VkRules, place: Place) -> ListPage:
    """Return the topics of board.getTopics."""
    given, items = _response(text)
    if items is None:
        return ListPage(kind=PageKind.OTHER)
    keys = [f"topic{rules.owner_id}_{number}" for one in items if (number := whole(one.get("id")))]
    total = whole(given.get("count"))
    return ListPage(
        kind=PageKind.LIST,
        threads=tuple(ThreadLink(key=key, url=calls.thread_page(key)) for key in keys),
        next_url=calls.next_url(place.url, total) if "topic_ids=" not in place.url else None,
        total=total,
        unreadable=len(items) - len(keys),
    )


def read_topics(text: str, *, rules: VkRules) -> dict[str, Topic]:
    """Return what board.getTopics says of its topics, by key of the thread."""
    _, items = _response(text)
    return {
        f"topic{rules.owner_id}_{whole(one.get('id'))}": Topic(
            title=str(one.get("title") or ""), updated=moment(one.get("updated"))
        )
        for one in items or ()
    }


def parse_comments(text: str, *, rules: VkRules, place: Place, thread_key: str) -> ThreadPage:
    """Return the comments of wall.getComments, with the replies that came along.

    `more` are the branches that are too long for that. `total` counts the replies too; it is None where VK
    does not tell how many of them are comments of the first level. In an opened branch it is the branch's.
    """
    given, items = _response(text)
    if items is None:
        return ThreadPage(kind=PageKind.OTHER)
    branch = calls.branch_of(place.url)
    root = thread_key if branch is None else f"{thread_key}_r{branch}"
    reader = Comments(rules, place, thread_key=thread_key, branch=branch)
    messages = tuple(message for one in items for message in reader.read(one, root))
    return ThreadPage(
        kind=PageKind.THREAD,
        messages=messages,
        next_url=calls.next_url(place.url, level_count(text)),
        more=tuple(reader.branches(items)) if branch is None else (),
        total=_all_count(given, items) if branch is None else level_count(text),
        unreadable=reader.unreadable,
    )


def level_count(text: str) -> int | None:
    """Return how many comments the level that was asked for has, deleted ones and other pages included."""
    given, _ = _response(text)
    return whole(given.get("current_level_count", given.get("count")))


def parse_topic(
    text: str, *, rules: VkRules, place: Place, thread_key: str, root_key: str | None = None
) -> ThreadPage:
    """Return the comments of board.getComments; the very first, `root_key`, is the topic's own text."""
    given, items = _response(text)
    if items is None:
        return ThreadPage(kind=PageKind.OTHER)
    reader = Comments(rules, place, thread_key=thread_key, branch=None)
    messages: list[ParsedMessage] = []
    for one in items:
        for message in reader.read(one, root_key):
            root_key = root_key or message.message_key
            messages.append(message)
    total = whole(given.get("count"))
    return ThreadPage(
        kind=PageKind.THREAD,
        messages=tuple(messages),
        next_url=calls.next_url(place.url, total),
        total=total,
        unreadable=reader.unreadable,
    )


def _response(text: str) -> tuple[Mapping[str, Any], list[Mapping[str, Any]] | None]:
    """Return what VK answered and the items in it, None for an answer of another shape."""
    match read_json(text):
        case {"response": {"items": list() as items} as given} if all(isinstance(one, dict) for one in items):
            return given, items
    return {}, None


def _all_count(given: Mapping[str, Any], items: list[Mapping[str, Any]]) -> int | None:
    """Return the declared number of comments and replies; a count that leaves replies out is no total."""
    count, level = whole(given.get("count")), whole(given.get("current_level_count"))
    replies = any(whole(thread_of(one).get("count")) for one in items)
    return None if level is None or (replies and count == level) else count

"""What VK's answer about one post, topic or comment says of it."""

from collections.abc import Mapping
from typing import Any

from crawlers.items import ProbeStatus

from .json_values import read_json, whole
from .vk_calls import read_key


def judge(text: str, key: str) -> ProbeStatus:
    """Return whether the message is there.

    Lists by number leave out what is gone. A list of comments that begins elsewhere than asked proves
    nothing: VK does not document what it does about a comment that it does not have.
    """
    items, asked = _items(text), read_key(key)
    if items is None or asked is None:
        return ProbeStatus.UNKNOWN
    number = asked.number if asked.comment is None else asked.comment
    found = next((one for one in _with_replies(items) if whole(one.get("id")) == number), None)
    if found is None:
        return ProbeStatus.GONE if asked.comment is None else ProbeStatus.UNKNOWN
    is_deleted = True in (found.get("deleted"), found.get("is_deleted"))
    return ProbeStatus.GONE if is_deleted else ProbeStatus.ALIVE


def _items(text: str) -> list[Mapping[str, Any]] | None:
    match read_json(text):
        case {"response": {"items": list() as items}} if all(isinstance(one, dict) for one in items):
            return items
    return None


def _with_replies(items: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return comments and the replies that came along with them."""
    replies = (thread.get("items") for one in items if isinstance(thread := one.get("thread"), dict))
    return items + [
        one for some in replies if isinstance(some, list) for one in some if isinstance(one, dict)
    ]

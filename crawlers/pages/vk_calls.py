"""Calls to VK's API as addresses, and its keys: of posts, topics and comments, and back.

A thread is "wall-1_2" or "topic-1_2", as in the addresses of vk.com; a comment in it "wall-1_2_r5".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from crawlers.rules.vk import VkRules

from .json_values import whole

API_VERSION = "5.199"
PER_PAGE = 100  # the most that VK gives at once
_REPLIES = 10  # the most replies that come along with a comment; longer branches are opened
_SITE = "https://vk.com/"
_KEY = re.compile(r"(wall|topic)(-?\d{1,18})_(\d{1,18})(?:_r(\d{1,18}))?")


@dataclass(frozen=True, slots=True)
class VkKey:
    """What a key of a thread or a message says; `comment` is None for posts and threads."""

    place: str
    owner: int
    number: int
    comment: int | None = None

    @property
    def thread(self) -> str:
        """The key of the thread."""
        return f"{self.place}{self.owner}_{self.number}"


def read_key(key: str) -> VkKey | None:
    """Return what the key says, None for one that is none of VK's."""
    found = _KEY.fullmatch(key)
    if not found:
        return None
    return VkKey(found[1], int(found[2]), int(found[3]), int(found[4]) if found[4] else None)


def thread_page(thread_key: str, comment: int | None = None, branch: int | None = None) -> str:
    """Return the address for readers: of a thread, or of a comment in it (and in a branch)."""
    name = "reply" if thread_key.startswith("wall") else "post"
    query = {name: comment, "thread": branch}
    said = urlencode({key: value for key, value in query.items() if value})
    return f"{_SITE}{thread_key}" + (f"?{said}" if said else "")


def wall_url(base: str, rules: VkRules, offset: int = 0) -> str:
    """Return the call for posts of the wall, the newest first."""
    return _call(base, "wall.get", owner_id=rules.owner_id, filter=rules.filter, **_page(offset))


def topics_url(base: str, rules: VkRules, offset: int = 0) -> str:
    """Return the call for topics of the board, the last changed first."""
    return _call(base, "board.getTopics", group_id=abs(rules.owner_id), order=1, **_page(offset))


def known_url(base: str, keys: Iterable[str]) -> str:
    """Return the call for up to 100 threads by their keys, which are all of the wall or all of the board."""
    threads = [key for key in map(read_key, keys) if key]
    if threads[0].place == "wall":
        posts = ",".join(f"{one.owner}_{one.number}" for one in threads)
        return _call(base, "wall.getById", posts=posts)
    numbers = ",".join(str(one.number) for one in threads)
    return _call(base, "board.getTopics", group_id=abs(threads[0].owner), topic_ids=numbers)


def comments_url(base: str, thread_key: str, *, branch: int | None = None) -> str:
    """Return the call for the first comments of a thread, oldest first, or of a branch of it."""
    return _comments(base, thread_key, branch, _page(0))


def comment_url(base: str, message_key: str, page: str) -> str:
    """Return the call for one comment; `page`, its address for readers, tells in which branch it is."""
    key = read_key(message_key)
    start = {"start_comment_id": str(key.comment if key else 0), "count": "1"}
    thread = key.thread if key else message_key
    return _comments(base, thread, whole(_query(page).get("thread")), start)


def offset_of(url: str) -> int:
    """Return the offset that a call asks for."""
    return whole(_query(url).get("offset")) or 0


def branch_of(url: str) -> int | None:
    """Return the comment whose branch a call opens, None for the thread itself."""
    return whole(_query(url).get("comment_id"))


def next_url(url: str, total: int | None) -> str | None:
    """Return the call for the page after `url`, None on the last of `total` items."""
    offset = offset_of(url) + PER_PAGE
    if total is None or offset >= total:
        return None
    return url.partition("?")[0] + "?" + urlencode({**_query(url), "offset": str(offset)})


def _comments(base: str, thread_key: str, branch: int | None, page: dict[str, str]) -> str:
    key = read_key(thread_key)
    if not key:
        raise ValueError(f"{thread_key} is no key of VK's")
    if key.place == "topic":
        where = {"group_id": abs(key.owner), "topic_id": key.number}
        return _call(base, "board.getComments", **where, need_likes=1, sort="asc", **page)
    where = {"owner_id": key.owner, "post_id": key.number, **({"comment_id": branch} if branch else {})}
    how = {"need_likes": 1, "sort": "asc", "preview_length": 0, "thread_items_count": _REPLIES}
    return _call(base, "wall.getComments", **where, **how, **page)


def _page(offset: int) -> dict[str, str]:
    return {"count": str(PER_PAGE), "offset": str(offset)}


def _call(base: str, method: str, **query: object) -> str:
    return urljoin(base, method) + "?" + urlencode({**query, "v": API_VERSION})


def _query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}

"""One post, topic or comment of VK's as a message. What is kept of an account is its number."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from crawlers.items import Kind, Precision, State
from crawlers.records import ParsedMessage
from crawlers.rules.vk import VkRules

from . import vk_calls as calls
from .json_values import whole
from .page import Place
from .placeholders import is_placeholder

_LAST_YEAR = 4_102_444_800  # 2100 in Unix time; what lies beyond is nonsense
_KEPT = ("edited", "deleted_reason", "marked_as_ads", "is_pinned")  # of what VK says of a post


def read_post(given: Mapping[str, Any], rules: VkRules, place: Place) -> ParsedMessage | None:
    """Return a post of a wall, None for what has no id."""
    number, owner = whole(given.get("id")), whole(given.get("owner_id")) or rules.owner_id
    if not number or number < 0:
        return None
    key = f"wall{owner}_{number}"
    raw = {name: value for name in _KEPT if (value := given.get(name)) and isinstance(value, int | str)}
    repost = {"repost": True} if given.get("copy_history") else {}
    return _message(
        given, rules, place, key=key, thread_key=key, url=calls.thread_page(key), raw={**raw, **repost}
    )


class Comments:
    """Reads the comments of one answer; `branch` is the comment whose replies they are."""

    def __init__(self, rules: VkRules, place: Place, *, thread_key: str, branch: int | None) -> None:
        self.rules = rules
        self.place = place
        self.thread_key = thread_key
        self.branch = branch
        self.unreadable = 0

    def read(self, given: Mapping[str, Any], parent: str | None) -> Iterator[ParsedMessage]:
        """Yield a comment that answers `parent`, and the replies to it if all of them came along."""
        number = whole(given.get("id"))
        if not number or number < 0:
            self.unreadable += 1
        elif number != self.branch:
            yield self._comment(given, number, parent, self.branch)
            yield from () if _is_long(given) else self._replies(given, number)

    def branches(self, items: list[Mapping[str, Any]]) -> Iterator[str]:
        """Yield the calls for the branches that did not come along whole."""
        base = self.place.url.partition("wall.getComments")[0]
        for one in items:
            number = whole(one.get("id"))
            if number and _is_long(one):
                yield calls.comments_url(base, self.thread_key, branch=number)

    def _replies(self, given: Mapping[str, Any], number: int) -> Iterator[ParsedMessage]:
        for reply in _replies_of(given):
            own = whole(reply.get("id"))
            if own:
                yield self._comment(reply, own, f"{self.thread_key}_r{number}", number)
            else:
                self.unreadable += 1

    def _comment(
        self, given: Mapping[str, Any], number: int, parent: str | None, branch: int | None
    ) -> ParsedMessage:
        answers = whole(given.get("reply_to_comment")) or 0
        return _message(
            given,
            self.rules,
            self.place,
            key=f"{self.thread_key}_r{number}",
            thread_key=self.thread_key,
            parent=f"{self.thread_key}_r{answers}" if answers > 0 else parent,
            url=calls.thread_page(self.thread_key, number, branch),
            raw={"author_replied": True} if thread_of(given).get("author_replied") is True else {},
        )


def _message(
    given: Mapping[str, Any],
    rules: VkRules,
    place: Place,
    *,
    key: str,
    thread_key: str,
    url: str,
    raw: dict[str, object],
    parent: str | None = None,
) -> ParsedMessage:
    author = whole(given.get("from_id")) or 0
    is_official = is_speaker(rules, author)
    published_at = moment(given.get("date"))
    text = given.get("text")
    text = text if isinstance(text, str) else ""
    parent = None if key == parent else parent
    kinds = list(_attachments(given))
    return ParsedMessage(
        thread_key=thread_key,
        message_key=key,
        parent_key=parent,
        url=url,
        kind=_kind(parent, author, is_official),
        author=str(author) if author else None,
        author_badge=rules.official_badge if is_official else None,
        published_at=published_at,
        published_precision=Precision.SECOND if published_at else Precision.UNKNOWN,
        text=text,
        likes=whole(likes.get("count")) if isinstance(likes := given.get("likes"), dict) else None,
        state=_state(given, text),
        provider_name=place.provider,
        raw=raw | ({"attachments": kinds} if kinds else {}),
    )


def is_speaker(rules: VkRules, account: int) -> bool:
    """Return whether an account speaks for the provider: its community, or one that the rules name."""
    return account in rules.official_ids or (rules.provider_owns and account == rules.owner_id)


def _kind(parent: str | None, author: int, is_official: bool) -> Kind:
    """Return what a message is: a community opens a thread with an article, a person with a review."""
    if parent is None:
        return Kind.REVIEW if author > 0 and not is_official else Kind.ARTICLE
    return Kind.REPLY if is_official else Kind.COMMENT


def _state(given: Mapping[str, Any], text: str) -> State:
    is_deleted = given.get("deleted") in (True, 1) or given.get("is_deleted") in (True, 1)
    return State.TOMBSTONE if is_deleted or is_placeholder(text) else State.ALIVE


def thread_of(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the branch under a comment, empty where there is none."""
    thread = given.get("thread")
    return thread if isinstance(thread, dict) else {}


def _replies_of(given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    replies = thread_of(given).get("items")
    return [one for one in replies if isinstance(one, dict)] if isinstance(replies, list) else []


def _is_long(given: Mapping[str, Any]) -> bool:
    return (whole(thread_of(given).get("count")) or 0) > len(_replies_of(given))


def _attachments(given: Mapping[str, Any]) -> Iterator[str]:
    """Yield the kinds of what is attached ("photo"), never the things themselves."""
    attached = given.get("attachments")
    for one in attached if isinstance(attached, list) else ():
        if isinstance(one, dict) and isinstance(one.get("type"), str):
            yield one["type"]


def moment(stamp: object) -> datetime | None:
    """Return the time in UTC of Unix seconds, None for what is none."""
    seconds = whole(stamp)
    return datetime.fromtimestamp(seconds, UTC) if seconds and 0 < seconds < _LAST_YEAR else None

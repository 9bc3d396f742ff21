"""Discourse: the JSON of its lists, topics and messages."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from crawlers.dates import parse_date
from crawlers.items import ProbeStatus, State
from crawlers.records import ParsedMessage
from crawlers.rules.forum import ForumRules

from .forum_posts import badge_of, kind_of
from .json_values import read_json, whole
from .markup import parse_html, visible_text
from .page import ListPage, PageKind, Place, ThreadLink, ThreadPage
from .placeholders import is_placeholder

_AT_ONCE = 20  # messages asked for by id in one request, as the site itself does
_LIKE = 2  # the kind of action that is a like
_CUT = ("aside", "blockquote", ".lightbox-wrapper .meta")
_PLACES = re.compile(r"/(?:latest|new|top|hot|c|t|tag|posts)(?:[/.?].*)?\Z")
_NOTES = re.compile(r"\(?(?:post|topic) (?:deleted|withdrawn) by author.*", re.IGNORECASE | re.DOTALL)


def parse_latest(text: str, *, place: Place) -> ListPage:
    """Return the topics of `/latest.json` or of a category's `/c/…json`."""
    topics = _topics(text)
    if topics is None:
        return ListPage(kind=PageKind.OTHER)
    keys = [key for topic in topics if (key := whole(topic.get("id")))]
    more = _in(read_json(text), "topic_list", "more_topics_url")
    return ListPage(
        kind=PageKind.LIST,
        threads=tuple(ThreadLink(key=str(key), url=f"{_base(place)}/t/{key}.json") for key in keys),
        next_url=_json_address(place, more) if isinstance(more, str) and more else None,
        unreadable=len(topics) - len(keys),
    )


def last_dates(text: str) -> Iterator[tuple[str, str]]:
    """Yield the key of each topic on a list with the date of its last message."""
    for topic in _topics(text) or ():
        yield str(topic.get("id")), str(topic.get("last_posted_at") or topic.get("bumped_at") or "")


def parse_topic(
    text: str, *, rules: ForumRules, place: Place, thread_key: str, earlier: Mapping[str, ParsedMessage]
) -> ThreadPage:
    """Return `/t/ID.json`, with the addresses of the messages that are not in it, or one of those."""
    topic = read_json(text)
    posts = _in(topic, "post_stream", "posts")
    if not isinstance(posts, list):
        return ThreadPage(kind=PageKind.OTHER)
    reader = _Reader(rules, place, thread_key=thread_key, earlier=earlier)
    messages = tuple(reader.read(posts, title=str(_in(topic, "title") or "")))
    stream = _in(topic, "post_stream", "stream")
    ids = [key for one in stream if (key := whole(one))] if isinstance(stream, list) else []
    seen = {message.message_key for message in messages}
    return ThreadPage(
        kind=PageKind.THREAD,
        messages=messages,
        more=tuple(_chunks(place, thread_key, [key for key in ids if str(key) not in seen])),
        total=len(ids) or None,
        unreadable=len(posts) - len(messages),
    )


def post_url(url: str, message_key: str) -> str:
    """Return the address of the JSON of one message of the site at `url`."""
    return f"{_PLACES.sub('', url.partition('?')[0].rstrip('/'))}/posts/{message_key}.json"


def judge_post(text: str, message_key: str) -> ProbeStatus:
    """Return what the JSON of one message tells of it."""
    post = read_json(text)
    if not isinstance(post, dict) or str(post.get("id")) != message_key:
        return ProbeStatus.UNKNOWN
    states = {State.TOMBSTONE: ProbeStatus.GONE, State.HIDDEN: ProbeStatus.HIDDEN}
    return states.get(_state(post, _text(post)), ProbeStatus.ALIVE)


class _Reader:
    """Reads messages in their order; replies name the number of what they answer, not its id."""

    def __init__(
        self, rules: ForumRules, place: Place, *, thread_key: str, earlier: Mapping[str, ParsedMessage]
    ) -> None:
        self.rules = rules
        self.place = place
        self.thread_key = thread_key
        self.keys = {one.raw.get("number"): key for key, one in earlier.items()}
        self.root_key = next(iter(earlier), None)

    def read(self, posts: list[object], *, title: str) -> Iterator[ParsedMessage]:
        """Yield the message of each object that has an id."""
        for post in posts:
            number = whole(post.get("id")) if isinstance(post, dict) else None
            if isinstance(post, dict) and number:
                self.root_key = self.root_key or str(number)
                self.keys[whole(post.get("post_number"))] = str(number)
                yield self._message(post, str(number), title)

    def _message(self, post: dict[str, Any], key: str, title: str) -> ParsedMessage:
        is_root, text = key == self.root_key, _text(post)
        badge = badge_of(self.rules, _groups(post), _names(post))
        published_at, precision = parse_date(
            str(post.get("created_at") or ""), timezone=self.place.timezone, now=self.place.now
        )
        state = _state(post, text)
        return ParsedMessage(
            thread_key=self.thread_key,
            message_key=key,
            parent_key=None if is_root else self._parent(post, key),
            url=self._url(post),
            kind=kind_of(is_root=is_root, badge=badge),
            author=next(iter(_names(post)), None),
            author_badge=badge,
            published_at=published_at,
            published_precision=precision,
            title=title if is_root else "",
            text="" if state is State.TOMBSTONE else text,
            likes=_likes(post),
            state=state,
            provider_name=self.place.provider,
            raw=_raw(post),
        )

    def _parent(self, post: dict[str, Any], key: str) -> str | None:
        answered = self.keys.get(whole(post.get("reply_to_post_number")) or 0)
        return answered if answered and answered != key else self.root_key

    def _url(self, post: dict[str, Any]) -> str:
        words = (_base(self.place), "t", post.get("topic_slug") or "-", self.thread_key)
        return "/".join(map(str, (*words, post.get("post_number"))))


def _topics(text: str) -> list[dict[str, Any]] | None:
    topics = _in(read_json(text), "topic_list", "topics")
    return [one for one in topics if isinstance(one, dict)] if isinstance(topics, list) else None


def _in(value: object, *names: str) -> object:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _base(place: Place) -> str:
    """Return where the forum lives, without a slash at the end."""
    parts = urlsplit(place.url)
    return f"{parts.scheme}://{parts.netloc}{_PLACES.sub('', parts.path.rstrip('/'))}"


def _json_address(place: Place, href: str) -> str | None:
    path, mark, query = href.partition("?")
    path = path if path.endswith(".json") else f"{path}.json"
    return place.link(urljoin(place.url, path) + mark + query)


def _chunks(place: Place, thread_key: str, ids: list[int]) -> Iterator[str]:
    for start in range(0, len(ids), _AT_ONCE):
        query = urlencode([("post_ids[]", key) for key in ids[start : start + _AT_ONCE]])
        yield f"{_base(place)}/t/{thread_key}/posts.json?{query}"


def _text(post: dict[str, Any]) -> str:
    return visible_text(parse_html(str(post.get("cooked") or "")), _CUT)


def _state(post: dict[str, Any], text: str) -> State:
    is_removed = post.get("deleted_at") or post.get("user_deleted")
    if is_removed or is_placeholder(text) or _NOTES.fullmatch(text):
        return State.TOMBSTONE
    return State.HIDDEN if post.get("hidden") or post.get("cooked_hidden") else State.ALIVE


def _names(post: dict[str, Any]) -> tuple[str, ...]:
    """Return the author's id, if there is one, then the login; the shown name is anybody's choice."""
    return tuple(str(one) for one in (whole(post.get("user_id")), post.get("username")) if one)


def _groups(post: dict[str, Any]) -> list[str]:
    names = ("user_title", "primary_group_name", "flair_name")
    return [str(one) for name in names if (one := post.get(name))]


def _likes(post: dict[str, Any]) -> int | None:
    actions = post.get("actions_summary")
    likes = [one for one in actions if _in(one, "id") == _LIKE] if isinstance(actions, list) else []
    return whole(_in(likes[0], "count")) if likes else None


def _raw(post: dict[str, Any]) -> dict[str, object]:
    """Return the number, how often the message was edited, and what was done where it tells of an action."""
    version = whole(post.get("version"))
    said = {
        "number": whole(post.get("post_number")),
        "version": version if version and version > 1 else None,
        "action": post.get("action_code"),
    }
    return {name: value for name, value in said.items() if value is not None}

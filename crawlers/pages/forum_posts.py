"""The messages on one HTML page of a forum topic."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from parsel import Selector

from crawlers.dates import parse_date
from crawlers.items import Kind, Precision, State
from crawlers.records import ParsedMessage
from crawlers.rules.forum import ForumRules

from .markup import has, value, values, whole_number
from .page import Place
from .placeholders import is_placeholder


class PostReader:
    """Reads the blocks of messages in their order; `earlier` are the messages of the pages before."""

    def __init__(
        self,
        rules: ForumRules,
        place: Place,
        *,
        thread_key: str,
        title: str,
        earlier: Mapping[str, ParsedMessage],
    ) -> None:
        self.rules = rules
        self.site = rules.site
        self.place = place
        self.thread_key = thread_key
        self.title = title
        self.root_key = next(iter(earlier), None)

    def read(self, blocks: list[Selector]) -> Iterator[ParsedMessage]:
        """Yield the message of each block that has an id."""
        for block in blocks:
            key = _first_group(self.site.post_id_pattern, value(block, self.site.post_id))
            if key:
                self.root_key = self.root_key or key
                yield self._message(block, key)

    def _message(self, block: Selector, key: str) -> ParsedMessage:
        site, is_root = self.site, key == self.root_key
        text = "\n".join(values(block, site.text, site.cut))
        state = _state(has(block, site.tombstone), has(block, site.hidden), text)
        badge = badge_of(self.rules, values(block, site.groups), self._names(block))
        published_at, precision = self._date(block)
        edited = value(block, site.edited)
        return ParsedMessage(
            thread_key=self.thread_key,
            message_key=key,
            parent_key=None if is_root else self._parent(block, key),
            url=value(block, site.url),
            kind=kind_of(is_root=is_root, badge=badge),
            author=next(iter(self._names(block)), None),
            author_badge=badge,
            published_at=published_at,
            published_precision=precision,
            title=self.title if is_root else "",
            text="" if has(block, site.tombstone) else text,
            likes=whole_number(value(block, site.likes)),
            state=state,
            provider_name=self.place.provider,
            raw={"edited": edited} if edited else {},
        )

    def _names(self, block: Selector) -> tuple[str, ...]:
        """Return the author's id, if there is one, then the shown name."""
        number = _first_group(self.site.author_id_pattern, value(block, self.site.author_id))
        return tuple(filter(None, (number, value(block, self.site.author))))

    def _parent(self, block: Selector, key: str) -> str | None:
        """Return the message that this one quotes, if it can be one before it in this topic, else the first.

        Quotes do not tell their topic: a message older than the topic's first stands in another one.
        """
        pattern = self.site.quoted_pattern
        quoted = _first_group(pattern, value(block, self.site.quoted))
        oldest, number, own = (whole_number(one or "") for one in (self.root_key, quoted, key))
        is_before = number and own and oldest and oldest < number < own
        return quoted if is_before else self.root_key

    def _date(self, block: Selector) -> tuple[datetime | None, Precision]:
        """Return the machine-readable date, else the shown one, which may follow «Сообщение Имя »»."""
        shown = value(block, self.site.date_text).rpartition("»")[2]
        for text in (value(block, self.site.date), shown):
            found = parse_date(text, timezone=self.place.timezone, now=self.place.now)
            if found[0]:
                return found
        return None, Precision.UNKNOWN


def badge_of(rules: ForumRules, groups: list[str], names: tuple[str, ...]) -> str | None:
    """Return the official mark of an author of these groups, ranks and names, None for all others.

    `names` begin with the id: who has none is a guest, and may call himself what he likes.
    """
    official = {_plain(one) for one in rules.official_groups}
    group = next((one for one in groups if _plain(one) in official), None)
    authors = {_plain(one) for one in rules.official_authors}
    is_named = len(names) > 1 and not authors.isdisjoint(map(_plain, names))
    return group or (rules.official_badge if is_named else None)


def kind_of(*, is_root: bool, badge: str | None) -> Kind:
    """Return what a message of a topic is: the first one is a review, or an article of the provider."""
    if is_root:
        return Kind.ARTICLE if badge else Kind.REVIEW
    return Kind.REPLY if badge else Kind.COMMENT


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _state(is_removed: bool, is_hidden: bool, text: str) -> State:
    if is_removed or is_placeholder(text):
        return State.TOMBSTONE
    return State.HIDDEN if is_hidden else State.ALIVE


def _first_group(pattern: str, text: str) -> str:
    found = re.search(pattern, text) if text else None
    return found[1] if found else ""

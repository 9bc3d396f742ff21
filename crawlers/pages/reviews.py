"""Review sites: lists of threads, paged threads, messages; the source file holds the selectors."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import asdict, replace

from parsel import Selector

from crawlers.dates import parse_date
from crawlers.errors import SourceInvalid
from crawlers.items import Kind, State
from crawlers.records import ParsedMessage
from crawlers.rules import MessageRules, ReviewsRules

from .made_keys import made_key
from .markup import has, has_end, is_wall, own_part, parse_html, rating_of, value, values, whole_number
from .page import ListPage, PageKind, Place, ThreadLink, ThreadPage
from .placeholders import is_placeholder

VERSION = "1"  # to be raised with any change of what the functions below return


def extractor_version(rules: ReviewsRules) -> str:
    """Return the version of code and selectors together: new selectors are a new extractor."""
    digest = hashlib.sha256(repr(sorted(asdict(rules).items())).encode()).hexdigest()
    return f"reviews-{VERSION}+{digest[:8]}"


def check_rules(rules: ReviewsRules, where: str) -> None:
    """Raise SourceInvalid, naming `where` and the key, if a selector or a pattern cannot be used."""
    empty = parse_html("")
    for key, text in _selectors(rules):
        try:
            _check_pattern(text) if key.endswith("_pattern") else empty.css(text)
        except (ValueError, SyntaxError, re.error) as error:  # cssselect raises SyntaxErrors
            raise SourceInvalid(f"{where}: reviews.{key}: {text!r} cannot be used: {error}.") from error


def parse_list(text: str, *, rules: ReviewsRules, place: Place) -> ListPage:
    """Return the threads on a list page, with their messages where the list shows whole reviews."""
    page = parse_html(text)
    if not has(page, rules.lists.marker):
        return ListPage(kind=PageKind.WALL if is_wall(page) else PageKind.OTHER)
    blocks = page.css(rules.lists.thread)
    links = [link for block in blocks if (link := _thread_link(block, rules, place))]
    return ListPage(
        kind=PageKind.LIST,
        threads=tuple(links),
        next_url=place.link(value(page, rules.lists.next)),
        is_whole=_is_whole(text, page, rules.lists.end),
        unreadable=len(blocks) - len(links),
    )


def parse_thread(
    text: str, *, rules: ReviewsRules, place: Place, thread_key: str, root_key: str | None = None
) -> ThreadPage:
    """Return one page of a thread; `root_key` is the thread's first message once an earlier page had it."""
    page = parse_html(text)
    if has(page, rules.threads.gone):
        return ThreadPage(kind=PageKind.GONE)
    blocks = page.css(rules.messages.block)
    if not (has(page, rules.threads.marker) if rules.threads.marker else blocks):
        return ThreadPage(kind=PageKind.WALL if is_wall(page) else PageKind.OTHER)
    provider = value(page, rules.threads.provider) or place.provider
    reader = _Reader(rules.messages, place, provider=provider, thread_key=thread_key, root_key=root_key)
    messages = tuple(reader.read(blocks))
    numbers = [whole_number(found) for found in values(page, rules.threads.pages)]
    return ThreadPage(
        kind=PageKind.THREAD,
        messages=messages,
        next_url=place.link(value(page, rules.threads.next)),
        total=whole_number(value(page, rules.threads.total)),
        last_page=max((number for number in numbers if number), default=None),
        is_whole=_is_whole(text, page, rules.threads.end),
        unreadable=len(blocks) - len(messages) + reader.unread,
    )


def _check_pattern(text: str) -> None:
    if not re.compile(text).groups:
        raise ValueError("it has no group, put brackets around the part to take")


def _selectors(rules: ReviewsRules) -> Iterator[tuple[str, str]]:
    for table in ("lists", "threads", "messages"):
        for key, given in asdict(getattr(rules, table)).items():
            if isinstance(given, str) and given and key != "official_badge":
                yield f"{table}.{key}", given
    yield from ((f"messages.cut: {css}", css) for css in rules.messages.cut)
    yield from ((f"messages.extra.{key}", css) for key, css in rules.messages.extra.items())


def _is_whole(text: str, page: Selector, end: str) -> bool:
    return has(page, end) if end else has_end(text)


def _matched(text: str, pattern: str) -> str:
    """Return the first group of `pattern` in `text`, "" without a match; `text` where there is no pattern."""
    found = re.search(pattern, text) if pattern else None
    return found[1] if found else "" if pattern else text


def _thread_link(block: Selector, rules: ReviewsRules, place: Place) -> ThreadLink | None:
    url = place.link(value(block, rules.lists.link))
    if rules.lists.whole_reviews:
        return _whole_review(block, rules, place, url)
    key = _matched(value(block, rules.lists.key) or (url or ""), rules.lists.key_pattern)
    return ThreadLink(key=key, url=url) if url and key else None


def _whole_review(block: Selector, rules: ReviewsRules, place: Place, url: str | None) -> ThreadLink | None:
    """Return the thread that a block of a list is; where it has no page of its own, it stands on the list."""
    reader = _Reader(rules.messages, place, provider=place.provider, thread_key="", root_key=None)
    message = next(reader.read([block]), None)
    if message is None or (rules.lists.link and not url):
        return None
    key = message.message_key
    return ThreadLink(
        key=key,
        url=url or place.url,
        messages=(replace(message, thread_key=key),),
        unreadable=reader.unread,
    )


class _Reader:
    """Reads the message blocks of one page of a thread in their order."""

    def __init__(
        self,
        rules: MessageRules,
        place: Place,
        *,
        provider: str | None,
        thread_key: str,
        root_key: str | None,
    ) -> None:
        self.rules = rules
        self.place = place
        self.provider = provider
        self.thread_key = thread_key
        self.root_key = root_key
        self.keys: dict[object, str] = {}  # of the blocks read so far, to find what a nested one answers
        self.unread = 0

    def read(self, blocks: list[Selector]) -> Iterator[ParsedMessage]:
        """Yield the message of each block that has an id."""
        for block in blocks:
            own = own_part(block, self.rules.block)
            key = self._key(own)
            self.unread += len(own.css(self.rules.unread)) if self.rules.unread else 0
            if key:
                self.keys[block.root] = key
                yield self._message(block, own, key)
                self.root_key = self.root_key or key

    def _key(self, own: Selector) -> str:
        rules = self.rules
        if has(own, rules.root):
            return self.thread_key
        if rules.id:
            return _matched(value(own, rules.id), rules.id_pattern)
        return made_key(value(own, rules.date), self._text(own))

    def _text(self, own: Selector) -> str:
        return "\n".join(values(own, self.rules.text, self.rules.cut))

    def _message(self, block: Selector, own: Selector, key: str) -> ParsedMessage:
        rules = self.rules
        parent = None if key == (self.root_key or key) else self._parent(block, own)
        text = self._text(own)
        badge = value(own, rules.badge) or (rules.official_badge if has(own, rules.official) else None)
        published_at, precision = parse_date(
            value(own, rules.date),
            timezone=self.place.timezone,
            now=self.place.now,
            formats=rules.date_formats,
        )
        return ParsedMessage(
            thread_key=self.thread_key,
            message_key=key,
            parent_key=parent,
            url=self.place.link(value(own, rules.url)) or self.place.url,
            kind=_kind(parent, badge),
            author=value(own, rules.author) or None,
            author_badge=badge,
            published_at=published_at,
            published_precision=precision,
            rating=(rating := _rating(own, rules)),
            rating_max=None if rating is None else rules.rating_max,
            title=value(own, rules.title),
            text=text,
            likes=whole_number(value(own, rules.likes)),
            state=_state(own, rules, text),
            provider_name=value(own, rules.provider) or self.provider,
            raw=_raw(own, rules),
        )

    def _parent(self, block: Selector, own: Selector) -> str | None:
        """Return what the message says it answers, else what holds it, else the thread's first message."""
        said = _matched(value(own, self.rules.parent), self.rules.parent_pattern) if self.rules.parent else ""
        nested = (self.keys[above] for above in block.root.iterancestors() if above in self.keys)
        return said or next(nested, self.root_key)


def _kind(parent: str | None, badge: str | None) -> Kind:
    if parent is None:
        return Kind.REVIEW
    return Kind.REPLY if badge else Kind.COMMENT


def _state(own: Selector, rules: MessageRules, text: str) -> State:
    if has(own, rules.tombstone) or is_placeholder(text):
        return State.TOMBSTONE
    return State.HIDDEN if has(own, rules.hidden) else State.ALIVE


def _rating(own: Selector, rules: MessageRules) -> float | None:
    if rules.rating:
        return rating_of(value(own, rules.rating))
    return _stars(own, rules.star, rules.half_star) or None


def _stars(node: Selector, star: str, half_star: str) -> float:
    halves = len(node.css(half_star)) if half_star else 0
    return (len(node.css(star)) if star else 0) + 0.5 * halves


def _raw(own: Selector, rules: MessageRules) -> dict[str, object]:
    raw: dict[str, object] = {name: text for name, css in rules.extra.items() if (text := value(own, css))}
    if aspects := _aspects(own, rules):
        raw["aspects"] = aspects
    if has(own, rules.truncated):
        raw["truncated"] = True
    return raw


def _aspects(own: Selector, rules: MessageRules) -> dict[str, float]:
    """Return the stars of each aspect that has a name and at least half a one."""
    blocks = own.css(rules.aspect) if rules.aspect else []
    rated = (
        (value(one, rules.aspect_name).rstrip(" :"), _stars(one, rules.aspect_star, rules.aspect_half_star))
        for one in blocks
    )
    return {name: stars for name, stars in rated if name and stars}

"""Forums: lists of topics, and topics; HTML by the profile of an engine, or the JSON of Discourse."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import timedelta

from parsel import Selector

from crawlers.dates import parse_date
from crawlers.errors import SourceInvalid
from crawlers.records import ParsedMessage
from crawlers.rules.forum import ForumRules
from crawlers.rules.forum_profiles import DISCOURSE, PROFILES, Profile

from . import discourse
from .forum_posts import PostReader
from .markup import has, has_end, is_wall, parse_html, value, values, whole_number
from .page import ListPage, PageKind, Place, ThreadLink, ThreadPage

VERSION = "1"  # to be raised with any change of what the functions below return
_GONE = re.compile(
    r"""не\s+(?:существ|найден|доступ) | недоступ | отсутств | удал[её]н | больше\s+нет
      | неверн\w+\s+ссылк | invalid\s+(?:thread|topic|post|page)\b
      | missing | not\s+exist | not\s+(?:be\s+)?found | no\s+longer | couldn.t\s+find""",
    re.IGNORECASE | re.VERBOSE,
)
_CAPTCHA = "[class*=captcha], [id*=captcha], [src*=captcha], [action*=captcha], [src*='cdn-cgi/challenge']"
# A visitor without cookies gets a session in each link: it is no part of the address.
_SESSION = re.compile(r"(?<=[?&;])(?:(?:sid|s)=[0-9a-f]{32}|PHPSESSID=[\w,-]+)(?:[&;]|\Z)")

Earlier = Mapping[str, ParsedMessage]


def extractor_version(rules: ForumRules) -> str:
    """Return the version of code and selectors together: new selectors are a new extractor."""
    chosen = (PROFILES.get(rules.profile), sorted(rules.selectors.items()), rules.cut)
    return f"forum-{rules.profile}-{VERSION}+{hashlib.sha256(repr(chosen).encode()).hexdigest()[:8]}"


def check_rules(rules: ForumRules, where: str) -> None:
    """Raise SourceInvalid, naming `where` and the key, for what cannot be used."""
    if rules.profile not in (*PROFILES, DISCOURSE):
        names = ", ".join((*PROFILES, DISCOURSE))
        raise SourceInvalid(f"{where}: forum.profile is {rules.profile!r}, it has to be one of {names}.")
    keys = [] if rules.profile == DISCOURSE else [one.name for one in fields(Profile) if one.name != "cut"]
    for key in rules.selectors:
        if key not in keys:
            known = ", ".join(keys) or "none"
            raise SourceInvalid(f"{where}: forum.selectors has no key {key!r}; the keys are {known}.")
    for key, text in (*rules.selectors.items(), *(("cut", css) for css in rules.cut)):
        _check(key, text, where)
    if rules.fresh_hours < 0 or rules.list_pages < 0:
        raise SourceInvalid(f"{where}: forum.fresh_hours and forum.list_pages have to be 0 or more.")


def parse_list(text: str, *, rules: ForumRules, place: Place) -> ListPage:
    """Return the topics on a list page, those of a board or of a whole forum."""
    if rules.profile == DISCOURSE:
        return discourse.parse_latest(text, place=place)
    page, site = parse_html(text), rules.site
    if not has(page, site.list_marker):
        return ListPage(kind=PageKind.WALL if is_wall(page) else PageKind.OTHER)
    blocks = page.css(site.topic)
    links = [link for block in blocks if (link := _topic(block, site, place))]
    return ListPage(
        kind=PageKind.LIST,
        threads=tuple(links),
        next_url=_clean(place, value(page, site.list_next)),
        is_whole=has_end(text),
        unreadable=len(blocks) - len(links),
    )


def fresh_topics(text: str, *, rules: ForumRules, place: Place) -> frozenset[str]:
    """Return the keys of the topics on a list page whose last message is younger than `fresh_hours`."""
    dates = discourse.last_dates(text) if rules.profile == DISCOURSE else _last_dates(text, rules.site)
    since = place.now - timedelta(hours=rules.fresh_hours)
    moments = ((key, parse_date(shown, timezone=place.timezone, now=place.now)[0]) for key, shown in dates)
    return frozenset(key for key, moment in moments if moment and moment > since)


def parse_thread(
    text: str, *, rules: ForumRules, place: Place, thread_key: str, earlier: Earlier | None = None
) -> ThreadPage:
    """Return one page of a topic; `earlier` are the messages of the pages before it, by key."""
    earlier = earlier or {}
    if rules.profile == DISCOURSE:
        return discourse.parse_topic(text, rules=rules, place=place, thread_key=thread_key, earlier=earlier)
    page, site = parse_html(text), rules.site
    blocks = page.css(site.post)
    if not blocks:
        return ThreadPage(kind=_kind_without_posts(page, site))
    reader = PostReader(rules, place, thread_key=thread_key, title=value(page, site.title), earlier=earlier)
    messages = tuple(_with_clean_url(message, place) for message in reader.read(blocks))
    numbers = [whole_number(found) for found in values(page, site.last_page)]
    return ThreadPage(
        kind=PageKind.THREAD,
        messages=messages,
        next_url=_clean(place, value(page, site.next)),
        total=whole_number(value(page, site.total)),
        last_page=max((number for number in numbers if number), default=None),
        is_whole=has_end(text),
        unreadable=len(blocks) - len(messages),
    )


def is_for_members(text: str) -> bool:
    """Return whether the page asks to log in, and for nothing worse."""
    page = parse_html(text)
    return has(page, "input[type=password]") and not has(page, _CAPTCHA)


def _check(key: str, text: str, where: str) -> None:
    try:
        if not key.endswith("_pattern"):
            parse_html("").css(text or "*")
        elif not re.compile(text).groups:
            raise ValueError("it has no group, put brackets around the part to take")
    except (ValueError, SyntaxError, re.error) as error:  # cssselect raises SyntaxErrors
        raise SourceInvalid(f"{where}: forum {key}: {text!r} cannot be used: {error}.") from error


def _topic(block: Selector, site: Profile, place: Place) -> ThreadLink | None:
    url = _clean(place, value(block, site.topic_link))
    key = _topic_key(block, site)
    return ThreadLink(key=key, url=url) if url and key else None


def _topic_key(block: Selector, site: Profile) -> str:
    found = re.search(site.topic_key_pattern, value(block, site.topic_key))
    return found[1] if found else ""


def _last_dates(text: str, site: Profile) -> Iterator[tuple[str, str]]:
    for block in parse_html(text).css(site.topic):
        yield _topic_key(block, site), value(block, site.topic_active)


def _kind_without_posts(page: Selector, site: Profile) -> PageKind:
    """Return what a page without messages is; a place and words together say that a topic is gone."""
    if any(_GONE.search(words) for words in values(page, site.gone)):
        return PageKind.GONE
    return PageKind.WALL if is_wall(page) else PageKind.OTHER


def _with_clean_url(message: ParsedMessage, place: Place) -> ParsedMessage:
    return replace(message, url=_clean(place, message.url) or place.url)


def _clean(place: Place, href: str) -> str | None:
    """Return the absolute address of `href`, without the session that the forum put into it."""
    return place.link(_SESSION.sub("", href.partition("#")[0]).rstrip("?&;"))

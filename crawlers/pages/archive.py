"""Captures of other sites' pages: each is read by the functions of the engine that reads the site itself."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from crawlers.errors import SourceInvalid
from crawlers.records import ParsedMessage
from crawlers.rules.archive import ArchiveRules
from crawlers.rules.forum_profiles import DISCOURSE

from . import forum, reviews, schemaorg, wordpress, wordpress_html
from .made_keys import WITHOUT_IDS, is_made
from .markup import parse_html
from .page import PageKind, Place, ThreadPage

VERSION = "1"  # to be raised with any change of what the functions below return
_ENGINES: dict[str, Any] = {
    "reviews": reviews, "forum": forum, "wordpress": wordpress, "schemaorg": schemaorg,
}  # fmt: skip
_TOPICS = {  # forums whose lists name topics by something else than their address
    "xenforo": r"/threads/(?:[^/]*\.)?(\d+)(?:/|$)",
    "ipb": r"/topic/(\d+)",
    "vbulletin": r"/(\d+)-[^/]*(?:/page\d+)?$",
}
_PATTERNS = ("thread_pattern", "list_pattern", "later_pages")
_STAMP = re.compile(r"\d{0,14}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturedThread:
    """One page of a thread, or all that a list shows of it, as it was at the time of the capture."""

    key: str
    url: str
    page: ThreadPage


def extractor_version(rules: ArchiveRules) -> str:
    """Return the version of the code that reads the pages of the site."""
    name, own = engine_of(rules)
    patterns = repr((rules.thread_pattern, rules.list_pattern, rules.later_pages))
    digest = hashlib.sha256(patterns.encode()).hexdigest()[:8]
    return f"archive-{VERSION}+{digest}+{_ENGINES[name].extractor_version(own)}"


def check_rules(rules: ArchiveRules, where: str) -> None:
    """Raise SourceInvalid, naming `where` and the key, for what cannot be used."""
    try:
        name, own = engine_of(rules)
    except SourceInvalid as error:
        raise SourceInvalid(f"{where}: {error}") from error
    check = getattr(_ENGINES[name], "check_rules", None)
    if check:
        check(own, where)
    for complaint, is_fine in _checks(rules).items():
        if not is_fine:
            raise SourceInvalid(f"{where}: archive.{complaint}")


def engine_of(rules: ArchiveRules) -> tuple[str, Any]:
    """Return the name of the engine that reads the pages, and its rules. SourceInvalid if none does."""
    given = [(name, own) for name in _ENGINES if (own := getattr(rules, name)) is not None]
    if len(given) != 1:
        names = ", ".join(f"[archive.{name}]" for name in _ENGINES)
        raise SourceInvalid(
            f"an archive needs exactly one of the tables {names}; it says how pages are read."
        )
    return given[0]


def is_thread(address: str, rules: ArchiveRules) -> bool:
    """Return whether there may be messages at the address."""
    return is_list(address, rules) or bool(re.search(_thread_pattern(rules), address))


def is_list(address: str, rules: ArchiveRules) -> bool:
    """Return whether a list of whole reviews is at the address."""
    return bool(rules.list_pattern) and bool(re.search(rules.list_pattern, address))


def is_later_page(address: str, rules: ArchiveRules) -> bool:
    """Return whether the address is that of a thread's second page, or of one after it."""
    is_later = bool(rules.later_pages) and bool(re.search(rules.later_pages, address))
    return is_later and not is_list(address, rules)


def thread_key(address: str, rules: ArchiveRules) -> str:
    """Return the key of the thread at an address, "" where only the page tells it, or where none is."""
    if is_list(address, rules) or rules.wordpress:
        return ""
    found = re.search(_thread_pattern(rules), address)
    return found[1 if found.re.groups else 0] if found else ""


def parse_capture(
    text: str, *, rules: ArchiveRules, place: Place, roots: Mapping[str, ParsedMessage]
) -> tuple[CapturedThread, ...]:
    """Return what a captured page shows of each thread, nothing where it shows no thread.

    `roots` are the first messages of threads by key, as far as captures of first pages were read before.
    """
    if is_list(place.url, rules):
        return _on_list(text, rules, place)
    key = thread_key(place.url, rules)
    if rules.wordpress and not key:
        key = wordpress_html.post_id(parse_html(text))
    if not key:
        return ()
    page = parse_thread(text, rules=rules, place=place, thread_key=key, root=roots.get(key))
    return (CapturedThread(key=key, url=place.url, page=page),)


def parse_thread(
    text: str, *, rules: ArchiveRules, place: Place, thread_key: str, root: ParsedMessage | None = None
) -> ThreadPage:
    """Return one captured page of a thread; `root` is the thread's first message, for its later pages."""
    name, own = engine_of(rules)
    given: dict[str, Any] = {"rules": own, "place": place, "thread_key": thread_key}
    if root and name == "forum":
        given["earlier"] = {root.message_key: root}
    if root and name == "reviews":
        given["root_key"] = root.message_key
    read = wordpress_html.parse_thread if name == "wordpress" else _ENGINES[name].parse_thread
    page: ThreadPage = read(text, **given)
    return _own_review(page, thread_key) if name == "reviews" and own.lists.whole_reviews else page


def shortcoming(page: ThreadPage, address: str, rules: ArchiveRules) -> str:
    """Return why a captured page is not its whole thread, "" if it may be: nothing follows a capture."""
    if page.kind is PageKind.WALL:
        return "the captured page asks to log in or to prove that one is human"
    if page.next_url or page.more:
        return "a capture is one page, and the thread goes on"
    if is_later_page(address, rules):
        return "the capture is a later page of the thread"
    if any(is_made(one.message_key) for one in page.messages):
        return WITHOUT_IDS
    return ""


def _on_list(text: str, rules: ArchiveRules, place: Place) -> tuple[CapturedThread, ...]:
    if not rules.reviews:
        return ()
    page = reviews.parse_list(text, rules=rules.reviews, place=place)
    return tuple(
        CapturedThread(
            key=link.key,
            url=link.url,
            page=ThreadPage(
                kind=PageKind.THREAD,
                messages=link.messages,
                is_whole=page.is_whole,
                unreadable=link.unreadable,
            ),
        )
        for link in page.threads
        if link.messages
    )


def _own_review(page: ThreadPage, key: str) -> ThreadPage:
    """Return the page without what stands beside the review that it is about."""
    own = tuple(message for message in page.messages if message.message_key == key)
    return replace(page, messages=own, next_url=None, total=None, last_page=None)


def _thread_pattern(rules: ArchiveRules) -> str:
    """Return what finds a thread's key in its address; without a group, the whole address is the key."""
    if rules.thread_pattern:
        return rules.thread_pattern
    if rules.forum:
        return _TOPICS.get(rules.forum.profile) or rules.forum.site.topic_key_pattern
    if rules.reviews:
        return rules.reviews.lists.key_pattern or "^.*$"
    return "^.*$"


def _checks(rules: ArchiveRules) -> dict[str, bool]:
    site = urlsplit(rules.site)
    broken = next((name for name in _PATTERNS if not _compiles(getattr(rules, name))), "")
    whole_reviews = bool(rules.reviews and rules.reviews.lists.whole_reviews)
    return {
        'index has to be "cdx" or "commoncrawl".': rules.index in ("cdx", "commoncrawl"),
        "site has to be the address of the original site, and begin with https:// or http://.": (
            site.scheme in ("http", "https") and bool(site.hostname)
        ),
        "replay has to hold {timestamp} and {url}.": bool(rules.records)
        or ("{timestamp}" in rules.replay and "{url}" in rules.replay),
        f"{broken} is no regular expression.": not broken,
        "list_pattern is for [archive.reviews] with lists.whole_reviews = true.": (
            not rules.list_pattern or whole_reviews
        ),
        "begin and end are years or days, as in 2019 or 20190531.": bool(
            _STAMP.fullmatch(rules.begin) and _STAMP.fullmatch(rules.end)
        ),
        "captures has to be more than 0.": rules.captures > 0,
        "forum cannot be of the profile discourse: archives hold pages, and no JSON.": (
            not rules.forum or rules.forum.profile != DISCOURSE
        ),
    }


def _compiles(pattern: str) -> bool:
    try:
        return bool(re.compile(pattern))
    except re.error:
        return False

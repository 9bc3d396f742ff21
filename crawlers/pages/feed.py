"""RSS 1.0 and 2.0 and Atom, with the answers that RFC 4685 marks: an entry is a message of its page."""

import re
from itertools import groupby

from parsel import Selector

from crawlers.dates import parse_date
from crawlers.errors import SourceInvalid
from crawlers.items import Kind, State
from crawlers.records import ParsedMessage
from crawlers.rules.feed import FeedRules

from .markup import text_of
from .page import ListPage, PageKind, Place, ThreadLink
from .placeholders import is_placeholder

VERSION = "feed-1"  # the number is raised with any change of what the functions below return
_SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rss": "http://purl.org/rss/1.0/",
    "thr": "http://purl.org/syndication/thread/1.0",
}
_ROOTS = {Kind.ARTICLE, Kind.REVIEW, Kind.COMMENT}
_FEEDS = "/rss/channel | /atom:feed | /rdf:RDF[rss:channel]"
_ENTRIES = "/rss/channel/item | /atom:feed/atom:entry | /rdf:RDF/rss:item"
_END = re.compile(r"</(?:\w+:)?(?:rss|feed|RDF)\s*>\s*(?:<!--.*?-->\s*)*\Z", re.DOTALL)
_COMMENT_PAGE = re.compile(r"comment-page-\d+/?$")
_ANSWER = re.compile(
    r"(?:In reply to|В ответ на) [^\n]{1,100}\.(?:\n|\Z)"
)  # what WordPress puts before answers


def extractor_version(rules: FeedRules) -> str:
    """Return the version of the parser; a pattern of threads changes no text."""
    return f"{VERSION}+{rules.root}"


def check_rules(rules: FeedRules, where: str) -> None:
    """Raise SourceInvalid, naming `where` and the key, if a rule cannot be used."""
    if rules.root not in _ROOTS:
        raise SourceInvalid(f"{where}: feed.root has to be one of {', '.join(sorted(_ROOTS))}.")
    try:
        if rules.thread_pattern and not re.compile(rules.thread_pattern).groups:
            raise SourceInvalid(f"{where}: feed.thread_pattern needs brackets around the part to take.")
    except re.error as error:
        raise SourceInvalid(f"{where}: feed.thread_pattern cannot be used: {error}.") from error


def parse_feed(text: str, *, rules: FeedRules, place: Place) -> ListPage:
    """Return the threads that the feed touches, each with the messages that the feed shows of it.

    `is_whole` says that the feed came to its end, `unreadable` counts entries without an address.
    """
    page = Selector(text=text.removeprefix("\ufeff").strip() or "<none/>", type="xml", namespaces=_SPACES)
    if not page.xpath(_FEEDS):
        return ListPage(kind=PageKind.OTHER)
    entries = page.xpath(_ENTRIES)
    found = [message for one in entries if (message := _message(one, rules, place))]
    found.sort(key=lambda one: one.thread_key)
    threads = groupby(found, key=lambda one: one.thread_key)
    return ListPage(
        kind=PageKind.LIST,
        threads=tuple(_thread(key, tuple(messages)) for key, messages in threads),
        is_whole=bool(_END.search(text)),
        unreadable=len(entries) - len(found),
    )


def _thread(key: str, messages: tuple[ParsedMessage, ...]) -> ThreadLink:
    once = {one.message_key: one for one in messages}
    return ThreadLink(key=key, url=_page_of(messages[0].url), messages=tuple(once.values()))


def _message(entry: Selector, rules: FeedRules, place: Place) -> ParsedMessage | None:
    url = _link(entry)
    page = place.link(_page_of(url))
    key = _first(entry, "atom:id", "guid", "@rdf:about") or url
    if not page or not url:
        return None
    parent = _parent(entry, page, url)
    author = _first(entry, "atom:author/atom:name", "dc:creator")
    is_official = author in rules.official_names
    published_at, precision = parse_date(
        _first(entry, "atom:published", "pubDate", "dc:date", "atom:updated"),
        timezone=place.timezone,
        now=place.now,
    )
    body = _body(entry)
    return ParsedMessage(
        thread_key=_thread_key(page, rules),
        message_key=key,
        parent_key=parent,
        url="#".join(filter(None, (place.link(url), url.partition("#")[2]))),
        kind=_kind(parent, rules, is_official=is_official),
        author=author or None,
        author_badge=rules.official_badge if is_official else None,
        published_at=published_at,
        published_precision=precision,
        title=text_of(_first(entry, "atom:title", "title", "rss:title")) if parent is None else "",
        text=body,
        state=State.TOMBSTONE if is_placeholder(body) else State.ALIVE,
        provider_name=place.provider,
        raw={"updated": updated} if (updated := _first(entry, "atom:updated")) else {},
    )


def _link(entry: Selector) -> str:
    """Return the address of the entry as it stands, "" without one."""
    guid = entry.xpath("guid[not(@isPermaLink = 'false')]/text()").get("")
    links = "atom:link[not(@rel) or @rel = 'alternate']/@href"
    return _first(entry, links, "link", "rss:link") or (
        guid.strip() if guid.strip().startswith("http") else ""
    )


def _page_of(url: str) -> str:
    """Return the address of the page on which a comment stands."""
    return _COMMENT_PAGE.sub("", url.split("#", 1)[0])


def _thread_key(page: str, rules: FeedRules) -> str:
    found = re.search(rules.thread_pattern, page) if rules.thread_pattern else None
    return found[1] if found else page


def _parent(entry: Selector, page: str, url: str) -> str | None:
    """Return what the entry says it answers; an address inside a page answers the page."""
    said = _first(entry, "thr:in-reply-to/@ref", "thr:in-reply-to/@href")
    return said or (page if "#" in url else None)


def _kind(parent: str | None, rules: FeedRules, *, is_official: bool) -> Kind:
    if parent is None:
        return Kind(rules.root)
    return Kind.REPLY if is_official else Kind.COMMENT


def _body(entry: Selector) -> str:
    inner = entry.xpath("atom:content[@type = 'xhtml']/*")
    html = (
        inner.get()
        if inner
        else _first(
            entry, "atom:content", "content:encoded", "atom:summary", "description", "rss:description"
        )
    )
    return _ANSWER.sub("", text_of(html or ""), count=1)


def _first(entry: Selector, *paths: str) -> str:
    """Return the first of the values that is there and not empty."""
    texts = (entry.xpath(f"string({path})").get("").strip() for path in paths)
    return next(filter(None, texts), "")

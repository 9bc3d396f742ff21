"""Pages that say in schema.org words what they hold: reviews, comments, discussions, questions, answers."""

from typing import Any

from crawlers.dates import parse_date
from crawlers.errors import SourceInvalid
from crawlers.items import Kind, State
from crawlers.records import ParsedMessage
from crawlers.rules.schemaorg import SchemaorgRules

from .made_keys import made_key
from .markup import has_end, is_wall, parse_html, rating_of, text_of, value, values, whole_number
from .page import ListPage, PageKind, Place, ThreadLink, ThreadPage
from .placeholders import is_placeholder
from .schemaorg_items import ANSWERS, REVIEWS, Found, find_messages, types_of

VERSION = "schemaorg-1"  # the number is raised with any change of what the functions below return
_TEXTS = ("reviewBody", "articleBody", "text", "description")


def extractor_version(_rules: SchemaorgRules) -> str:
    """Return the version of the parser; the rules choose pages and change no text."""
    return VERSION


def check_rules(rules: SchemaorgRules, where: str) -> None:
    """Raise SourceInvalid, naming `where` and the key, if a selector cannot be used."""
    for key in ("link", "next_list", "next"):
        try:
            value(parse_html(""), getattr(rules, key))
        except (ValueError, SyntaxError) as error:
            raise SourceInvalid(f"{where}: schemaorg.{key} cannot be used: {error}.") from error


def parse_list(text: str, *, rules: SchemaorgRules, place: Place) -> ListPage:
    """Return the pages of messages that a list links to."""
    page = parse_html(text)
    links = dict.fromkeys(link for href in values(page, rules.link) if (link := place.link(href)))
    if not links:
        return ListPage(kind=PageKind.WALL if is_wall(page) else PageKind.OTHER)
    return ListPage(
        kind=PageKind.LIST,
        threads=tuple(ThreadLink(key=link, url=link) for link in links),
        next_url=place.link(value(page, rules.next_list)),
        is_whole=has_end(text),
    )


def parse_thread(text: str, *, rules: SchemaorgRules, place: Place, thread_key: str) -> ThreadPage:
    """Return the messages of one page, each once; broken scripts that name a message are `unreadable`."""
    page = parse_html(text)
    found, broken = find_messages(text, page)
    if not found and not broken:
        return ThreadPage(kind=PageKind.WALL if is_wall(page) else PageKind.OTHER)
    read = [_message(one, rules=rules, place=place, thread_key=thread_key) for one in found]
    return ThreadPage(
        kind=PageKind.THREAD,
        messages=tuple({one.message_key: one for one in read if one}.values()),
        next_url=place.link(value(page, rules.next)),
        is_whole=has_end(text),
        unreadable=broken + read.count(None),
    )


def _message(found: Found, *, rules: SchemaorgRules, place: Place, thread_key: str) -> ParsedMessage | None:
    item, key = found.item, _key(found.item, place, thread_key)
    if not key:
        return None
    author = _name(item.get("author"))
    badge = rules.official_badge if author in rules.official_names else None
    published_at, precision = parse_date(
        _text(item.get("datePublished") or item.get("dateCreated")), timezone=place.timezone, now=place.now
    )
    rating = _rating(item, "ratingValue")
    body = _body(item)
    return ParsedMessage(
        thread_key=thread_key,
        message_key=key,
        parent_key=(_key(found.above.item, place, thread_key) or None) if found.above else None,
        url=_absolute(_text(item.get("url")), place) or place.url,
        kind=_kind(found, is_official=badge is not None),
        author=author or None,
        author_badge=badge,
        published_at=published_at,
        published_precision=precision,
        rating=rating,
        rating_max=None if rating is None else _rating(item, "bestRating") or 5.0,
        title=text_of(_text(item.get("headline") or item.get("name"))),
        text=body,
        likes=whole_number(_text(item.get("upvoteCount"))),
        state=State.TOMBSTONE if is_placeholder(body) else State.ALIVE,
        provider_name=_name(item.get("itemReviewed")) or place.provider,
        raw={"modified": modified} if (modified := _text(item.get("dateModified"))) else {},
    )


def _key(item: dict[str, Any], place: Place, thread_key: str) -> str:
    """Return the page's own id of a message, else one made of its date and text, "" without either.

    A bare fragment counts within the thread: the number of the page it stands on today is no part of it.
    """
    ids = (_text(item.get(name)) for name in ("@id", "identifier", "url"))
    own = next((one for one in ids if one and not one.startswith("_:")), "")
    if own.startswith("#"):
        return f"{thread_key}{own}"
    if own:
        return _absolute(own, place) if "#" in own or "/" in own else own
    return made_key(_text(item.get("datePublished") or item.get("dateCreated")), _body(item))


def _absolute(href: str, place: Place) -> str:
    """Return an address with its fragment, which may be all that tells two comments apart."""
    page, _, fragment = href.partition("#")
    link = place.link(page) if page else place.url
    return "#".join(filter(None, (link, fragment))) if href else ""


def _kind(found: Found, *, is_official: bool) -> Kind:
    types = types_of(found.item)
    if types & REVIEWS and not found.above:
        return Kind.REVIEW
    if is_official and (found.above or types & ANSWERS):
        return Kind.REPLY
    return Kind.COMMENT if found.above or types & ANSWERS else Kind.ARTICLE


def _body(item: dict[str, Any]) -> str:
    return text_of(next(filter(None, (_text(item.get(name)) for name in _TEXTS)), ""))


def _rating(item: dict[str, Any], name: str) -> float | None:
    rating = item.get("reviewRating")
    rating = rating[0] if isinstance(rating, list) and rating else rating
    return rating_of(_text(rating.get(name))) if isinstance(rating, dict) else None


def _name(value: object) -> str:
    """Return the name of a person or a thing, which may be an object, a list of them, or the bare name."""
    value = value[0] if isinstance(value, list) and value else value
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _text(value: object) -> str:
    match value:
        case [first, *_]:
            return _text(first)
        case {"@value": inner} | {"value": inner} | {"@id": inner}:
            return _text(inner)
        case str() | int() | float():
            return str(value).strip()
    return ""

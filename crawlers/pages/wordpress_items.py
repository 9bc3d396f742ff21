"""WordPress's word on single comments and posts, and the feed that tells which posts were commented on."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urljoin

from parsel import Selector

from crawlers.items import ProbeStatus

from .json_values import read_json

ROUTES = ("comments", "posts")
_GONE = frozenset({"rest_comment_invalid_id", "rest_post_invalid_id"})
_HIDDEN = frozenset({"rest_cannot_read", "rest_cannot_read_post", "rest_forbidden"})
_KEY = re.compile(r"(comment|post)-(\d{1,18})")


def route_of(message_key: str) -> str:
    """Return the route under which REST has the message, "" for a key that is none of WordPress's."""
    found = _KEY.fullmatch(message_key)
    return f"{found[1]}s" if found else ""


def include_url(base: str, route: str, keys: Iterable[str]) -> str:
    """Return the address of the list of those of `keys` (at most 100) that are there."""
    ids = sorted(int(key.partition("-")[2]) for key in keys if route_of(key) == route)
    query = {"include": ",".join(map(str, ids)), "per_page": 100, "_fields": "id"}
    return urljoin(base, f"wp-json/wp/v2/{route}") + "?" + urlencode(query)


def item_url(base: str, message_key: str) -> str:
    """Return the address of one comment or post."""
    kind, _, number = message_key.partition("-")
    return urljoin(base, f"wp-json/wp/v2/{kind}s/{number}") + "?" + urlencode({"_fields": "id,status"})


def parse_keys(text: str, route: str) -> frozenset[str] | None:
    """Return the keys of the messages on a list of ids, None if it is no such list."""
    given = read_json(text)
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        return None
    return frozenset(f"{route.removesuffix('s')}-{one.get('id')}" for one in given)


def judge_item(text: str, message_key: str) -> ProbeStatus:
    """Return what an answer with status 200 says of the message."""
    given = read_json(text)
    if not isinstance(given, dict) or str(given.get("id")) != message_key.partition("-")[2]:
        return ProbeStatus.UNKNOWN
    is_shown = given.get("status", "approved") in ("approved", "publish")
    return ProbeStatus.ALIVE if is_shown else ProbeStatus.HIDDEN


def judge_missing(status: int | None, text: str) -> ProbeStatus:
    """Return what another status says, by WordPress's own code: 404 without one may be REST switched off."""
    given = read_json(text)
    code = given.get("code") if isinstance(given, dict) else None
    if status == 410 or (status == 404 and code in _GONE):
        return ProbeStatus.GONE
    return ProbeStatus.HIDDEN if status in (401, 403) and code in _HIDDEN else ProbeStatus.UNKNOWN


def parse_comment_feed(text: str, *, now: datetime, fresh: timedelta) -> frozenset[str]:
    """Return the addresses of the posts that were commented on within `fresh`: a hint, no proof of more."""
    page = Selector(text=text.removeprefix("\ufeff").strip() or "<rss/>", type="xml")
    links = (
        item.xpath("string(link)").get("")
        for item in page.xpath("//item")
        if _is_fresh(item.xpath("string(pubDate)").get(""), now, fresh)
    )
    return frozenset(re.sub(r"comment-page-\d+/?$", "", link.partition("#")[0]) for link in links if link)


def _is_fresh(stamp: str, now: datetime, fresh: timedelta) -> bool:
    try:
        moment = parsedate_to_datetime(stamp)
    except ValueError:
        return False
    return moment.tzinfo is not None and now - fresh <= moment

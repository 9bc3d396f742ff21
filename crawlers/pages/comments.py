"""Comments that a system of their own keeps under pages: Isso, Remark42, Disqus."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from crawlers.errors import SourceInvalid
from crawlers.items import ProbeStatus
from crawlers.rules.comments import DISQUS, ISSO, REMARK42, CommentsRules

from . import comments_disqus, comments_isso, comments_remark42
from .page import ListPage, Place, ThreadPage

VERSION = "1"  # to be raised with any change of what the functions of a system return


class System(Protocol):
    """What the module of each system can do."""

    def parse_thread(self, text: str, *, rules: CommentsRules, place: Place, thread_key: str) -> ThreadPage:
        """Return the comments of a page."""

    def parse_list(self, text: str, *, rules: CommentsRules, place: Place) -> ListPage:
        """Return the pages that have comments."""

    def last_moments(self, text: str, place: Place, /) -> Iterator[tuple[str, datetime | None]]:
        """Yield pages with the times of comments there, as far as the list tells."""

    def judge(self, text: str, key: str) -> ProbeStatus:
        """Return what the answer about one comment tells."""

    def refusal(self, status: int | None, text: str, /) -> ProbeStatus:
        """Return what a status other than 200 tells; alive: there is a comment of that number, any."""


SYSTEMS: dict[str, System] = {ISSO: comments_isso, REMARK42: comments_remark42, DISQUS: comments_disqus}


def extractor_version(rules: CommentsRules) -> str:
    """Return the version of the parsers; the rules choose pages and speakers and change no text."""
    return f"comments-{rules.profile}-{VERSION}"


def check_rules(rules: CommentsRules, where: str) -> None:
    """Raise SourceInvalid, naming `where` and the key, for what cannot be used."""
    named, has_site = ", ".join(SYSTEMS), rules.profile in (REMARK42, DISQUS)
    checks = {
        f"profile has to be one of {named}.": rules.profile in SYSTEMS,
        "site has to be the site id of Remark42, or the short name of the Disqus forum.": (
            rules.site or not has_site
        ),
        "threads has to list pages, or find has to be true.": rules.threads or rules.find,
        "threads and find do not go together at Disqus.": not (
            rules.profile == DISQUS and rules.threads and rules.find
        ),
        "threads has to hold paths, or ids of pages, for Isso, and whole addresses for the others.": all(
            _is_page(one, rules.profile) for one in rules.threads
        ),
        "pages has to begin with http:// or https://.": not rules.pages or _is_address(rules.pages),
        'root has to be "comment" or "review".': rules.root in ("comment", "review"),
        'key_name has to be "api_key" or "api_secret".': rules.key_name in ("api_key", "api_secret"),
        "newest and fresh_hours have to be above 0.": min(rules.newest, rules.fresh_hours) > 0,
    }
    for complaint, is_fine in checks.items():
        if not is_fine:
            raise SourceInvalid(f"{where}: [comments] {complaint}")


def parse_thread(text: str, *, rules: CommentsRules, place: Place, thread_key: str) -> ThreadPage:
    """Return the comments of a page; at Disqus 100 of them."""
    return SYSTEMS[rules.profile].parse_thread(text, rules=rules, place=place, thread_key=thread_key)


def parse_list(text: str, *, rules: CommentsRules, place: Place) -> ListPage:
    """Return the pages that have comments, as far as one answer tells."""
    return SYSTEMS[rules.profile].parse_list(text, rules=rules, place=place)


def fresh_threads(text: str, *, rules: CommentsRules, place: Place) -> frozenset[str]:
    """Return the pages that got a comment in the last `fresh_hours`, as far as a list tells."""
    since = place.now - timedelta(hours=rules.fresh_hours)
    moments = SYSTEMS[rules.profile].last_moments(text, place)
    return frozenset(key for key, moment in moments if moment and moment > since)


def _is_page(thread: str, profile: str) -> bool:
    if profile == ISSO:
        return bool(thread) and not _is_address(thread)
    return _is_address(thread) or (profile == DISQUS and thread.isdecimal())


def _is_address(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https")

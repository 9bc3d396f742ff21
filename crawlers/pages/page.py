"""What a page turns out to be and to hold; the same for each engine."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urljoin

from crawlers.records import ParsedMessage


class PageKind(StrEnum):
    """What came instead of, or as, the expected page; told by structure, never by prose."""

    LIST = "list"
    THREAD = "thread"
    WALL = "wall"  # a login form or a captcha
    GONE = "gone"  # the site says that there is no such thread
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and when a page was read: relative links, dates without year or zone need it."""

    url: str
    now: datetime
    timezone: str
    provider: str | None = None

    def link(self, href: str) -> str | None:
        """Return the absolute address of `href` without its fragment, None for an empty or impossible one."""
        try:
            return urljoin(self.url, href).split("#", 1)[0] if href else None
        except ValueError:  # "http://[x": one broken link is no broken page
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLink:
    """A thread found on a list; `messages` are those that the list itself already shows in full.

    `unreadable` counts further ones that it shows and that cannot be told from each other.
    """

    key: str
    url: str
    messages: tuple[ParsedMessage, ...] = ()
    unreadable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One page of a list of threads. `unreadable` counts blocks without a key or an address."""

    kind: PageKind
    threads: tuple[ThreadLink, ...] = ()
    next_url: str | None = None
    total: int | None = None
    is_whole: bool = True
    unreadable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage:
    """One page of a thread.

    `total` and `last_page` are what the page declares, `more` the other pages that it links to, `is_whole`
    tells that its end came too, `unreadable` counts blocks that look like messages and have no id.
    `is_window` tells that the site shows only a stretch of the thread, without holes by time of publication
    (a feed, "the last 500"); `outside` are keys of messages that stand outside its order, as pinned ones do.
    """

    kind: PageKind
    messages: tuple[ParsedMessage, ...] = ()
    next_url: str | None = None
    more: tuple[str, ...] = ()
    total: int | None = None
    last_page: int | None = None
    is_whole: bool = True
    unreadable: int = 0
    is_window: bool = False
    outside: frozenset[str] = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        """The keys of its messages."""
        return frozenset(message.message_key for message in self.messages)

    def under(self, article: ParsedMessage) -> "ThreadPage":
        """Return the page with `article` as first message, counted in the declared total."""
        total = None if self.total is None else self.total + 1
        return replace(self, messages=(article, *self.messages), total=total)

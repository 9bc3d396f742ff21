"""What a visit may claim to have read. Absence counts in complete visits only, so doubt is partial."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from .items import Kind, State, ThreadVisit, VisitStatus
from .pages.page import PageKind, ThreadPage
from .records import ParsedMessage
from .sane import garbled, has_whole_block_as_badge, sane, without_badge

_IDLE_PAGES = 2
_LONGEST = 50_000_000  # characters of one thread, which is held in memory until it is read
_NEEDED = {"rating": Kind.REVIEW, "title": Kind.ARTICLE}  # fields that only this kind has to have


class ThreadWalk:
    """One thread while it is read, page by page; `visit` says in the end how much of it was.

    `transport` is how its pages came ("html", "rest"), `expected` the fields that each message has to have.
    """

    def __init__(self, key: str, url: str, *, transport: str, expected: Iterable[str] = ()) -> None:
        self.key = key
        self.url = url
        self.expected = tuple(expected)
        self.is_open = False
        self.is_over = False
        self.is_gone = False
        self.how: dict[str, Any] = {}  # with which headers its pages are asked for
        self.restart(transport)

    @property
    def root_key(self) -> str | None:
        """The key of the thread's first message, None before a page was read."""
        return next(iter(self.messages), None)

    def restart(self, transport: str) -> None:
        """Forget what was read, to read the thread in another way."""
        self.transport = transport
        self.messages: dict[str, ParsedMessage] = {}
        self.pages: list[ThreadPage] = []
        self.addresses: list[str] = []
        self.doubts: list[str] = []
        self._idle = 0
        self._length = 0
        self._contents: set[frozenset[str]] = set()

    def add(self, page: ThreadPage, address: str) -> None:
        """Take in the next page, which came fresh and with status 200 from `address`."""
        self.addresses.append(address)
        number = len(self.pages) + 1
        if page.kind is not PageKind.THREAD:
            self.doubt(f"page {number} is not a page of messages: its markup changed")
            return
        spoilt = garbled(page.messages)
        if spoilt:
            self.doubt(f"page {number} is not stored, its encoding is wrong: {spoilt}")
            return
        page = replace(page, messages=tuple(map(self._checked, page.messages)))
        self._count_repeated(page)
        self.pages.append(page)
        self._length += sum(len(one.text) for one in page.messages)
        for message in page.messages:
            self.messages.setdefault(message.message_key, message)
        if not page.is_whole:
            self.doubt(f"page {number} came without its end")
        if page.unreadable:
            self.doubt(f"page {number} has {page.unreadable} messages without an id")

    def surfeit(self) -> str:
        """Return why no further page is worth asking for, "" if one is."""
        if self._idle >= _IDLE_PAGES:
            return "the pages lead in a circle"
        return f"it is longer than {_LONGEST} characters" if self._length > _LONGEST else ""

    def _checked(self, message: ParsedMessage) -> ParsedMessage:
        """Return the message as it may be stored."""
        clean = sane(message)
        if not has_whole_block_as_badge(clean):
            return clean
        self.doubt(f"the badge of {clean.message_key} is a whole block: mend its selector")
        return without_badge(clean)

    def _count_repeated(self, page: ThreadPage) -> None:
        """Note messages that stand on two pages: the pages shifted while they were read.

        The first message of a thread may stand on each, and a page under a second address is the same page.
        """
        known = [one.message_key for one in page.messages if one.message_key in self.messages]
        self._idle = self._idle + 1 if len(known) == len(page.messages) and self.pages else 0
        repeated = [key for key in known if key != self.root_key]
        is_same_page = page.keys in self._contents
        self._contents.add(page.keys)
        twice = [key for key, count in Counter(one.message_key for one in page.messages).items() if count > 1]
        if page.total is None and (twice or (repeated and not is_same_page)):
            self.doubt(
                f"message {[*twice, *repeated][0]} was shown twice, and no total tells what was missed"
            )

    def reread(self, page: ThreadPage) -> None:
        """Compare the first page, read again at the end, with what it was in the beginning."""
        if page.kind is not PageKind.THREAD or page.keys != self.pages[0].keys:
            self.doubt("the first page changed while the others were read")
        elif page.total != self.pages[0].total:
            self.doubt("the declared total changed while the pages were read")

    def doubt(self, reason: str) -> None:
        """Keep the visit from being complete, because of `reason`."""
        self.doubts.append(reason)

    def status(self) -> tuple[VisitStatus, str]:
        """Return how much of the thread was read, with the reason why not all of it was."""
        if self.is_gone and not self.pages:
            return VisitStatus.GONE, "; ".join(self.doubts)
        doubts = [*self.doubts, *self._miscounts(), *self.gaps()]
        if not doubts:
            return VisitStatus.COMPLETE, ""
        return (VisitStatus.PARTIAL if self.pages else VisitStatus.FAILED), "; ".join(dict.fromkeys(doubts))

    def visit(
        self, *, crawl_id: str, source: str, visited_at: datetime, extractor_version: str
    ) -> ThreadVisit:
        """Return the record of the visit."""
        status, reason = self.status()
        window_from, window_to = self.window()
        return ThreadVisit(
            crawl_id=crawl_id,
            source=source,
            thread_key=self.key,
            url=self.url,
            visited_at=visited_at,
            status=status,
            reason=reason,
            declared_total=self.pages[-1].total if self.pages else None,
            seen_total=len(self.messages),
            pages=len(self.pages),
            transport=self.transport,
            extractor_version=extractor_version,
            window_from=window_from,
            window_to=window_to,
            unseen=self._unseen() if status is VisitStatus.PARTIAL else 0,
        )

    def _unseen(self) -> int:
        """Return how many messages the site counts beyond those read, 0 where that is not the only doubt."""
        totals = {page.total for page in self.pages}
        if self.doubts or len([*self._miscounts(), *self.gaps()]) > 1 or len(totals) > 1:
            return 0
        return max((totals.pop() or 0) - len(self.messages), 0)

    def window(self) -> tuple[datetime | None, datetime | None]:
        """Return the first and the last time of publication in UTC between which nothing was left out.

        None and None stand for the whole thread.
        """
        moments = self._moments() if self._is_window() else []
        return (min(moments), max(moments)) if moments else (None, None)

    def _is_window(self) -> bool:
        return any(page.is_window for page in self.pages)

    def _moments(self) -> list[datetime]:
        outside = frozenset().union(*(page.outside for page in self.pages))
        return [
            one.published_at.astimezone(UTC)
            for one in self.messages.values()
            if one.published_at and one.message_key not in outside
        ]

    def _miscounts(self) -> Iterable[str]:
        """Yield what contradicts the numbers that the pages declare."""
        if not self.pages:
            yield from () if self.doubts else ("it was not visited",)
            return
        totals = [page.total for page in self.pages]
        if len(set(totals)) > 1:
            yield f"the declared total changed from {totals[0]} to {totals[-1]} between the pages"
        elif totals[0] is not None and totals[0] != len(self.messages):
            yield f"the site declares {totals[0]} messages, {len(self.messages)} were read"
        last_page = max((page.last_page or 0 for page in self.pages), default=0)
        if last_page > len(self.pages):
            yield f"the site declares {last_page} pages, {len(self.pages)} were read"
        if not self.messages:
            yield "no message on the page"
        elif self._is_window() and not self._moments():
            yield "the page shows a part of the thread, and no dates that tell which"

    def gaps(self) -> Iterable[str]:
        """Yield which expected fields are empty, and where first."""
        for name in self.expected:
            lacking = [one.message_key for one in self.messages.values() if _lacks(one, name)]
            if lacking:
                yield f"{len(lacking)} messages lack {name}, the first is {lacking[0]}"


def _lacks(message: ParsedMessage, name: str) -> bool:
    if message.state is not State.ALIVE or _NEEDED.get(name, message.kind) is not message.kind:
        return False
    return getattr(message, name) in (None, "")

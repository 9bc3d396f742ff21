"""Counting the comments of one post on VK, level by level: whatever the total counts, these add up."""

from collections.abc import Iterator
from dataclasses import replace

from crawlers.pages.page import ThreadPage


class Tally:
    """What was read of one post: its comments of the first level (branch None) and the branches opened.

    `total` is the number of comments and replies that VK declares, `calls` those that open branches.
    """

    def __init__(self) -> None:
        self.total: int | None = None
        self.calls: dict[str, None] = {}
        self._levels: dict[int | None, set[str]] = {}

    def count(self, page: ThreadPage, branch: int | None, declared: int | None) -> Iterator[str]:
        """Yield what contradicts the number of comments that VK declares for the level, at its last page."""
        seen = self._levels.setdefault(branch, set())
        seen |= {one.message_key for one in page.messages if branch is not None or not _is_reply(one.url)}
        self.calls |= dict.fromkeys(page.more)
        if branch is None:
            self.total = page.total
        if not page.next_url and declared != len(seen):
            where = "the post" if branch is None else f"comment {branch}"
            yield f"VK declares {declared} comments directly under {where}, {len(seen)} were read"

    def whole(self, page: ThreadPage, branch: int | None, asked: list[str]) -> ThreadPage:
        """Return the page with all branches that are still to be opened and the total of the whole thread."""
        open_calls = tuple(call for call in self.calls if call not in asked)
        return replace(page, more=open_calls, total=page.total if branch is None else self.total)


def _is_reply(url: str) -> bool:
    return "thread=" in url

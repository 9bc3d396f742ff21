"""Erasing a person's texts everywhere: in the warehouse, in landing and quarantine, in the report."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .config import Settings

if TYPE_CHECKING:
    from crawlers.items import Message
    from warehouse.forget import Forgotten

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whose texts are to go: all of an author (by hash), or one message (by key, in one source or in any)."""

    author: str | None = None
    message: str | None = None
    source: str | None = None

    def means(self, message: "Message") -> bool:
        """Whether this is one of the messages."""
        if self.author is not None:
            return message.author_hash == self.author
        return message.message_key == self.message and self.source in (None, message.source)


def forget(settings: Settings, wanted: Wanted) -> "Forgotten":
    """Erase the texts and return how many the warehouse had; the report is removed until it is made again.

    A folder that cannot be read stops it before anything is erased: nobody could tell what is in there.
    """
    from warehouse.forget import forget as forget_stored

    found = {path: source for path in _files(settings) if (source := _source_if_meant(path, wanted))}
    forgotten = forget_stored(
        settings.warehouse,
        author=wanted.author,
        message=wanted.message,
        source=wanted.source,
        elsewhere=sorted(set(found.values())),
    )
    for path in found:
        _erase(path, wanted)
        logger.info("forget: erased in %s", path)
    for page in settings.reports_dir.glob("report.*"):
        page.unlink()
    return forgotten


def _files(settings: Settings) -> Iterator[Path]:
    from crawlers.landing import MESSAGES

    from .masking import MASKED

    for kept in (settings.landing_dir, settings.quarantine_dir):
        for name in (MESSAGES, MASKED):
            yield from sorted(kept.glob(f"[!.]*/{name}"))


def _source_if_meant(path: Path, wanted: Wanted) -> str | None:
    return next((message.source for message in _messages(path) if wanted.means(message)), None)


def _messages(path: Path) -> Iterator["Message"]:
    from crawlers.landing import read_messages

    return read_messages(path.parent, path.name)


def _erase(path: Path, wanted: Wanted) -> None:
    from crawlers.landing import to_line

    from .masking import write_lines

    messages = list(_messages(path))
    lines = (
        to_line(replace(one, title="", text="", url="", raw={}) if wanted.means(one) else one)
        for one in messages
    )
    write_lines(lines, path)

"""A look at a source: a few pages read into a folder of their own, and what was found, field by field."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import CrawlError
from .items import Crawl, Message, ThreadVisit, VisitStatus
from .landing import read_messages, read_visits
from .runner import run_crawl
from .sources import Source

PAGES = 8  # asked of the site at most, robots.txt and redirects among them
_LONGEST = 60  # characters of an example
_FIELDS = (
    *("title", "text", "published_at", "author_hash", "author_badge", "rating", "likes"),
    *("parent_key", "provider_name", "raw"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How many messages have a field, and what the first of them has in it."""

    field: str
    filled: int
    of: int
    example: str
    is_expected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a few pages of a source gave; `error` is the sentence of a red crawl, "" else."""

    crawl: Crawl | None
    error: str
    fields: tuple[Found, ...]
    kinds: dict[str, int]
    threads: dict[str, int]
    reasons: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether messages came, with every expected field somewhere."""
        expected = [one for one in self.fields if one.is_expected]
        return not self.error and all(one.filled for one in expected)


def look_at(source: Source, *, contact: str, keep_pages: Path | None = None) -> Look:
    """Read up to PAGES pages of `source` as politely as a crawl does, and return what they gave.

    `keep_pages` is a folder for the pages themselves. Nothing else is kept.
    """
    with tempfile.TemporaryDirectory(prefix="otklik-look-") as folder:
        error = ""
        try:
            crawl: Crawl | None = run_crawl(
                source,
                landing_dir=Path(folder),
                author_key=b"of nobody but this look",
                contact=contact,
                trial_pages=PAGES,
                keep_pages=keep_pages,
            )
        except CrawlError as red:
            crawl, error = red.crawl, str(red)
        landed = Path(folder) / crawl.crawl_id if crawl else None
        messages = list(read_messages(landed)) if landed else []
        visits = list(read_visits(landed)) if landed else []
    return _look(source, crawl, error, messages, visits)


def _look(
    source: Source,
    crawl: Crawl | None,
    error: str,
    messages: Sequence[Message],
    visits: Sequence[ThreadVisit],
) -> Look:
    read = [visit for visit in visits if not visit.reason.startswith("max_pages")]
    return Look(
        crawl=crawl,
        error=error,
        fields=tuple(_found(name, messages, source.expect.fields) for name in _FIELDS),
        kinds=dict(Counter(str(one.kind) for one in messages)),
        threads=dict(Counter(str(visit.status) for visit in read)),
        reasons=tuple(dict.fromkeys(_reasons(read))),
    )


def _reasons(visits: Sequence[ThreadVisit]) -> Iterator[str]:
    unread = (visit for visit in visits if visit.status is not VisitStatus.COMPLETE)
    yield from (f"thread {visit.thread_key}: {visit.reason}" for visit in unread)


def _found(name: str, messages: Sequence[Message], expected: Sequence[str]) -> Found:
    values = [value for one in messages if (value := getattr(one, name)) not in (None, "", {})]
    example = " ".join(str(values[0]).split()) if values else ""
    shown = example if len(example) <= _LONGEST else example[: _LONGEST - 1] + "…"
    asked_for = {"author_hash" if field == "author" else field for field in expected}
    return Found(
        field=name, filled=len(values), of=len(messages), example=shown, is_expected=name in asked_for
    )

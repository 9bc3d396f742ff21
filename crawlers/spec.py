"""The order for one crawl: JSON that the runner hands to the crawl process through its standard input."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from .errors import SpecInvalid


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeOrder:
    """A missing message to ask for by itself, and one of the same source that is there, as the control."""

    thread_key: str
    message_key: str
    url: str
    control_key: str
    control_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What to crawl and where to land it.

    `at` is a simulated clock, None for the real one. `known_threads` are (key, address) to visit also when no
    list shows them. `known` are the keys of all threads that the warehouse has. With `due` None each thread
    is opened; else a known thread that is not due is left out, and one that nobody knows is always opened.
    What an archive has captured up to `after` was read before.
    A look at a source asks for no more than `trial_pages` (0: no limit but the source's own), one list among
    them, and puts the pages that came into the folder `keep_pages`.
    """

    source_file: Path
    crawl_id: str
    landing_dir: Path
    author_key: bytes
    contact: str
    at: datetime | None = None
    known_threads: tuple[tuple[str, str], ...] = ()
    known: frozenset[str] = frozenset()
    due: frozenset[str] | None = None
    probes: tuple[ProbeOrder, ...] = ()
    after: datetime | None = None
    trial_pages: int = 0
    keep_pages: Path | None = None

    def is_due(self, thread_key: str) -> bool:
        """Return whether the thread is to be opened."""
        return self.due is None or thread_key in self.due or thread_key not in self.known

    def to_json(self) -> str:
        """Return the order as JSON, the key in hex."""
        return json.dumps(
            {
                **asdict(self),
                "source_file": str(self.source_file),
                "landing_dir": str(self.landing_dir),
                "author_key": self.author_key.hex(),
                "at": self.at.isoformat() if self.at else None,
                "after": self.after.isoformat() if self.after else None,
                "known": sorted(self.known),
                "keep_pages": str(self.keep_pages) if self.keep_pages else None,
                "due": None if self.due is None else sorted(self.due),
            },
            ensure_ascii=False,
        )


def read_spec(text: str) -> Spec:
    """Return the order that `text` holds. SpecInvalid says what is wrong with it."""
    try:
        return _spec(json.loads(text))
    except KeyError as error:
        raise SpecInvalid(f"The crawl order lacks {error}.") from error
    except (ValueError, TypeError) as error:
        raise SpecInvalid(f"The crawl order cannot be read: {error}.") from error


def _spec(given: dict[str, Any]) -> Spec:
    if not isinstance(given, dict):
        raise TypeError("it is no object")
    if not given["author_key"]:
        raise ValueError("author_key is empty")
    due = given.get("due")
    return Spec(
        source_file=Path(given["source_file"]),
        crawl_id=given["crawl_id"],
        landing_dir=Path(given["landing_dir"]),
        author_key=bytes.fromhex(given["author_key"]),
        contact=given["contact"],
        at=_moment(given.get("at")),
        known_threads=tuple((key, url) for key, url in given.get("known_threads", ())),
        known=frozenset(given.get("known", ())),
        due=None if due is None else frozenset(due),
        after=_moment(given.get("after")),
        trial_pages=int(given.get("trial_pages", 0)),
        keep_pages=Path(given["keep_pages"]) if given.get("keep_pages") else None,
        probes=tuple(ProbeOrder(**one) for one in given.get("probes", ())),
    )


def _moment(given: str | None) -> datetime | None:
    at = datetime.fromisoformat(given) if given else None
    if at and at.tzinfo is None:
        raise ValueError("at needs a time zone")
    return at

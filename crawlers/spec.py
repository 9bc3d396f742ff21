"""The order for one crawl: JSON that the runner hands to the crawl process through its standard input."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from .errors import SpecInvalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What to crawl and where to land it.

    `at` is a simulated clock, None for the real one. `known_threads` are (key, address) of threads that the
    warehouse knows: each is visited, also when no list shows it any more.
    """

    source_file: Path
    crawl_id: str
    landing_dir: Path
    author_key: bytes
    contact: str
    at: datetime | None = None
    known_threads: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> str:
        """Return the order as JSON, the key in hex."""
        return json.dumps(
            {
                "source_file": str(self.source_file),
                "crawl_id": self.crawl_id,
                "landing_dir": str(self.landing_dir),
                "author_key": self.author_key.hex(),
                "contact": self.contact,
                "at": self.at.isoformat() if self.at else None,
                "known_threads": [{"thread_key": key, "url": url} for key, url in self.known_threads],
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
    at = datetime.fromisoformat(given["at"]) if given.get("at") else None
    if at and at.tzinfo is None:
        raise ValueError("at needs a time zone")
    if not given["author_key"]:
        raise ValueError("author_key is empty")
    return Spec(
        source_file=Path(given["source_file"]),
        crawl_id=given["crawl_id"],
        landing_dir=Path(given["landing_dir"]),
        author_key=bytes.fromhex(given["author_key"]),
        contact=given["contact"],
        at=at,
        known_threads=tuple((one["thread_key"], one["url"]) for one in given.get("known_threads", ())),
    )

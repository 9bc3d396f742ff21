"""What comes back when a spider asks: a page, or the reason why none came."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scrapy import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A page that came fresh and with status 200. Header names are in lower case."""

    url: str
    text: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a page did not come; `status` is None where there was no answer at all.

    `text` is what the answer said, for APIs that explain themselves with a status other than 200.
    """

    reason: str
    status: int | None = None
    text: str = ""

    @property
    def is_gone(self) -> bool:
        """Whether the site says that there is no such page."""
        return self.status in (404, 410)


Requests = Iterable[Request]
Then = Callable[[Answer], Requests]
Lost = Callable[[Problem], Requests]


def with_secret(url: str, secret: dict[str, str]) -> str:
    """Return `url` with the secret's names and values in its query."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, urlencode(secret))))))


def without_secret(url: str, token: str) -> str:
    """Return `url` without what holds `token` in its query, so that it can be stored."""
    parts = urlsplit(url)
    said = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in said if value != token]
    return url if not token or kept == said else urlunsplit(parts._replace(query=urlencode(kept)))

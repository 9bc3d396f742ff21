"""What a REST query asks for: numbers, lists of ids, spans of time."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from .story import MOSCOW

Query = Mapping[str, str]
T = TypeVar("T")


def integer(query: Query, name: str, default: int) -> int | None:
    """A whole number of the query, `default` where it is absent, None where it is none."""
    value = query.get(name, str(default))
    return int(value) if value.lstrip("-").isdigit() else None


def numbers(value: str | None) -> set[int]:
    """The numbers of a list like `1,2,3`."""
    return {int(part) for part in (value or "").split(",") if part.strip().isdigit()}


def included(rows: list[tuple[int, T]], include: str | None) -> list[T]:
    """The things whose number `include` lists; all where it lists none."""
    wanted = numbers(include)
    return [row for number, row in rows if not wanted or number in wanted]


def between(rows: list[tuple[datetime, T]], query: Query, after: str, before: str) -> list[T]:
    """The things dated strictly between the two moments that the query names, in their order."""
    lower, upper = _moment(query.get(after)), _moment(query.get(before))
    return [row for at, row in rows if (lower is None or at > lower) and (upper is None or at < upper)]


def _moment(value: str | None) -> datetime | None:
    if not value:
        return None
    at = datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=MOSCOW)

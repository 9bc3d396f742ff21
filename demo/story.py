"""Reads the content files into frozen records: who said what and when, and what happened to it later."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from .errors import ContentBroken

CONTENT = Path(__file__).parent / "content"
MOSCOW = ZoneInfo("Europe/Moscow")
HOWS = ("tombstone", "quiet", "purge")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """From visit day `day` on, the message shows what is set here instead of what it showed before.

    `tone` and `says` judge the new text; without them it says what the old one said.
    """

    day: int
    text: str | None = None
    title: str | None = None
    rating: float | None = None
    tone: str | None = None
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """The message leaves on visit day `day` and is seen again from day `back` on, if ever.

    `how`: a `tombstone` stays in its place; `quiet` takes it away (pages also hide the answers under it);
    `purge` takes it away for good and hands its answers to the message above, as WordPress does.
    """

    day: int
    how: str
    back: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One message of a thread; `id` counts within the thread, `at` is Moscow time.

    `tone`, `says`, `outcome`, `amends` and `role` are judgments made by hand for the truth file: the attitude
    to the provider, the labels with their details, how the case that starts here stands after the last visit,
    and what the company gave for it.
    """

    id: int
    at: datetime
    author: str
    text: str
    title: str = ""
    rating: float | None = None
    official: bool = False
    parent: int | None = None
    likes: int = 0
    about: str | None = None
    role: str = "customer"
    tone: str = "neutral"
    says: tuple[str, ...] = ()
    outcome: str | None = None
    amends: tuple[str, ...] = ()
    toward: Mapping[str, str] = field(default_factory=dict)
    side_cases: Mapping[str, str] = field(default_factory=dict)
    repost_of: int | None = None
    edits: tuple[Edit, ...] = ()
    removal: Removal | None = None
    moved: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A review with its replies (`surface` reviews) or a blog article with its comments (`surface` blog)."""

    id: int
    surface: str
    provider: str
    messages: tuple[Utterance, ...]
    city: str = ""
    slug: str = ""
    gone: int | None = None
    trouble: tuple[int, int] | None = None

    def key(self, message: int) -> int:
        """The number under which the site knows the message."""
        return self.id if self.surface == "blog" and message == 1 else self.id * 100 + message


@dataclass(frozen=True, slots=True)
class Staff:
    """A registered user of the blog."""

    user_id: int
    login: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Everything the site will ever show. Visit days count from 1."""

    visit_days: tuple[datetime, ...]
    providers: Mapping[str, str]
    staff: Mapping[str, Staff]
    threads: tuple[Thread, ...]

    def begins(self, day: int) -> datetime:
        """The moment from which visit day `day` shows its changes: the midnight before that visit."""
        return self.visit_days[day - 1].astimezone(MOSCOW).replace(hour=0, minute=0, second=0)

    def of(self, surface: str) -> tuple[Thread, ...]:
        """The threads of one surface, in the order of their numbers."""
        return tuple(thread for thread in self.threads if thread.surface == surface)


@cache
def load_story(folder: Path = CONTENT) -> Story:
    """The whole story, checked; raises ContentBroken with the file and thread that cannot be."""
    site = _toml(folder / "site.toml")
    threads = [thread for path in sorted(folder.glob("*-*.toml")) for thread in _threads(path)]
    story = Story(
        visit_days=tuple(site["visit_days"]),
        providers=site["providers"],
        staff={staff["name"]: Staff(staff["user_id"], staff["login"]) for staff in site["staff"]},
        threads=tuple(sorted(threads, key=lambda thread: thread.id)),
    )
    _check(story)
    return story


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ContentBroken(f"{path.name} is not valid TOML: {error}.") from error


def _threads(path: Path) -> Iterable[Thread]:
    for table in _toml(path)["thread"]:
        try:
            yield _thread(path.name.split("-", 1)[0], table)
        except (KeyError, TypeError, ValueError) as error:
            raise ContentBroken(f"{path.name}, thread {table.get('id')}: {error!r}.") from error


def _thread(surface: str, table: dict[str, Any]) -> Thread:
    messages = tuple(_utterance(message) for message in table.pop("message"))
    if pair := table.pop("trouble", None):
        table["trouble"] = (pair["day"], pair["status"])
    return _record(Thread, table, surface=surface, messages=messages)


def _utterance(table: dict[str, Any]) -> Utterance:
    edits = tuple(
        _record(Edit, _stripped(edit), says=tuple(edit.pop("says", ()))) for edit in table.pop("edit", ())
    )
    removal = table.pop("removed", None)
    moved = table.pop("moved", None)
    return _record(
        Utterance,
        _stripped(table),
        at=table.pop("at").replace(tzinfo=MOSCOW),
        says=tuple(table.pop("says", ())),
        amends=tuple(table.pop("amends", ())),
        role="company" if table.get("official") else table.pop("role", "customer"),
        edits=edits,
        removal=_record(Removal, removal) if removal else None,
        moved=(moved["day"], moved["parent"]) if moved else None,
    )


def _stripped(table: dict[str, Any]) -> dict[str, Any]:
    if "text" in table:
        table["text"] = table["text"].strip()
    return table


_R = TypeVar("_R", Edit, Removal, Utterance, Thread)


def _record(kind: type[_R], table: dict[str, Any], **given: Any) -> _R:
    known = {each.name for each in fields(kind)}
    if unknown := set(table) - known:
        raise ValueError(f"unknown keys {sorted(unknown)}")
    return kind(**{**table, **given})


def _check(story: Story) -> None:
    seen: set[int] = set()
    for thread in story.threads:
        if thread.id in seen:
            raise ContentBroken(f"Two threads are numbered {thread.id}.")
        seen.add(thread.id)
        for message in thread.messages:
            if problem := _problem(story, thread, message):
                raise ContentBroken(f"Thread {thread.id}, message {message.id}: {problem}.")


def _problem(story: Story, thread: Thread, message: Utterance) -> str | None:
    numbers = {other.id: other.at for other in thread.messages}
    root = thread.messages[0]
    if len(numbers) != len(thread.messages):
        return "two messages of the thread have one number"
    if message is not root and numbers.get(message.parent or 0) is None:
        return "it answers no message of the thread"
    if message is not root and numbers[message.parent or 0] >= message.at:
        return "it is older than what it answers"
    if (message.about or thread.provider) not in {*story.providers, ""}:
        return "the provider is unknown"
    if message.removal and message.removal.how not in HOWS:
        return f"removal must be one of {', '.join(HOWS)}"
    if any(day < 2 or story.visit_days[day - 2] < message.at for day in _days(message)):
        return "something happens to it before a visit could have seen it"
    return None


def _days(message: Utterance) -> list[int]:
    days = [edit.day for edit in message.edits]
    if message.removal:
        days.append(message.removal.day)
    return days + ([message.moved[0]] if message.moved else [])

"""What a careful reader of all visit days sees of each message, and what he must conclude."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .state import View, reachable, thread_views
from .story import Story, Thread, Utterance

ABSENCES = 3
SPAN = timedelta(hours=24)


class Sight(StrEnum):
    """How a message was met on a visit day."""

    UNBORN = "unborn"
    ALIVE = "alive"
    TOMBSTONE = "tombstone"
    HIDDEN = "hidden"  # away, and so is what it answers
    ABSENT = "absent"
    UNREAD = "unread"  # the thread could not be read that day


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event that the visits reveal on day `day`; `message` is None for a whole thread."""

    kind: str
    thread: Thread
    message: Utterance | None
    day: int
    grade: str | None = None
    last_seen: int | None = None
    first_missing: int | None = None


def is_readable(story: Story, thread: Thread, day: int) -> bool:
    """Whether the thread answers with its pages on a visit day."""
    if thread.trouble and thread.trouble[0] == day:
        return False
    return bool(thread_views(story, thread, story.visit_days[day - 1]))


def shown(story: Story, thread: Thread, day: int) -> dict[int, View]:
    """The views by key that a reader meets on a visit day: REST gives all, pages only what is reachable."""
    views = thread_views(story, thread, story.visit_days[day - 1])
    return {view.key: view for view in (reachable(views) if thread.surface == "reviews" else views)}


def sights(story: Story, thread: Thread, message: Utterance) -> list[Sight]:
    """How the message was met on each visit day."""
    return [_sight(story, thread, message, day) for day in range(1, len(story.visit_days) + 1)]


def _sight(story: Story, thread: Thread, message: Utterance, day: int) -> Sight:
    if story.visit_days[day - 1] < message.at:
        return Sight.UNBORN
    if not is_readable(story, thread, day):
        return Sight.UNREAD
    views = shown(story, thread, day)
    view = views.get(thread.key(message.id))
    if view:
        return Sight.TOMBSTONE if view.is_tombstone else Sight.ALIVE
    hides = thread.surface == "reviews" and message.parent is not None
    return Sight.HIDDEN if hides and thread.key(message.parent or 0) not in views else Sight.ABSENT


def happenings(story: Story) -> Iterator[Happening]:
    """All that the visits reveal, except first appearances."""
    for thread in story.threads:
        if thread.gone and thread.gone < len(story.visit_days):
            day = thread.gone  # the second visit that finds it gone decides
            yield Happening(
                kind="thread_gone",
                thread=thread,
                message=None,
                day=day + 1,
                grade="B",
                last_seen=day - 1,
                first_missing=day,
            )
        for message in thread.messages:
            yield from _absences(story, thread, message)
            yield from _edits(story, thread, message)
            yield from _moves(story, thread, message)


def _absences(story: Story, thread: Thread, message: Utterance) -> Iterator[Happening]:
    last_seen, missing, state = 0, 0, Sight.ALIVE
    first = 0
    for day, sight in enumerate(sights(story, thread, message), start=1):
        if sight in (Sight.UNBORN, Sight.UNREAD):
            continue
        if sight is Sight.ABSENT:
            first, missing = first or day, missing + 1
        kind = _verdict(sight, state, missing, is_late=bool(first) and _is_late(story, first, day))
        if kind:
            grade = {"deleted": "A", "removed_inferred": "C"}.get(kind)
            since = None if kind == "restored" else first or day
            seen = None if kind == "restored" else last_seen
            yield Happening(
                kind=kind,
                thread=thread,
                message=message,
                day=day,
                grade=grade,
                last_seen=seen,
                first_missing=since,
            )
        if sight is Sight.ALIVE:
            last_seen, missing, first = day, 0, 0
        state = sight


def _verdict(sight: Sight, before: Sight, missing: int, *, is_late: bool) -> str | None:
    if sight is Sight.TOMBSTONE and before is not Sight.TOMBSTONE:
        return "deleted"
    if sight is Sight.HIDDEN and before is not Sight.HIDDEN:
        return "hidden_with_parent"
    if sight is Sight.ALIVE and before is not Sight.ALIVE:
        return "restored"
    return "removed_inferred" if sight is Sight.ABSENT and missing == ABSENCES and is_late else None


def _is_late(story: Story, first: int, day: int) -> bool:
    return story.visit_days[day - 1] - story.visit_days[first - 1] >= SPAN


def _edits(story: Story, thread: Thread, message: Utterance) -> Iterator[Happening]:
    for edit in message.edits:
        day = _first_read(story, thread, edit.day)
        if day and thread.key(message.id) in shown(story, thread, day):
            yield Happening(kind="edited", thread=thread, message=message, day=day)


def _moves(story: Story, thread: Thread, message: Utterance) -> Iterator[Happening]:
    before: int | None = None
    for day, sight in enumerate(sights(story, thread, message), start=1):
        if sight is Sight.ALIVE:
            parent = shown(story, thread, day)[thread.key(message.id)].parent
            if before is not None and parent != before:
                yield Happening(kind="reparented", thread=thread, message=message, day=day)
            before = parent


def _first_read(story: Story, thread: Thread, day: int) -> int | None:
    later = range(day, len(story.visit_days) + 1)
    return next((number for number in later if is_readable(story, thread, number)), None)


def moment(story: Story, day: int | None) -> datetime | None:
    """The UTC moment of a visit day."""
    return story.visit_days[day - 1] if day else None

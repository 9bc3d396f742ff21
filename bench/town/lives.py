"""Messages with known lives: when each was written, edited, deleted, held by a moderator, let go again."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

START = datetime(2026, 1, 1, tzinfo=UTC)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """A site: whether messages can be asked for, how many it shows of a thread (0: all), its habits."""

    name: str
    threads: int
    per_thread: int
    can_probe: bool = False
    window: int = 0
    hides_subtrees: bool = False
    tombstones: float = 0.0
    held: float = 0.0


@dataclass(slots=True, kw_only=True)
class Life:
    """One message. It leaves `how` (quiet, tombstone, held) at `gone_at`, and is there again at `back_at`."""

    key: str
    parent: "Life | None"
    born_at: datetime
    edits: tuple[datetime, ...]
    gone_at: datetime = NEVER
    back_at: datetime = NEVER
    how: str = "quiet"

    def is_there(self, now: datetime) -> bool:
        """Whether the site has it at `now`, be it visible or not."""
        return self.born_at <= now and not self.gone_at <= now < self.back_at

    def is_shown(self, now: datetime, *, hides_subtrees: bool) -> bool:
        """Whether a visitor finds it or its tombstone on the pages."""
        if hides_subtrees and self.parent and not self.parent.is_shown(now, hides_subtrees=True):
            return False
        return self.is_there(now) or (self.how == "tombstone" and self.born_at <= now)

    def edition(self, now: datetime) -> int:
        """How often its text was changed until `now`."""
        return sum(edit <= now for edit in self.edits)


@dataclass(slots=True, kw_only=True)
class Thread:
    """A thread; from `gone_at` on the site answers that there is none."""

    key: str
    lives: list[Life] = field(default_factory=list)
    gone_at: datetime = NEVER


def settle(dice: random.Random, surface: Surface, *, days: float) -> list[Thread]:
    """The threads of a surface, with all that will happen to them within `days`."""
    return [_thread(dice, surface, number, days) for number in range(surface.threads)]


def _thread(dice: random.Random, surface: Surface, number: int, days: float) -> Thread:
    thread = Thread(key=f"{number}")
    if dice.random() < 0.03 and not surface.window:
        thread.gone_at = START + timedelta(days=days * dice.uniform(0.3, 0.9))
    for place, born in enumerate(sorted(_births(dice, surface, days))):
        parent = dice.choice(thread.lives) if thread.lives and dice.random() < 0.6 else None
        thread.lives.append(_life(dice, surface, f"{number}-{place}", parent=parent, born=born, days=days))
    return thread


def _births(dice: random.Random, surface: Surface, days: float) -> Iterator[datetime]:
    for _ in range(surface.per_thread):
        yield START + timedelta(days=dice.uniform(-days / 2, days * 0.8))


def _life(
    dice: random.Random, surface: Surface, key: str, *, parent: Life | None, born: datetime, days: float
) -> Life:
    end = START + timedelta(days=days)
    edits = tuple(sorted(_between(dice, born, end) for _ in range(dice.choice((0,) * 8 + (1, 2)))))
    life = Life(key=key, parent=parent, born_at=born, edits=edits)
    if dice.random() < 0.15:
        life.gone_at = _between(dice, born, end)
        life.how = dice.choices(
            ("tombstone", "held", "quiet"),
            (surface.tombstones, surface.held, 1 - surface.tombstones - surface.held),
        )[0]
        if dice.random() < 0.15:
            life.back_at = _between(dice, life.gone_at, end)
    return life


def _between(dice: random.Random, first: datetime, last: datetime) -> datetime:
    return first + (last - first) * dice.random()

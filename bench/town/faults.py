"""What goes wrong with a crawl, or with one visit of it, so that live messages are not met.

The lies have a limit. Nothing hides a live message from more than two complete visits in a row, and no thread
says twice in a row that it is gone while it is not: three and two look like a removal to anybody who cannot
ask for the message itself. Where messages can be asked for, a changed layout may hide them for longer.
"""

import random
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from .lives import Life, Surface, Thread


class Weather(StrEnum):
    """What a whole crawl suffers from."""

    FAIR = "fair"
    OUTAGE = "outage"  # no page comes
    CLOSED = "closed"  # 404 for everything
    EMPTY = "empty"  # a new layout: nearly nothing is found on the pages
    GARBLED = "garbled"  # a new layout: every text is read wrongly
    TORN = "torn"  # a new layout: some messages, the same ones each time, are not found
    HALF_CLOSED = "half closed"  # 404 for every third thread


_TORN = 8  # one message of so many


class Faults:
    """The plan of what goes wrong; remembers how long each message was hidden."""

    def __init__(self, dice: random.Random, surface: Surface) -> None:
        self.dice = dice
        self.surface = surface
        self.hidden: Counter[str] = Counter()  # complete visits in a row that did not meet the message
        self.lied: set[str] = set()  # threads that said wrongly that they were gone, and were not read since
        self.torn_for = 0

    def weather(self) -> Weather:
        """Choose what the next crawl suffers from."""
        if self.torn_for:
            self.torn_for -= 1
            return Weather.TORN
        weather = self.dice.choices(list(Weather), (70, 6, 4, 4, 4, 6, 3))[0]
        if weather is Weather.TORN:
            self.torn_for = self.dice.randint(1, 6 if self.surface.can_probe else 1)
        return weather

    def is_lied_about(self, thread: Thread, weather: Weather) -> bool:
        """Whether a thread answers 404 though it is there."""
        lies = weather is Weather.HALF_CLOSED and int(thread.key) % 3 == 0
        if weather is Weather.CLOSED:  # nobody else is there then, so it proves nothing
            return True
        if thread.key in self.lied or not (lies or self.dice.random() < 0.01):
            return False
        self.lied.add(thread.key)
        return True

    def overlooked(self, shown: Iterable[Life], weather: Weather) -> set[str]:
        """The keys of live messages that a visit does not meet though it takes itself for complete."""
        lives = list(shown)
        if weather is Weather.EMPTY:
            return {life.key for life in lives[1:]}
        chosen = {life.key for life in lives if weather is Weather.TORN and _feature(life) == 0}
        if lives and self.dice.random() < 0.02:  # a page shift that no total gives away
            chosen.add(self.dice.choice(lives).key)
        return {key for key in chosen if self.hidden[key] < 2 or self.surface.can_probe}

    def remember(self, thread: Thread, met: set[str], *, is_complete: bool) -> None:
        """Count the complete visits of crawls that were believed, in a row, that did not meet a message."""
        self.lied.discard(thread.key)
        for life in thread.lives if is_complete else ():
            self.hidden[life.key] = 0 if life.key in met else self.hidden[life.key] + 1


def _feature(life: Life) -> int:
    thread, place = life.key.split("-")
    return (int(thread) * 7 + int(place)) % _TORN

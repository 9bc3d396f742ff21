"""What VK's errors mean. They come as JSON with status 200, and each is one of a few things to do."""

from dataclasses import dataclass
from enum import Enum, auto

from crawlers.pages.json_values import read_json, whole

from .answers import Problem

FLOOD = 9


class Act(Enum):
    """What to do about an error."""

    RETRY = auto()  # leave VK alone for a while, ask again
    STOP = auto()  # ask for nothing more
    CLOSED = auto()  # the community cannot be read, a thread of it not now
    GONE = auto()  # there is no such thing
    LOSE = auto()  # this one answer is lost


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an error means, in words; `patience` is how many pauses to wait before asking again."""

    act: Act
    words: str
    patience: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class VkProblem(Problem):
    """An answer that is an error of VK's."""

    act: Act

    @property
    def is_gone(self) -> bool:
        """Whether VK says that there is no such thing."""
        return self.act is Act.GONE


_BAD_KEY = "VK refuses the key, put a valid service key into the environment"
_MEANINGS = {
    1: Meaning(Act.RETRY, "VK has an unknown fault", patience=5),
    5: Meaning(Act.STOP, _BAD_KEY),
    6: Meaning(Act.RETRY, "VK says that too much is asked in a second"),
    8: Meaning(Act.STOP, "VK does not understand the request"),
    9: Meaning(Act.RETRY, "VK takes the requests for a flood"),
    10: Meaning(Act.RETRY, "VK has a fault inside", patience=5),
    14: Meaning(Act.STOP, "VK wants a captcha solved, which is not done here"),
    15: Meaning(Act.LOSE, "VK denies access to it"),
    18: Meaning(Act.CLOSED, "VK says that the page was deleted or blocked"),
    19: Meaning(Act.CLOSED, "VK blocks the content"),
    27: Meaning(Act.STOP, _BAD_KEY),
    28: Meaning(Act.STOP, _BAD_KEY),
    29: Meaning(Act.STOP, "the limit of requests is used up for this day"),
    30: Meaning(Act.CLOSED, "VK says that the page is private"),
    100: Meaning(Act.GONE, "VK knows no such thing"),
    203: Meaning(Act.CLOSED, "VK says that the community is closed"),
    212: Meaning(Act.LOSE, "VK denies access to the comments"),
}


def error_code(text: str) -> int | None:
    """Return the number of the error that an answer is, None for one that is no error."""
    match read_json(text):
        case {"error": {"error_code": code}}:
            return whole(code) or 0
        case {"error": _}:
            return 0
    return None


def meaning_of(code: int) -> Meaning:
    """Return what the error means; one that nobody expected costs the one answer."""
    known = _MEANINGS.get(code, Meaning(Act.LOSE, "VK reports an error"))
    return Meaning(known.act, f"{known.words} (error {code})", known.patience)

"""The small language the rules are written in: phrases of lemmas, found in sentences.

    не ..2 отвечать|=ответа      lemma «отвечать» or the form «ответа» after «не», at most 2 words between
    извиниться:past+plur         a reading with these OpenCorpora grammemes
    игнор*                       any form that begins so (slang that the dictionary does not know)
    @staff мне? позвонить        a word list of words.py; an optional word
    приносить ~4 извинение       at most 4 words or marks between, commas and dashes too
    !за                          one word that is not this
    ,  -                         these marks themselves

ё is written е. Quotation marks never stand in the way.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .errors import PhraseBroken
from .text import Sentence, Token
from .words import WORD_LISTS, list_words

_GAP = re.compile(r"(\.\.|~)(\d)")
_MARKS = {",": ",", "-": "-–—", ":": ":", "?": "?"}
_ALTERNATIVE = re.compile(r"=?@?[а-яa-z0-9_./-]+\*?", re.IGNORECASE)
_GRAMMEMES = re.compile(r"([A-Za-z0-9]+(\+[A-Za-z0-9]+)*)?")


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `most` tokens between two elements; only a wide gap spans commas and dashes."""

    most: int
    is_wide: bool


@dataclass(frozen=True, slots=True)
class Element:
    """What one token must be."""

    keys: frozenset[str]
    prefixes: tuple[str, ...]
    grammemes: frozenset[str]
    is_optional: bool
    is_negative: bool
    marks: str = ""

    def accepts(self, token: Token) -> bool:
        """Whether the token fits."""
        if self.marks:
            return token.text[0] in self.marks
        return self._fits(token) is not self.is_negative and not token.is_punctuation

    def _fits(self, token: Token) -> bool:
        if self.grammemes:
            return self._fits_tagged(token)
        found = not self.keys.isdisjoint(token.word.keys)
        return found or bool(self.prefixes and token.word.form.startswith(self.prefixes))

    def _fits_tagged(self, token: Token) -> bool:
        begins = bool(self.prefixes and token.word.form.startswith(self.prefixes))
        form = f"={token.word.form}" in self.keys
        return any(
            self.grammemes <= reading.grammemes and (begins or form or reading.lemma in self.keys)
            for reading in token.word.readings
        )


Pattern = tuple[Element | Gap, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens `start:end` of a sentence, both counted in tokens; `detail` goes into the evidence."""

    sentence: Sentence
    start: int
    end: int
    detail: str | None = None

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The matched tokens."""
        return self.sentence.tokens[self.start : self.end]

    @property
    def span(self) -> tuple[int, int]:
        """Where the match lies in the text, in characters, without marks at its ends."""
        words = [token for token in self.tokens if not token.is_punctuation] or self.tokens
        return words[0].start, max(words[-1].end, self._whole_end())

    def _whole_end(self) -> int:
        # A quote that would break off at «и не», «за», «в личные» goes on to the next full word.
        tokens, last = self.sentence.tokens, self.end - 1
        while last > self.start and tokens[last].is_punctuation:
            last -= 1
        while last + 1 < len(tokens) and _is_open_ended(tokens[last]) and not tokens[last + 1].is_punctuation:
            last += 1
        return tokens[last].end


_LEANING = frozenset(["PREP", "PRCL", "CONJ", "ADJF", "Apro"])
_STANDING = frozenset(
    ["нет", "=нету", "ничего", "другой", "=другого", "весь", "=все", "=всё", "сам", "=же", "бы"]
)


def _is_open_ended(token: Token) -> bool:
    readings = token.word.readings
    leaning = bool(readings) and not _LEANING.isdisjoint(readings[0].grammemes)
    return leaning and not token.is_punctuation and not token.has(_STANDING)


class Phrases:
    """Several phrases looked for together; only those whose words all occur in a sentence are tried."""

    def __init__(self, *phrases: str) -> None:
        self._patterns = [(pattern, _needs(pattern)) for pattern in map(compile_phrase, phrases)]
        rarest = [min(needs, key=_commonness, default=None) for _, needs in self._patterns]
        # A phrase is tried only where a sentence holds a word of its rarest element: most end here.
        self._signals: dict[str, list[int]] = {}
        self._open = [at for at, need in enumerate(rarest) if need is None]
        for at, need in enumerate(rarest):
            for key in need or ():
                self._signals.setdefault(key, []).append(at)
        self._words = frozenset(self._signals)

    def find(self, sentence: Sentence) -> Iterator[Match]:
        """Every place where a phrase begins, phrase by phrase."""
        present = sentence.keys
        if not self._open and self._words.isdisjoint(present):
            return
        tried = set(self._open).union(*(self._signals[key] for key in self._words & present))
        for at in sorted(tried):
            pattern, needs = self._patterns[at]
            if all(not present.isdisjoint(need) for need in needs):
                yield from _find_all(sentence, pattern)

    def occur_in(self, sentence: Sentence | None) -> bool:
        """Whether any phrase occurs in the sentence."""
        return sentence is not None and any(True for _ in self.find(sentence))


_COMMON = frozenset(
    list_words(
        "не ни но а и в на за из с к по до то так что все =все весь уже я =я мы =мы мне =мне только без быть"
    )
)


def _commonness(need: frozenset[str]) -> tuple[int, int]:
    return len(need & _COMMON), len(need)


def _needs(pattern: Pattern) -> tuple[frozenset[str], ...]:
    return tuple(
        element.keys
        for element in pattern
        if isinstance(element, Element) and element.keys
        if not (element.is_optional or element.is_negative or element.prefixes)
    )


def _find_all(sentence: Sentence, pattern: Pattern) -> Iterator[Match]:
    for start in range(len(sentence.tokens)):
        end = match_at(sentence.tokens, start, pattern)
        if end > start:
            yield Match(sentence, start, end)


def match_at(tokens: tuple[Token, ...], at: int, pattern: Pattern) -> int:
    """Where the pattern that begins at token `at` ends, or -1."""
    if not pattern:
        return at
    head, rest = pattern[0], pattern[1:]
    if isinstance(head, Gap):
        return _match_gap(tokens, at, head, rest)
    if at < len(tokens) and head.accepts(tokens[at]):
        end = match_at(tokens, at + 1, rest)
        if end >= 0:
            return end
    return match_at(tokens, at, rest) if head.is_optional else -1


def _match_gap(tokens: tuple[Token, ...], at: int, gap: Gap, rest: Pattern) -> int:
    for skipped in range(gap.most + 1):
        end = match_at(tokens, at + skipped, rest)
        if end >= 0:
            return end
        if at + skipped >= len(tokens) or (tokens[at + skipped].is_punctuation and not gap.is_wide):
            return -1
    return -1


def compile_phrase(phrase: str) -> Pattern:
    """The pattern of a phrase; `PhraseBroken` names a misspelt one."""
    return tuple(_compile_part(part, phrase) for part in phrase.replace("ё", "е").split())


def _compile_part(part: str, phrase: str) -> Element | Gap:
    gap = _GAP.fullmatch(part)
    if gap:
        return Gap(int(gap[2]), gap[1] == "~")
    if part.rstrip("?") in _MARKS or part == "?":
        mark = part if part == "?" else part.rstrip("?")
        return Element(frozenset(), (), frozenset(), part != mark, False, _MARKS[mark])
    return _compile_word(part, phrase)


def _compile_word(part: str, phrase: str) -> Element:
    words, _, grammemes = part.strip("!?").partition(":")
    names = words.split("|")
    if not (all(map(_ALTERNATIVE.fullmatch, names)) and _GRAMMEMES.fullmatch(grammemes)):
        raise PhraseBroken(
            f"Cannot read «{part}» in the phrase «{phrase}»: see the notation in nlp/phrases.py."
        )
    tags = frozenset(grammemes.split("+")) if grammemes else frozenset()
    if tags & {"past", "pres", "futr"} and not tags & {"PRTF", "PRTS"}:
        tags |= {"VERB"}  # «вернули», not «возвращённых»
    return Element(
        frozenset(_expand(name for name in names if not name.endswith("*"))),
        tuple(name.rstrip("*") for name in names if name.endswith("*")),
        tags,
        part.endswith("?"),
        part.startswith("!"),
    )


def _expand(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name in WORD_LISTS:
            yield from WORD_LISTS[name]
        elif name.startswith("@") and name != "@provider":
            raise PhraseBroken(f"There is no word list «{name}» in nlp/words.py.")
        yield name

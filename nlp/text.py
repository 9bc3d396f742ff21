"""Text to sentences of words with their dictionary readings: spaCy splits, pymorphy3 reads."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import pymorphy3
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex

from .labels import Role
from .words import list_words

# A full stop after these does not end a sentence. spaCy's own Russian exceptions know «т.д.», «ул.», «руб.».
ABBREVIATIONS = list_words(
    "тех тел доп мин сек час г гг ул д кв обл р-н руб коп тыс млн моб эл внутр стр абон т тов им св пер"
    " просп пр пл корп оф см ср напр прим рис п пп мес дн нед кбит мбит гб мб кб англ рус сокр"
)
END = re.compile(r"[.!?…]+")
ELLIPSIS = re.compile(r"\.{2,}|…+")
# These end a sentence when a capital follows: «работает :) Спасибо».
SMILEY = re.compile(r"[:;=][-']?[)(D|/]|\){2,}|[☀-➿🌀-🫿]")
QUOTES = frozenset("«»\"“”„‟‘’'`")
OPENING, CLOSING = frozenset("«“„‘"), frozenset("»”’")
_CLOSERS = CLOSING | {'"', "'", ")", "]"}
_CAN_START = OPENING | {'"', "-", "–", "—", "(", "@", "#"}
_A = "а-яёА-ЯЁa-zA-Z"
# People forget the space: «ужас!!!Не берите», «не работает.звоню». Domains («дом.ру») stay whole.
_GLUED = [
    rf"(?<=[{_A}])[!?…]+(?=[{_A}])",
    r"(?<=[а-яёА-ЯЁ]{3})\.(?=[а-яё]{4})",
    r"(?<=[а-яё]):(?=[а-яё])",
    rf"(?<=[{_A}.,!?:])[:\"«»](?=[{_A}\"«])",
]
URL = re.compile(
    r"https?://\S+|(?:[\w-]+\.)+(?:ru|рф|com|net|org|su|kz|ua|by|me|info|tv|pro)(?:/\S*)?", re.IGNORECASE
)
Search = Callable[[str], re.Match[str] | None]
_NEAR = 16  # tokens around the border of two sentences that may be brackets and quotation marks
_RARE = 0.01  # dictionary readings less likely than this are noise


class Reading(NamedTuple):
    """One way to read a form: its dictionary form (ё written as е) and its OpenCorpora grammemes."""

    lemma: str
    grammemes: frozenset[str]


class Word(NamedTuple):
    """A lower-case form with its readings; `keys`, its lemmas and «=form», is what phrases look up."""

    form: str
    readings: tuple[Reading, ...]
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a punctuation mark at `start:end` of the text; quotation marks stay as `is_quoted`."""

    text: str
    start: int
    end: int
    word: Word
    is_punctuation: bool
    is_quoted: bool
    provider: str | None = None

    def has(self, lemmas: frozenset[str]) -> bool:
        """Whether any reading has one of the lemmas."""
        return not self.word.keys.isdisjoint(lemmas)

    def is_tagged(self, *grammemes: str) -> bool:
        """Whether one reading has all the grammemes."""
        wanted = frozenset(grammemes)
        return any(wanted <= reading.grammemes for reading in self.word.readings)


@dataclass(slots=True, eq=False)
class Sentence:
    """One sentence of a passage; `keys` are the lemmas and forms of all its words."""

    tokens: tuple[Token, ...]
    index: int
    passage: "Passage"
    keys: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.keys = frozenset().union(*(token.word.keys for token in self.tokens))

    @property
    def previous(self) -> "Sentence | None":
        """The sentence before, if any."""
        return self.passage.sentences[self.index - 1] if self.index else None

    @property
    def following(self) -> "Sentence | None":
        """The sentence after, if any."""
        after = self.passage.sentences[self.index + 1 : self.index + 2]
        return after[0] if after else None

    @property
    def is_question(self) -> bool:
        """Whether it holds a question mark."""
        return any("?" in token.text for token in self.tokens)


@dataclass(slots=True, eq=False)
class Passage:
    """A whole text in sentences; who speaks is found first and read by the other rules.

    `provider` is the page's; `main_provider`, which the labels are about, is that one, else the first named.
    """

    text: str
    sentences: list[Sentence] = field(default_factory=list)
    speaker: Role = Role.CUSTOMER
    provider: str | None = None
    main_provider: str | None = None


# Characters at either end of a chunk in which a mark is looked for. spaCy cuts off one mark after another and
# would search the whole rest for each: seconds for «))))…», ten thousand times.
_AFFIX = 64


def _within(search: Search, part: slice) -> Search:
    return lambda chunk: search(chunk[part])


@cache
def load_language() -> Language:
    """The Russian tokenizer, one per process."""
    language = spacy.blank("ru")
    # A hyphen does not part a word: «интернет-провайдер», «5-й», «по-прежнему».
    infixes = [rule for rule in language.Defaults.infixes or () if "(?:-|" not in str(rule)]
    finder = compile_infix_regex([*infixes, *_GLUED]).finditer
    tokenizer: Any = language.tokenizer
    tokenizer.infix_finditer = finder
    tokenizer.url_match = URL.fullmatch
    tokenizer.prefix_search = _within(tokenizer.prefix_search, slice(_AFFIX))
    tokenizer.suffix_search = _within(tokenizer.suffix_search, slice(-_AFFIX, None))
    tokenizer.max_cache_size = 100_000  # of its own it keeps 10,000 strings, and then is three times slower
    return language


# Letters of a word that is looked up: the analyzer takes prefixes off one by one and would run out of stack.
LONGEST_WORD = 60


@cache
def _analyzer() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer()


def analyze(word: str, grammeme: str = "") -> pymorphy3.analyzer.Parse:
    """The likeliest dictionary reading of a word, with the grammeme if there is one; it can be inflected."""
    parses = _analyzer().parse(word)
    return next((parse for parse in parses if not grammeme or grammeme in parse.tag), parses[0])


def is_in_dictionary(word: str) -> bool:
    """Whether the dictionary has the form; names and slang mostly are not there."""
    return bool(_analyzer().word_is_known(word))


@lru_cache(maxsize=200_000)
def read_word(text: str) -> Word:
    """The form in lower case with its readings, likeliest first."""
    form = text.lower().replace("ё", "е")
    if len(form) > LONGEST_WORD:
        return Word(form, (), frozenset([f"={form}"]))
    parses = [parse for parse in _analyzer().parse(text.lower()) if parse.score >= _RARE]
    readings = tuple(
        Reading(parse.normal_form.replace("ё", "е"), frozenset(parse.tag.grammemes)) for parse in parses
    )
    return Word(form, readings, frozenset([f"={form}", *(reading.lemma for reading in readings)]))


def mark_sentences(texts: list[str]) -> list[int]:
    """The numbers of the tokens that begin a sentence."""
    return [i for i in range(len(texts)) if i == 0 or _starts_here(texts, i)]


def _starts_here(texts: list[str], i: int) -> bool:
    if "\n" in texts[i - 1]:
        return True
    if texts[i].isspace() or not (texts[i][0].isalnum() or texts[i] in _CAN_START):
        return False
    last = i - 1
    while last > max(0, i - _NEAR) and (texts[last].isspace() or texts[last] in _CLOSERS):
        last -= 1
    mark, word, first = texts[last], texts[last - 1] if last else "", _first_letter(texts, i)
    if any(character.isalnum() for character in mark):  # «ну да)) Ждём», with a smiley of brackets alone
        return texts[last + 1 : i].count(")") > 1 and first.isupper()
    return _ends(mark, word) and (first.isupper() or not (SMILEY.search(mark) or ELLIPSIS.fullmatch(mark)))


def _first_letter(texts: list[str], i: int) -> str:
    return next((texts[at][0] for at in range(i, min(i + _NEAR, len(texts))) if texts[at][0].isalnum()), "")


def _ends(mark: str, word: str) -> bool:
    if SMILEY.search(mark):
        return True
    if not END.fullmatch(mark):
        return False
    return mark != "." or not (word.lower() in ABBREVIATIONS or _is_initial(word))


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper()


def parse(text: str, *, providers: dict[int, str] | None = None) -> Passage:
    """The passage of a text; `providers` maps a character position to the provider named there."""
    return build_passage(load_language().make_doc(text), providers=providers or {})


def build_passage(doc: Doc, *, providers: dict[int, str]) -> Passage:
    """The passage of a tokenized text, quotation marks turned into a flag of the words inside."""
    passage = Passage(doc.text)
    places = doc.to_array(["IDX", "LENGTH"]).tolist()
    texts = [passage.text[start : start + length] for start, length in places]
    tokens = _read_tokens(texts, [start for start, _ in places], providers)
    for start, end in pairwise([*mark_sentences(texts), len(texts)]):
        inside = tuple(token for token in tokens[start:end] if token is not None)
        if inside:
            passage.sentences.append(Sentence(inside, len(passage.sentences), passage))
    return passage


def _read_tokens(texts: list[str], starts: list[int], providers: dict[int, str]) -> list[Token | None]:
    """One per spaCy token, None for spaces and quotation marks."""
    tokens: list[Token | None] = []
    is_quoted = False
    for text, start in zip(texts, starts, strict=True):
        if text in QUOTES:
            is_quoted = text in OPENING or (text not in CLOSING and not is_quoted)
            tokens.append(None)
        elif text.isspace():
            is_quoted = is_quoted and text.count("\n") < 2  # nobody closes a quotation two paragraphs on
            tokens.append(None)
        else:
            tokens.append(_token(text, start, is_quoted, providers.get(start)))
    return tokens


def _token(text: str, start: int, is_quoted: bool, provider: str | None) -> Token:
    mark = not any(character.isalnum() for character in text)
    word = read_word(text)
    if provider is not None:
        word = word._replace(keys=word.keys | {"@provider"})
    return Token(text, start, start + len(text), word, mark, is_quoted, provider)

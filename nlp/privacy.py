"""Personal names and addresses masked, on the way from landing to the warehouse.

Conservative: a word that is as often no name («Вера», «Роман», «Владимир») is masked only where its place
says that a person is meant: after a greeting, «меня зовут», «мастер», beside a surname or a patronymic.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import pymorphy3

from .addresses import mask_addresses
from .text import LONGEST_WORD

MASK = "[имя]"

# Names in the dictionary that mean something else here: an assistant, a month, a meme («это же банк, Карл»).
_NOT_PEOPLE = frozenset(
    {"алиса", "маруся", "марс", "мир", "август", "май", "юг", "карл", "ника", "лада", "эра", "альфа", "че"}
    | {"алма", "алмата", "алмате", "алмату", "ата", "ате", "ато"}  # the town, as people write it
)
# Rivers and towns in the dictionary that hardly anyone means.
_PEOPLE_FIRST = frozenset({"лена", "яна", "юра", "виктория"})

_WORD = re.compile(r"(?<!\w)(?:[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?|[А-ЯЁ]{3,}|[А-ЯЁ](?=\.))(?!\w)")
_GAP = re.compile(r"[ \t\xa0]*")
_ROLE = (
    r"(?:мастер|оператор|менеджер|специалист|сотрудни[кц]|инженер|техник|монт[её]р|монтажник|консультант"
    r"|диспетчер|директор|начальни[кц]|руководител|администратор|бригадир|девушк|парен|парн|абонент|гражданин"
    r"|господин|госпож|тов(?:арищ|\.)|по имени|г-н|г-ж)[а-яё]*"
)
_AFTER_ROLE = re.compile(rf"(?<!\w)(?i:{_ROLE}),?\s+$")
_AFTER_GREETING = re.compile(
    r"(?<!\w)(?i:здравствуй(?:те)?|привет(?:ствую|ствуем)?|добр(?:ый|ого|ое|ой)\s+(?:день|дня|вечер[а]?|утр[ао]|ночи)"
    r"|доброго времени суток|уважаем(?:ый|ая|ые)|дорог(?:ой|ая)|с\s+ув(?:ажением|\.))[\s,!.—-]*$"
)
_AFTER_INTRODUCTION = re.compile(
    r"(?<!\w)(?i:зовут|ф\.?\s?и\.?\s?о\.?|мо[её] имя|имя|фамилия|отчество|на имя"
    r"|представил(?:ся|ась)(?: как)?|договор (?:оформлен )?на)\s*[:—–-]?\s*$"
)
_BEFORE_GREETING = re.compile(
    r"\s*(?:[,!]\s*)?"
    r"(?i:здравствуй|добр(?:ый|ого|ое|ой|ейшего)\s|доброго времени|приветству|привет\b|салют\b)"
)
# «Виктор, ваш роутер…»: a name, a comma and the polite second person, where a sentence or a quotation begins.
_BEFORE_POLITE = re.compile(
    r",\s+(?:(?!что|как|когда|если|чтобы)[а-яё]+\s+){0,2}?(?i:ваш[а-яё]*|вам|вас|вами|вы|уточните|сообщите|укажите|напишите|подскажите"
    r"|проверьте|пришлите|пожалуйста|благодарим|спасибо|извините|простите|приносим|просим|сожалеем|понимаем)\b(?!,)"
)
_AT_THE_START = re.compile(r"(?:^|[.!?…:»\n])\s*(?:[-–—]\s*)?[«\"“„]?\s*$")
_NOT_A_PERSON_AFTER = re.compile(
    r"(?<!\w)(?i:г(?:ор(?:од)?[а-я]*)?\.?|город[а-я]*|пос[её]л(?:ок|к)[а-я]*|пос\.|пгт\.?|сел[оае]|деревн[а-я]+|станци[а-я]+|метро"
    r"|обл(?:асть|\.)|им(?:ени|\.)|тариф[а-я]*|пакет[а-я]*|такси|компани[а-я]+|провайдер[а-я]*|магазин[а-я]*|банк[а-я]*"
    r"|жк|тц|трц|ооо|зао|оао|пао|кафе|ул(?:иц[а-я]+|\.)?|просп(?:ект[а-я]*|\.)?|пр-?т[а-я]*|пер(?:еул[а-я]+|\.)?"
    r"|бульвар[а-я]*|шоссе|площад[а-я]+|пл\.|наб(?:ережн[а-я]+|\.)?|мкр\.?|микрорайон[а-я]*|свят[а-я]+)"
    r"\s*(?:[А-ЯЁ][а-яё]+\s+)?$|[«\"“]\s*$"
)
# Capitalised at the start of a sentence, these are no part of the name that follows.
_LEAD = re.compile(
    rf"(?i:{_ROLE}|здравствуй(?:те)?|привет[а-я]*|уважаем[а-я]+|дорог[а-я]+|добр[а-я]+|день|вечер|утро|имя|фамилия"
    r"|отчество|ув|зовут|фио|город[а-я]*|улиц[а-я]+|проспект[а-я]*|тариф[а-я]*|провайдер[а-я]*|компани[а-я]+)"
)
# How surnames end that the dictionary does not know; it guesses one in any unknown capitalised word.
_SURNAME = re.compile(
    r".{2,}(?:(?:[оеё]в|[иы]н)(?:а|у|ым|ой|е)?|(?:ск|цк)(?:ий|ая|ого|ому|им|ой|ую)|ко|[ую]к(?:а|у|ом)?|ян(?:а|у)?"
    r"|дзе|швили|[иы]х|ич(?:а|у|ем)?)"
)
_LOWER = re.compile(rf"(?<!\w)((?i:зовут|по имени|{_ROLE}))\s+([а-яё]{{3,}})(?:\s+([а-яё]{{5,}}))?")


@dataclass(frozen=True, slots=True)
class _Word:
    """One capitalised word: where it stands, and how likely the dictionary has it as a part of a name."""

    start: int
    end: int
    first: float
    last: float
    middle: bool
    place: bool
    is_initial: bool
    is_title: bool

    @property
    def is_part(self) -> bool:
        return self.is_initial or self.middle or self.first + self.last > 0

    @property
    def is_sure(self) -> bool:
        return self.is_title and self.first >= 0.6 and not self.place


def mask_names(texts: Iterable[str]) -> list[str]:
    """The texts with personal names as «[имя]» and addresses down to a house as «[адрес]», in order."""
    return [_mask_people(mask_addresses(text)) for text in texts]


def _mask_people(text: str) -> str:
    spans = [span for run in _runs(text) for span in _people(run, text)]
    for start, end in reversed(spans):
        text = text[:start] + MASK + text[end:]
    return _LOWER.sub(_mask_lower, text)


def _runs(text: str) -> Iterator[list[_Word]]:
    """Neighbouring capitalised words, with nothing but a space or the dot of an initial between them."""
    run: list[_Word] = []
    for found in _WORD.finditer(text):
        is_lead = _LEAD.fullmatch(found.group())
        if run and (is_lead or not _is_beside(run[-1], found.start(), text)):
            yield run
            run = []
        if not is_lead:
            run.append(_read_word(found))
    if run:
        yield run


def _is_beside(word: _Word, start: int, text: str) -> bool:
    end = word.end + (word.is_initial and text[word.end] == ".")
    return _GAP.fullmatch(text, end, start) is not None


def _read_word(found: re.Match[str]) -> _Word:
    word = found.group()
    first, last, middle, place = (0.0, 0.0, False, False) if len(word) == 1 else _judge(word.lower())
    return _Word(*found.span(), first, last, middle, place, len(word) == 1, not word.isupper())


@cache
def _morphology() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer()


@lru_cache(maxsize=65_536)
def _judge(word: str) -> tuple[float, float, bool, bool]:
    """How likely a first and a last name, whether ever a patronymic, whether ever a place."""
    if word in _NOT_PEOPLE or len(word) > LONGEST_WORD:
        return 0.0, 0.0, False, False
    parses = _morphology().parse(word)
    known = [p for p in parses if p.is_known]
    first = sum(p.score for p in known if "Name" in p.tag)
    surnames = parses if _SURNAME.fullmatch(word) else known
    last = sum(p.score for p in surnames if "Surn" in p.tag)
    place = any("Geox" in p.tag and p.normal_form not in _PEOPLE_FIRST for p in parses)
    return first, last, any("Patr" in p.tag for p in parses), place


def _people(run: list[_Word], text: str) -> Iterator[tuple[int, int]]:
    before = text[max(0, run[0].start - 40) : run[0].start]
    if _is_called(run, before, text):
        yield _span(_leading_parts(run), text)
        return
    if _NOT_A_PERSON_AFTER.search(before):
        return
    if _AFTER_INTRODUCTION.search(before):
        yield _span(run[:3], text)
    elif run[0].is_part and run[0].end - run[0].start != 2 and _is_addressed(before):
        yield _span(_leading_parts(run), text)
    else:
        yield from _plain_people(run, text)


def _is_addressed(before: str) -> bool:
    """Whether the place of the run says that a person follows: a greeting or a job beside it."""
    return bool(_AFTER_GREETING.search(before) or _AFTER_ROLE.search(before))


def _is_called(run: list[_Word], before: str, text: str) -> bool:
    """Whether somebody is called by name, within quotation marks too: «Ольга Петровна, добрый день»."""
    parts = _leading_parts(run)
    if not parts or not (parts[0].first or (parts[-1].middle and parts[0].is_part)):
        return False
    if _BEFORE_GREETING.match(text, parts[-1].end):
        return True
    return bool(_BEFORE_POLITE.match(text, parts[-1].end) and _AT_THE_START.search(before))


def _leading_parts(run: list[_Word]) -> list[_Word]:
    parts = next((at for at, word in enumerate(run) if not word.is_part), len(run))
    return run[: min(parts, 3)]


def _plain_people(run: list[_Word], text: str) -> Iterator[tuple[int, int]]:
    """Names that are plain without a context: full names, initials, names that mean nothing else."""
    at = 0
    while at < len(run):
        size = next((size for size in (3, 2) if _is_full_name(run[at : at + size], size)), 0)
        size = size or int(run[at].is_sure)
        if size:
            yield _span(run[at : at + size], text)
        at += max(size, 1)


def _is_full_name(words: list[_Word], size: int) -> bool:
    if len(words) < size or not all(word.is_part for word in words):
        return False
    named = [word for word in words if not word.is_initial]
    if len(named) < size:  # «Иванов И. И.»
        return len(named) == 1 and (named[0].is_sure or named[0].last > (0.0 if size == 3 else 0.3))
    return any(word.middle for word in words) or (size == 2 and _is_pair(*words))


def _is_pair(one: _Word, other: _Word) -> bool:
    """«Роман Иванов», «Иванова Вера»: each may be its part, and one of them surely is."""
    pairs = ((one, other), (other, one))
    return any(min(a.first, b.last) > 0.04 and max(a.first, b.last) >= 0.6 for a, b in pairs)


def _span(words: list[_Word], text: str) -> tuple[int, int]:
    last = words[-1]
    dot = last.is_initial and text[last.end : last.end + 1] == "."
    return words[0].start, last.end + dot


def _mask_lower(found: re.Match[str]) -> str:
    """«меня зовут сергей», «мастер андрей»: only names that mean nothing else."""
    lead, name, second = found.groups()
    first, _, _, place = _judge(name)
    if first < 0.6 or place:
        return found.group()
    gone = second is not None and (_judge(second)[2] or _judge(second)[1] >= 0.6)
    rest = "" if gone or second is None else f" {second}"
    return f"{lead} {MASK}{rest}"

"""Personal numbers and addresses out of texts before anything is written; the words around them stay.

Masked: phones, e-mails, contract and account numbers, cards, passports, profile links and handles. Not
masked: free hotlines (8-800) and short codes, prices, speeds, dates, error codes, tariffs. Masking twice
changes nothing. Names and postal addresses need a language model and are masked later, on the way into
the warehouse.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import Final

# 8-800 and 8-804 cost the caller nothing: official lines, whoever writes them down.
_FREE_CALL: Final = re.compile(r"[78]?80[04]\d{6,8}")
_DATE: Final = re.compile(r"\d{4}[-\s]\d{2}[-\s]\d{2}|\d{1,2}[-\s]\d{2}[-\s]\d{4}")
_NO_UNIT: Final = (
    r"(?!\d|[.,]\d|\s*(?:руб|р\.|р\b|₽|тг|тенге|тыс|грн|сом|\$|€|%|[мкг]б|[мгк]битн?|мегабит|mb|kb"
    r"|год|г\.|г\b|мес|дн|раз\b))"
)
_NUMBER: Final = r"(?:[A-ZА-ЯЁ]{1,5}[-/]?)?\d(?:[-/]?\d){3,19}(?:[-/][A-ZА-ЯЁ]{1,4}\b)?"
_SIGN: Final = r"(?:№|#|N[o°º]?\.?|номер\w*)"
_LONG_NUMBER: Final = _NUMBER.replace(
    "{3,19}", "{4,19}"
)  # shorter ones beside the bare word are years, prices
_CONTRACT: Final = r"(?:договор\w*|дог\.|контракт\w*|логин\w*)"
_NUMBERED: Final = r"(?:договор\w*|дог\.|контракт\w*|логин\w*|абонент\w*)"
_ACCOUNT: Final = (
    r"(?:л\s?[/.]\s?с\b\.?|\bлс\b|лиц(?:ев\w+|\.)\s*сч[её]т\w*|лицев(?:ой|ого|ому|ым|ом)\b|р\s?/\s?с\b)"
)
_CALL: Final = (
    r"(?:\bтел(?:\.|ефон\w*)?|\bмоб(?:\.|ильн\w+)|\bсот(?:\.|ов\w+)|\b(?:по|пере)?звон\w+"
    r"|whats\s?app|в[ао]т?[сц]ап\w*|viber|вайбер\w*|\b(?:мой|на|по|с) номер\w*)"
)
_CALL_FILLER: Final = r"(?:\s*(?:номер\w*|по|на|мне|№|:|-))*\s*"
_SOCIAL: Final = (
    r"(?:vk\.(?:com|ru)/(?!wall|club|public|topic|album|event|app|video|feed|write-)"
    r"|(?:t\.me|telegram\.me|wa\.me|ok\.ru|facebook\.com|fb\.com|instagram\.com|twitter\.com|x\.com"
    r"|my\.mail\.ru)/)"
)
_PRIVATE_USE: Final = 0xF0000  # characters that no text has
_AT: Final = r"(?:@|[\[(]\s?(?:at|собака|собачка)\s?[\])])"


@dataclass(frozen=True, slots=True)
class _Rule:
    """What to look for and the mark in its place; the group `secret`, if there is one, is what goes."""

    mark: str
    pattern: re.Pattern[str]
    is_secret: Callable[[str], bool] = lambda _found: True


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_card(found: str) -> bool:
    """Return whether the digits pass the check sum of payment cards (Luhn)."""
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(_digits(found))))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _is_private_phone(found: str) -> bool:
    return not _FREE_CALL.fullmatch(_digits(found)) and not _DATE.fullmatch(found.strip())


def _rule(mark: str, pattern: str, is_secret: Callable[[str], bool] = lambda _found: True) -> _Rule:
    return _Rule(mark, re.compile(pattern, re.IGNORECASE), is_secret)


_RULES: Final = (
    _rule(
        "[почта]",
        rf"(?<![\w.+-])[\w.+-]+\s?{_AT}\s?[\w-]+(?:\.[\w-]+)*\.[a-zа-я]{{2,}}\b",
    ),
    _rule("[профиль]", rf"(?:https?://)?(?:www\.|m\.)?{_SOCIAL}[^\s<>\"»)\]]*[^\s<>\"»)\].,;:!?]"),
    _rule("[паспорт]", r"\b(?:паспорт\w*|серия)[^\d\]]{0,20}(?P<secret>\d{2}\s?\d{2}\D{0,9}\d{6})(?!\d)"),
    _rule("[паспорт]", r"\bснилс[^\d\]]{0,10}(?P<secret>\d{3}-?\d{3}-?\d{3}[\s-]?\d{2})(?!\d)"),
    _rule("[карта]", r"\bкарт\w*[^\d\]]{0,12}(?P<secret>\d{4}([ -]?)\d{4}\2\d{4}\2\d{4})(?!\d)"),
    _rule("[карта]", r"(?<![\d-])\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?(?![\d-])", _is_card),
    _rule("[счёт]", rf"{_ACCOUNT}\s*(?:{_SIGN}\s*)?[:=-]?\s*(?P<secret>{_NUMBER}){_NO_UNIT}"),
    _rule("[счёт]", rf"\bсч[её]т\w*\s*{_SIGN}\s*:?\s*(?P<secret>{_NUMBER})"),
    _rule("[счёт]", r"(?<!\d)\d{20}(?!\d)"),
    _rule(
        "[договор]",
        rf"{_NUMBERED}(?:\s+[а-яё]+){{0,2}}\s*{_SIGN}\s*[:=-]?\s*(?P<secret>{_NUMBER})",
    ),
    _rule("[договор]", rf"{_CONTRACT}\s*[:=(-]?\s*(?P<secret>{_LONG_NUMBER}){_NO_UNIT}"),
    _rule("[телефон]", r"(?<![\w+])\+\s?\d(?:[\s()-]{0,3}\d){9,13}(?!\d)", _is_private_phone),
    _rule("[телефон]", r"(?<![\w.,+/-])[78](?:[\s()-]{0,3}\d){10}(?!\d|[.,]\d)", _is_private_phone),
    _rule("[телефон]", r"(?<![\w.,+/-])9\d{2}(?:[\s-]?\d{3}[\s-]?\d{2}[\s-]?\d{2}|(?:-?\d){7})(?!\d|[.,]\d)"),
    _rule("[телефон]", r"\(\d{3,5}\)\s?\d(?:[\s-]?\d){4,6}(?!\d)", _is_private_phone),
    _rule("[телефон]", r"(?<![\d.,/-])\d{3}-\d{2}-\d{2}(?![\d/-]|[.,]\d)"),
    _rule(
        "[телефон]",
        rf"{_CALL}{_CALL_FILLER}(?P<secret>\d(?:[\s()-]{{0,2}}\d){{5,11}})(?!\d|[.,]\d)",
        _is_private_phone,
    ),
    _rule("[профиль]", r"\[id\d+\|[^\]\n]*\]|(?<![\w@./])(?:@[a-z_][\w.]{2,31})+\b"),
)


def mask(text: str, *, keep: Collection[str] = ()) -> str:
    """Return the text with each personal number or address replaced by its typed mark, as in "[телефон]".

    `keep` lists what stays readable, such as the provider's own phones, e-mails and handles; numbers are
    compared by their digits.
    """
    keeper = _Keeper({_key(item) for item in keep})
    for rule in _RULES:
        text = rule.pattern.sub(partial(_replaced, rule=rule, keeper=keeper), text)
    return keeper.restored(text)


class _Keeper:
    """Takes what is no secret out of the text while the rules run, lest a later rule mask a part of it."""

    def __init__(self, kept: Collection[str]) -> None:
        self._kept = kept
        self._taken: list[str] = []

    def keeps(self, secret: str, rule: _Rule) -> bool:
        return _key(secret) in self._kept or not rule.is_secret(secret)

    def taken(self, harmless: str) -> str:
        self._taken.append(harmless)
        return chr(_PRIVATE_USE + len(self._taken) - 1)

    def restored(self, text: str) -> str:
        for place, harmless in reversed(list(enumerate(self._taken))):
            text = text.replace(chr(_PRIVATE_USE + place), harmless)
        return text


def _replaced(found: re.Match[str], *, rule: _Rule, keeper: _Keeper) -> str:
    group = "secret" if "secret" in rule.pattern.groupindex else 0
    secret: str = found[group]
    instead = keeper.taken(secret) if keeper.keeps(secret, rule) else rule.mark
    start, end = found.start(group) - found.start(), found.end(group) - found.start()
    return found[0][:start] + instead + found[0][end:]


def _key(text: str) -> str:
    letters = re.search(r"[^\W\d_]", text)
    return text.strip().casefold() if letters else _digits(text)

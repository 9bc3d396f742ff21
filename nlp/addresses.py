"""Postal addresses down to a house or a flat. A street without a number stays: outages are about streets."""

import re

MASK = "[адрес]"

_STREET_WORD = (
    r"(?:ул(?:иц[аеуы]|\.)?|просп(?:ект[аеу]?|\.)|пр-?к?т[аеу]?|пр-д[аеу]?|проезд[аеу]?|пр\.|пер(?:еул(?:ок|к[аеу])|\.)"
    r"|б-р|бульвар[аеу]?|наб(?:ережн(?:ая|ой|ую)|\.)|шоссе|ш\.|мкр-?н?\.?|микрорайон[аеу]?|площад[ьи]|пл\.|алле[яеию]"
    r"|тракт[аеу]?|тупик[аеу]?|квартал[аеу]?)"
)
_STREET = rf"(?i:{_STREET_WORD})(?:(?<=\.)\s*|\s+|(?=«))"
_ORDINAL = r"(?:\d{1,3}(?:\s?-\s?(?:[йяе]|го|ой|ая|ый|лети[яе]))?(?:\s+лет)?\s+)"
_CAPITAL = r"[А-ЯЁ](?:[\w-]+|\.)"
# A word begins after a space or a dot: if it could begin anywhere, a run of capitals would take cubic time.
_NAME = rf"(?:«?{_ORDINAL}?{_CAPITAL}(?:(?:\s+|(?<=\.)){_CAPITAL}){{0,2}}»?|{_ORDINAL}?[а-яё]{{4,}})"
_PROPER = rf"{_ORDINAL}?[А-ЯЁ][а-яё-]+(?:\s+[А-ЯЁ][а-яё-]+)?"
# «на улице Ленина 5 дней нет сети»: a number that counts something is no house.
_COUNTED = (
    r"(?!\s?-?\s?(?:[ая]я|й|я|е|ти|х|го|[лЛ]ет)|\s*(?:дн|ден|час|мин|лет|год|руб|р\b|мб|мег|гб|гиг|кб|%|₽|₸|дом[оа]"
    r"|раз|мес|нед|сут|кварт[аи]р\s|чел|семей|абонент|тыс|подъезд[оа]|этаж|к?м\b|провайдер|[а-я]+-й)|[.,:]\d|\d)"
)
_NO_AMOUNT = r"(?!\w|[.,]\d|\s*(?:кв|м\b|руб|₽|тыс|млн|т\.))"
_LETTER = r"(?:[а-яА-Я]\d{0,3}(?!\w)|\s[а-еА-Е](?=\s*(?:[,.;)]|$|кв)))"
# Spaces before a number are read in one way only: with two, a row of blocks would take exponential time.
_NUMBER = rf"(?:№\s?)?\d{{1,3}}(?!\d){_LETTER}?(?:\s?[/\\-]\s?\d{{1,4}}[а-яА-Я]?(?!\w))?"
_HOUSE_WORD = r"(?<!\w)(?:д\.?|дом[аеу]?)(?![а-яё])"
_BLOCK = (
    rf"(?:,?\s*(?:корп(?:ус)?\b\.?|к\.|стр(?:оение)?\b\.?|лит(?:ера?)?\b\.?|под(?:ъезд)?\b\.?)\s*{_NUMBER})"
)
_FLAT = rf"(?:,?\s*(?:кв\b\.?|квартир[аеы]\b|офис\b|оф\.|комната\b|комн\.)\s*{_NUMBER})"
_TAIL = rf"{_BLOCK}*{_FLAT}?"
_MARKED_HOUSE = rf",?\s*{_HOUSE_WORD}\s*{_NUMBER}"
_HOUSE = rf"(?:{_MARKED_HOUSE}|,?\s*{_NUMBER}{_COUNTED})"

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w){_STREET}{_NAME}(?:\s+(?i:{_STREET_WORD}))?{_HOUSE}{_TAIL}",
        rf"(?<!\w){_PROPER}\s+(?i:{_STREET_WORD})(?!\w){_HOUSE}{_TAIL}",
        rf"(?<!\w){_PROPER}{_MARKED_HOUSE}{_TAIL}",
        rf"(?<!\w){_PROPER},?\s*{_NUMBER}{_BLOCK}*{_FLAT}",
        rf"{_HOUSE_WORD}\s*{_NUMBER}{_BLOCK}*{_FLAT}",
        rf"{_HOUSE_WORD}\s*{_NUMBER}{_BLOCK}+",
        rf"(?<!\w)(?<!\d )(?i:кв\.|кв|квартир[аеы])\s*(?:№\s?)?\d{{1,4}}{_NO_AMOUNT}",
    )
)
_MAY_HOLD = re.compile(r"\d")


def mask_addresses(text: str) -> str:
    """The text with every address that has a house or flat number as «[адрес]»."""
    if not _MAY_HOLD.search(text):
        return text
    for pattern in _PATTERNS:
        text = pattern.sub(MASK, text)
    return text

"""The spellings of dates that `dates` knows, as patterns over lower-cased text with one kind of space."""

import re
from typing import Final

_MONTHS: Final = (
    r"январ[ья]|янв|jan(?:uary)?",
    r"феврал[ья]|февр?|feb(?:ruary)?",
    r"марта?|мар|mar(?:ch)?",
    r"апрел[ья]|апр|apr(?:il)?",
    r"ма[йя]|may",
    r"июн[ья]?|june?",
    r"июл[ья]?|july?",
    r"августа?|авг|aug(?:ust)?",
    r"сентябр[ья]|сент?|sept?(?:ember)?",
    r"октябр[ья]|окт|oct(?:ober)?",
    r"ноябр[ья]|нояб?|nov(?:ember)?",
    r"декабр[ья]|дек|dec(?:ember)?",
)
_ENGLISH: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH: Final = rf"(?P<name>{'|'.join(_MONTHS)})\.?"
_WHOLE_MONTHS: Final = tuple(re.compile(rf"\b(?:{names})\b\.?") for names in _MONTHS)

_ZONE: Final = r"(?P<zone>z|utc|gmt|мск|msk|[+-]\d{2}(?::?\d{2})?)"
_SECONDS: Final = r"(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
_HALF: Final = r"(?:\s*(?P<half>[ap]\.?m\.?))?"
_CLOCK: Final = rf"(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}}){_SECONDS}{_HALF}(?:\s*\(?{_ZONE}\)?)?"
_TIME: Final = rf"(?:(?:\s*[,|]\s*|\s+)(?:(?:в|at|—|–|-|\|)\s*)?{_CLOCK})?"
_OF_YEAR: Final = r"(?:\s*г(?:\.|ода?\b|\b))?"
_YEAR: Final = rf"(?P<year>\d{{4}}){_OF_YEAR}"

LABEL: Final = re.compile(
    r"\A(?:(?:опубликован|добавлен|написан|размещ[её]н)[оаы]?|дата|отзыв от|от|published)\s*:?\s+"
)
WEEKDAY: Final = re.compile(
    r"\A(?:понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\.?,?\s+"
)
ISO: Final = re.compile(
    rf"(?P<year>\d{{4}})(?P<mark>[-./])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?:(?:t|,?\s+(?:в\s+)?){_CLOCK})?"
)
NUMERIC: Final = re.compile(
    rf"(?P<day>\d{{1,2}})(?P<mark>[-./])(?P<month>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|\d{{2}}){_OF_YEAR}{_TIME}"
)
NUMERIC_NO_YEAR: Final = re.compile(rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{2}})(?=.*\d:\d){_TIME}")
DAY_MONTH: Final = re.compile(rf"(?P<day>\d{{1,2}})(?:-?го)?[\s-]+{_MONTH}(?:,?[\s-]+{_YEAR})?{_TIME}")
MONTH_DAY: Final = re.compile(rf"{_MONTH}\s+(?P<day>\d{{1,2}}),?\s+{_YEAR}{_TIME}")
MONTH_YEAR: Final = re.compile(rf"{_MONTH},?\s+{_YEAR}")
MONTH_NUMBER: Final = re.compile(r"(?P<year>(?:19|20)\d{2})-(?P<month>\d{2})")
YEAR_ALONE: Final = re.compile(rf"(?P<year>(?:19|20)\d{{2}}){_OF_YEAR}")
NAMED_DAY: Final = re.compile(rf"(?P<named>сегодня|позавчера|вчера|today|yesterday){_TIME}")
AGO: Final = re.compile(r"(?:(?P<count>\d{1,4})\s*)?(?P<unit>[а-я]+)\.?\s+назад")
UNIX: Final = re.compile(r"(?P<digits>\d{9,10}|\d{12,13}|\d{15,16})(?:\.\d+)?")


def month_number(name: str) -> int:
    """Return 1 to 12 for a month name in Russian or English, any case of the noun, full or short."""
    return next(
        number for number, names in enumerate(_MONTHS, start=1) if re.fullmatch(names, name.rstrip("."))
    )


def in_english(text: str) -> str:
    """Return the text with month names put into full English, as strptime wants them for %B."""
    for pattern, english in zip(_WHOLE_MONTHS, _ENGLISH, strict=True):
        text = pattern.sub(english, text)
    return text

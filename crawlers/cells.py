"""Single cells of a table: what people write where a rating, a number, a date or a yes is meant."""

import math
import re
from datetime import date, datetime
from typing import Final

from .sane import printable

_NUMBER: Final = r"\d{1,15}(?:[.,]\d{1,15})?"  # longer ones are no number of anything here
_HALVES: Final = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_OUT_OF: Final = re.compile(rf"(?P<rating>{_NUMBER})\s*(?:/|из|of|out of)\s*(?P<max>{_NUMBER})")
_WITH_UNIT: Final = re.compile(
    rf"(?P<rating>{_NUMBER}|\d*\s?[½¼¾])\s*(?:зв[её]зд\w*|балл\w*|stars?|★|⭐)?\.?", re.IGNORECASE
)
_WEB_ADDRESS: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_NO: Final = frozenset({"", "0", "0.0", "false", "no", "none", "null", "нет", "-", "—"})
_YES: Final = frozenset({"1", "1.0", "true", "yes", "да", "+"})


def as_text(value: object) -> str:
    """Return the cell as printable text: "" for nothing and NaN, whole floats without ".0", dates as ISO."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float() if math.isnan(value):
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date():
            return value.isoformat()
        case _:
            return printable(str(value)).strip()


def as_rating(value: object) -> tuple[float | None, float | None]:
    """Return the rating and its maximum where the cell says it: "4,5", "4½", "4 из 5", "★★★★☆"; else None."""
    text = as_text(value).casefold()
    if found := _OUT_OF.fullmatch(text):
        return _number(found["rating"]), _number(found["max"])
    if text and not text.strip("★⭐☆✩✮½\ufe0f "):
        filled, empty = sum(map(text.count, "★⭐")), sum(map(text.count, "☆✩✮"))
        half = 0.5 * text.count("½")
        return filled + half, float(filled + empty + math.ceil(half)) if empty else None
    if found := _WITH_UNIT.fullmatch(text):
        return _number(found["rating"]), None
    return None, None


def as_number(value: object) -> float | None:
    """Return the plain number in the cell, or None."""
    text = as_text(value)
    return _number(text) if re.fullmatch(_NUMBER, text) else None


def as_url(value: object) -> str:
    """Return the web address in the cell, "" for anything else: «адрес» may be where somebody lives."""
    text = as_text(value)
    return text if _WEB_ADDRESS.fullmatch(text) else ""


def as_badge(value: object) -> str | None:
    """Return the badge that the cell gives an author: "official" for a bare yes, None for a no."""
    text = as_text(value)
    if text.casefold() in _NO:
        return None
    return "official" if text.casefold() in _YES else text


def _number(text: str) -> float:
    whole = text.strip("½¼¾ ")
    part = sum(value for sign, value in _HALVES.items() if sign in text)
    return (float(whole.replace(",", ".")) if whole else 0.0) + part

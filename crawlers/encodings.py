"""Which encoding a file is in, by evidence: Russian letters are not equally frequent, and mojibake shows."""

import codecs
import re
from collections import Counter
from contextlib import suppress
from math import log
from typing import Final

from .errors import TableUnreadable

SAMPLE_SIZE: Final = 1 << 18  # bytes, from the first one that is not ASCII
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CYRILLIC: Final = ("cp1251", "koi8-r", "cp866")
_CONFUSIONS: Final = (
    *(("koi8-r", "cp1251"), ("cp1251", "koi8-r"), ("cp1252", "cp1251")),
    *(("latin-1", "cp1251"), ("cp1251", "cp866")),
)
# Per mille of each letter in Russian prose; the rest of the alphabet shares what is left.
_FREQUENCIES: Final = {
    letter: share
    for letters, share in (
        ("о", 110), ("е", 85), ("а", 80), ("и", 74), ("н", 67), ("т", 63), ("с", 55), ("рвл", 45),
        ("кмдпу", 31), ("яыьгзбч", 17), ("йхжшю", 10), ("цщэф", 4), ("ъё", 1),
    )
    for letter in letters
}  # fmt: skip
_USUAL_MARKS: Final = frozenset("«»“”„’‘–—…№°•·×±½€₽\u00a0®©™¼¾²³§")
_STRANGE: Final = log(0.0003)
_LEAST_MEAN: Final = -4.0  # per character; Russian has about -3.0, a wrong Cyrillic encoding below -4.5
_LEAST_LEAD: Final = 8.0
_BROKEN_SHARE: Final = 0.3  # of the words: a real text holds next to none that read as UTF-8
_CASE_BREAK: Final = re.compile(r"[а-яё][А-ЯЁ]")


def find_encoding(sample: bytes, name: str) -> str:
    """Return the encoding of the sample; TableUnreadable (with `name`) where the evidence is thin."""
    for mark, encoding in _BOMS:
        if sample.startswith(mark):
            return encoding
    if _is_utf8(sample):
        return "utf-8"
    ranked = sorted(
        ((_evidence(_decoded(sample, encoding)), encoding) for encoding in _CYRILLIC), reverse=True
    )
    (best, encoding), (second, _) = ranked[:2]
    text = _decoded(sample, encoding)
    if _was_utf8(_words(text)):
        raise TableUnreadable(f"{name} is UTF-8 with broken bytes {_where(sample)}; write it anew as UTF-8.")
    marks = sum(character > "\x7f" for character in text)
    if best / max(marks, 1) < _LEAST_MEAN or best - second < _LEAST_LEAD:
        raise TableUnreadable(
            f"The encoding of {name} cannot be told for sure (neither UTF-8, cp1251, KOI8-R nor cp866);"
            " save it as UTF-8, or name its encoding."
        )
    return encoding


def find_mojibake(text: str) -> str | None:
    """Return how the text was spoilt, as in "UTF-8 read as cp1251", or None for a text that reads well."""
    words = _words(text)
    if not words:
        return None
    if sum("\ufffd" in word for word in words) > _BROKEN_SHARE * len(words):
        return "letters lost and replaced"
    if wrong := _was_utf8(words):
        return f"UTF-8 read as {wrong}"
    return _swapped(" ".join(words))


def _words(text: str) -> list[str]:
    return re.findall(r"\S*[^\x00-\x7f]\S*", text)[:5000]


def _was_utf8(words: list[str]) -> str | None:
    """Return the encoding as which UTF-8 was read, None where the words are no UTF-8 in any."""
    for wrong in ("cp1251", "cp1252", "latin-1"):
        if sum(_reads_as(word, wrong) for word in words) > _BROKEN_SHARE * len(words):
            return wrong
    return None


def _swapped(text: str) -> str | None:
    """Return which encodings were taken for each other, if that explains the text far better."""
    least = _evidence(text) + max(5 * _LEAST_LEAD, 0.5 * len(text))
    explained = [(least, "")]
    for wrong, right in _CONFUSIONS:
        with suppress(UnicodeError):
            explained.append((_evidence(text.encode(wrong).decode(right)), f"{right} read as {wrong}"))
    return max(explained)[1] or None


def _reads_as(word: str, wrong: str) -> bool:
    try:
        return any("а" <= letter <= "я" for letter in word.encode(wrong).decode().casefold())
    except UnicodeError:
        return False


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)  # a character cut by the sample's end is fine
    except UnicodeDecodeError:
        return False
    return True


def _decoded(sample: bytes, encoding: str) -> str:
    return sample.decode(encoding, errors="replace")


def _evidence(text: str) -> float:
    """Return the log-likelihood of the characters beyond ASCII, as letters and marks of Russian prose."""
    counts = Counter(character for character in text if character > "\x7f")
    letters = sum(count * _weight(character) for character, count in counts.items())
    return letters + 2 * _STRANGE * len(_CASE_BREAK.findall(text))


def _weight(character: str) -> float:
    if character in _USUAL_MARKS:
        return log(0.01)
    share = _FREQUENCIES.get(character.casefold())
    return log(share / 1000) if share else _STRANGE


def _where(sample: bytes) -> str:
    try:
        sample.decode()
    except UnicodeDecodeError as error:
        return f"near byte {error.start}"
    return ""

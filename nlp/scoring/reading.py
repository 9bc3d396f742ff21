"""JSON Lines of gold labels, plain or compressed, one file or a folder ▶ rows whose form is checked."""

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from nlp.labels import Sentiment

from .hard import CLASSES
from .rows import FIELDS, TRUE, GoldBroken

_ENDINGS = ("*.jsonl", "*.jsonl.gz")
_SINGLE_ANSWERS = "annotations.jsonl"  # what each annotator said before it was settled
_MARKS = "«»“”„\"'"
_CHOICES: dict[str, tuple[str, ...]] = {**FIELDS, "hard": tuple(CLASSES)}


def read_gold(path: Path) -> list[dict[str, object]]:
    """The gold rows of a file, or of all the .jsonl and .jsonl.gz files of a folder; each id once."""
    rows = [_bare_names(row) for file in _files(path) for row in read_rows(file, ("id", "text"))]
    seen: set[str] = set()
    for row in rows:
        if (key := str(row["id"])) in seen:
            raise GoldBroken(f"The id {key} stands twice in {path}: give each text an id of its own.")
        seen.add(key)
    return rows


def _bare_names(row: dict[str, object]) -> dict[str, object]:
    """The row with mentions without the quotation marks around them: they are no part of a name."""
    text, mentions = str(row["text"]), cast("list[dict[str, Any]]", row.get("mentions", []))
    return row | {"mentions": [_bare_name(one, text) for one in mentions]} if mentions else row


def _bare_name(mention: dict[str, Any], text: str) -> dict[str, Any]:
    quote = text[mention["start"] : mention["end"]]
    start = mention["start"] + len(quote) - len(quote.lstrip(_MARKS))
    return mention | {"start": start, "end": start + len(quote.strip(_MARKS))}


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = (file for ending in _ENDINGS for file in path.glob(ending))
    files = sorted(file for file in found if not file.name.startswith(_SINGLE_ANSWERS))
    if not files:
        raise GoldBroken(f"The folder {path} has no .jsonl or .jsonl.gz file: name one with gold rows.")
    return files


def read_rows(path: Path, required: Sequence[str] = ("id",)) -> list[dict[str, object]]:
    """The objects of a JSON Lines file (also .gz); GoldBroken names the line that breaks the form."""
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8-sig") as lines:
            numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise GoldBroken(f"The file {path} cannot be read: {error}.") from error
    if not numbered:
        raise GoldBroken(f"The file {path} is empty: it needs one JSON object per line.")
    return [_parse_row(line, required, f"Line {number} of {path}") for number, line in numbered]


def _parse_row(line: str, required: Sequence[str], place: str) -> dict[str, object]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise GoldBroken(f"{place} is not JSON: {error}.") from error
    if not isinstance(row, dict) or any(key not in row for key in required):
        raise GoldBroken(f"{place} is not an object with {' and '.join(required)}.")
    for field in row.keys() & _CHOICES.keys():
        _check_labels(row[field], field, place)
    for field in row.keys() & _FORMS.keys():
        is_fine, form = _FORMS[field]
        if not is_fine(row[field]):
            raise GoldBroken(f"{place}: {field} has to be {form}.")
    return row


def _check_labels(value: object, field: str, place: str) -> None:
    plain = [value] if isinstance(value, str | bool) else value
    known = [True, False] if _CHOICES[field] == (TRUE,) else _CHOICES[field]
    if not isinstance(plain, list) or any(label not in known for label in plain):
        raise GoldBroken(f"{place}: {field} is {value!r}, but takes {', '.join(map(str, known))}.")


def _are_attitudes(value: object) -> bool:
    return isinstance(value, dict) and all(label in tuple(Sentiment) for label in value.values())


def _are_mentions(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_mention, value))


def _is_mention(value: object) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("provider"), str):
        return False
    return all(type(value.get(key)) is int for key in ("start", "end"))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


_FORMS: dict[str, tuple[Callable[[object], bool], str]] = {
    "text": (_is_text, "a text"),
    "providers": (_are_attitudes, "an object of slugs, each with negative, neutral or positive"),
    "mentions": (_are_mentions, "a list of objects with provider, start and end"),
}

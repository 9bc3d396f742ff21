"""The baseline that everyone could write: a label wherever a word stands that often goes with it."""

import re

from .rows import Row

PATTERNS = {
    ("ignoring", "claimed"): "игнор|не отвеча|не дозвон|трубк|отписк",
    ("apology", "given"): "извин|прощени",
    ("compensation", "given"): "перерасч[её]т|компенс|вернули",
    ("leaving", "true"): "ушл?[ёе]л|ухожу|уйду|расторг",
    ("resolved", "true"): "решил|исправил|починил|заработал",
}
FIELDS = {field: (label,) for field, label in PATTERNS}


def find_keywords(row: Row) -> dict[str, object]:
    """What the keywords say of a gold row's text, in the form of a gold row."""
    text = str(row["text"]).lower()
    found = {field: [label] if re.search(words, text) else [] for (field, label), words in PATTERNS.items()}
    return {"id": row["id"], **found}

"""The phrases of the rules, kept as text: one file per module, one `[section]` per rule's list.

A line is a phrase (notation in phrases.py); a line that begins with a space goes on with the phrase above;
`#` begins a comment.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from .errors import PhraseBroken
from .phrases import Phrases

PHRASEBOOK = Path(__file__).with_name("phrasebook")


@cache
def load_lexicon(name: str) -> Mapping[str, Phrases]:
    """The phrase lists of `phrasebook/<name>.txt` by section."""
    sections = read_sections((PHRASEBOOK / f"{name}.txt").read_text(encoding="utf-8"))
    return {section: Phrases(*phrases) for section, phrases in sections.items()}


def read_sections(text: str) -> dict[str, list[str]]:
    """The phrases of a phrasebook file's text, by section."""
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        bare = line.split("#")[0].strip()
        if bare.startswith("["):
            current = sections.setdefault(bare.strip("[]"), [])
        elif bare and not sections:
            raise PhraseBroken(f"The phrase «{bare}» stands before the first [section] of its file.")
        elif bare and line.startswith(" "):
            current[-1] += f"{'' if bare.startswith('|') else ' '}{bare}"
        elif bare:
            current.append(bare)
    return sections

"""Providers that a page names and the alias table does not know: they are taken at their word."""

from .providers import Provider

_LETTERS = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True))
    | {"ё": "e", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}
    | {"ъ": "", "ь": ""}
)
LONGEST_NAME = 80
"""Characters; a longer "name" is a sentence that a wrong selector or column brought."""


def introduce(name: str) -> Provider | None:
    """A provider of that name with a Latin slug («Связь-Плюс» is `svyaz-plyus`); None for what is no name."""
    shown = " ".join(name.split())
    slug = _slug(shown)
    if not slug or len(shown) > LONGEST_NAME:
        return None
    return Provider(slug=slug, name=shown, parent=None, aliases=(shown,))


def _slug(name: str) -> str:
    latin = name.casefold().translate(_LETTERS)
    kept = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in latin)
    return "-".join(kept.split())

"""The case forms of a provider's name, in both alphabets."""

import re

from .text import analyze, read_word

_CASES = ("gent", "datv", "accs", "ablt", "loct")
_ENDINGS = ("а", "у", "ом", "е")
_AFTER_Y = ("я", "ю", "й", "ем", "е")
# «билайновский», «мтсный», «корбинцы», «МТСники»: the letters after the stem of the name.
_ADJECTIVE = r"(?:ый|ий|ой|ая|ое|ие|ые|ого|его|ому|ему|им|ым|ом|ем|ую|их|ых|ими|ыми)"
DERIVED = re.compile(
    rf"(?P<stem>[\w.-]{{2,}}?)-?(?:(?P<sure>[оеё]?вск{_ADJECTIVE})|ш?н{_ADJECTIVE}"
    r"|(?:[оеё]в|ин)?ц(?:ы|ев|ам|ами|ах)|ш?ник(?:и|ов|ам|ами|ах))"
)


def inflect(alias: str) -> set[str]:
    """The alias in lower case and its case forms: «билайн», «билайном», «зелёной точкой»."""
    words = alias.lower().split()
    forms = {" ".join(words)}
    for number, case in enumerate(_CASES):
        forms.add(
            " ".join([*(_adjective(word, case) for word in words[:-1]), _noun(words[-1], case, number)])
        )
    if re.fullmatch(
        r"[a-z0-9-]+|\w{1,3}[бвгджзклмнпрстфхцчш0-9]", words[-1]
    ):  # «МТСом», «МТС-а», «beeline'ом»
        stem = " ".join(words)
        forms |= {f"{stem}{mark}{ending}" for mark in ("", "-", "'", "’") for ending in _ENDINGS}
    return forms | {form.replace("ё", "е") for form in forms}


def _adjective(word: str, case: str) -> str:
    readings = read_word(word).readings
    return _in_case(word, case) if any("ADJF" in reading.grammemes for reading in readings) else word


def _noun(word: str, case: str, number: int) -> str:
    """The word in that case, whose place among the cases is `number`."""
    if not re.fullmatch(r"[а-яё-]+", word):
        return word
    head, hyphen, tail = word.partition("-")
    if tail in {"медиа", "тв"}:  # these stand still: «Мирандой-медиа»
        return _noun(head, case, number) + hyphen + tail
    if word[-1] in "бвгджзклмнпрстфхцчш":
        return word + ("а", "у", "", "ом", "е")[number]
    if word[-1] == "й":
        return word[:-1] + _AFTER_Y[number]
    if word[-1] == "а" and not tail:
        soft = "и" if word[-2] in "гкхжчшщ" else "ы"
        return word[:-1] + {"gent": soft, "accs": "у", "ablt": "ой"}.get(case, "е")
    return _in_case(word, case) if word[-1] in "аяьи" else word


def _in_case(word: str, case: str) -> str:
    inflected = analyze(word, "nomn").inflect({case})
    return str(inflected.word) if inflected else word

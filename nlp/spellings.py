"""Names inside longer words and misspelt ones: «МТС-Украина», «#люблюМТС», «@Beeline_RUS», «билайновский»."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from .aliases import Alias, Doubt
from .inflection import DERIVED
from .text import is_in_dictionary
from .words import list_words

_RUN = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[а-яёa-z])(?=[А-ЯЁA-Z])")
_MAIL = re.compile(r"[\w.+-]+@\w")
_VOICED = re.compile(r"[аеёиоуыэюяaeiouy]")
_OFFICIAL = list_words(
    "ru rus russia rossia official off help support care info news kz by ua uz kg am ge spb msk ural"
)
_HOST = re.compile(r"https?://(?P<host>[^/]+)")
_DOMAIN = re.compile(r"\.(?:ru|ру|рф|com|net|kz|by|ua|uz)(?![^\W_])")
_NOT_DERIVED = (Doubt.DECOY, Doubt.OWN_PAGE)
_LONGEST, _LONGEST_WORD = 200, 24
_ALIKE = ("internet", "интер", "online", "вайфа", "мегафан")  # words of the field that look like names
_LONG = 6  # letters from which on a name is told from a misspelling of another word, or inside a hashtag


@dataclass(frozen=True, slots=True)
class Part:
    """A name at `start:end` of a token; `form` is the spelling of the table, `rule` says how it was seen."""

    form: str
    start: int
    end: int
    rule: str


class Spellings:
    """Reads single words for the names that are sure without context; `aliases` go by lower-case forms."""

    def __init__(self, aliases: Mapping[str, Alias]) -> None:
        self._forms = {form: alias.slug for form, alias in aliases.items() if alias.is_sure and len(form) > 2}
        self._others = frozenset(aliases.keys() - self._forms.keys())
        self._named = frozenset(form for form, one in aliases.items() if one.doubt not in _NOT_DERIVED)
        self._near: dict[str, tuple[str, ...]] = {}
        for form in self._forms:
            if form.isalpha() and len(aliases[form].text) > _LONG:
                for variant in _shortened(form):
                    self._near[variant] = (*self._near.get(variant, ()), form)

    def read(self, text: str) -> tuple[Part, ...]:
        """The names in a token that is not itself one."""
        if len(text) > _LONGEST:
            return ()
        if text.isalpha() and text.islower():  # nearly every word
            return tuple(self._derived(text) or self._misspelt(text))
        if _MAIL.match(text) or _bare(text) in self._others:
            return ()
        if text.startswith("@"):
            return tuple(self._handle(text))
        return tuple(self._derived(text) or list(self._parts(text)) or self._misspelt(text))

    def read_hashtag(self, text: str) -> tuple[Part, ...]:
        """«#мтсживи»: a name that no other word begins or ends with, in the word after a #."""
        low = text.lower()
        for size in range(min(len(low) - 1, 14), 2, -1):
            for start in (0, len(low) - size):
                form = low[start : start + size]
                if form in self._forms and (size >= _LONG or not _VOICED.search(form)):
                    return (Part(form, start, start + size, "names_in_hashtag"),)
        return ()

    def _handle(self, text: str) -> Iterator[Part]:
        """«@Beeline_RUS», «@megafonru»: the account of a provider, not of somebody who is called alike."""
        whole = _bare(text).replace(" ", "")
        forms = (whole.removesuffix(tail) for tail in ("", *_OFFICIAL))
        named = next((form for form in forms if form in self._forms), None)
        if named:
            yield Part(named, 0, len(text), "names_in_handle")

    def _parts(self, text: str) -> Iterator[Part]:
        """«МТС-Украина», «люблюМТС», «mts.ru», «laquo;МегаФон»; of a link only the host."""
        host = _HOST.match(text)
        first, last = host.span("host") if host else (0, len(text))
        runs = list(_runs(text[first:last]))
        for (form, start, end), (after, *_) in zip_longest(runs, runs[1:], fillvalue=("", 0, 0)):
            if form in self._forms and f"{form} {after}" not in self._others:  # «ПАО"МТС-Банк".куда»
                domain = _DOMAIN.match(text, first + end)
                yield Part(form, first + start, domain.end() if domain else first + end, "names_in_word")

    def _derived(self, text: str) -> list[Part]:
        """«билайновский», «мтсный», «корбинцы», and of ambiguous names «скайнетовский»."""
        match = DERIVED.fullmatch(text.lower())
        if not match:
            return []
        known = self._named if match["sure"] else self._forms
        stems = (match["stem"] + ending for ending in ("", "а", "й"))
        return [Part(stem, 0, len(text), "names_in_adjective") for stem in stems if stem in known][:1]

    def _misspelt(self, text: str) -> list[Part]:
        """«ростелком»: a letter lost, added, changed or swapped, in a word that no dictionary has."""
        low = text.lower()
        if not _LONG <= len(low) <= _LONGEST_WORD or not low.isalpha() or self._is_known(low):
            return []
        near = {form for short in _shortened(low) for form in self._near.get(short, ())}
        meant = {form for form in near if form[0] == low[0] and _is_one_slip(form, low)}
        if len({self._forms[form] for form in meant}) != 1 or is_in_dictionary(low):
            return []
        return [Part(min(meant), 0, len(text), "misspells_provider")]

    def _is_known(self, low: str) -> bool:
        return low in self._forms or low in self._others or low.startswith(_ALIKE)


def _runs(text: str) -> Iterator[tuple[str, int, int]]:
    """Letters and digits without a mark between, whole and parted before capitals."""
    for run in _RUN.finditer(text):
        yield run[0].lower(), run.start(), run.end()
        cuts = [run.start(), *(run.start() + cut.start() for cut in _CAMEL.finditer(run[0])), run.end()]
        if len(cuts) > 2:
            yield from ((text[start:end].lower(), start, end) for start, end in pairwise(cuts))


def _bare(text: str) -> str:
    return " ".join(_RUN.findall(text.lower()))


def _shortened(word: str) -> set[str]:
    """The word and what remains of it without one letter."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _is_one_slip(right: str, written: str) -> bool:
    """Whether one letter was lost, added or changed, or two neighbours swapped."""
    start = next(
        (at for at, pair in enumerate(zip(right, written, strict=False)) if pair[0] != pair[1]), None
    )
    if start is None:
        return abs(len(right) - len(written)) <= 1
    a, b = right[start:], written[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[1::-1] + a[2:]) == b

"""The spellings of the alias table in all their forms, and how sure each is by itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from .inflection import inflect
from .provider_table import Provider
from .text import is_in_dictionary


class Doubt(StrEnum):
    """How sure a spelling is by itself."""

    NONE = ""
    NAME = "name"
    """It is a name, but others bear it too: «Скайнет»."""
    WORD = "word"
    """The dictionary has it: «мотив»."""
    OWN_PAGE = "own_page"
    """It counts only where page or text name the provider anyway: «РТ»."""
    DECOY = "decoy"
    """It holds the name and is something else: «мотив отказа»."""


_RANK = {Doubt.DECOY: 0, Doubt.NONE: 1}


@dataclass(frozen=True, slots=True)
class Alias:
    """A spelling of a provider's name, or a decoy that holds one."""

    slug: str
    text: str
    doubt: Doubt = Doubt.NONE

    @property
    def is_sure(self) -> bool:
        """Whether it names its provider without any context."""
        return not self.doubt

    def is_spelt(self, quote: str) -> bool:
        """Whether the quote is written as the alias has to be: an initialism of two letters in capitals."""
        is_initialism = len(self.text) == 2 and self.text.isalpha() and self.text.isupper()
        return not is_initialism or quote[:2].isupper()


def collect_aliases(providers: Iterable[Provider]) -> dict[str, Alias]:
    """Each lower-case form and the alias it belongs to; decoys, sure ones and earlier ones win."""
    forms: dict[str, Alias] = {}
    for alias in sorted(_aliases(providers), key=lambda one: _RANK.get(one.doubt, 2)):
        for form in sorted(inflect(alias.text)):
            forms.setdefault(form, alias)
    return forms


def _aliases(providers: Iterable[Provider]) -> Iterator[Alias]:
    for one in providers:
        yield from (Alias(one.slug, text, Doubt.DECOY) for text in one.decoys)
        for text in one.aliases:
            yield Alias(one.slug, text, _doubt(text) if one.needs_context else Doubt.NONE)
        yield from (Alias(one.slug, text, _doubt(text)) for text in one.ambiguous)
        yield from (Alias(one.slug, text, Doubt.OWN_PAGE) for text in one.own_page)


def _doubt(text: str) -> Doubt:
    """Of slang, which the table writes with a small letter, nobody knows what else it means: «мега»."""
    if text.islower():
        return Doubt.WORD
    return Doubt.WORD if all(map(is_in_dictionary, text.lower().split())) else Doubt.NAME

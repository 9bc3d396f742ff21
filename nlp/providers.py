"""Provider names in a text: spaCy's phrase matcher over an alias table, in all cases and both alphabets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Token

from .aliases import Alias, Doubt, collect_aliases
from .annotation import Mention
from .inflection import inflect
from .namesakes import SOMEBODY, Place, Setting, calls, is_somebody, judge
from .provider_table import SHIPPED, Provider, load_providers
from .spellings import Part, Spellings
from .text import load_language

__all__ = ["SHIPPED", "Candidate", "Provider", "ProviderFinder", "inflect", "load_providers"]
WHOLE = "names_provider"
_REMEMBERED = 200_000  # words


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may name a provider; `rule` took it, or is "" and `missing` says what would be needed."""

    slug: str
    alias: str
    start: int
    end: int
    quote: str
    rule: str
    missing: tuple[str, ...] = ()


class Word(NamedTuple):
    """What a token by itself has to do with names."""

    calls: bool
    """It may tell how somebody is called."""
    opens_tag: bool
    """It is the # of a hashtag."""
    parts: tuple[Part, ...]
    """The names inside it."""


Words = list[tuple[int, Word]]
Found = tuple[Place, Candidate]


class ProviderFinder:
    """Finds providers in tokenized texts."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        self.providers = tuple(providers)
        self._parents = {provider.slug: provider.parent for provider in self.providers}
        self._aliases = collect_aliases(self.providers)
        self._spellings = Spellings(self._aliases)
        self._matcher = PhraseMatcher(load_language().vocab, attr="LOWER")
        for form in self._aliases:
            self._matcher.add(form, [load_language().make_doc(form)])
        self._words: dict[int, Word] = {}
        self._plain: set[int] = set()
        """Numbers of the words that have nothing to do with names: nearly all."""

    def find(self, doc: Doc, page: str | None = None) -> list[Mention]:
        """The mentions in the order of the text, of overlapping ones the longest.

        `page` is the slug of the provider that the page is about: it is a context for ambiguous names.
        """
        return [_mention(one) for one in self.check(doc, page) if one.rule]

    def check(self, doc: Doc, page: str | None = None) -> list[Candidate]:
        """Whatever may name a provider, in the order of the text: why it is taken, or what is missing."""
        words = self._scan(doc)
        sure, doubtful = self._candidates(doc, words)
        called: set[str] = set()
        if any(word.calls for _, word in words):
            called = {place.slug for place, _ in sure if is_somebody(place)}
        judged = [
            replace(one, rule="", missing=(SOMEBODY,)) if place.slug in called else one for place, one in sure
        ]
        if doubtful:
            named = {place.slug for place, _ in sure} - called
            setting = Setting(doc, self._own(page), named, _doubted(doubtful))
            judged += [_judge(place, one, setting) for place, one in doubtful]
        return sorted((self._at_home(one, page) for one in judged), key=lambda one: one.start)

    def explain(self, text: str, page: str | None = None) -> list[Candidate]:
        """`check` of a plain text; `page` is a name in any spelling."""
        return self.check(load_language().make_doc(text), page and self.resolve(page))

    def _at_home(self, one: Candidate, page: str | None) -> Candidate:
        """On the page of «Билайн Казахстан» plain «Билайн» is that one."""
        if page and page.startswith(f"{one.slug}_") and self._parents.get(page) == one.slug:
            return replace(one, slug=page)
        return one

    def _own(self, page: str | None) -> frozenset[str]:
        return frozenset(slug for slug in (page, self._parents.get(page or "")) if slug)

    def _scan(self, doc: Doc) -> Words:
        """The tokens that can have to do with a name, and their numbers."""
        plain, tokens = self._plain, doc.to_array("ORTH").tolist()
        return [
            (at, self._words.get(token) or self._read(token, doc[at]))
            for at, token in enumerate(tokens)
            if token not in plain
        ]

    def _read(self, number: int, token: Token) -> Word:
        if len(self._plain) + len(self._words) >= _REMEMBERED:
            self._plain.clear()
            self._words.clear()
        word = Word(calls(token.text), token.text == "#", self._spellings.read(token.text))
        if any(word):
            self._words[number] = word
        else:
            self._plain.add(number)
        return word

    def _candidates(self, doc: Doc, words: Words) -> tuple[list[Found], list[Found]]:
        """The names that count by themselves, and those that need a context."""
        found = list(self._whole(doc))
        taken = {at for place, _ in found for at in range(place.start, place.end)}
        inside = [
            one
            for at, parts in self._parts(doc, words)
            if at not in taken
            for one in self._inside(doc, at, parts)
        ]
        sure = [(place, one) for place, one in found if not place.doubt]
        return [*sure, *inside], [(place, one) for place, one in found if place.doubt]

    def _whole(self, doc: Doc) -> Iterator[Found]:
        taken: set[int] = set()
        for span in sorted(
            self._matcher(doc, as_spans=True), key=lambda one: (one.start - one.end, one.start)
        ):
            alias = self._aliases[span.label_]
            if alias.is_spelt(span.text) and taken.isdisjoint(range(span.start, span.end)):
                taken.update(range(span.start, span.end))
                place = Place(doc, span.start, span.end, alias.slug, alias.doubt)
                yield place, _candidate(alias, span.start_char, span.text, WHOLE)

    def _parts(self, doc: Doc, words: Words) -> Iterator[tuple[int, tuple[Part, ...]]]:
        for at, word in words:
            if word.parts:
                yield at, word.parts
            if word.opens_tag and at + 1 < len(doc) and doc[at + 1].orth in self._plain:
                yield at + 1, self._spellings.read_hashtag(doc[at + 1].text)

    def _inside(self, doc: Doc, at: int, parts: tuple[Part, ...]) -> Iterator[Found]:
        for part in parts:
            alias, quote = self._aliases[part.form], doc[at].text[part.start : part.end]
            place = Place(doc, at, at + 1, alias.slug)
            yield place, _candidate(alias, doc[at].idx + part.start, quote, part.rule)

    def resolve(self, name: str) -> str | None:
        """The slug of a provider given by slug or by a name in any spelling; None for an unknown one."""
        if name in self._parents:
            return name
        known = self._aliases.get(" ".join(name.lower().split()))
        if known and known.doubt is not Doubt.DECOY:
            return known.slug
        mentions = self.find(load_language().make_doc(f"«{name}»"))
        return max(mentions, key=lambda mention: len(mention.quote)).provider if mentions else None


def _candidate(alias: Alias, start: int, quote: str, rule: str) -> Candidate:
    return Candidate(alias.slug, alias.text, start, start + len(quote), quote, rule)


def _doubted(found: list[Found]) -> set[str]:
    return {place.slug for place, _ in found if place.doubt is not Doubt.DECOY}


def _judge(place: Place, one: Candidate, setting: Setting) -> Candidate:
    rule, missing = judge(place, setting)
    return replace(one, rule=rule, missing=missing)


def _mention(one: Candidate) -> Mention:
    return Mention(provider=one.slug, start=one.start, end=one.end, quote=one.quote, rule=one.rule)

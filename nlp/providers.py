"""Provider names in a text: spaCy's phrase matcher over an alias table, in all cases and both alphabets."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from .annotation import Mention
from .errors import ProviderFileBroken
from .text import analyze, load_language, read_word
from .words import list_words

SHIPPED = Path(__file__).with_name("providers.toml")
_CASES = ("gent", "datv", "accs", "ablt", "loct")
_ENDINGS = ("а", "у", "ом", "е")
_KNOWN_KEYS = {"slug", "name", "parent", "aliases", "needs_context"}
_CONTEXT = list_words(
    "провайдер интернет инет оператор тариф подключить подключение роутер связь мбит абонент договор"
    " техподдержка поддержка подключиться перейти уйти вай-фай wifi сеть оптика мастер скорость"
)
_QUOTES = frozenset('«»"“”')


@dataclass(frozen=True, slots=True)
class Provider:
    """An internet provider as the alias table has it; `parent` is the slug of the brand it belongs to."""

    slug: str
    name: str
    parent: str | None
    aliases: tuple[str, ...]
    needs_context: bool = False


def load_providers(files: Sequence[Path] = ()) -> tuple[Provider, ...]:
    """The shipped providers and those of the files; a later entry replaces an earlier one with its slug."""
    found = {provider.slug: provider for file in (SHIPPED, *files) for provider in _read_file(file)}
    return tuple(found.values())


def _read_file(file: Path) -> list[Provider]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        return [_provider(entry) for entry in table["provider"]]
    except FileNotFoundError as error:
        raise ProviderFileBroken(f"There is no provider file {file}: check `provider_files`.") from error
    except (KeyError, TypeError, ValueError) as error:
        raise ProviderFileBroken(
            f"Cannot read the provider file {file} ({error}): it needs [[provider]] with slug, name, aliases."
        ) from error


def _provider(entry: dict[str, Any]) -> Provider:
    unknown = set(entry) - _KNOWN_KEYS
    if unknown:
        raise ValueError(f"unknown key {min(unknown)}")
    if not entry["aliases"] or isinstance(entry["aliases"], str):
        raise ValueError(f"no list of aliases for {entry['slug']}")
    return Provider(
        slug=entry["slug"],
        name=entry["name"],
        parent=entry.get("parent"),
        aliases=tuple(entry["aliases"]),
        needs_context=bool(entry.get("needs_context", False)),
    )


def inflect(alias: str) -> set[str]:
    """The alias in lower case and its case forms: «билайн», «билайном», «зелёной точкой»."""
    words = alias.lower().split()
    forms = {" ".join(words)}
    for case, ending in zip(_CASES, ("а", "у", "", "ом", "е"), strict=True):
        forms.add(
            " ".join([*(_adjective(word, case) for word in words[:-1]), _noun(words[-1], case, ending)])
        )
    if re.fullmatch(r"[a-z0-9-]+|\w{2,4}", words[-1]):  # «МТСом», «МТС-а», «beeline'ом»
        stem = " ".join(words)
        forms |= {f"{stem}{mark}{ending}" for mark in ("", "-", "'", "’") for ending in _ENDINGS}
    return forms | {form.replace("ё", "е") for form in forms}


def _adjective(word: str, case: str) -> str:
    readings = read_word(word).readings
    return _in_case(word, case) if any("ADJF" in reading.grammemes for reading in readings) else word


def _noun(word: str, case: str, ending: str) -> str:
    if not re.fullmatch(r"[а-яё-]+", word):
        return word
    if word[-1] in "бвгджзклмнпрстфхцчш":
        return word + ending
    if word[-1] == "а" and len(word.split("-")) == 1:
        soft = "и" if word[-2] in "гкхжчшщ" else "ы"
        return word[:-1] + {"gent": soft, "accs": "у", "ablt": "ой"}.get(case, "е")
    return _in_case(word, case) if word[-1] in "аяьи" else word


def _in_case(word: str, case: str) -> str:
    inflected = analyze(word).inflect({case})
    return str(inflected.word) if inflected else word


class ProviderFinder:
    """Finds providers in tokenized texts."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        self.providers = tuple(providers)
        self._matcher = PhraseMatcher(load_language().vocab, attr="LOWER")
        for provider in self.providers:
            forms = {form for alias in provider.aliases for form in inflect(alias)}
            self._matcher.add(provider.slug, [load_language().make_doc(form) for form in sorted(forms)])

    @cached_property
    def _by_slug(self) -> dict[str, Provider]:
        return {provider.slug: provider for provider in self.providers}

    def find(self, doc: Doc) -> list[Mention]:
        """The mentions in the order of the text; of overlapping ones the longest."""
        spans = sorted(self._matcher(doc, as_spans=True), key=lambda span: (-len(span), span.start))
        taken: set[int] = set()
        kept = []
        for span in spans:
            if taken.isdisjoint(range(span.start, span.end)) and self._is_meant(span):
                taken.update(range(span.start, span.end))
                kept.append(_mention(span))
        return sorted(kept, key=lambda mention: mention.start)

    def _is_meant(self, span: Span) -> bool:
        if len(span.text) <= 2 and not span.text.isupper():
            return False
        if not self._by_slug[span.label_].needs_context:
            return True
        return _is_marked(span) or any(_is_context(text) for text in _window(span))

    def resolve(self, name: str) -> str | None:
        """The slug of a provider given by slug or by a name in any spelling; None for an unknown one."""
        if name in self._by_slug:
            return name
        mentions = self.find(load_language().make_doc(f"«{name}»"))
        return max(mentions, key=lambda mention: len(mention.quote)).provider if mentions else None


def _mention(span: Span) -> Mention:
    return Mention(
        provider=span.label_, start=span.start_char, end=span.end_char, quote=span.text, rule="names_provider"
    )


def _is_marked(span: Span) -> bool:
    doc = span.doc
    before = doc[span.start - 1].text if span.start else "."
    return before in _QUOTES or (span.text[0].isupper() and before[-1] not in ".!?\n…»")


def _window(span: Span) -> Iterator[str]:
    start = max(0, span.start - 5)
    return (token.lower_ for token in span.doc[start : span.end + 5] if not span.start <= token.i < span.end)


def _is_context(text: str) -> bool:
    return not read_word(text).keys.isdisjoint(_CONTEXT)

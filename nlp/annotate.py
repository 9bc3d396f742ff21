"""The one entry point: documents in, annotations out, in the same order."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path

from spacy.tokens import Doc

from . import roles
from .acts import apology, channels, compensation, ignoring, leaving, outcomes
from .annotation import Annotation, Document, Mention, ProviderSentiment, Scores
from .labels import Apology, Compensation, EvidenceLabel, Ignoring, IgnoringKind, Role
from .lexicon import PHRASEBOOK
from .providers import SHIPPED, Provider, ProviderFinder, load_providers
from .rules import find_evidence
from .sentiment import MODEL_FILE, SentimentModel, load_sentiment
from .strangers import introduce
from .text import Passage, build_passage, load_language

RULES_VERSION = 2  # raise it by hand with any change of what the code of the rules gives
FAMILIES = (
    *apology.FAMILIES,
    *ignoring.FAMILIES,
    *compensation.FAMILIES,
    *outcomes.FAMILIES,
    *leaving.FAMILIES,
    *channels.FAMILIES,
)


class Annotator:
    """Labels, evidence, mentions and attitudes of texts; made by `load_annotator`."""

    def __init__(self, providers: Sequence[Provider], sentiment: SentimentModel, version: str) -> None:
        self.version = version
        self._finder = ProviderFinder(providers)
        self._sentiment = sentiment
        self._strangers: dict[str, Provider] = {}

    @property
    def providers(self) -> tuple[Provider, ...]:
        """The providers it can name, and those it met as the subject of a page without knowing them."""
        return (*self._finder.providers, *self._strangers.values())

    def annotate(self, documents: Iterable[Document], *, batch_size: int = 256) -> Iterator[Annotation]:
        """One annotation per document, in the same order, lazily, a batch at a time."""
        rest = iter(documents)
        while batch := list(islice(rest, batch_size)):
            yield from self._annotate_batch(batch)

    def _annotate_batch(self, batch: list[Document]) -> Iterator[Annotation]:
        drafts = [_Draft(document, self._finder, self._page(document.provider)) for document in batch]
        texts = [text for draft in drafts for text in draft.scored_texts]
        scores = iter(self._sentiment.score(texts)) if texts else iter(())
        for draft in drafts:
            yield draft.finish(list(islice(scores, len(draft.scored_texts))), self.version)

    def _page(self, name: str | None) -> str | None:
        """The slug of the provider that a page is about, known or not; None where the page says none."""
        if not name:
            return None
        if known := self._finder.resolve(name):
            return known
        if stranger := introduce(name):
            return self._strangers.setdefault(stranger.slug, stranger).slug
        return None


class _Draft:
    """One document read by the rules, waiting for its sentiment scores."""

    def __init__(self, document: Document, finder: ProviderFinder, page: str | None) -> None:
        self.document = document
        doc = load_language().make_doc(document.text)
        self.mentions = finder.find(doc)
        self.page = page
        passage = _read(doc, self.mentions, self.page)
        voice = roles.find_voice(passage)
        self.role = passage.speaker = roles.tell_role(passage, voice, document.author_badge)
        self.evidence = find_evidence(FAMILIES, passage)
        self.role = roles.settle(self.role, self.evidence)
        if self.role is Role.COMPANY:
            self.evidence = sorted([*self.evidence, *voice], key=lambda item: (item.start, item.end))
        self.named = {
            slug: _texts_naming(passage, slug) for slug in dict.fromkeys(m.provider for m in self.mentions)
        }
        self.scored_texts = [document.text, *self.named.values()]

    def finish(self, scores: list[Scores], version: str) -> Annotation:
        """The annotation: `scores` are of the whole text, then of the sentences that name each provider."""
        whole = soften(scores[0], self.role)
        return Annotation(
            id=self.document.id,
            annotator_version=version,
            role=self.role,
            scores=whole,
            apology=tuple(label for label in Apology if self._has(f"apology.{label}")),
            ignoring=tuple(label for label in Ignoring if self._has(f"ignoring.{label}")),
            ignoring_kinds=tuple(kind for kind in IgnoringKind if self._claims(kind)),
            compensation=tuple(label for label in Compensation if self._has(f"compensation.{label}")),
            resolved=self._has(EvidenceLabel.RESOLVED),
            leaving=self._has(EvidenceLabel.LEAVING),
            providers=self._attitudes(whole, scores[1:]),
            mentions=tuple(self.mentions),
            evidence=tuple(self.evidence),
        )

    def _has(self, label: str) -> bool:
        return any(item.label == label for item in self.evidence)

    def _claims(self, kind: IgnoringKind) -> bool:
        return any(i.label is EvidenceLabel.IGNORING_CLAIMED and i.detail == kind for i in self.evidence)

    def _attitudes(self, whole: Scores, named: list[Scores]) -> tuple[ProviderSentiment, ...]:
        pairs = zip(self.named, named, strict=True)
        found = [
            ProviderSentiment(provider=slug, basis="named", scores=soften(scores, self.role))
            for slug, scores in pairs
        ]
        if not found and self.page:
            found = [ProviderSentiment(provider=self.page, basis="page", scores=whole)]
        return tuple(found)


def _read(doc: Doc, mentions: list[Mention], page: str | None) -> Passage:
    names = {position: m.provider for m in mentions for position in range(m.start, m.end)}
    passage = build_passage(doc, providers=names)
    passage.provider = page
    return passage


def _texts_naming(passage: Passage, slug: str) -> str:
    """The sentences that name the provider; the whole text when they say too little by themselves."""
    naming = [s for s in passage.sentences if any(token.provider == slug for token in s.tokens)]
    parts = [passage.text[s.tokens[0].start : s.tokens[-1].end] for s in naming]
    return " ".join(parts) if sum(len(s.tokens) for s in naming) > 3 else passage.text


def soften(scores: Scores, role: Role) -> Scores:
    """The scores; those of an official message nearly neutral: politeness and regret are no attitude."""
    if role is not Role.COMPANY:
        return scores
    return Scores(
        negative=scores.negative * 0.2, positive=scores.positive * 0.2, neutral=1 - 0.2 * (1 - scores.neutral)
    )


@cache
def _load(provider_files: tuple[Path, ...]) -> Annotator:
    sentiment = load_sentiment()
    digest = hashlib.sha256()
    for file in (SHIPPED, *provider_files, MODEL_FILE, *sorted(PHRASEBOOK.glob("*.txt"))):
        digest.update(file.read_bytes())
    version = f"{RULES_VERSION}+{digest.hexdigest()[:8]}"
    return Annotator(load_providers(provider_files), sentiment, version)


def load_annotator(provider_files: Sequence[Path] = ()) -> Annotator:
    """The annotator with the shipped providers and those of the files, read once per process.

    Raises ModelMissing, ModelCorrupt or ProviderFileBroken.
    """
    return _load(tuple(provider_files))

"""The one entry point: documents in, annotations out, in the same order."""

import hashlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Doc

from . import roles
from .acts import apology, channels, compensation, fault, ignoring, leaving, outcomes
from .annotation import Annotation, Document, Evidence, Mention, ProviderSentiment, Scores
from .clauses import clauses
from .framing import Framed, Range, frame, target_clauses
from .hearing import BOUNDS_FILE, MODEL_RULE, BoundsOf, Told, hear, load_bounds
from .labels import Apology, Compensation, EvidenceLabel, Ignoring, IgnoringKind, Role, Sentiment
from .lexicon import PHRASEBOOK
from .providers import SHIPPED, Provider, ProviderFinder, load_providers
from .rules import find_evidence
from .scope import keep
from .sentiment import Opinion, SentimentReader, digest, load_sentiment
from .strangers import introduce
from .text import Passage, build_passage, load_language

RULES_VERSION = 10  # raise it by hand with any change of what the code of the rules gives
FAMILIES = (
    *apology.FAMILIES,
    *ignoring.FAMILIES,
    *compensation.FAMILIES,
    *outcomes.FAMILIES,
    *leaving.FAMILIES,
    *fault.FAMILIES,
    *channels.FAMILIES,
)


_SIDES = {
    Sentiment.NEGATIVE: EvidenceLabel.SENTIMENT_NEGATIVE,
    Sentiment.POSITIVE: EvidenceLabel.SENTIMENT_POSITIVE,
}
_CLEAR = 0.5  # probability from which on a clause is shown as praise or blame
_TURN = 0.0001  # seconds the rules keep the interpreter while the model's threads wait for it


class Annotator:
    """Labels, evidence, mentions and attitudes of texts; made by `load_annotator`."""

    def __init__(
        self, providers: Sequence[Provider], sentiment: SentimentReader, bounds: BoundsOf, version: str
    ) -> None:
        self.version = version
        self._bounds = bounds
        self._finder = ProviderFinder(providers)
        self._sentiment = sentiment
        self._strangers: dict[str, Provider] = {}

    @property
    def providers(self) -> tuple[Provider, ...]:
        """The providers it can name, and those it met as the subject of a page without knowing them."""
        return (*self._finder.providers, *self._strangers.values())

    def annotate(self, documents: Iterable[Document], *, batch_size: int = 128) -> Iterator[Annotation]:
        """One annotation per document, in order, lazily; the model reads a batch ahead of the rules."""
        rest = iter(documents)
        with _short_turns():
            begun = self._begin(islice(rest, batch_size))
            while begun.drafts:
                following = self._begin(islice(rest, batch_size))
                yield from self._finish(begun)
                begun = following

    def _begin(self, documents: Iterable[Document]) -> "_Begun":
        drafts = [_Draft(document, self._finder, self._page(document.provider)) for document in documents]
        return _Begun(drafts, self._sentiment.read(framed for draft in drafts for framed in draft.framed))

    def _finish(self, begun: "_Begun") -> Iterator[Annotation]:
        for draft in begun.drafts:
            found = list(islice(begun.opinions, len(draft.framed)))
            draft.judge(found[0], self._bounds)
            yield draft.finish(found, self.version)

    def _page(self, name: str | None) -> str | None:
        """The slug of the provider that a page is about, known or not; None where the page says none."""
        if not name:
            return None
        if known := self._finder.resolve(name):
            return known
        if stranger := introduce(name):
            return self._strangers.setdefault(stranger.slug, stranger).slug
        return None


@contextmanager
def _short_turns() -> Iterator[None]:
    """Shorter turns than Python's 5 ms: a text takes the model about as long, and a core would wait idle."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


class _Begun(NamedTuple):
    """A batch that the model has begun to read: its drafts, and the opinions of all that they ask."""

    drafts: list["_Draft"]
    opinions: Iterator[Opinion]


class _Draft:
    """One document cut into clauses, its providers found, waiting for what the model says of it."""

    def __init__(self, document: Document, finder: ProviderFinder, page: str | None) -> None:
        self.document = document
        doc = load_language().make_doc(document.text)
        self.mentions = finder.find(doc, page)
        self.page = page
        self.passage = _read(doc, self.mentions, self.page)
        self.named = tuple(dict.fromkeys(mention.provider for mention in self.mentions))
        self.main = self.passage.main_provider
        self.clauses = clauses(self.passage)
        self.targets = tuple(dict.fromkeys([self.main, *self.named]))
        self.framed = [self._frame(target) for target in self.targets]
        self.role = Role.CUSTOMER
        self.evidence: list[Evidence] = []

    def _frame(self, target: str | None) -> Framed:
        return frame(self.document.text, self.clauses, self.mentions, target)

    def finish(self, opinions: list[Opinion], version: str) -> Annotation:
        """The annotation: the first opinion is toward the main provider, the rest toward each other one."""
        toward = dict(zip(self.targets, opinions, strict=True))
        whole = soften(opinions[0].scores, self.role)
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
            providers=self._attitudes(toward),
            mentions=tuple(self.mentions),
            evidence=tuple(sorted([*self.evidence, *self._shown(opinions)], key=_place)),
        )

    def judge(self, opinion: Opinion, bounds: BoundsOf) -> None:
        """Settle who speaks and what is told, by rules and model together."""
        voice = roles.find_voice(self.passage)
        told = roles.tell_role(self.passage, voice, self.document.author_badge, opinion.roles)
        self.role = self.passage.speaker = told
        found = find_evidence(FAMILIES, self.passage)
        self.role = roles.settle(told, found)
        heard = Told(self.document.text, self.clauses, opinion.acts, self.role)
        self.evidence = keep(hear(found, heard, bounds), self.passage)
        if self.role is Role.COMPANY:
            self.evidence = sorted([*self.evidence, *voice], key=_place)

    def _has(self, label: str) -> bool:
        return any(item.label == label for item in self.evidence)

    def _claims(self, kind: IgnoringKind) -> bool:
        return any(i.label is EvidenceLabel.IGNORING_CLAIMED and i.detail == kind for i in self.evidence)

    def _attitudes(self, toward: dict[str | None, Opinion]) -> tuple[ProviderSentiment, ...]:
        slugs = self.named or ((self.page,) if self.page else ())
        basis = "named" if self.named else "page"
        return tuple(
            ProviderSentiment(provider=slug, basis=basis, scores=soften(toward[slug].scores, self.role))
            for slug in slugs
        )

    def _shown(self, opinions: list[Opinion]) -> Iterator[Evidence]:
        """The clause of the clearest praise and that of the clearest blame of each provider."""
        if self.role is Role.COMPANY:
            return
        for slug, judged in self._judged(opinions):
            for side, label in _SIDES.items():
                share, (start, end) = max(
                    ((getattr(s, side), part) for s, part in judged), default=(0, (0, 0))
                )
                if share >= _CLEAR:
                    quote = self.document.text[start:end]
                    yield Evidence(
                        label=label, start=start, end=end, quote=quote, rule=MODEL_RULE, detail=slug
                    )

    def _judged(self, opinions: list[Opinion]) -> Iterator[tuple[str | None, list[tuple[Scores, Range]]]]:
        """Each provider named, or the page's, with the scores and ranges of the clauses about it."""
        for slug, opinion, framed in zip(self.targets, opinions, self.framed, strict=True):
            if self.named and slug not in self.named:
                continue
            numbers = target_clauses(framed) if len(self.targets) > 1 else range(len(self.clauses))
            told = ((opinion.clauses[at], self.clauses[at]) for at in numbers)
            yield slug, [(scores, part) for scores, part in told if scores is not None]


def _place(evidence: Evidence) -> tuple[int, int]:
    return evidence.start, evidence.end


def _read(doc: Doc, mentions: list[Mention], page: str | None) -> Passage:
    names = {position: m.provider for m in mentions for position in range(m.start, m.end)}
    passage = build_passage(doc, providers=names)
    passage.provider = page
    passage.main_provider = page or (mentions[0].provider if mentions else None)
    return passage


def soften(scores: Scores, role: Role) -> Scores:
    """The scores; those of an official message nearly neutral: politeness and regret are no attitude."""
    if role is not Role.COMPANY:
        return scores
    return Scores(
        negative=scores.negative * 0.2, positive=scores.positive * 0.2, neutral=1 - 0.2 * (1 - scores.neutral)
    )


@cache
def _load(provider_files: tuple[Path, ...], model: str) -> Annotator:
    sentiment = _open_model(model)
    tables = digest((SHIPPED, *provider_files, BOUNDS_FILE, *sorted(PHRASEBOOK.glob("*.txt"))))
    version = hashlib.sha256(f"{tables} {sentiment.identity}".encode()).hexdigest()[:8]
    return Annotator(load_providers(provider_files), sentiment, load_bounds(), f"{RULES_VERSION}+{version}")


def _open_model(name: str) -> SentimentReader:
    if not name:
        return load_sentiment()
    from .hub import load_hub  # transformers takes a second to start, and the shipped model does not need it

    return load_hub(name)


def load_annotator(provider_files: Sequence[Path] = (), model: str = "") -> Annotator:
    """The annotator with the shipped providers and those of the files, read once per process.

    `model` is the folder or the hub's name of another transformer, "" for the shipped one. Raises
    ModelMissing, ModelCorrupt or ProviderFileBroken.
    """
    return _load(tuple(provider_files), model)

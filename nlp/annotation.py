"""What goes into the annotator and what comes out of it."""

from dataclasses import dataclass

from .labels import Apology, Compensation, EvidenceLabel, Ignoring, IgnoringKind, Role, Sentiment


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text to annotate. `provider` is a slug or a name in any spelling: the one the page is about."""

    id: str
    text: str
    author_badge: str | None = None
    provider: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Probabilities of the three classes; they sum to 1."""

    negative: float
    neutral: float
    positive: float

    @property
    def sentiment(self) -> Sentiment:
        """The class with the highest probability."""
        return max(Sentiment, key=lambda label: float(getattr(self, label.value)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A verbatim part of the text that carries a label: `quote == text[start:end]`, in code points."""

    label: EvidenceLabel
    start: int
    end: int
    quote: str
    rule: str
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place where the text names a provider: `quote == text[start:end]`."""

    provider: str
    start: int
    end: int
    quote: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSentiment:
    """The attitude of a text toward one provider it is about; `basis` is `named` or `page`."""

    provider: str
    basis: str
    scores: Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """Everything the annotator says of one text; every label has evidence among `evidence`."""

    id: str
    annotator_version: str
    role: Role
    scores: Scores
    apology: tuple[Apology, ...] = ()
    ignoring: tuple[Ignoring, ...] = ()
    ignoring_kinds: tuple[IgnoringKind, ...] = ()
    compensation: tuple[Compensation, ...] = ()
    resolved: bool = False
    leaving: bool = False
    providers: tuple[ProviderSentiment, ...] = ()
    mentions: tuple[Mention, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def sentiment(self) -> Sentiment:
        """The attitude of the whole text."""
        return self.scores.sentiment

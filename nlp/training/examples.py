"""Training and development texts as the encoder gets them: framed, split into clauses, with their answers.

Sources: the public sets of `corpus.py` in a folder of the trainer's, and the project's own gold files.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.annotation import Mention
from nlp.clauses import clauses
from nlp.framing import Framed, Range, frame
from nlp.heads import ACTS, ROLES
from nlp.labels import Sentiment
from nlp.providers import ProviderFinder, load_providers
from nlp.text import build_passage, load_language
from nlp.training.corpus import (
    BANKS,
    REVIEWS_DEV,
    TRAIN_FILES,
    TWEETS,
    TWEETS_DEV,
    UNLABELLED,
    fingerprint,
    label_of,
    read_rows,
)

GOLD, SILVER = "gold", "silver"
OWN_FILES = {GOLD: "train.jsonl", SILVER: "silver.jsonl.gz"}  # of the project's own folder, by group
_CLASSES = tuple(Sentiment)
_TOWARD = {-1: 0, 0: 1, 1: 2}
_HEADINGS = re.compile(r"(Достоинства|Недостатки|Отзыв):")  # one site's form, it would give the site away


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One text toward one target.

    `sentiment` and `role` are positions in their enums, None where not labelled; `acts` has for each
    clause the positions in `ACTS` that are told there, None where the set does not label acts.
    """

    id: str
    framed: Framed
    group: str
    sentiment: int | None = None
    role: int | None = None
    acts: tuple[tuple[int, ...], ...] | None = None
    is_official: bool = False


class Reader:
    """Finds names and clauses of texts and frames them toward a target."""

    def __init__(self) -> None:
        self._finder = ProviderFinder(load_providers())

    def frame(self, text: str, target: str | None, mentions: Sequence[Mention] | None = None) -> Framed:
        """The framed text; mentions are looked for where none are given."""
        doc = load_language().make_doc(text)
        found = self._finder.find(doc) if mentions is None else list(mentions)
        parts = clauses(build_passage(doc, providers={}))
        return frame(text, parts, found, target or (found[0].provider if found else None))


def read_training(folder: Path) -> list[Example]:
    """The labelled public texts, without copies and without those of the development sets."""
    seen = {fingerprint(row["text"]) for name in (TWEETS_DEV, REVIEWS_DEV) for row in read_rows(folder, name)}
    reader = Reader()
    rows = ((name, row) for name in TRAIN_FILES for row in read_rows(folder, name))
    return [example for name, row in rows if _is_new(row, seen) for example in _public(reader, name, row)]


def _is_new(row: dict[str, Any], seen: set[str]) -> bool:
    mark = fingerprint(row["text"])
    if len(mark) < 12:  # too short to tell a copy from a coincidence
        return True
    return mark not in seen and not seen.add(mark)  # type: ignore[func-returns-value]


def _public(reader: Reader, name: str, row: dict[str, Any]) -> Iterator[Example]:
    text = _HEADINGS.sub(". ", row["text"])
    if name == TWEETS:
        yield from _toward(reader, row)
    elif name == BANKS and len(set(row["targets"].values())) > 1:
        return  # names of banks are not found, so nobody could tell which of them is meant
    elif (label := label_of(name, row)) is not None:
        yield Example(id=_key(row), framed=reader.frame(text, None), group=name, sentiment=label)


def _toward(reader: Reader, row: dict[str, Any]) -> Iterator[Example]:
    for slug, side in row["targets"].items():
        framed = reader.frame(row["text"], slug)
        yield Example(id=f"{row['id']}:{slug}", framed=framed, group=TWEETS, sentiment=_TOWARD[side])


def _key(row: dict[str, Any]) -> str:
    return str(row.get("id", ""))


def read_unlabelled(folder: Path) -> list[Example]:
    """Telecom tweets that nobody labelled, for distillation."""
    reader, seen = Reader(), set[str]()
    return [
        Example(id=_key(row), framed=reader.frame(row["text"], None), group=UNLABELLED)
        for row in read_rows(folder, UNLABELLED)
        if _is_new(row, seen)
    ]


def read_tweets_dev(folder: Path) -> list[Example]:
    """One example per (tweet, operator)."""
    reader = Reader()
    return [example for row in read_rows(folder, TWEETS_DEV) for example in _toward(reader, row)]


def read_reviews_dev(folder: Path) -> list[Example]:
    """One example per review; its title, where there is one, stands before it as in the warehouse."""
    reader = Reader()
    return [
        Example(
            id=row["id"],
            framed=reader.frame("\n".join(filter(None, (row["title"], row["text"]))), None),
            group=REVIEWS_DEV,
            sentiment=_CLASSES.index(row["label"]),
        )
        for row in read_rows(folder, REVIEWS_DEV)
    ]


def read_gold(rows: Iterable[dict[str, Any]], group: str = GOLD) -> list[Example]:
    """For each gold message one example toward its main provider, with acts, and one toward each other.

    Mentions are looked for where a row has none of its own.
    """
    reader = Reader()
    return [example for row in rows for example in _gold(reader, row, group)]


def _gold(reader: Reader, row: dict[str, Any], group: str) -> Iterator[Example]:
    mentions = None
    if "mentions" in row:
        mentions = [Mention(**mention, quote="", rule="gold") for mention in row["mentions"]]
    main = row["provider"] or (mentions[0].provider if mentions else None)
    framed, official = reader.frame(row["text"], main, mentions), row["role"] == "company"
    yield Example(
        id=row["id"],
        framed=framed,
        group=group,
        sentiment=_CLASSES.index(row["sentiment"]),
        role=ROLES.index(row["role"]),
        acts=_acts(row),
        is_official=official,
    )
    for slug, label in row.get("providers", {}).items():
        if slug != main:
            yield Example(
                id=f"{row['id']}:{slug}",
                framed=reader.frame(row["text"], slug, mentions),
                group=group,
                sentiment=_CLASSES.index(label),
                is_official=official,
            )


def _acts(row: dict[str, Any]) -> tuple[tuple[int, ...], ...]:
    ranges = clauses(build_passage(load_language().make_doc(row["text"]), providers={}))
    told: list[set[int]] = [set() for _ in ranges]
    for span in row["spans"]:
        for name in (span["label"], f"{span['label']}/{span['detail']}"):
            if name in ACTS:
                told[_home(span, ranges)].add(ACTS.index(name))
    return tuple(tuple(sorted(found)) for found in told)


def _home(span: dict[str, Any], ranges: Sequence[Range]) -> int:
    """The clause that shares most with the span."""
    shared = [min(span["end"], end) - max(span["start"], start) for start, end in ranges]
    return shared.index(max(shared))

"""How many texts of 300 characters a second are read: the transformer, the rules, both; and how well.

The texts are the messages of the gold set's development part, brought to 300 characters each.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter

from nlp.annotate import Annotator, load_annotator
from nlp.annotation import Document, Scores
from nlp.evaluate import evaluate_file, read_rows
from nlp.framing import Framed
from nlp.providers import load_providers
from nlp.sentiment import Opinion, load_sentiment

from .table import Row

GOLD = Path(__file__).parents[1] / "nlp" / "gold" / "dev.jsonl"
_LENGTH, _TEXTS = 300, 400


class Silent:
    """No model: every text is neutral, no act is heard."""

    identity = "silent"

    def read(self, texts: Iterable[Framed]) -> Iterator[Opinion]:
        """One empty opinion per text."""
        return (
            Opinion(Scores(negative=0, neutral=1, positive=0), (None,) * len(one.clauses)) for one in texts
        )


def rows(gold: Path = GOLD, texts: int = _TEXTS) -> Iterator[Row]:
    """Speeds over at most so many texts first, then macro F1 of the attitude."""
    documents = list(islice(whole_messages(gold), texts))
    both, rules = load_annotator(), Annotator(load_providers(), Silent(), {}, "rules")
    for annotator in (rules, both):  # the dictionary is read once, by neither of the two
        list(annotator.annotate(documents[:50]))
    alone = _speed(lambda: rules.annotate(documents))
    yield Row(name="rules alone", value=alone, unit="texts/s")
    framed = [Framed(document.text, ()) for document in documents]
    encoder = _speed(lambda: load_sentiment().read(framed))
    yield Row(name="transformer alone", value=encoder, unit="texts/s")
    whole = _speed(lambda: both.annotate(documents))
    yield Row(
        name="rules and transformer",
        value=whole,
        unit="texts/s",
        compared_with="rules alone",
        ratio=whole / alone,
    )
    quality = evaluate_file(gold, both.annotate, rounds=1).report.field("sentiment").macro_f1.value
    yield Row(name="attitude on gold (development)", value=quality, unit="macro F1")


def whole_messages(gold: Path) -> Iterator[Document]:
    """Each message with 300 characters: a longer one cut, a shorter one said again and again."""
    for row in read_rows(gold, ("id", "text")):
        text = f"{row['text']} "
        said = (text * (_LENGTH // len(text) + 1))[:_LENGTH]
        yield Document(id=str(row["id"]), text=said, provider=str(row["provider"] or "") or None)


def _speed(read: Callable[[], Iterable[object]]) -> float:
    began = perf_counter()
    count = sum(1 for _ in read())
    return count / (perf_counter() - began)

"""The attitude of texts: the shipped model beside small ones and beside itself before rounding, in one run.

The small ones learn from the project's own messages (nlp/gold, train and silver). OTKLIK_NETWORK names the
folder of the trained network that the shipped weights were rounded from; without it its rows are left out.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

from nlp.evaluate import read_rows
from nlp.framing import Framed
from nlp.training.compare import Predict, ask_network, ask_shipped, baselines, score
from nlp.training.examples import OWN_FILES, Example, read_gold

from .reading import whole_messages
from .table import Row

GOLD = Path(__file__).parents[1] / "nlp" / "gold"
NETWORK = "OTKLIK_NETWORK"
_AGAINST = "TF-IDF + LR"


def rows(gold: Path = GOLD) -> Iterator[Row]:
    """Macro F1 on the development part and texts of 300 characters a second, model by model."""
    learnt = [one for group, name in OWN_FILES.items() for one in read_gold(_lines(gold / name), group)]
    models: dict[str, Predict] = baselines(learnt)
    if folder := os.environ.get(NETWORK):
        models["before rounding (torch)"] = ask_network(Path(folder))
    models["shipped (int8)"] = ask_shipped
    known, texts = read_gold(_lines(gold / "dev.jsonl")), list(_texts(gold / "dev.jsonl"))
    against: dict[str, float] = {}
    for name, predict in models.items():
        measured = {"macro F1": _quality(predict, known), "texts/s": _speed(predict, texts)}
        against = against or measured
        for unit, value in measured.items():
            yield Row(name=name, value=value, unit=unit, compared_with=_AGAINST, ratio=value / against[unit])


def _lines(file: Path) -> list[dict[str, object]]:
    return read_rows(file, ("id", "text"))


def _texts(gold: Path) -> Iterator[Example]:
    for document in whole_messages(gold):
        yield Example(id=document.id, framed=Framed(document.text, ()), group="")


def _quality(predict: Predict, known: Sequence[Example]) -> float:
    return float(score(predict, {"dev": known})["dev"]["macro_f1"][0])


def _speed(predict: Predict, texts: Sequence[Example]) -> float:
    predict(texts[:20])  # what is read once is read by now
    began = perf_counter()
    predict(texts)
    return len(texts) / (perf_counter() - began)

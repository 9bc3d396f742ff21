"""How far rules and model are believed, act by act: chosen on development sets.

    python -m nlp.training bounds --gold nlp/gold/dev.jsonl --gold FILE … --out nlp/model/bounds.json

For each act the pair of bounds with the best F1 is taken: the mean over the sets that tell the act often
enough, a set that tells it four times as often counting twice, and over the neighbouring bounds, since a peak
between two valleys is chance. `veto` stays small, so that a rule falls for nothing but the model's near
certainty. An act for which the model adds nothing is left to the rules.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.annotate import Annotator
from nlp.evaluate import read_rows
from nlp.heads import ACTS
from nlp.hearing import Bounds, can_say
from nlp.labels import EvidenceLabel, Role
from nlp.providers import load_providers
from nlp.scoring.rows import to_document
from nlp.sentiment import Heard, load_sentiment
from nlp.training.examples import read_gold
from nlp.training.steps import log_scores, make_parser, run_step

VETOES = (0.0, 0.01, 0.02, 0.05)
ALONE = (0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
NEVER = 1.01
RULES_ALONE = Bounds(0.0, NEVER)
LEAST_GAIN = 0.02  # less on five hundred texts is chance
LEAST_F1 = 0.4  # an act that neither can tell is not told
LEAST_TOLD = 10  # messages that tell an act, for a set to have a say in it
_ACTS = tuple(act for act in ACTS if act in tuple(EvidenceLabel))  # the kinds of ignoring go with their act


@dataclass(frozen=True, slots=True)
class Case:
    """One act in every development text: told in gold, found by rules, the model's share."""

    gold: NDArray[np.bool_]
    ruled: NDArray[np.bool_]
    share: NDArray[np.float64]

    def f1(self, bounds: Bounds) -> float:
        """The F1 that these bounds give."""
        found = (self.ruled & (self.share >= bounds.veto)) | (self.share >= bounds.alone)
        return float(2 * (found & self.gold).sum() / max(1, found.sum() + self.gold.sum()))


def mean_f1(cases: Sequence[Case], bounds: Bounds) -> float:
    """The mean over the sets that tell the act often enough, over all where none does."""
    chosen = [case for case in cases if case.gold.sum() >= LEAST_TOLD] or cases
    weights = np.sqrt([max(1, case.gold.sum()) for case in chosen])
    return float(np.average([case.f1(bounds) for case in chosen], weights=weights))


def smooth_f1(cases: Sequence[Case], bounds: Bounds) -> float:
    """The mean of `mean_f1` over the bounds and those with the next lower and the next higher `alone`.

    After the highest comes the model never being believed.
    """
    if bounds.alone not in ALONE:
        return mean_f1(cases, bounds)
    at = ALONE.index(bounds.alone)
    near = (*ALONE, NEVER)[max(0, at - 1) : at + 2]
    return float(np.mean([mean_f1(cases, Bounds(bounds.veto, alone)) for alone in near]))


def best(cases: Sequence[Case]) -> Bounds:
    """The bounds with the highest F1, of equal ones the most cautious; rules alone for a small gain."""
    pairs = [Bounds(veto, alone) for veto, alone in product(VETOES, (*ALONE, NEVER))]
    found = max(pairs, key=lambda pair: (round(smooth_f1(cases, pair), 4), -pair.veto, pair.alone))
    return found if mean_f1(cases, found) >= mean_f1(cases, RULES_ALONE) + LEAST_GAIN else RULES_ALONE


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0, or 1 with one sentence on stderr."""
    parser = make_parser("bounds", __doc__)
    parser.add_argument(
        "--gold", type=Path, action="append", required=True, help="gold file to choose on, never a test part"
    )
    parser.add_argument("--out", type=Path, required=True, help="file for the bounds")
    options = parser.parse_args(arguments)
    return run_step(lambda: _run(options))


def _run(options: argparse.Namespace) -> None:
    sets = [read_cases(file) for file in options.gold]
    cases = {act: [found[act] for found in sets] for act in _ACTS}
    chosen = {act: best(each) for act, each in cases.items()}
    scores = {
        act: {"rules": round(mean_f1(each, RULES_ALONE), 3), "both": round(mean_f1(each, chosen[act]), 3)}
        for act, each in cases.items()
    }
    table = {act: asdict(pair) for act, pair in chosen.items() if mean_f1(cases[act], pair) >= LEAST_F1}
    options.out.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    log_scores(options, {"step": "bounds", "f1": scores})


def read_cases(gold: Path) -> dict[str, Case]:
    """Each act as gold, rules and model have it in the texts of a gold file."""
    rows = read_rows(gold, ("id", "text"))
    reader = load_sentiment()
    alone = Annotator(load_providers(), reader, {}, "rules")
    ruled = list(alone.annotate(map(to_document, rows)))
    main = {example.id: example.framed for example in read_gold(rows) if example.acts is not None}
    heard = [opinion.acts for opinion in reader.read(main[str(row["id"])] for row in rows)]
    return {
        act: Case(
            np.array([act in _told(row) for row in rows]),
            np.array([any(item.label == act for item in one.evidence) for one in ruled]),
            np.array([_share(acts, act, one.role) for acts, one in zip(heard, ruled, strict=True)]),
        )
        for act in _ACTS
    }


def _share(acts: Mapping[str, Heard], act: str, role: Role) -> float:
    """How likely the model finds an act that this role can tell of."""
    return acts[act].share if act in acts and can_say(role, EvidenceLabel(act)) else 0.0


def _told(row: Mapping[str, Any]) -> set[str]:
    """The labels whose words are drawn in a gold row."""
    return {span["label"] for span in row["spans"]}

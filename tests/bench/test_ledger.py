"""The ledger against a small town whose every life is known; `python -m bench ledger` runs a large one."""

from importlib import import_module

import pytest

from bench.__main__ import BENCHES, main
from bench.ledger import Size, simulate


@pytest.mark.slow
def test_the_ledger_finds_the_deletions_and_accuses_nobody(tmp_path):
    tallies, score = simulate(Size(scale=0.1, visits=14, seed=5), tmp_path)
    assert score.deletions >= 20
    assert score.recall >= 0.95
    assert score.false_deletions == 0
    assert score.edits >= 50
    assert (score.edit_recall, score.false_edits) == (1, 0)
    assert score.false_threads == 0
    # The town is worth something as a test: a plain comparison fails in it, and the guard has work to do.
    assert sum(tally.plain_false for tally in tallies) > 100
    assert sum(tally.quarantined.total() for tally in tallies) >= 1


def test_an_unknown_bench_is_refused(capsys):
    assert main(["nothing"]) == 2
    assert "there are ledger" in capsys.readouterr().err


@pytest.mark.parametrize("module", BENCHES.values())
def test_the_registry_names_what_can_be_run(module):
    assert callable(import_module(module).rows)

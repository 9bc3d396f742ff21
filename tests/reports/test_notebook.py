from pathlib import Path

import jupytext
import pytest

from reports.render import NOTEBOOK
from warehouse.query import list_queries

SOURCE = NOTEBOOK.with_suffix(".py")


def _cells(path: Path) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source) for cell in jupytext.read(path).cells]


def test_notebook_and_its_source_are_the_same() -> None:
    assert _cells(NOTEBOOK) == _cells(SOURCE)


def test_notebook_is_kept_without_results() -> None:
    cells = [cell for cell in jupytext.read(NOTEBOOK).cells if cell.cell_type == "code"]
    assert cells
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)


def test_one_cell_takes_the_parameters() -> None:
    tagged = [cell for cell in jupytext.read(NOTEBOOK).cells if "parameters" in cell.metadata.get("tags", [])]
    assert [cell.source for cell in tagged] == ['snapshot = "otklik-data/published.duckdb"']


@pytest.mark.parametrize("name", sorted(query.name for query in list_queries()))
def test_every_named_question_is_answered_or_traced(name: str) -> None:
    assert f'"{name}"' in SOURCE.read_text(encoding="utf-8")

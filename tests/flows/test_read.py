"""Reading the published snapshot: query, sql, forget; on a warehouse that was built once."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawlers.importing import import_rows
from flows import steps
from flows.commands.demo import print_providers
from flows.config import Settings
from flows.loading import load_landed
from flows.tables import cell, print_rows, provider_lines, share
from warehouse.tabular import iter_parquet

ROWS = [
    {"id": str(n), "author": f"a{n}", "text": text, "date": f"2026-02-{n:02} 10:00", "provider": "Ростелеком"}
    for n, text in enumerate(
        [
            "Ужас, Ростелеком игнорирует заявки!",
            "Третью неделю без интернета, кошмар.",
            "Всё отлично, спасибо!",
        ],
        1,
    )
]

pytestmark = pytest.mark.slow  # dbt takes ten seconds


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse with three imported reviews, built and published."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("published"))
    import_rows(
        ROWS,
        source="mine",
        mapping={},
        landing_dir=settings.landing_dir,
        key=b"k" * 32,
        timezone="Europe/Moscow",
    )
    assert load_landed(settings).problems == ()
    steps.annotate(settings)
    steps.build(settings)
    steps.publish(settings, run="test")
    return settings


@pytest.fixture
def read(published: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run a command on the published warehouse."""
    monkeypatch.setenv("OTKLIK_DATA_DIR", str(published.data_dir))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "flows.cli", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    return run


def test_questions_are_listed_with_their_titles(read: Callable[..., Any]) -> None:
    done = read("query")
    assert done.returncode == 0, done.stderr
    assert "providers_compared" in done.stdout
    assert len(done.stdout.splitlines()) >= 8


def test_every_question_has_an_answer_in_every_format(read: Callable[..., Any], tmp_path: Path) -> None:
    table = read("query", "providers_compared")
    assert "rostelecom" in table.stdout
    csv = read("query", "providers_compared", "--format", "csv")
    head, row = csv.stdout.splitlines()
    assert dict(zip(head.split(","), row.split(","), strict=False))["provider"] == "rostelecom"
    (line,) = read("query", "providers_compared", "-f", "json").stdout.splitlines()
    assert json.loads(line)["n"] == 3
    assert read("query", "providers_compared", "-f", "parquet", "-o", "p.parquet").returncode == 0
    assert next(iter_parquet(tmp_path / "p.parquet"))["provider"] == "rostelecom"


def test_answers_can_be_narrowed(read: Callable[..., Any]) -> None:
    narrowed = read("query", "providers_compared", "--until", "2026-02-02", "-f", "json")
    assert json.loads(narrowed.stdout)["n"] == 2
    assert read("query", "providers_compared", "--since", "yesterday").returncode == 2


def test_an_unknown_question_or_provider_is_told(read: Callable[..., Any]) -> None:
    for arguments in (("nonsense",), ("providers_compared", "--provider", "nobody")):
        done = read("query", *arguments)
        assert done.returncode == 1
        assert arguments[-1] in done.stderr


def test_sql_reads_and_never_writes(read: Callable[..., Any]) -> None:
    assert read("sql", "SELECT count(*) AS n FROM marts.messages", "-f", "json").stdout == '{"n": 3}\n'
    refused = read("sql", "DROP TABLE marts.messages")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr


def test_a_form_that_does_not_fit_its_place_is_wrong_usage(read: Callable[..., Any]) -> None:
    assert read("sql", "SELECT 1", "-f", "parquet").returncode == 2
    assert read("sql", "SELECT 1", "-o", "x").returncode == 2


def test_nothing_published_is_told(read: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTKLIK_DATA_DIR", "empty")
    done = read("query", "coverage")
    assert done.returncode == 1
    assert "Nothing is published" in done.stderr


def test_the_short_table_of_providers(published: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = provider_lines(published.snapshot)
    assert line.n == 3
    assert line.negative.startswith("67 % (")
    print_providers([line])
    assert "negative" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (0.123456, "0.123"), ("[b]", "[b]"), (True, "True"), (7, "7")]
)
def test_cells_are_written_for_people(value: object, text: str) -> None:
    assert cell(value) == text


def test_rows_too_wide_for_the_terminal_have_a_line_per_column() -> None:
    head = [f"column_{n}" for n in range(12)]
    wide = _on_a_terminal(head, [["да"] * 12, ["нет"] * 11 + ["конец"]])
    assert "row 2 of 2" in wide
    assert re.search(r"^column_11 +конец$", wide, flags=re.MULTILINE)
    narrow = _on_a_terminal(["a", "b", "c", "d", "e"], [["1", "2", "3", "4", "5"]])
    assert re.search(r"^ +1 +2 +3 +4 +5 *$", narrow, flags=re.MULTILINE)


def _on_a_terminal(head: list[str], rows: list[list[str]]) -> str:
    """What `print_rows` shows on a terminal of 80 columns."""
    code = f"from flows.tables import print_rows; print_rows({head!r}, {rows!r})"
    outer, inner = os.openpty()
    surroundings = os.environ | {"COLUMNS": "80", "TERM": "dumb"}
    with os.fdopen(outer, "rb", buffering=0) as shown:
        subprocess.run([sys.executable, "-c", code], stdout=inner, env=surroundings, check=True, timeout=60)
        os.close(inner)
        return shown.read(100_000).decode().replace("\r\n", "\n")


def test_texts_of_strangers_do_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(["said"], [["до\x1b]0;чужое\x07 \x9b31mпосле"]])
    assert "до]0;чужое 31mпосле" in capsys.readouterr().out


def test_a_share_of_nothing_is_a_dash() -> None:
    assert share(None, None, None) == "–"
    assert share(0.5, 0.25, 0.75) == "50 % (25–75)"

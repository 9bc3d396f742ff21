"""`otklik review` and `otklik correct`: the whole loop, from doubtful messages to scores and marts."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from crawlers.importing import import_rows
from flows import steps
from flows.config import Settings
from flows.loading import load_landed

Run = Callable[..., Any]
REVIEWS = [
    {"id": "1", "author": "Маша", "text": "Лучик игнорирует мои заявки третий день, трубку не берут!"},
    {"id": "2", "author": "Пётр", "text": "Лучик починил за час, спасибо.", "url": "http://x.example/petr"},
    {"id": "3", "author": "Оля", "text": "=Лучик; ну такое, не знаю даже."},
]


@pytest.fixture
def annotated(settings: Settings) -> Settings:
    """Three reviews, loaded and annotated."""
    import_rows(
        REVIEWS,
        source="mine",
        mapping={},
        landing_dir=settings.landing_dir,
        key=b"k" * 32,
        timezone="Europe/Moscow",
    )
    assert load_landed(settings).problems == ()
    assert steps.annotate(settings).count == 3
    return settings


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="cp1251", errors="replace", newline="") as file:  # as a spreadsheet may
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def kept(settings: Settings) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(settings.warehouse)) as connection:
        return connection.execute(
            "SELECT corrected_by, sentiment, leaving FROM raw.corrections ORDER BY arrival"
        ).fetchall()


def test_a_table_goes_out_and_comes_back_and_its_effect_shows(
    otklik: Run, annotated: Settings, tmp_path: Path
) -> None:
    done = otklik("review", "--out", "review.csv", "--provider", "Лучик")
    assert (done.returncode, done.stdout) == (0, "3 messages are in review.csv\n"), done.stderr
    rows = rows_of(tmp_path / "review.csv")
    assert {row["text"][:2] for row in rows} == {"Лу", "'="}
    assert "Маша" not in (tmp_path / "review.csv").read_text(encoding="utf-8")
    for row in rows:
        row["checked"] = "x"
        row["leaving"] = "yes" if "починил" in row["text"] else "no"
    write(tmp_path / "back.csv", rows)
    first, again = (otklik("correct", "back.csv", "--by", "Анна") for _ in range(2))
    assert first.stdout.startswith("3 judged messages, 3 of them new.\nRun `otklik build`"), first.stderr
    assert again.stdout == "3 judged messages, 0 of them new.\n"
    assert [(by, leaving) for by, _, leaving in kept(annotated)].count(("Анна", True)) == 1
    scored = otklik("evaluate", "--corrections", "--format", "json", "--errors", "wrong.jsonl")
    told = json.loads(scored.stdout)
    assert (told["items"], len(told["fields"])) == (3, 8)
    (wrong,) = map(json.loads, (tmp_path / "wrong.jsonl").read_text(encoding="utf-8").splitlines())
    assert (wrong["field"], wrong["gold"], wrong["found"]) == ("leaving", True, False)
    assert otklik("review", "--out", "more.csv").stdout.startswith("Nothing to review")
    assert not (tmp_path / "more.csv").exists()


def test_label_studio_gets_tasks_and_a_config_and_its_export_is_taken_in(
    otklik: Run, annotated: Settings, tmp_path: Path
) -> None:
    done = otklik("review", "-o", "tasks.json", "--limit", "2")
    assert done.stdout.splitlines() == [
        "2 messages are in tasks.json",
        "The labelling config of the project is in tasks.xml",
    ]
    assert (tmp_path / "tasks.xml").read_text(encoding="utf-8").count("<Choices ") == 7
    tasks = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    for number, task in enumerate(tasks, 1):
        result = task["predictions"][0]["result"]
        said = {"id": number, "completed_by": 1, "updated_at": "2026-01-01T00:00:00Z", "result": result}
        task |= {"id": number, "annotations": [said]}
    (tmp_path / "export.json").write_text(json.dumps(tasks), encoding="utf-8")
    assert otklik("correct", "export.json").stdout.startswith("2 judged messages, 2 of them new.")
    assert {by for by, _, _ in kept(annotated)} == {"label-studio user 1"}


def test_one_wrong_row_stops_the_whole_file(otklik: Run, annotated: Settings, tmp_path: Path) -> None:
    otklik("review", "--out", "review.csv")
    rows = rows_of(tmp_path / "review.csv")
    rows[0]["sentiment"] = "positive" if rows[0]["sentiment"] == "negative" else "negative"
    rows[2] |= {"checked": "x", "version_id": "lost"}
    write(tmp_path / "back.csv", rows)
    done = otklik("correct", "back.csv", "--by", "Анна")
    assert (done.returncode, done.stdout) == (1, "")
    assert "back.csv, row 4: there is no version lost in the warehouse; nothing was taken in." in done.stderr
    assert kept(annotated) == []


def test_somebodys_work_is_not_overwritten(otklik: Run, annotated: Settings, tmp_path: Path) -> None:
    for name in ("review.csv", "tasks.xml"):
        (tmp_path / name).write_text("работа", encoding="utf-8")
    for out, named in (("review.csv", "review.csv"), ("tasks.json", "tasks.xml")):
        done = otklik("review", "--out", out)
        assert done.returncode == 1
        assert f"{named} is there already and may hold somebody's work" in done.stderr
    assert (tmp_path / "tasks.xml").read_text(encoding="utf-8") == "работа"
    assert not (tmp_path / "tasks.json").exists()


def test_wrong_usage_and_missing_things_are_told(otklik: Run, annotated: Settings, tmp_path: Path) -> None:
    assert otklik("evaluate").returncode == 2
    assert otklik("evaluate", "gold.jsonl", "--corrections").returncode == 2
    assert "Nobody corrected a message" in otklik("evaluate", "--corrections").stderr
    assert "There is no nowhere.json" in otklik("correct", "nowhere.json").stderr
    assert "neither CSV nor the JSON of Label Studio" in otklik("correct", "a.xlsx").stderr
    assert "no provider Нету" in otklik("review", "--out", "a.csv", "--provider", "Нету").stderr

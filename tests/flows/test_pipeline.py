"""The flow as a whole, against a forum on loopback: what it does, leaves and repeats."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.items import Crawl, CrawlStatus
from flows.artifacts import coverage_markdown
from flows.config import Settings
from warehouse.connection import open_reader

Run = Callable[..., Any]
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def counts(settings: Settings) -> dict[str, int]:
    """Rows of the raw tables."""
    names = ("crawls", "thread_visits", "message_versions", "message_events", "annotations")
    with open_reader(settings.warehouse) as connection:
        tables = {name: connection.table(f"raw.{name}").count("*").fetchone() for name in names}
    return {name: row[0] for name, row in tables.items() if row}


def stored(settings: Settings, text: str) -> list[tuple[Any, ...]]:
    """What Prefect keeps of the runs."""
    with sqlite3.connect(settings.prefect_home / "prefect.db") as connection:
        return connection.execute(text).fetchall()


@pytest.mark.prefect
def test_a_run_goes_all_the_way_and_a_second_one_adds_only_visits(
    otklik: Run, settings: Settings, forum: Any, add_source: Callable[..., None]
) -> None:
    add_source(forum.url)
    first = otklik("run", timeout=280)
    assert first.returncode == 0, first.stderr
    assert "Report: data/reports/report.html" in first.stdout
    assert (settings.reports_dir / "report.html").is_file()
    assert settings.snapshot.is_file()
    once = counts(settings)
    assert once["message_versions"] == once["annotations"] == 4

    second = otklik("run", timeout=280)
    assert second.returncode == 0, second.stderr
    assert counts(settings) == once | {"crawls": 2, "thread_visits": 6}

    tasks = stored(settings, "SELECT name FROM task_run ORDER BY name")
    assert sorted(name.split("-")[0] for (name,) in tasks) == sorted(
        2 * ["crawl forum", "load", "annotate", "build", "publish", "report"]
    )
    artifacts = dict(stored(settings, "SELECT key, data FROM artifact"))
    assert set(artifacts) == {"crawl-coverage", "providers", "report"}
    assert "forum" in artifacts["crawl-coverage"]
    assert {row["name"] for row in json.loads(json.loads(artifacts["providers"]))} == {"Лучик"}
    assert not [path for path in settings.landing_dir.iterdir() if not path.name.startswith(".")]


@pytest.mark.prefect
def test_a_source_that_fails_makes_the_run_red_after_the_rest_is_published(
    otklik: Run, settings: Settings, forum: Any, add_source: Callable[..., None]
) -> None:
    add_source(forum.url)
    add_source(forum.url, name="strict", extra="[expect]\nmin_messages = 100\n")
    done = otklik("run", timeout=280)
    assert done.returncode == 1
    *_, last = done.stderr.splitlines()
    assert last.startswith("otklik: strict: ")
    assert "Traceback" not in done.stderr
    assert settings.snapshot.is_file()
    assert (settings.reports_dir / "report.html").is_file()
    assert stored(settings, "SELECT state_type FROM flow_run") == [("FAILED",)]
    assert stored(settings, "SELECT run_count FROM task_run WHERE name = 'crawl strict'") == [(1,)]


def test_only_what_time_can_mend_is_tried_again() -> None:
    from prefect.states import Failed

    from crawlers.errors import CrawlTimedOut, SourceBlocked, SourceDead, TooFewMessages
    from flows.tasks import is_worth_retrying

    def judged(error: Exception) -> bool:
        return is_worth_retrying(None, None, Failed(data=error))  # type: ignore[arg-type]

    assert judged(SourceDead("x"))
    assert judged(CrawlTimedOut("x"))
    assert not judged(SourceBlocked("x"))
    assert not judged(TooFewMessages("x"))


def test_only_crawls_are_tried_again_and_nothing_is_cached() -> None:
    from prefect.cache_policies import NO_CACHE
    from prefect.tasks import Task

    from flows import tasks

    all_tasks = {name: value for name, value in vars(tasks).items() if isinstance(value, Task)}
    assert set(all_tasks) == {"crawl", "load", "annotate", "build", "publish", "report"}
    assert [name for name, one in all_tasks.items() if one.retries] == ["crawl"]
    assert all(one.cache_policy == NO_CACHE for one in all_tasks.values())


def test_the_coverage_artifact_is_a_table_with_the_problems_below() -> None:
    crawl = Crawl(
        crawl_id="20260301T120000Z-a",
        source="a",
        engine="reviews",
        extractor_version="1",
        started_at=NOON,
        finished_at=NOON,
        status=CrawlStatus.PARTIAL,
        reason="page | 2\nmissing",
        hides_subtrees=False,
        messages=7,
        visits=3,
    )
    assert coverage_markdown([crawl], ["b: dead."]).splitlines() == [
        "| source | status | messages | threads | reason |",
        "|---|---|---:|---:|---|",
        "| a | partial | 7 | 3 | page \\| 2 missing |",
        "",
        "**b: dead.**",
    ]

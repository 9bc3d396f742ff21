"""Building from nothing, from little, from a broken warehouse; twice; and the unit tests of dbt."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from warehouse.build import build_marts, run_dbt
from warehouse.errors import BuildFailed, WarehouseCorrupt, WarehouseLocked, WarehouseMissing
from warehouse.migrate import open_warehouse

PROJECT = Path(__file__).parents[3] / "warehouse"
QUERIES = sorted((PROJECT / "queries").glob("*.sql"))
BUILD = """
import sys
from pathlib import Path
from warehouse.build import build_marts
build_marts(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A warehouse that was built before anything was loaded."""
    folder = tmp_path_factory.mktemp("empty")
    path = folder / "warehouse.duckdb"
    with open_warehouse(path):
        pass
    report = build_marts(path, folder / "dbt")
    assert report.models > 30
    assert report.tests > 80
    return path


def count_rows(connection):
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'marts'"
    ).fetchall()
    return {
        name: connection.execute(f"SELECT count(*) FROM marts.{name}").fetchone()[0] for (name,) in tables
    }


def wait_until(is_so, seconds=60):
    for _ in range(seconds * 20):
        if is_so():
            return
        time.sleep(0.05)
    pytest.fail("It never became so.")


def is_free(path):
    try:
        with open_warehouse(path):
            return True
    except WarehouseLocked:
        return False


def test_empty_raw_tables_give_empty_marts(empty, open_marts):
    with open_marts(empty) as connection:
        rows = count_rows(connection)
    assert len(rows) == 11
    assert set(rows.values()) == {0}


def test_every_query_holds_on_empty_marts(empty, open_marts):
    with open_marts(empty) as connection:
        for path in QUERIES:
            text = path.read_text(encoding="utf-8")
            names = [name for name in ("provider", "since", "until") if f"${name}" in text]
            assert connection.execute(text, dict.fromkeys(names)).fetchall() == [], path.stem


@pytest.mark.slow
def test_unit_tests_of_the_models_pass(empty, tmp_path):
    finished = run_dbt(("test", "--select", "test_type:unit"), empty, tmp_path)
    results = json.loads((tmp_path / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    ends = [one["status"] for one in results if one["unique_id"].startswith("unit_test.")]
    assert (finished.returncode, set(ends)) == (0, {"pass"}), finished.stdout
    assert len(ends) >= 8


@pytest.mark.slow
def test_a_source_without_any_provider_builds(new_raw, open_marts, tmp_path):
    raw = new_raw(tmp_path / "warehouse.duckdb")
    raw.say("k1", "t", 0, page=None, about={}, mood="negative", ignoring=["claimed"])
    raw.say("k2", "t", 1, page=None, about={}, role="company", parent="k1")
    raw.crawl(100, {"t": "complete"})
    raw.flush()
    build_marts(raw.path, tmp_path / "dbt")
    with open_marts(raw.path) as connection:
        rows = count_rows(connection)
    assert rows == dict.fromkeys(rows, 0) | {"messages": 2, "evidence": 1, "replies": 1, "coverage": 1}


def test_a_missing_warehouse_is_told_and_not_made(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with pytest.raises(WarehouseMissing):
        build_marts(path, tmp_path / "dbt")
    assert not path.exists()


def test_a_warehouse_in_use_is_told_before_dbt_starts(empty, tmp_path):
    path = tmp_path / "warehouse.duckdb"
    shutil.copy(empty, path)
    with duckdb.connect(str(path)), pytest.raises(WarehouseLocked):
        build_marts(path, tmp_path / "dbt")


def test_a_damaged_warehouse_is_told(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    path.write_bytes(b"not a database, " * 1000)
    with pytest.raises(WarehouseCorrupt):
        build_marts(path, tmp_path / "dbt")


def test_a_failing_model_is_named(empty, tmp_path):
    path = tmp_path / "warehouse.duckdb"
    shutil.copy(empty, path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("DROP TABLE raw.mentions")
    with pytest.raises(BuildFailed, match=r"^The model stg_mentions failed, .*mentions") as caught:
        build_marts(path, tmp_path / "dbt")
    assert caught.value.node == "stg_mentions"


def test_dbt_writes_nowhere_but_under_the_work_dir(empty):
    written = {path.name for path in PROJECT.iterdir()} & {"target", "logs", ".user.yml", "dbt_packages"}
    assert written == set()
    assert (empty.parent / "dbt" / "target" / "manifest.json").exists()


@pytest.mark.slow
def test_a_killed_build_leaves_nobody_in_the_warehouse(empty, tmp_path):
    path, log = tmp_path / "warehouse.duckdb", tmp_path / "dbt" / "logs" / "dbt.log"
    shutil.copy(empty, path)
    builder = subprocess.Popen([sys.executable, "-c", BUILD, path, tmp_path / "dbt"], cwd=PROJECT.parent)
    wait_until(lambda: log.exists() and " START " in log.read_text(encoding="utf-8"))
    builder.kill()
    builder.wait()
    wait_until(lambda: is_free(path))

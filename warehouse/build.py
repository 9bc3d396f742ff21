"""Builds staging, intermediate and marts from the raw tables by running dbt, and says what failed."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .connection import open_reader
from .errors import BuildFailed
from .migrate import open_warehouse

_PROJECT = Path(__file__).parent
_FLAGS = (
    "--quiet",
    "--no-version-check",
    "--no-send-anonymous-usage-stats",
    "--no-use-colors",
    "--log-level-file",
    "info",
)
_FAILURES = ("error", "fail", "runtime error")


@dataclass(frozen=True, slots=True)
class BuildReport:
    """How many models were built and how many data tests passed."""

    models: int
    tests: int


def build_marts(warehouse: Path, work_dir: Path) -> BuildReport:
    """Build all models of a warehouse and run their data tests; dbt's own files go under `work_dir`.

    Raises `BuildFailed` with the first model or test that failed; the models built before it stay. Raises
    `WarehouseMissing`, `WarehouseLocked` and `WarehouseCorrupt` before anything is built.
    """
    _check_warehouse(warehouse)
    finished = run_dbt(("build", "--exclude-resource-type", "unit_test"), warehouse, work_dir)
    results = _read_results(work_dir)
    _check_finished(finished, results)
    return BuildReport(models=_count(results, "model"), tests=_count(results, "test"))


def run_dbt(command: Sequence[str], warehouse: Path, work_dir: Path) -> subprocess.CompletedProcess[str]:
    """Run one dbt command on the project, in a process of its own and without a network."""
    target = work_dir / "target"
    target.mkdir(parents=True, exist_ok=True)
    (target / "run_results.json").unlink(missing_ok=True)  # of an earlier run
    folders = {
        "project-dir": _PROJECT,
        "profiles-dir": _PROJECT,
        "target-path": target,
        "log-path": work_dir / "logs",
    }
    arguments = [part for name, path in folders.items() for part in (f"--{name}", str(path.absolute()))]
    return subprocess.run(
        [sys.executable, "-I", str(_PROJECT / "run_dbt.py"), *command, *_FLAGS, *arguments],
        env=_environment(warehouse),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _environment(warehouse: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("DBT_")}
    ours = {"OTKLIK_WAREHOUSE": str(warehouse.absolute()), "OTKLIK_BUILD_STARTER": str(os.getpid())}
    return own | ours | {"DO_NOT_TRACK": "1", "PYTHONUTF8": "1"}


def _check_warehouse(warehouse: Path) -> None:
    """Let a missing, locked or damaged file be told in our own words, and bring its raw tables up to date."""
    with open_reader(warehouse):
        pass
    with open_warehouse(warehouse):
        pass


def _read_results(work_dir: Path) -> list[Mapping[str, str]]:
    path = work_dir / "target" / "run_results.json"
    if not path.exists():
        return []
    results: list[Mapping[str, str]] = json.loads(path.read_text(encoding="utf-8"))["results"]
    return results


def _check_finished(finished: subprocess.CompletedProcess[str], results: Sequence[Mapping[str, str]]) -> None:
    for result in results:
        if result["status"] in _FAILURES:
            raise _failure_of(result)
    if finished.returncode != 0:
        raise BuildFailed(f"dbt could not start the build, read its log: {_last_words(finished)}")


def _failure_of(result: Mapping[str, str]) -> BuildFailed:
    kind, _, name = result["unique_id"].split(".")[:3]
    reason = " ".join((result["message"] or "no reason given").split())
    return BuildFailed(f"The {kind} {name} failed, mend it and build again: {reason}", node=name)


def _last_words(finished: subprocess.CompletedProcess[str]) -> str:
    lines = [line.strip() for line in (finished.stdout + finished.stderr).splitlines() if line.strip()]
    return " ".join(lines[-4:]) or f"it ended with code {finished.returncode} without a word"


def _count(results: Sequence[Mapping[str, str]], kind: str) -> int:
    return sum(result["unique_id"].startswith(f"{kind}.") for result in results)

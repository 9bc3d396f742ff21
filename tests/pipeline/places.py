"""A place where the pipeline runs as a person runs it: settings, a data folder, and real processes."""

import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).parents[2]  # these tests try the tree they stand in, whatever is installed
MARK = "PIPELINE_TEST_PLACE"  # in the environment of each process that is started here, and of its children


class Process:
    """A command of ours that runs; its words go to files, so that nothing waits for a reader of them."""

    def __init__(self, place: "Place", arguments: tuple[str, ...]) -> None:
        self.mark = uuid.uuid4().hex
        self._files = [place.folder / f"said-{self.mark}.{name}" for name in ("out", "err")]
        with self._files[0].open("wb") as out, self._files[1].open("wb") as err:
            self.popen = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "flows.cli",
                    "--config",
                    str(place.folder / "otklik.toml"),
                    *arguments,
                ],
                cwd=place.folder,
                env=environment() | {MARK: self.mark},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )

    @property
    def stdout(self) -> str:
        return self._files[0].read_text("utf-8")

    @property
    def stderr(self) -> str:
        return self._files[1].read_text("utf-8")

    def wait_until(self, condition: Callable[[], object], timeout: float = 240) -> None:
        """Come back when the condition holds or the command has ended."""
        until = time.monotonic() + timeout
        while self.popen.poll() is None and not condition():
            assert time.monotonic() < until, f"nothing to kill within {timeout} s: {self.stderr}"
            time.sleep(0.003)

    def kill(self, *, tree: bool) -> int:
        """SIGKILL for the command, and with `tree` for all it has started; the exit status."""
        with suppress(ProcessLookupError):
            self.popen.send_signal(signal.SIGKILL)
        for pid in self.alive() if tree else ():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return self.popen.wait()

    def alive(self) -> list[int]:
        """The process ids that carry our mark and still run."""
        return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if self._is_ours(entry)]

    def _is_ours(self, entry: Path) -> bool:
        try:
            is_dead = entry.joinpath("stat").read_text().rpartition(")")[2].split()[0] in "ZX"
            return not is_dead and f"{MARK}={self.mark}".encode() in entry.joinpath("environ").read_bytes()
        except OSError:  # it has just ended
            return False


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with settings and a data folder; all paths in it are relative, so that it can be copied."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def warehouse(self) -> Path:
        return self.data / "warehouse.duckdb"

    @property
    def snapshot(self) -> Path:
        return self.data / "published.duckdb"

    @property
    def landing(self) -> Path:
        return self.data / "landing"

    def copy(self, folder: Path) -> "Place":
        return Place(Path(shutil.copytree(self.folder, folder)))

    def run(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """A command of ours, run to its end."""
        return subprocess.run(
            [sys.executable, "-m", "flows.cli", "--config", str(self.folder / "otklik.toml"), *arguments],
            cwd=self.folder,
            env=environment() | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=240,
        )

    def do(self, *arguments: str) -> str:
        """What a command says that has to go well."""
        done = self.run(*arguments)
        assert done.returncode == 0, f"{arguments}: {done.stderr}"
        return done.stdout

    def start(self, *arguments: str) -> Process:
        return Process(self, arguments)

    def content(self, *schemas: str) -> dict[str, "Counter[str]"]:
        """The rows of every table of the schemas, in any order, without what `UNEQUAL` names."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            tables = connection.execute(
                "SELECT table_schema, table_name FROM information_schema.tables"
                " WHERE list_contains($schemas, table_schema) AND table_type = 'BASE TABLE'",
                {"schemas": list(schemas)},
            ).fetchall()
            return {f"{schema}.{name}": _rows(connection, schema, name) for schema, name in tables}

    def ask(self, sql: str) -> Any:
        """The first value of the first row that the writer's file gives."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchone()[0]


# Two runs register the annotator at two times. Nothing else of the raw tables and the marts may differ.
# `meta`, with the times of migrations and publications, is a diary of the runs and no content.
UNEQUAL = {"raw.annotators": {"registered_at"}}


def _rows(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> "Counter[str]":
    result = connection.table(f"{schema}.{name}")
    kept = [column for column in result.columns if column not in UNEQUAL.get(f"{schema}.{name}", ())]
    return Counter(repr([_rounded(value) for value in row]) for row in result.select(*kept).fetchall())


def _rounded(value: object) -> object:
    """Sums of floats depend on the order of the rows in their last digits."""
    return float(f"{value:.9g}") if isinstance(value, float) else value


def environment() -> dict[str, str]:
    """The environment without settings of the person who runs the tests."""
    own = {name: v for name, v in os.environ.items() if not name.startswith(("OTKLIK_", "PREFECT_", "DBT_"))}
    return own | {"PYTHONPATH": str(ROOT)}


def differences(found: dict[str, Any], expected: dict[str, Any]) -> dict[str, list[str]]:
    """Up to three rows of each table that are in one of the two only, with + and - before them."""
    unlike = [name for name in expected if found[name] != expected[name]]
    more = {name: [f"+{row}" for row in found[name] - expected[name]][:3] for name in unlike}
    less = {name: [f"-{row}" for row in expected[name] - found[name]][:3] for name in unlike}
    return {name: more[name] + less[name] for name in unlike}

"""One run of `otklik demo` for all tests that look at a finished warehouse."""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

OTKLIK = Path(sys.executable).with_name("otklik")


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedDemo:
    """What the demonstration left: its folder, what it printed, and how many seconds it took."""

    folder: Path
    stdout: str
    stderr: str
    seconds: float

    @property
    def snapshot(self) -> Path:
        """The published snapshot."""
        return self.folder / "published.duckdb"

    def otklik(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A finished command on the demonstration's data."""
        command = [OTKLIK, "--config", self.folder / "otklik.toml", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)


@pytest.fixture(scope="session")
def finished_demo(tmp_path_factory: pytest.TempPathFactory) -> FinishedDemo:
    """The demonstration, run once as a person would run it."""
    folder = tmp_path_factory.mktemp("finished") / "otklik-demo"
    begin = time.monotonic()
    ran = subprocess.run(
        [OTKLIK, "demo", "--dir", folder],
        cwd=folder.parent,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    seconds = time.monotonic() - begin
    assert ran.returncode == 0, ran.stderr[-2000:]
    return FinishedDemo(folder=folder, stdout=ran.stdout, stderr=ran.stderr, seconds=seconds)

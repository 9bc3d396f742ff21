"""Scheduled runs against real Prefect servers: `otklik serve`, and `prefect.yaml` with a worker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from flows.config import Settings
from flows.server import LocalServer, start_server

ROOT = Path(__file__).parents[2]
PREFECT = Path(sys.executable).with_name("prefect")
EVERY_MINUTE = "* * * * *"


@pytest.fixture
def server(settings: Settings) -> Iterator[LocalServer]:
    """A whole Prefect server on a free port, with its own home."""
    before = dict(os.environ)
    running = start_server(settings, with_scheduler=True)
    running.wait()
    yield running
    running.stop()
    os.environ.clear()
    os.environ.update(before)


@contextmanager
def running(*command: str, cwd: Path, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A process group that is interrupted at the end."""
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command, cwd=cwd, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        ) as process,
    ):
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def ask(server: LocalServer, path: str) -> list[dict[str, Any]]:
    answer = httpx.post(f"{server.url}/{path}/filter", json={}, timeout=30)
    answer.raise_for_status()
    rows: list[dict[str, Any]] = answer.json()
    return rows


def finished_run(server: LocalServer, log: Path, within: float = 240.0) -> dict[str, Any]:
    """The first run of the flow that has come to an end."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        for run in ask(server, "flow_runs"):
            if run["state_type"] in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}:
                return run
        time.sleep(1)
    pytest.fail(f"No run has finished: {ask(server, 'flow_runs')} {log.read_text(encoding='utf-8')[-3000:]}")


def check_left_behind(server: LocalServer, settings: Settings) -> None:
    assert {row["key"] for row in ask(server, "artifacts")} == {"crawl-coverage", "providers", "report"}
    assert settings.snapshot.is_file()
    assert (settings.reports_dir / "report.html").is_file()
    assert any("crawl forum: begins" in row["message"] for row in ask(server, "logs"))


@pytest.mark.prefect
def test_a_served_run_starts_by_itself_and_finishes(
    server: LocalServer, settings: Settings, forum: Any, add_source: Callable[..., None], tmp_path: Path
) -> None:
    add_source(forum.url)
    config = tmp_path / "otklik.toml"
    with config.open("a", encoding="utf-8") as file:
        file.write(f'schedule = "{EVERY_MINUTE}"\n')
    command = (sys.executable, "-m", "flows.cli", "--config", str(config), "serve")
    with running(*command, cwd=tmp_path, log=tmp_path / "serve.log"):
        run = finished_run(server, tmp_path / "serve.log")
    assert run["state_type"] == "COMPLETED", (tmp_path / "serve.log").read_text(encoding="utf-8")[-3000:]
    assert run["auto_scheduled"] is True
    check_left_behind(server, settings)


@pytest.mark.prefect
def test_prefect_yaml_deploys_to_a_work_pool_and_a_worker_runs_it(
    server: LocalServer,
    settings: Settings,
    forum: Any,
    add_source: Callable[..., None],
    *,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_source(forum.url)
    monkeypatch.setenv("OTKLIK_CONFIG", str(tmp_path / "otklik.toml"))
    prefect("work-pool", "create", "otklik", "--type", "process")
    prefect("--no-prompt", "deploy", "--all")
    (deployment,) = ask(server, "deployments")
    assert deployment["name"] == "daily-moscow-06"
    assert [one["schedule"]["cron"] for one in deployment["schedules"]] == ["0 6 * * *"]
    prefect("deployment", "schedule", "create", "run/daily-moscow-06", "--cron", EVERY_MINUTE)
    command = (str(PREFECT), "worker", "start", "--pool", "otklik", "--limit", "1")
    with running(*command, cwd=tmp_path, log=tmp_path / "worker.log"):
        run = finished_run(server, tmp_path / "worker.log")
    assert run["state_type"] == "COMPLETED", (tmp_path / "worker.log").read_text(encoding="utf-8")[-3000:]
    assert run["auto_scheduled"] is True
    check_left_behind(server, settings)


def prefect(*arguments: str) -> None:
    done = subprocess.run([PREFECT, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr

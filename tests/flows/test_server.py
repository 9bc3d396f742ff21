"""The temporary Prefect server: it answers, it is private, and it ends with the run, even a killed one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import proxy_bypass_environment

import pytest

from flows.config import Settings
from flows.errors import ServerNotStarted
from flows.server import API_VARIABLE, LocalServer, _answers, _spare_the_proxy, start_server

START = """
import sys, time
from flows.config import load_settings
from flows.server import start_server
server = start_server(load_settings())
server.wait()
print(server.url, server.process.pid, flush=True)
{then}
"""


def run_alone(then: str, cwd: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", START.format(then=then)]
    return subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, text=True)


def is_gone(pid: int, within: float = 15.0) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
            if "Z" in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").split()[2]:
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.prefect
def test_the_server_ends_with_a_run_that_is_killed(settings: Settings, tmp_path: Path) -> None:
    with run_alone("time.sleep(600)", tmp_path) as process:
        assert process.stdout
        url, pid = process.stdout.readline().split()
        assert _answers(url)
        process.send_signal(signal.SIGKILL)
    assert is_gone(int(pid))
    assert not _answers(url)


@pytest.mark.prefect
def test_the_server_ends_with_a_run_that_ends(settings: Settings, tmp_path: Path) -> None:
    with run_alone("", tmp_path) as process:
        out, _ = process.communicate(timeout=120)
    _, pid = out.split()
    assert process.returncode == 0
    assert is_gone(int(pid))
    assert {path.name for path in settings.prefect_home.iterdir()} >= {"prefect.db", "server.log"}


def test_a_server_that_cannot_start_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", "sqlite+aiosqlite:////nowhere/at/all.db")
    monkeypatch.setenv("NO_PROXY", "")
    for name in ("DO_NOT_TRACK", "PREFECT_HOME"):
        monkeypatch.delenv(name, raising=False)
    before = dict(os.environ)
    try:
        server = start_server(settings)
        with pytest.raises(ServerNotStarted, match=r"server\.log"):
            server.wait()
        server.stop()
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.mark.parametrize("name", ["no_proxy", "NO_PROXY"])
def test_no_proxy_stands_before_the_server(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for spelling in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(spelling, "")
    monkeypatch.setenv(name, "intra.example")
    _spare_the_proxy()
    assert all(proxy_bypass_environment(host) for host in ("127.0.0.1", "intra.example"))
    assert not proxy_bypass_environment("elsewhere.example")


def test_a_server_that_is_given_is_used(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(API_VARIABLE, "http://127.0.0.1:9/api")
    before = dict(os.environ)
    try:
        server: Any = start_server(settings)
        assert (server.url, server.process) == ("http://127.0.0.1:9/api", None)
        server.wait()
        server.stop()
        assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
        assert os.environ["DO_NOT_TRACK"] == "1"
        assert os.environ["PREFECT_HOME"] == str(settings.prefect_home.absolute())
    finally:
        os.environ.clear()
        os.environ.update(before)


def test_waiting_has_an_end(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as sleeper:
        server = LocalServer("http://127.0.0.1:9/api", tmp_path / "server.log", sleeper)
        with pytest.raises(ServerNotStarted, match="did not start"):
            server.wait(timeout=0.2)
        server.stop()
    assert sleeper.returncode is not None

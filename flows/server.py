"""A Prefect server for one run: started at once, waited for late, and gone when the run is, however it ends.

Prefect starts one by itself where no API is set, but only after the client has imported the whole server, and
that server outlives a killed run. This one starts first and reads its standard input: its end is our end.
"""

import atexit
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .config import Settings
from .errors import ServerNotStarted

START_TIMEOUT = 120.0  # seconds; a fresh database takes 13 s on two idle cores, once
STOP_TIMEOUT = 10.0
API_VARIABLE = "PREFECT_API_URL"
_PAUSE = 0.05

# Nobody is told what runs here, and nothing is written elsewhere.
_ENVIRONMENT = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # the API keeps every line; people get ours
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
}


def prepare_environment(settings: Settings) -> None:
    """Set what Prefect reads when it is imported, where the user has not set it."""
    home = settings.prefect_home.absolute()
    home.mkdir(parents=True, exist_ok=True)
    for name, value in {**_ENVIRONMENT, "PREFECT_HOME": str(home)}.items():
        os.environ.setdefault(name, value)


@dataclass(slots=True)
class LocalServer:
    """A starting or running server; `process` is None where the user's own API is used."""

    url: str
    log: Path
    process: "subprocess.Popen[bytes] | None" = None

    def wait(self, timeout: float = START_TIMEOUT) -> None:
        """Come back when the server answers. Raises `ServerNotStarted`."""
        until = time.monotonic() + timeout
        while self.process is not None and not _answers(self.url):
            if self.process.poll() is not None or time.monotonic() > until:
                raise ServerNotStarted(
                    f"The local Prefect server did not start: see {self.log}, "
                    f"or set {API_VARIABLE} to a server that runs."
                )
            time.sleep(_PAUSE)

    def stop(self) -> None:
        """End the server, if it is ours."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()


def start_server(settings: Settings, *, with_scheduler: bool = False) -> LocalServer:
    """A server that is starting: `wait()` before the first flow. Prefect must not be imported before.

    With PREFECT_API_URL set, that server is used and none is started. `with_scheduler` starts all of its
    services, which a single run does not need. It stops when this process ends, after Prefect's own threads
    have sent it their last lines.
    """
    prepare_environment(settings)
    home = Path(os.environ["PREFECT_HOME"])
    given = os.environ.get(API_VARIABLE)
    if given:
        return LocalServer(given, home)
    server = _start(home / "server.log", "all" if with_scheduler else "run")
    atexit.register(server.stop)  # registered before Prefect's own, hence called after them
    os.environ[API_VARIABLE] = server.url
    _spare_the_proxy()
    return server


def _spare_the_proxy() -> None:
    """Reach our own server directly whatever proxies are set; of the two spellings the small letters win."""
    given = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    for name in ("no_proxy", "NO_PROXY"):
        os.environ[name] = ",".join(filter(None, (given, "127.0.0.1")))


@contextmanager
def without_heartbeats() -> Iterator[None]:
    """Spare each flow the second that it waits for its heartbeat thread.

    Heartbeats tell a lasting server that a run died; ours dies with the run.
    """
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


def _start(log: Path, services: str) -> LocalServer:
    port = free_port()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.server_process", str(port), services],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C is for the run, which ends the server when it has finished
        )
    return LocalServer(f"http://127.0.0.1:{port}/api", log, process)


def free_port() -> int:
    """A port of the loopback interface that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{url}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False

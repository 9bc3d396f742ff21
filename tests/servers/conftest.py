"""A real WordPress on loopback for each module of tests: its own database, its own files, its own port."""

import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

SCRIPTS = Path(__file__).parent / "wordpress"
SHIPPED = Path("/usr/share/wordpress")
PREFIX = "otklik-wordpress-"
PROGRAMS = ("setpriv", "php", "mariadbd", "mariadb", "mariadb-install-db")
PATIENCE = 60.0  # seconds for a server to come up on a busy machine


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """All tests of this folder need servers."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.servers)


@dataclass(frozen=True)
class WordPress:
    """A running site; `seed` is what it was filled with, `ids` the id of each named thing in it."""

    url: str
    seed: Mapping[str, Any]
    ids: Mapping[str, int]
    environment: Mapping[str, str]

    def act(self, verb: str, *words: str) -> None:
        """Do one thing to the site, as its editor would, or more with "--" between: see wordpress/act.php."""
        _php(self.environment, "act.php", verb, *words)

    def visible_comments(self, post: str) -> dict[str, Mapping[str, Any]]:
        """Return the seeded comments of a post that guests may read, by name."""
        comments = next(one["comments"] for one in self.seed["posts"] if one["name"] == post)
        return {comment["name"]: comment for comment in comments if comment["state"] == "1"}


@pytest.fixture(scope="module")
def wordpress() -> Iterator[WordPress]:
    """A WordPress with six posts; one has a nested thread, staff replies, held and spam comments."""
    _require_programs()
    with ExitStack() as stack:
        folder = stack.enter_context(_folder())
        stack.enter_context(_database(folder))
        url = f"http://127.0.0.1:{_free_port()}"
        environment = _environment(folder, url)
        _php(environment, "install.php")
        seed = (folder / "root" / "seed.json").read_text(encoding="utf-8")
        ids = json.loads(_php(environment, "seed.php", given=seed))
        stack.enter_context(_web_server(environment, url, folder / "php.log"))
        yield WordPress(url=url, seed=json.loads(seed), ids=ids, environment=environment)


@pytest.fixture(scope="session")
def servers() -> SimpleNamespace:
    """What brings up servers written in Python; each has an environment, made by .ci/install-servers."""
    return SimpleNamespace(
        python_of=_python_of, run=_run, running=_running, wait=_wait, answers=_answers, free_port=_free_port
    )


def _python_of(name: str) -> str:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    home = Path(os.environ.get("OTKLIK_SERVERS") or cache / "otklik" / "servers") / name
    _require([] if (home / "installed").exists() else [name])
    return str(home / "bin" / "python")


def _require_programs() -> None:
    missing = [program for program in PROGRAMS if not shutil.which(program)]
    _require(missing + ([] if SHIPPED.is_dir() else ["wordpress"]))


def _require(missing: Sequence[str]) -> None:
    if not missing:
        return
    reason = f"not installed: {', '.join(missing)}; run .ci/install-servers"
    if os.environ.get("OTKLIK_REQUIRE_SERVERS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that the database's own user can reach, which pytest's temporary folders are not."""
    _remove_left_behind()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    try:
        folder.chmod(0o755)
        root = folder / "root"
        shutil.copytree(SCRIPTS, root)
        (root / "must-use").mkdir()
        (root / "switches.php").rename(root / "must-use" / "switches.php")
        for part in SHIPPED.iterdir():
            if part.name not in ("wp-config.php", ".htaccess"):
                (root / part.name).symlink_to(part)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_left_behind() -> None:
    """Remove the folders of test runs that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        run = folder.name.removeprefix(PREFIX).split("-")[0]
        if not Path(f"/proc/{run}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _environment(folder: Path, url: str) -> dict[str, str]:
    own = {"ROOT": folder / "root", "SOCKET": folder / "database" / "socket", "URL": url}
    return {"PATH": os.environ["PATH"], **{f"WORDPRESS_{name}": str(value) for name, value in own.items()}}


@contextmanager
def _database(folder: Path) -> Iterator[None]:
    """A MariaDB on a socket of its own, without a network port; as root it runs as its own user."""
    data = folder / "database"
    data.mkdir()
    user = "mysql" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    shutil.chown(data, user)
    where = ["--no-defaults", f"--datadir={data}", "--innodb-log-file-size=8M"]
    _run(["mariadb-install-db", *where, f"--user={user}", "--auth-root-authentication-method=normal"])
    server = ["mariadbd", *where, f"--socket={data / 'socket'}", f"--pid-file={data / 'pid'}"]
    small = ["--skip-networking", "--innodb-buffer-pool-size=64M", "--performance-schema=OFF"]
    with _running([*server, *small], log=folder / "database.log", user=user):
        client = ["mariadb", "--no-defaults", f"--socket={data / 'socket'}", "--user=root"]
        _wait(lambda: subprocess.run([*client, "-e", "SELECT 1"], capture_output=True).returncode == 0)
        _run([*client, "-e", "CREATE DATABASE wordpress CHARACTER SET utf8mb4"])
        _run([*client, "-e", "GRANT ALL ON wordpress.* TO wordpress@localhost IDENTIFIED BY 'wordpress'"])
        yield


@contextmanager
def _web_server(environment: Mapping[str, str], url: str, log: Path) -> Iterator[None]:
    root = environment["WORDPRESS_ROOT"]
    command = ["php", "-S", url.removeprefix("http://"), "-t", root, f"{root}/router.php"]
    with _running(command, log=log, environment=environment):
        _wait(lambda: _answers(f"{url}/wp-json/"))
        yield


@contextmanager
def _running(
    command: Sequence[str],
    *,
    log: Path,
    user: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """A server process that ends with the block, and with the test process, however that ends."""
    becoming = [f"--reuid={user}", f"--regid={user}", "--init-groups"] if user and os.geteuid() == 0 else []
    with log.open("wb") as output:
        server = subprocess.Popen(
            ["setpriv", *becoming, "--pdeathsig=KILL", *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,  # Ctrl-C is for pytest, which then ends the block
        )
    try:
        yield
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _php(environment: Mapping[str, str], script: str, *words: str, given: str = "") -> str:
    return _run(["php", f"{environment['WORDPRESS_ROOT']}/{script}", *words], environment, given=given)


def _run(command: Sequence[str], environment: Mapping[str, str] | None = None, *, given: str = "") -> str:
    done = subprocess.run(command, env=environment, input=given, capture_output=True, text=True)
    assert done.returncode == 0, f"{command[0]} failed: {done.stdout[-2000:]} {done.stderr[-2000:]}"
    return done.stdout


def _wait(is_up: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_up():
        assert time.monotonic() < deadline, "the server did not come up"
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        raise
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

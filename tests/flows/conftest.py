"""A small forum on loopback that can change, break and vanish, and settings that point at it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from flows.config import Settings

SOURCE = """
title = "Форум"
engine = "reviews"
url = "{url}/"
hosts = ["{host}"]
timezone = "Europe/Moscow"
allow_private = true
delay = 0.0
timeout = 5.0
retries = 0
max_seconds = 60.0
terms = "Our own test forum."
{extra}
[reviews.lists]
thread = "li"
marker = "main.list"
link = "a::attr(href)"
key = "a::attr(href)"
key_pattern = '/t/(\\d+)'
end = "footer"

[reviews.threads]
marker = "main.thread"
end = "footer"
total = "span.total"
provider = "span.provider"

[reviews.messages]
block = "article"
id = "::attr(data-id)"
author = "b"
badge = "i"
date = "time"
text = "div"
"""

PROVIDERS = """
[[provider]]
slug = "luchik"
name = "Лучик"
aliases = ["Лучик", "Лучик-Телеком", "luchik"]
needs_context = false
"""

THREADS = {
    1: [
        ("Маша", "", "2026-01-05T10:00:00+03:00", "Третий день нет интернета, Лучик трубку не берёт. Ужас!"),
        ("Лучик", "Официально", "2026-01-06T10:00:00+03:00", "Приносим извинения, авария устранена."),
    ],
    2: [("Пётр", "", "2026-01-07T12:00:00+03:00", "Лучик игнорирует заявки вторую неделю, деньги списали.")],
    3: [("Оля", "", "2026-01-08T12:00:00+03:00", "А у меня всё работает отлично, Лучик молодцы, спасибо!")],
}


@dataclass(slots=True)
class Forum:
    """What the forum shows now; `status` is what every page answers with."""

    threads: dict[int, list[tuple[str, str, str, str]]]
    url: str = ""
    status: int = 200
    requests: list[str] = field(default_factory=list)

    def page(self, path: str) -> str | None:
        """The HTML of a path, None where there is nothing."""
        if path == "/":
            items = "".join(f'<li><a href="/t/{key}">Тема {key}</a></li>' for key in self.threads)
            return f'<main class="list"><ul>{items}</ul></main>'
        key = path.removeprefix("/t/")
        return self._thread(int(key)) if key.isdigit() and int(key) in self.threads else None

    def _thread(self, key: int) -> str:
        articles = "".join(
            f'<article data-id="{key}-{number}"><b>{author}</b><i>{badge}</i>'
            f"<time>{date}</time><div>{text}</div></article>"
            for number, (author, badge, date, text) in enumerate(self.threads[key], 1)
        )
        head = f'<span class="total">{len(self.threads[key])}</span><span class="provider">Лучик</span>'
        return f'<main class="thread">{head}{articles}</main>'


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        forum: Forum = self.server.forum  # type: ignore[attr-defined]
        forum.requests.append(self.path)
        page = forum.page(self.path)
        if self.path == "/robots.txt":
            self._answer(200, b"")
        else:
            body = f"<html><body>{page or ''}<footer></footer></body></html>".encode()
            self._answer(404 if page is None else forum.status, body)

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def forum() -> Iterator[Forum]:
    """A running forum with three threads."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        server.forum = Forum({key: list(messages) for key, messages in THREADS.items()})  # type: ignore[attr-defined]
        server.forum.url = f"http://127.0.0.1:{server.server_port}"  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server.forum  # type: ignore[attr-defined]
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of the person who runs the tests, and nothing written outside the test's folder."""
    for name in [name for name in os.environ if name.startswith(("OTKLIK_", "PREFECT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("OTKLIK_CONFIG", "")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings in a file of the test's folder, with one invented provider and no source yet."""
    (tmp_path / "data" / "sources").mkdir(parents=True)
    (tmp_path / "providers.toml").write_text(PROVIDERS, encoding="utf-8")
    (tmp_path / "otklik.toml").write_text(
        'data_dir = "data"\nprovider_files = ["providers.toml"]\ncontact = "tests@otklik.invalid"\n',
        encoding="utf-8",
    )
    return Settings()


@pytest.fixture
def add_source(settings: Settings) -> Callable[..., None]:
    """Write a source file that reads `url`; `extra` are further lines of it."""

    def add(url: str, *, name: str = "forum", extra: str = "", revisit: str = "always") -> None:
        lines = f'revisit = "{revisit}"\n{extra}'
        text = SOURCE.format(url=url, host=url.removeprefix("http://"), extra=lines)
        (settings.data_dir / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")

    return add


@pytest.fixture
def otklik(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command line in the test's folder, as a process of its own."""

    def run(*arguments: str, text: str = "", timeout: float = 120) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "flows.cli", *arguments],
            cwd=tmp_path,
            input=text,
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    return run


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    """A CSV file of two reviews with Russian column names."""
    path = tmp_path / "reviews.csv"
    rows = (
        "Автор;Дата;Отзыв",
        "Маша;14.06.2025 в 16:36;Лучик игнорирует мои заявки третий день!",
        "Пётр;15.06.2025 в 10:00;Лучик починил за час, спасибо.",
    )
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


@pytest.fixture
def json_lines() -> Callable[[str], list[dict[str, object]]]:
    """Read JSON lines."""
    return lambda text: [json.loads(line) for line in text.splitlines()]

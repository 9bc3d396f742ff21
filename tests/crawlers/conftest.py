"""A small site on loopback that does what it is told, faults included, and one call that crawls it."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from crawlers.errors import CrawlError
from crawlers.items import Crawl, Message, ThreadVisit
from crawlers.landing import read_crawl, read_messages, read_visits
from crawlers.runner import run_crawl
from crawlers.sources import load_source

REVIEWS = r"""
title = "Тестовый сайт отзывов"
engine = "reviews"
url = "{base}/list"
hosts = ["127.0.0.1"]
timezone = "Europe/Moscow"
terms = "Our own."
allow_private = true
delay = 0.0
timeout = 1.0
retries = 1
{top}
[reviews.lists]
thread = "li"
marker = "ul.threads"
next = "a.next::attr(href)"
key = "a::attr(href)"
key_pattern = '/t/([\w-]+)'
[reviews.threads]
marker = "main.thread"
next = "a.next::attr(href)"
total = "h2.total"
pages = "a.page"
gone = "p.no-such-thread"
[reviews.messages]
block = "article"
id = "::attr(id)"
parent = "::attr(data-to)"
author = "b"
badge = "i"
date = "time"
text = "div.text"
tombstone = "div.removed"
"""
WORDPRESS = """
title = "Тестовый блог"
engine = "wordpress"
url = "{base}/blog/"
hosts = ["127.0.0.1"]
timezone = "Europe/Moscow"
terms = "Our own."
allow_private = true
delay = 0.0
timeout = 5.0
retries = 1
{top}
"""


@dataclass(frozen=True)
class Page:
    """One answer; `pause` and `drip` (between bytes) are in seconds, after `cut` bytes the line breaks."""

    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pause: float = 0.0
    drip: float = 0.0
    cut: int | None = None


class Site:
    """Answers from `pages` (path and query to one page, or to several that come one after another).

    `endless` answers for paths that are not there.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Page | list[Page]] = {"/robots.txt": Page("User-agent: *\nDisallow: /secret\n")}
        self.endless: Callable[[str], Page | None] = lambda _path: None
        self.asked: list[str] = []
        self.moments: list[float] = []  # when each was asked, in monotonic seconds
        self.agents: set[str] = set()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def put(self, path: str, body: str | bytes = "", **rest: object) -> None:
        self.pages[path] = Page(body, **rest)  # type: ignore[arg-type]

    def answer(self, path: str) -> Page:
        self.asked.append(path)
        self.moments.append(time.monotonic())
        page = self.pages.get(path) or self.endless(path) or Page("<html>no such page</html>", status=404)
        if isinstance(page, list):
            page = page.pop(0) if len(page) > 1 else page[0]
        return page

    def count(self, path: str) -> int:
        return self.asked.count(path)


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            site.agents.add(self.headers["User-Agent"])
            page = site.answer(self.path)
            time.sleep(page.pause)
            body = page.body.encode() if isinstance(page.body, str) else page.body
            self.send_response(page.status)
            usual = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
            for name, value in {**usual, **page.headers}.items():
                if value is not None:
                    self.send_header(name, value)
            with suppress(ConnectionError):  # the crawler had enough of it
                self.end_headers()
                self.send(page, body)

        def send(self, page: Page, body: bytes) -> None:
            if page.cut is not None:
                self.wfile.write(body[: page.cut])
                self.close_connection = True
            elif page.drip:
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    time.sleep(page.drip)
            else:
                self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@dataclass(frozen=True)
class Result:
    """What a crawl landed, and the error of a red one."""

    crawl: Crawl
    messages: dict[str, Message]
    visits: dict[str, ThreadVisit]
    error: CrawlError | None
    folder: Path


def article(key: str, text: str = "Интернет лежит третий день.", **marks: str) -> str:
    """Return one message of the reviews site; marks: to, badge, date, author, inner."""
    to = f' data-to="{marks["to"]}"' if "to" in marks else ""
    badge = f"<i>{marks['badge']}</i>" if "badge" in marks else ""
    date, author = marks.get("date", "12.03.2026 в 20:01"), marks.get("author", "Вася")
    head = f"<b>{author}</b>{badge}<time>{date}</time>"
    return f'<article id="{key}"{to}>{head}<div class="text">{text}</div>{marks.get("inner", "")}</article>'


def thread(*articles: str, total: int | None = None, rest: str = "") -> str:
    """Return one page of a thread."""
    count = f'<h2 class="total">{total} сообщений</h2>' if total is not None else ""
    return f'<html><main class="thread">{count}{"".join(articles)}{rest}</main></html>'


def listing(*keys: str, rest: str = "") -> str:
    """Return a list page with a link to each thread."""
    rows = "".join(f'<li><a href="/t/{key}">тема</a></li>' for key in keys)
    return f'<html><ul class="threads">{rows}</ul>{rest}</html>'


def packed(text: bytes) -> bytes:
    """Return gzip of `text`."""
    return gzip.compress(text)


@pytest.fixture(scope="module")
def make_site() -> Iterator[Callable[[], Site]]:
    sites: list[Site] = []

    def make() -> Site:
        site = Site()
        sites.append(site)
        threading.Thread(target=site.server.serve_forever, args=(0.02,), daemon=True).start()
        return site

    yield make
    for site in sites:
        site.server.shutdown()
        site.server.server_close()


@pytest.fixture
def site(make_site: Callable[[], Site]) -> Site:
    return make_site()


def crawl_site(
    site: Site,
    folder: Path,
    template: str = REVIEWS,
    *,
    top: str = "",
    known: Sequence[tuple[str, str]] = (),
    name: str = "testsite",
    **options: object,
) -> Result:
    """Crawl the site in a process of its own, and return what landed."""
    path = folder / f"{name}.toml"
    path.write_text(template.replace("{base}", site.base).replace("{top}", top), encoding="utf-8")
    error: CrawlError | None = None
    try:
        run_crawl(
            load_source(path),
            landing_dir=folder / "landing",
            author_key=b"k" * 32,
            contact="test@example.org",
            known_threads=known,
            **options,  # type: ignore[arg-type]
        )
    except CrawlError as raised:
        error = raised
    if error and not error.crawl:
        raise error
    landed = max((folder / "landing").iterdir(), key=lambda one: one.stat().st_mtime_ns)
    return Result(
        crawl=read_crawl(landed),
        messages={one.message_key: one for one in read_messages(landed)},
        visits={one.thread_key: one for one in read_visits(landed)},
        error=error,
        folder=landed,
    )


@pytest.fixture(scope="session")
def html() -> SimpleNamespace:
    """The builders of pages and the templates of source files."""
    return SimpleNamespace(
        article=article,
        thread=thread,
        listing=listing,
        packed=packed,
        Page=Page,
        REVIEWS=REVIEWS,
        WORDPRESS=WORDPRESS,
    )


@pytest.fixture
def crawl(site: Site, tmp_path: Path) -> Callable[..., Result]:
    """Crawls `site` into a fresh folder."""
    return lambda *args, **options: crawl_site(site, tmp_path, *args, **options)


@pytest.fixture(scope="module")
def crawl_of() -> Callable[..., Result]:
    """Crawls the given site into the given folder."""
    return crawl_site

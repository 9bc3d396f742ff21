"""A review site that stands still: pages made beforehand, served on loopback as fast as they can be."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PER_LIST = 25
# What a reader takes from a page, by name: both crawlers go by these.
SELECTORS = {
    "thread": "div.topic",
    "link": "a.title::attr(href)",
    "next": "a.next::attr(href)",
    "block": "article.message",
    "id": "::attr(id)",
    "author": ".author",
    "date": "time::attr(datetime)",
    "likes": ".likes",
    "text": ".body",
}
_TEXT = """
Интернет опять пропал, третий день оператор обещает перезвонить, мастер так и не пришёл, а деньги списали
вовремя. Вечером скорость падает, поддержка отвечает одно и то же: проверьте роутер, кабель, договор.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How large the site is: so many threads, pages of each, messages on a page."""

    threads: int = 200
    pages: int = 2
    messages: int = 15
    seed: int = 1

    @property
    def lists(self) -> int:
        """How many pages of lists there are."""
        return -(-self.threads // PER_LIST)

    @property
    def count(self) -> int:
        """How many pages there are."""
        return self.lists + self.threads * self.pages


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    pages: dict[str, bytes]


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        body = self.server.pages.get(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base class's
        """Keep quiet."""


@contextmanager
def serve(shape: Shape) -> Iterator[str]:
    """The address of the first list page, while the site is up."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.pages = dict(_pages(shape))
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/list/1"
        server.shutdown()


def _pages(shape: Shape) -> Iterator[tuple[str, bytes]]:
    dice = random.Random(shape.seed)  # noqa: S311  # filling, no secret
    for number in range(shape.lists):
        keys = range(number * PER_LIST, min(shape.threads, (number + 1) * PER_LIST))
        topics = "".join(
            f'<div class="topic"><a class="title" href="/t/{key}/1">тема</a></div>' for key in keys
        )
        yield f"/list/{number + 1}", _page(topics, f"/list/{number + 2}" if number + 1 < shape.lists else "")
    for key in range(shape.threads):
        for number in range(1, shape.pages + 1):
            first = (key * shape.pages + number) * shape.messages
            messages = "".join(_message(dice, first + place) for place in range(shape.messages))
            yield (
                f"/t/{key}/{number}",
                _page(messages, f"/t/{key}/{number + 1}" if number < shape.pages else ""),
            )


def _page(inner: str, following: str) -> bytes:
    menu = "".join(f'<li><a href="/section/{number}">Раздел {number}</a></li>' for number in range(60))
    further = f'<a class="next" href="{following}">дальше</a>' if following else ""
    head = f"<!doctype html><html><head><title>Отзывы</title></head><body><nav><ul>{menu}</ul></nav>"
    return f"{head}<main>{inner}{further}</main><footer>Сайт отзывов</footer></body></html>".encode()


def _message(dice: random.Random, key: int) -> str:
    words = _TEXT.split()
    dice.shuffle(words)
    said = f"<p>{' '.join(words)}</p><p>{' '.join(reversed(words))}</p>"
    return (
        f'<article class="message" id="m{key}">'
        f'<div class="head"><span class="author">Автор {dice.randrange(900)}</span>'
        f'<time datetime="2026-03-{1 + key % 28:02}T20:01:00+03:00">давно</time></div>'
        f'<div class="body">{said}</div><div class="foot"><span class="likes">{dice.randrange(40)}</span>'
        f'<a href="/answer/{key}">Ответить</a></div></article>'
    )

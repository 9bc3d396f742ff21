"""A stub of VK's API on loopback that checks what it is asked and what it answers against a JSON schema."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from jsonschema import Draft202012Validator

SCHEMA = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
TOKEN = "vk1.a.service-key-of-nobody"
CLUB = -1
START = 1_773_300_000  # 12 March 2026
SOURCE = """
title = "Сообщество провайдера"
engine = "vk"
url = "{base}/method/"
hosts = ["127.0.0.1"]
timezone = "Europe/Moscow"
terms = "Our own."
allow_private = true
delay = {delay}
timeout = 30.0
retries = 1
token_env = "OTKLIK_VK_TOKEN"
{top}
[expect]
fields = ["published_at", "author"]
[vk]
owner_id = -1
pause = 0.01
flood_pause = 0.01
"""


def _validator(table: str, method: str) -> Draft202012Validator:
    return Draft202012Validator({"$defs": SCHEMA["$defs"], **SCHEMA[table][method]})


@dataclass
class Community:
    """What the stub has: posts, comments by post, replies by comment, topics with their comments."""

    posts: list[dict] = field(default_factory=list)
    comments: dict[int, list[dict]] = field(default_factory=dict)
    replies: dict[int, list[dict]] = field(default_factory=dict)
    topics: list[dict] = field(default_factory=list)
    talks: dict[int, list[dict]] = field(default_factory=dict)

    def post(self, number: int, *comments: dict, author: int = CLUB, text: str = "Работы", **more) -> None:
        given = {"id": number, "owner_id": CLUB, "from_id": author, "date": START + number, "text": text}
        self.posts.append({**given, "comments": {"count": len(comments)}, **more})
        self.comments[number] = list(comments)

    def topic(self, number: int, *comments: dict, title: str = "Жалобы", updated: int = START) -> None:
        given = {"id": number, "title": title, "created": START, "created_by": 5, "updated": updated}
        self.topics.append({**given, "updated_by": 5, "comments": len(comments), "is_closed": 0})
        self.talks[number] = list(comments)


def comment(number: int, text: str = "Интернета нет", *, author: int = 7, **more) -> dict:
    """Return a comment as VK gives it."""
    given = {"id": number, "from_id": author, "date": START + 60 * number, "text": text}
    return {**given, "likes": {"count": number % 3, "user_likes": 0}, **more}


class VkStub:
    """Answers calls from `community`; `errors` are codes to answer a method with first, one each time.

    `faults` are calls and answers that break the schema, and calls without the key.
    """

    def __init__(self) -> None:
        self.community = Community()
        self.errors: dict[str, list[int]] = {}
        self.always: dict[str, int] = {}
        self.bodies: dict[str, str] = {}  # answers that are nothing of VK's
        self.before = lambda _method, _query: None
        self.faults: list[str] = []
        self.calls: list[tuple[str, dict]] = []
        self.moments: list[float] = []
        self.total_is_of_level = False  # another reading of `count`: the first level alone
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def count(self, method: str, **query: int) -> int:
        """Return how often a method was called with these parameters."""
        return sum(name == method and query.items() <= given.items() for name, given in self.calls)

    def answer(self, path: str, key: str | None) -> dict:
        """Return what VK would say, checked."""
        parts = urlsplit(path)
        method = parts.path.removeprefix("/method/")
        query = {name: _number(value) for name, value in parse_qsl(parts.query)}
        self.calls.append((method, query))
        self.moments.append(time.monotonic())
        self.before(method, query)
        if key != f"Bearer {TOKEN}":
            return _error(5, "User authorization failed: no access_token passed.")
        self._check("parameters", method, query)
        code = self.errors[method].pop(0) if self.errors.get(method) else self.always.get(method)
        if code:
            return _error(code, "Something is denied")
        given = getattr(self, "_" + method.replace(".", "_").lower())(**query)
        if "error" in given:
            return given
        self._check("methods", method, given)
        return {"response": given}

    def _check(self, table: str, method: str, given: dict) -> None:
        for error in _validator(table, method).iter_errors(given):
            self.faults.append(f"{method} {table}: {error.json_path}: {error.message}")

    def _wall_get(self, owner_id, offset=0, count=20, **how):
        wanted = {"all": (True, False), "owner": (True,), "others": (False,)}[how["filter"]]
        posts = [one for one in self.community.posts if (one["from_id"] == owner_id) in wanted]
        newest = sorted(posts, key=lambda one: -one["id"])
        return {"count": len(newest), "items": newest[offset : offset + count]}

    def _wall_getbyid(self, posts, **_how):
        wanted = str(posts).split(",")
        return {"items": [one for one in self.community.posts if f"{CLUB}_{one['id']}" in wanted]}

    def _wall_getcomments(
        self, post_id, offset=0, count=10, comment_id=0, start_comment_id=0,
        thread_items_count=0, **_how,
    ):  # fmt: skip
        if post_id not in self.community.comments:
            return _error(15, "Access denied: post was not found check post_id param")
        level = self.community.replies.get(comment_id, []) if comment_id else self.community.comments[post_id]
        replies = [] if comment_id else [self.community.replies.get(one["id"], []) for one in level]
        start = next((at for at, one in enumerate(level) if one["id"] == start_comment_id), 0)
        page = [self._with_thread(one, thread_items_count, comment_id) for one in level[start + offset :]]
        total = len(level) + (0 if self.total_is_of_level else sum(map(len, replies)))
        shape = {"can_post": False, "show_reply_button": True, "groups_can_post": True}
        return {"count": total, "current_level_count": len(level), "items": page[:count], **shape}

    def _with_thread(self, one, how_many, branch):
        if branch:
            return {**one, "parents_stack": [branch]}
        replies = self.community.replies.get(one["id"], [])
        inner = [{**reply, "parents_stack": [one["id"]]} for reply in replies[:how_many]]
        return {**one, "thread": {"count": len(replies), "items": inner, "can_post": False}}

    def _board_gettopics(self, offset=0, count=40, topic_ids="", **_how):
        wanted = str(topic_ids).split(",") if topic_ids else None
        topics = [one for one in self.community.topics if not wanted or str(one["id"]) in wanted]
        shape = {"default_order": 1, "can_add_topics": 0}
        return {"count": len(self.community.topics), "items": topics[offset : offset + count], **shape}

    def _board_getcomments(self, topic_id, offset=0, count=20, start_comment_id=0, **_how):
        if topic_id not in self.community.talks:
            return _error(100, "One of the parameters specified was missing or invalid: topic_id is invalid")
        talk = self.community.talks[topic_id]
        start = next((at for at, one in enumerate(talk) if one["id"] == start_comment_id), 0)
        return {"count": len(talk), "items": talk[start + offset :][:count]}


def _number(value: str) -> object:
    return int(value) if value.lstrip("-").isdecimal() else value


def _error(code: int, words: str) -> dict:
    return {"error": {"error_code": code, "error_msg": words, "request_params": [{"key": "v", "value": "5"}]}}


def _handler(stub: VkStub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            is_call = self.path.startswith("/method/")
            given = stub.answer(self.path, self.headers["Authorization"]) if is_call else {}
            method = urlsplit(self.path).path.removeprefix("/method/")
            body = stub.bodies.get(method, json.dumps(given, ensure_ascii=False)).encode()
            self.send_response(200 if is_call else 404)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@pytest.fixture
def vk() -> Iterator[VkStub]:
    """The stub. Nothing that it was asked or answered may break the schema."""
    stub = VkStub()
    threading.Thread(target=stub.server.serve_forever, args=(0.02,), daemon=True).start()
    yield stub
    stub.server.shutdown()
    stub.server.server_close()
    assert stub.faults == []


@pytest.fixture
def said():
    """Builds a comment as VK gives it."""
    return comment


@pytest.fixture
def crawl_vk(vk, crawl_of, tmp_path, monkeypatch):
    """Crawls the stub; `rules` are further lines of the table [vk], `delay` the seconds between two calls."""
    monkeypatch.setenv("OTKLIK_VK_TOKEN", TOKEN)

    def crawl(rules="", *, delay=0.0, **options):
        return crawl_of(vk, tmp_path, SOURCE.replace("{delay}", str(delay)) + rules, **options)

    return crawl

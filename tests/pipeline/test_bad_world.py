"""Disks, sites, files and processes that are not as they should be: one sentence, and nothing lost."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.pipeline.failures import LINE, PROGRESS, REVIEWS, files, sentence, whole
from tests.pipeline.places import ROOT

SOURCE = """
title = "Форум"
engine = "wordpress"
url = "{url}/"
hosts = ["{host}"]
timezone = "Europe/Moscow"
allow_private = true
delay = 0.0
timeout = 5.0
retries = 1
max_seconds = 30.0
terms = "Our own."
"""
HOLD = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"


@contextmanager
def held(path: Path) -> Iterator[int]:
    """Another process has the warehouse open; its number."""
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "open\n"
        yield holder.pid
        holder.communicate("")


def test_a_locked_warehouse(place: Any) -> None:
    add_source(place, "http://127.0.0.1:9")
    with held(place.warehouse) as pid:
        for command in (("crawl", "forum"), ("load",), ("annotate",), ("build",), ("publish",)):
            said = sentence(place.run(*command))
            assert f"is in use by process {pid}: wait until it has finished" in said
        assert place.run("query", "coverage").returncode in (0, 1)  # readers have their own file


@pytest.mark.parametrize("command", ["load", "annotate", "build", "publish"])
def test_a_warehouse_of_garbage(fragile: Any, command: str) -> None:
    garbage = os.urandom(1 << 16)
    fragile.warehouse.write_bytes(garbage)
    kept = files(fragile.landing), fragile.snapshot.read_bytes()
    said = sentence(fragile.run(command))
    assert re.search(r"warehouse\.duckdb is damaged or is no warehouse: move it away.*restore", said)
    assert fragile.warehouse.read_bytes() == garbage
    assert (files(fragile.landing), fragile.snapshot.read_bytes()) == kept


def test_a_warehouse_that_is_cut_off(fragile: Any) -> None:
    content = fragile.warehouse.read_bytes()
    fragile.warehouse.write_bytes(content[: len(content) // 3])
    kept = files(fragile.landing)
    assert "is damaged" in sentence(fragile.run("load"))
    assert files(fragile.landing) == kept


def test_a_missing_model(place: Any, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for package in ("crawlers", "nlp", "warehouse", "flows", "reports", "demo"):
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("model", "__pycache__"))
    (place.folder / "texts.jsonl").write_text(f"{LINE}\n", "utf-8")
    for command in (("annotate",), ("classify", "texts.jsonl")):
        said = sentence(place.run(*command, PYTHONPATH=str(tree)))
        assert re.search(r"model.*(check|train)", said), said


def add_source(place: Any, url: str) -> None:
    text = SOURCE.format(url=url, host=url.removeprefix("http://"))
    (place.folder / "sources" / "forum.toml").write_text(text, "utf-8")


def visible(place: Any) -> set[str]:
    return {path.name for path in place.landing.iterdir()}


def test_a_dead_site(small: Any, fragile: Any) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        add_source(fragile, f"http://127.0.0.1:{closed.getsockname()[1]}")
        said = sentence(fragile.run("crawl", "forum"))
    assert re.search(r"forum could not be read: .*; check its address or try later", said), said
    assert_only_told(fragile, small)


class _Unwell(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


def test_a_site_that_is_only_unwell(small: Any, fragile: Any) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Unwell) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        add_source(fragile, f"http://127.0.0.1:{server.server_port}")
        said = sentence(fragile.run("crawl", "forum"))
        server.shutdown()
        thread.join()
    assert re.search(r"forum could not be read: .*503.*try later", said), said
    assert_only_told(fragile, small)


def assert_only_told(place: Any, small: Any) -> None:
    """The failed crawl may leave its own record, so that coverage knows of it; all else is as before."""
    new = [name for name in visible(place) - visible(small) if not name.endswith("-forum")]
    assert new == []
    assert files(place.landing).items() >= files(small.landing).items()
    assert place.content("raw") == small.content("raw")
    said = place.do("load")
    assert "1 new messages" in said
    assert place.ask("SELECT count(*) FROM raw.message_versions") == len(REVIEWS) + 1


def test_a_landing_file_that_is_cut_off(fragile: Any, small: Any, land: Any) -> None:
    (folder,) = fragile.landing.iterdir()
    land(fragile, [{**REVIEWS[1], "id": 9}], source="others")
    path = folder / "messages.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-30])
    kept = files(folder)
    done = fragile.run("load")
    lines = [line for line in done.stderr.splitlines() if not PROGRESS.match(line)]
    assert done.returncode == 1
    assert len(lines) == 1
    assert re.search(rf"{folder.name}.*is truncated or broken; delete", lines[0])
    assert files(folder) == kept
    assert "-others: 1 new messages" in done.stdout
    assert fragile.ask("SELECT count(*) FROM raw.message_versions") == len(REVIEWS) + 1


def test_a_crawl_record_that_is_cut_off(place: Any) -> None:
    (folder,) = place.landing.iterdir()
    record = (folder / "crawl.json").read_bytes()
    (folder / "crawl.json").write_bytes(record[:50])
    assert re.search(r"crawl\.json is missing or broken.*delete", sentence(place.run("load")))
    (folder / "crawl.json").write_bytes(record)


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A small disk of its own in memory; skips the test where that is not allowed."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("needs `mount` for a small disk")
    if done.returncode:
        pytest.skip(f"needs the right to mount a small disk: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, *, leave: int) -> Path:
    """A file that leaves only so many bytes on the disk of the folder."""
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(max(0, shutil.disk_usage(folder).free - leave)))
    return ballast


@pytest.mark.parametrize("leave", [0, 40_000])
def test_a_full_disk(small: Any, tmp_path: Path, leave: int) -> None:
    with mounted(tmp_path / "disk", "size=24m"):
        place = small.copy(tmp_path / "disk" / "here")
        before = whole(place)
        rows = "".join(f"{n},{os.urandom(20).hex()}\n" for n in range(9000))
        (tmp_path / "many.csv").write_text(f"id,text\n{rows}")
        ballast = fill(tmp_path / "disk", leave=leave)
        for command in (("import", str(tmp_path / "many.csv"), "-s", "many"), ("publish",), ("load",)):
            if leave and command == ("load",):
                continue  # one review more may fit in there
            said = sentence(place.run(*command))
            assert re.search(r"full.*free some space", said), (command, said)
        ballast.unlink()
        assert whole(place) == before
        assert "1 new messages" in place.do("load")


@pytest.mark.parametrize(
    "command", [("import", "reviews.jsonl", "--source", "mine"), ("load",), ("crawl", "forum")]
)
def test_a_data_folder_that_cannot_be_made(small: Any, tmp_path: Path, command: tuple[str, ...]) -> None:
    place = small.copy(tmp_path / "here")
    add_source(place, "http://127.0.0.1:9")
    shutil.rmtree(place.data)
    place.data.write_text("a file stands where the folder should be")
    said = sentence(place.run(*command))
    assert re.search("data_dir .* is a file, name a folder", said), said
    assert place.data.is_file()


@pytest.mark.parametrize(
    "command",
    [("import", "reviews.jsonl", "--source", "mine"), ("load",), ("annotate",), ("publish",), ("build",)],
)
def test_a_data_folder_that_cannot_be_written(small: Any, tmp_path: Path, command: tuple[str, ...]) -> None:
    with mounted(tmp_path / "disk", "size=24m"):
        place = small.copy(tmp_path / "disk" / "here")
        before = whole(place)
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path / "disk")], check=True)
        said = sentence(place.run(*command, DUMMY=""))
        assert re.search(r"data\b.*(choose|set|check|rights)", said), said
        assert whole(place) == before

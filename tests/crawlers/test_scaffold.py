import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawlers.engines import ENGINES
from crawlers.errors import SourceInvalid
from crawlers.scaffold import new_source
from crawlers.sources import load_source

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_a_new_source_of_each_engine_can_be_loaded_and_is_off(tmp_path, engine):
    file, case = new_source("forum-1", engine=engine, url="https://forum.example/otzyvy?p=1", folder=tmp_path)
    source = load_source(file)
    assert (source.name, source.engine, source.enabled) == ("forum-1", engine, False)
    assert (source.url, source.hosts) == ("https://forum.example/otzyvy?p=1", ("forum.example",))
    assert source.allow_private is False
    assert {path.name for path in case.iterdir()} == {"case.toml", "page.html", "expected.json"}


def test_a_new_source_on_loopback_may_be_read(tmp_path):
    file, _ = new_source("own", engine="reviews", url="http://127.0.0.1:8080/", folder=tmp_path)
    source = load_source(file)
    assert (source.allow_private, source.hosts) == (True, ("127.0.0.1:8080",))


def test_the_case_of_a_new_source_fails_until_it_is_drawn(tmp_path):
    _, case = new_source("own", engine="reviews", url="http://127.0.0.1:8080/", folder=tmp_path)
    assert _cases(tmp_path).returncode == 1
    (case / "expected.json").write_text('{"kind": "other"}', encoding="utf-8")
    done = _cases(tmp_path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("name", "engine", "url", "words"),
    [
        ("Форум", "reviews", "https://a.example/", "may hold a-z"),
        ("../a", "reviews", "https://a.example/", "may hold a-z"),
        ("a", "phpnuke", "https://a.example/", "no engine 'phpnuke'; the engines are .*reviews"),
        ("a", "reviews", "a.example", "no address of a site"),
        ("a", "reviews", "file:///etc/passwd", "no address of a site"),
        ("taken", "reviews", "https://a.example/", "there already"),
    ],
)
def test_what_cannot_be_a_source_is_refused_and_leaves_nothing(tmp_path, name, engine, url, words):
    (tmp_path / "taken.toml").write_text("mine")
    with pytest.raises(SourceInvalid, match=words):
        new_source(name, engine=engine, url=url, folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["taken.toml"]
    assert (tmp_path / "taken.toml").read_text() == "mine"


def _cases(folder):
    command = [sys.executable, "-m", "pytest", "-q", "-k", "own", "tests/crawlers/test_pages.py"]
    environment = {**os.environ, "OTKLIK_CASES": str(folder)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

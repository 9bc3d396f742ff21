"""The author key: made once, kept private, never replaced."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from flows.errors import KeyUnusable
from flows.keys import author_key


def test_the_key_is_made_at_first_use_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "data" / "author.key"
    key = author_key(path)
    assert len(key) == 32
    assert author_key(path) == key


def test_two_folders_have_two_keys(tmp_path: Path) -> None:
    assert author_key(tmp_path / "a") != author_key(tmp_path / "b")


def test_only_the_owner_can_read_the_key_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    author_key(tmp_path / "author.key")
    assert stat.S_IMODE((tmp_path / "author.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["author.key"]


def test_processes_that_make_it_at_once_agree(tmp_path: Path) -> None:
    code = "import pathlib, flows.keys; print(flows.keys.author_key(pathlib.Path('author.key')).hex())"
    command = [sys.executable, "-c", code]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) for _ in range(6)]
    assert len({process.communicate()[0] for process in processes}) == 1


@pytest.mark.parametrize("content", [b"", b"abcd", b"not hex at all", b"\xff\xfe"])
def test_a_damaged_key_is_never_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "author.key"
    path.write_bytes(content)
    with pytest.raises(KeyUnusable, match="restore it from a copy"):
        author_key(path)
    assert path.read_bytes() == content

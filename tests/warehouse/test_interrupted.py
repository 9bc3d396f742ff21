"""Loads that are killed by the system, in the middle of things."""

import signal
import subprocess
import sys
import textwrap

import pytest

from warehouse.schedule import known_threads

# Each script prints one line when it is where it should be killed, and then waits for that.
INSIDE = """
    import warehouse.load as load
    load._report = lambda *_: wait()  # everything is inserted, nothing is committed
    load.load_crawl(warehouse, folder)
"""
COMMITTED = """
    from warehouse.incoming import read_crawl_record
    from warehouse.load import load_into
    from warehouse.migrate import open_warehouse
    with open_warehouse(warehouse) as connection:
        load_into(connection, folder, read_crawl_record(folder))
        wait()  # committed to the log beside the file, which is not written back yet
"""
ANY_TIME = """
    from warehouse.load import load_crawl
    print("ready", flush=True)
    load_crawl(warehouse, folder)
    wait()
"""
FRAME = """
import sys
from pathlib import Path

warehouse, folder = map(Path, sys.argv[1:])

def wait():
    print("ready", flush=True)
    sys.stdin.read()

"""


def killed(script, stored, folder, *, after=0.0):
    """Run the script on the warehouse and kill it `after` seconds from its mark."""
    code = FRAME + textwrap.dedent(script)
    command = [sys.executable, "-c", code, str(stored.path), str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


def pages(message, day, count=5):
    texts = [f"Жалоба {number}" for number in range(count)]
    if day:
        texts[0] = "Исправлено"
        texts.pop()
    return {"t": [message(str(number), text) for number, text in enumerate(texts)]}


@pytest.fixture
def undisturbed(new_stored, tmp_path, message):
    """The content of a warehouse that nobody disturbed."""
    stored = new_stored(tmp_path / "undisturbed")
    for day in (0, 1):
        stored.crawl(24 * day, pages(message, day))
    return stored.content()


@pytest.mark.parametrize(("script", "is_kept"), [(INSIDE, False), (COMMITTED, True)])
def test_a_killed_load_is_whole_or_not_there(stored, message, undisturbed, script, is_kept):
    stored.crawl(0, pages(message, 0))
    before = stored.content()
    folder = stored.landing(24, pages(message, 1))
    killed(script, stored, folder)
    assert stored.content() == (undisturbed if is_kept else before)
    assert stored.load(folder).skipped is is_kept
    assert stored.content() == undisturbed


def test_a_first_load_that_is_killed_leaves_a_warehouse_that_can_be_read(stored, message):
    killed(INSIDE, stored, stored.landing(0, pages(message, 0)))
    assert known_threads(stored.path, "forum") == []
    assert stored.crawl(0, pages(message, 0)).new_messages == 5


def test_readers_see_a_commit_that_only_the_log_has(stored, message):
    killed(COMMITTED, stored, stored.landing(0, pages(message, 0)))
    assert known_threads(stored.path, "forum") == [("t", "http://forum.example/t")]


@pytest.mark.parametrize("after", [0.02, 0.15, 0.5])
def test_a_load_killed_at_any_time_can_be_taken_up(stored, message, new_stored, tmp_path, after):
    whole = new_stored(tmp_path / "whole")
    for ledger in (whole, stored):
        ledger.crawl(0, pages(message, 0))
    whole.load(whole.landing(24, pages(message, 1, 500)), trusted=True)
    folder = stored.landing(24, pages(message, 1, 500))
    killed(ANY_TIME, stored, folder, after=after)
    stored.load(folder)
    assert stored.content() == whole.content()

"""The command line as people meet it: exit codes, stdout for results, one sentence on stderr for errors."""

import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows import steps
from flows.cli import app
from flows.config import Settings

Run = Callable[..., Any]


def said_once(stderr: str) -> str:
    """The one sentence of an error; progress lines come before it."""
    assert "Traceback" not in stderr
    *_, last = stderr.splitlines()
    assert last.startswith("otklik: ")
    return last.removeprefix("otklik: ")


def cpu_seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_every_command_has_help() -> None:
    from typer.testing import CliRunner

    for command in [*(one.name for one in app.registered_commands), "source", "sources"]:
        done = CliRunner().invoke(app, [str(command), "--help"])
        assert done.exit_code == 0
        assert str(command) in done.output


def test_help_is_quick_and_imports_no_heavy_library() -> None:
    code = (
        "import sys; from flows.cli import app; app(['--help'], standalone_mode=False);"
        "heavy = {'prefect', 'duckdb', 'scrapy', 'spacy', 'pydantic_settings'};"
        "sys.exit(', '.join(heavy & {name.split('.')[0] for name in sys.modules}) or 0)"
    )
    began = cpu_seconds_of_children()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert cpu_seconds_of_children() - began < 0.7


def test_a_wrong_usage_exits_with_2(otklik: Run) -> None:
    assert otklik("crawl").returncode == 2
    assert otklik("nonsense").returncode == 2
    assert otklik("forget").returncode == 2


def test_an_unknown_source_is_answered_with_the_known_ones(otklik: Run, settings: Settings) -> None:
    done = otklik("crawl", "nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no source 'nowhere'" in said_once(done.stderr)


def test_a_run_of_an_unknown_source_does_not_wait_for_a_server(otklik: Run, settings: Settings) -> None:
    done = otklik("run", "--source", "nowhere")
    assert done.returncode == 1
    assert "no source 'nowhere'" in said_once(done.stderr)
    assert not settings.prefect_home.exists()


def test_a_broken_config_is_told(otklik: Run, tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text("workers = 3", encoding="utf-8")
    done = otklik("--config", "my.toml", "load")
    assert done.returncode == 1
    assert "Unknown setting 'workers'" in said_once(done.stderr)


def test_debug_shows_where_an_error_came_from(otklik: Run, settings: Settings) -> None:
    done = otklik("--debug", "crawl", "nowhere")
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "SourceUnknown" in done.stderr


def test_one_source_after_the_other(
    otklik: Run, settings: Settings, forum: Any, add_source: Callable[..., None]
) -> None:
    add_source(forum.url)
    crawled = otklik("crawl", "forum")
    assert crawled.returncode == 0, crawled.stderr
    assert "4 messages in 3 threads" in crawled.stdout
    assert "crawl forum: begins" in crawled.stderr
    assert crawled.stdout.endswith(": complete, 4 messages in 3 threads\n")
    loaded = otklik("load")
    assert "4 new messages" in loaded.stdout
    assert "load: begins" in loaded.stderr
    annotated = otklik("annotate")
    assert annotated.stdout.startswith("4 message versions annotated by ")
    assert otklik("load").stdout == "Nothing to load: no crawl waits in landing.\n"


def test_a_dead_site_is_told(
    otklik: Run, settings: Settings, forum: Any, add_source: Callable[..., None]
) -> None:
    add_source(forum.url)
    forum.status = 503
    done = otklik("crawl", "forum")
    assert (done.returncode, done.stdout) == (1, "")
    assert "forum" in said_once(done.stderr)


def test_a_crawl_that_is_not_whole_says_why(otklik: Run, forum: Any, add_source: Callable[..., None]) -> None:
    add_source(forum.url, extra="max_pages = 3")
    done = otklik("crawl", "forum")
    assert done.returncode == 0, done.stderr
    assert re.search(r": partial, \d messages in 3 threads: max_pages = 3 was reached", done.stdout)


def test_a_locked_warehouse_is_told_with_the_process(otklik: Run, settings: Settings) -> None:
    steps.annotate(settings)  # makes the file
    code = (
        "import sys, pathlib; from warehouse.connection import open_writer\n"
        "with open_writer(pathlib.Path(sys.argv[1])): print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(settings.warehouse)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "open\n"
        done = otklik("annotate")
        holder.communicate("")
    assert done.returncode == 1
    assert f"process {holder.pid}" in said_once(done.stderr)


def test_a_missing_model_is_told(otklik: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = settings.data_dir / "broken.toml"
    monkeypatch.setenv("OTKLIK_PROVIDER_FILES", str(broken))
    done = otklik("annotate")
    assert done.returncode == 1
    assert "broken.toml" in said_once(done.stderr)


def test_steps_without_their_input_say_what_to_do_first(otklik: Run, settings: Settings) -> None:
    for command in ("build", "publish", "report"):
        done = otklik(command)
        assert done.returncode == 1, command
        assert "otklik" in said_once(done.stderr) or "load" in said_once(done.stderr)


def test_the_doctor_is_red_when_something_is_broken(otklik: Run, settings: Settings) -> None:
    fine = otklik("doctor")
    assert fine.returncode == 0, fine.stdout
    assert "fail" not in fine.stdout
    settings.warehouse.write_bytes(b"not a database" * 1000)
    broken = otklik("doctor")
    assert broken.returncode == 1
    assert any(line.startswith("fail warehouse") for line in broken.stdout.splitlines())
    assert "1 of the checks failed" in said_once(broken.stderr)


def test_sources_are_listed(otklik: Run, settings: Settings, add_source: Callable[..., None]) -> None:
    add_source("http://127.0.0.1:1", name="off", extra="enabled = false")
    add_source("http://127.0.0.1:1", name="on")
    lines = {line.split()[1]: line.split()[0] for line in otklik("sources", "list").stdout.splitlines()}
    assert (lines["on"], lines["off"], lines["2ip"]) == ("on", "off", "off")


def test_a_folder_that_the_demo_did_not_make_is_left_alone(otklik: Run, tmp_path: Path) -> None:
    (tmp_path / "otklik-demo").mkdir()
    (tmp_path / "otklik-demo" / "mine.txt").touch()
    done = otklik("demo")
    assert done.returncode == 1
    assert "not from an earlier demo" in said_once(done.stderr)
    assert [path.name for path in (tmp_path / "otklik-demo").iterdir()] == ["mine.txt"]


def test_a_reader_that_stops_reading_is_no_error_to_tell(otklik: Run, settings: Settings) -> None:
    command = f"{sys.executable} -m flows.cli sources list | head -n 0"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert done.stderr == ""

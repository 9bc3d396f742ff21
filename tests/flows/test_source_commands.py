"""`otklik source …`, and a crawl of a source file that lies anywhere."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flows.config import Settings

Run = Callable[..., Any]


def test_a_source_goes_from_an_address_to_a_checked_file(
    otklik: Run, settings: Settings, forum: Any, add_source: Callable[..., None]
) -> None:
    made = otklik("source", "new", "mine", "--engine", "reviews", "--url", f"{forum.url}/")
    assert made.returncode == 0, made.stderr
    assert "otklik source check mine" in made.stdout
    assert (settings.data_dir / "sources" / "mine.toml").exists()
    again = otklik("source", "new", "mine", "--engine", "reviews", "--url", forum.url)
    assert (again.returncode, again.stderr.count("there already")) == (1, 1)
    empty = otklik("source", "check", "mine")
    assert empty.returncode == 1
    assert "markup changed" in empty.stdout
    add_source(forum.url, name="mine")
    good = otklik("source", "check", "mine")
    assert good.returncode == 0, good.stdout
    assert "threads: 3 complete; messages: 3 review, 1 reply" in good.stdout
    assert re.search(r"text +4 of 4 +expected +[А-Я]", good.stdout)
    assert not settings.landing_dir.exists()


def test_a_source_file_anywhere_is_crawled_without_a_warehouse(
    otklik: Run, settings: Settings, forum: Any, add_source: Callable[..., None], tmp_path: Path
) -> None:
    add_source(forum.url, name="try")
    file = Path(shutil.move(settings.data_dir / "sources" / "try.toml", tmp_path))
    done = otklik("crawl", "--source-file", str(file), "--landing", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert "complete, 4 messages in 3 threads" in done.stdout
    (folder,) = (tmp_path / "out").iterdir()
    assert {path.name for path in folder.iterdir()} >= {"messages.jsonl.gz", "visits.jsonl.gz", "crawl.json"}
    assert not settings.warehouse.exists()
    assert otklik("crawl", "--source-file", str(file)).returncode == 2
    assert otklik("crawl", "mine", "--source-file", str(file), "--landing", "x").returncode == 2


def test_the_old_spelling_still_lists_the_sources(otklik: Run, settings: Settings) -> None:
    assert otklik("sources", "list").stdout == otklik("source", "list").stdout != ""

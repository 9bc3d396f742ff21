"""The page of a real run, as a person gets it: in Chromium, offline, with the numbers of the warehouse."""

import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from reports.data import reader
from reports.errors import NotebookFailed
from reports.render import render_report
from warehouse.query import run_sql

pytestmark = pytest.mark.slow

QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)


@pytest.fixture(scope="session")
def page(finished_demo: Any) -> Path:
    path: Path = finished_demo.folder / "reports" / "report.html"
    return path


@pytest.fixture(scope="session")
def html(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def chromium() -> str:
    found = shutil.which("chromium")
    if found is None:
        if os.environ.get("OTKLIK_REQUIRE_SERVERS") == "1":
            pytest.fail("Chromium has to be here: run .ci/install-servers.")
        pytest.skip("Chromium is not installed: run .ci/install-servers.")
    return found


def _in_chromium(chromium: str, page: Path, profile: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [chromium, *QUIET.split(), f"--user-data-dir={profile}", *options, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def _words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_page_runs_no_script_and_fetches_nothing(html: str) -> None:
    assert "<script" not in html
    assert "default-src 'none'" in html
    assert not re.search(r"""\b(?:src|xlink:href)\s*=\s*["'](?!data:|#)""", html)
    assert not re.search(r"@import|url\((?!['\"]?(?:data:|#))", html)


def test_no_section_is_empty_in_the_demonstration(html: str) -> None:
    # Nobody has checked the labels of an invented site.
    assert html.count('class="empty"') == 1
    assert '<p class="empty">Людьми пока ничего не проверено.</p>' in html
    assert html.count("<figure>") == 3


def test_shares_on_the_page_are_those_of_the_warehouse(html: str, finished_demo: Any) -> None:
    providers = reader(str(finished_demo.snapshot))("providers")
    assert len(providers) == 3
    words = _words(html)
    for row in providers:
        assert row["negative_n"] >= 10
        interval = (
            f"({row['negative_low'] * 100:.0f}–{row['negative_high'] * 100:.0f}) n = {row['negative_n']}"
        )
        assert f"{row['name']} {row['negative_share'] * 100:.0f} % {interval}" in words


def test_quotes_are_parts_of_stored_texts(html: str, finished_demo: Any) -> None:
    quotes = [
        unescape(found) for found in re.findall(r"<q>«(.*?)»(?: \[…\])?(?: <a|</q>)", html, flags=re.DOTALL)
    ]
    assert len(quotes) > 10
    stored = run_sql(finished_demo.snapshot, "SELECT title, text FROM raw.message_versions").rows
    for words in quotes:
        assert any(words in title or words in text for title, text in stored), words


def test_chromium_shows_the_page_without_a_complaint(chromium: str, page: Path, tmp_path: Path) -> None:
    shown = _in_chromium(chromium, page, tmp_path / "profile", "--enable-logging=stderr", "--dump-dom")
    assert shown.returncode == 0
    assert "Чем кончились жалобы" in shown.stdout
    assert shown.stdout.count("<svg") == 3
    assert "CONSOLE" not in shown.stderr
    assert "Refused to" not in shown.stderr


def test_chromium_draws_the_page(chromium: str, page: Path, tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    _in_chromium(chromium, page, tmp_path / "profile", f"--screenshot={picture}", "--window-size=1200,3000")
    assert picture.stat().st_size > 100_000


def test_failing_notebook_keeps_the_last_good_page(tmp_path: Path) -> None:
    good = tmp_path / "report.html"
    good.write_text("вчерашний отчёт", encoding="utf-8")
    with pytest.raises(NotebookFailed, match=r"SnapshotMissing.*open .*report\.ipynb"):
        render_report(tmp_path / "nothing.duckdb", tmp_path)
    assert good.read_text(encoding="utf-8") == "вчерашний отчёт"

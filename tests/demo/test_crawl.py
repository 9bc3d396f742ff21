"""The real crawlers read the site over HTTP and bring home what the truth says, no more and no less."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

import demo
from crawlers.items import CrawlStatus
from crawlers.runner import run_crawl
from crawlers.sources import load_source
from demo.server import DemoSite
from demo.story import Story
from demo.truth import build_truth

DAY = 5


@pytest.fixture
def landed(site: DemoSite, tmp_path: Path) -> dict[str, Any]:
    """The crawl records, messages and visits of both sources on the day of the trouble."""
    site.set_day(site.visit_days[DAY - 1])
    found: dict[str, Any] = {"crawls": {}, "messages": {}, "visits": {}, "requests": site.requests}
    for name, text in demo.sources(site.base_url).items():
        path = tmp_path / name
        path.write_text(text, "utf-8")
        source = load_source(path)
        crawl = run_crawl(
            source, landing_dir=tmp_path / "landing", author_key=b"k" * 32, contact="none", at=site.day
        )
        found["crawls"][source.name] = crawl
        folder = tmp_path / "landing" / crawl.crawl_id
        for row in _rows(folder / "messages.jsonl.gz"):
            found["messages"][source.name, row["message_key"]] = row
        for row in _rows(folder / "visits.jsonl.gz"):
            found["visits"][source.name, row["thread_key"]] = row
    return found


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_a_crawl_brings_what_the_truth_says(landed: dict[str, Any], story: Story) -> None:
    truth = build_truth(story)
    expected = {(one["source"], one["message_key"]): one for one in truth["messages"]}
    seen = truth["totals"]["seen_by_day"][DAY - 1]
    for source in ("demo-otzyvy", "demo-blog"):
        assert sum(key[0] == source for key in landed["messages"]) == seen[source]["messages"]
    for key, message in landed["messages"].items():
        assert message["published_at"] == expected[key]["published_at"], key
        if message["state"] == "alive":
            assert bool(message["author_badge"]) == expected[key].get("is_official", False), key
            assert message["parent_key"] in (expected[key]["parent_key"], "post-2007"), key

    visits = landed["visits"]
    assert visits["demo-otzyvy", "1117"]["status"] == "failed"
    others = [visit for key, visit in visits.items() if key[1] != "1117"]
    assert {visit["status"] for visit in others} == {"complete"}
    assert landed["crawls"]["demo-otzyvy"].status == CrawlStatus.PARTIAL
    assert landed["crawls"]["demo-blog"].status == CrawlStatus.COMPLETE

    texts = " ".join(message["text"] for message in landed["messages"].values())
    assert "518204" not in texts  # a contract number that a customer wrote in public
    assert "000-12-34" not in texts
    assert not [target for target in landed["requests"] if "kabinet" in target]

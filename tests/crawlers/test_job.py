from datetime import UTC, datetime

import pytest

from crawlers.items import Kind, VisitStatus
from crawlers.job import CrawlJob
from crawlers.landing import LandingWriter, read_messages, read_visits
from crawlers.pages.page import PageKind, ThreadPage
from crawlers.records import ParsedMessage
from crawlers.sources import load_source
from crawlers.spec import Spec

AT = datetime(2026, 3, 20, 18, 0, tzinfo=UTC)


@pytest.fixture
def job(tmp_path, html):
    path = tmp_path / "forum.toml"
    path.write_text(html.REVIEWS.replace("{base}", "http://127.0.0.1").replace("{top}", ""), encoding="utf-8")
    spec = Spec(
        source_file=path,
        crawl_id="20260320T180000Z-forum",
        landing_dir=tmp_path / "landing",
        author_key=b"key",
        contact="",
        at=AT,
    )
    writer = LandingWriter(spec.landing_dir, spec.crawl_id)
    return CrawlJob(spec, load_source(path), writer, extractor_version="1")


def test_what_has_landed_is_not_held_in_memory(job):
    walk = job.walk("1", "http://127.0.0.1/t/1", "html")
    message = ParsedMessage(thread_key="1", message_key="1", url=walk.url, kind=Kind.REVIEW, text="Нет сети")
    walk.add(ThreadPage(kind=PageKind.THREAD, messages=(message,)), walk.url)
    job.finish_walk(walk)
    assert (walk.messages, walk.pages) == ({}, [])
    job.answers["200"] += 1
    assert job.finish().messages == 1
    assert [one.text for one in read_messages(job.writer.folder)] == ["Нет сети"]
    (visit,) = read_visits(job.writer.folder)
    assert (visit.status, visit.seen_total) == (VisitStatus.COMPLETE, 1)

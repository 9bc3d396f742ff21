import gzip
import json
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.errors import CrawlRunning, LandingCorrupt
from crawlers.items import (
    Crawl,
    CrawlStatus,
    Kind,
    Message,
    Precision,
    Probe,
    ProbeStatus,
    State,
    ThreadVisit,
    VisitStatus,
)
from crawlers.landing import (
    LandingWriter,
    crawl_id_of,
    finished_crawls,
    read_crawl,
    read_messages,
    read_probes,
    read_visits,
)

LINES = ("messages.jsonl.gz", "visits.jsonl.gz", "probes.jsonl.gz")
AT = datetime(2026, 3, 20, 18, 0, tzinfo=UTC)
MESSAGE = Message(
    source="forum",
    thread_key="1",
    message_key="2",
    parent_key=None,
    url="http://a/1",
    kind=Kind.REVIEW,
    author_hash="ab",
    author_badge=None,
    published_at=AT,
    published_precision=Precision.DAY,
    rating=4.5,
    rating_max=5.0,
    title="Ёлки",
    text="Нет «связи» 🙂\nвторой день",
    likes=3,
    state=State.ALIVE,
    provider_name=None,
    content_hash="cd",
    transport="html",
    extractor_version="reviews-1",
    raw={"city": "Нигдейск"},
)


def visit(crawl_id):
    return ThreadVisit(
        crawl_id=crawl_id,
        source="forum",
        thread_key="1",
        url="http://a/1",
        visited_at=AT,
        status=VisitStatus.PARTIAL,
        reason="почему",
        declared_total=2,
        seen_total=1,
        pages=1,
        transport="html",
        extractor_version="reviews-1",
    )


def crawl(crawl_id, at=AT, messages=1):
    return Crawl(
        crawl_id=crawl_id,
        source="forum",
        engine="reviews",
        extractor_version="reviews-1",
        started_at=at,
        finished_at=at,
        status=CrawlStatus.PARTIAL,
        reason="",
        hides_subtrees=False,
        messages=messages,
        visits=1,
        robots={"a": {"status": 200}},
    )


def land(folder, at=AT, message=MESSAGE):
    crawl_id = crawl_id_of("forum", at)
    writer = LandingWriter(folder, crawl_id)
    writer.add_message(message)
    writer.add_visit(visit(crawl_id))
    return writer.finish(crawl(crawl_id, at))


def test_what_is_landed_is_read_back(tmp_path):
    folder = land(tmp_path)
    assert folder == tmp_path / "20260320T180000Z-forum"
    assert list(read_messages(folder)) == [MESSAGE]
    assert list(read_visits(folder)) == [visit(folder.name)]
    assert read_crawl(folder) == crawl(folder.name)


def test_windows_and_probes_are_read_back(tmp_path):
    writer = LandingWriter(tmp_path, crawl_id_of("forum", AT))
    seen = replace(visit(writer.folder.name), window_from=AT - timedelta(days=2), window_to=AT)
    probe = Probe(
        crawl_id=writer.folder.name,
        source="forum",
        thread_key="1",
        message_key="2",
        url="http://a/1/2",
        probed_at=AT,
        status=ProbeStatus.GONE,
        http_status=404,
        control_key="3",
        control_status=ProbeStatus.ALIVE,
    )
    writer.add_message(MESSAGE)
    writer.add_visit(seen)
    writer.add_probe(probe)
    folder = writer.finish(replace(crawl(writer.folder.name), probes=1))
    assert list(read_visits(folder)) == [seen]
    assert list(read_probes(folder)) == [probe]


def test_a_landing_folder_without_probes_has_none(tmp_path):
    folder = land(tmp_path)
    (folder / "probes.jsonl.gz").unlink()
    assert list(read_probes(folder)) == []


def test_probes_that_were_lost_are_missed(tmp_path):
    folder = land(tmp_path)
    (folder / "crawl.json").write_text(
        json.dumps(json.loads((folder / "crawl.json").read_text()) | {"probes": 1})
    )
    with pytest.raises(LandingCorrupt, match=r"probes.jsonl.gz has 0 lines"):
        list(read_probes(folder))


def test_a_landing_folder_is_its_owners_alone(tmp_path):
    assert stat.S_IMODE(land(tmp_path).stat().st_mode) == 0o700


def test_a_landing_folder_is_locked_until_it_has_its_name(tmp_path, monkeypatch):
    locks = []
    rename = Path.rename
    monkeypatch.setattr(
        Path, "rename", lambda old, new: (locks.append((old / ".lock").exists()), rename(old, new))
    )
    folder = land(tmp_path)
    assert locks == [True]
    assert {path.name for path in folder.iterdir()} == {"crawl.json", *LINES}


def test_lines_are_readable_russian_with_offsets(tmp_path):
    line = gzip.decompress((land(tmp_path) / "messages.jsonl.gz").read_bytes()).decode()
    assert "Нет «связи» 🙂\\nвторой день" in line
    assert json.loads(line)["published_at"] == "2026-03-20T18:00:00+00:00"


def test_crawls_come_back_oldest_first_and_partial_folders_not_at_all(tmp_path):
    moments = [AT + timedelta(days=days) for days in (2, 0, 1)]
    for at in moments:
        land(tmp_path, at)
    running = LandingWriter(tmp_path, crawl_id_of("other", AT))
    assert [one.crawl.started_at for one in finished_crawls(tmp_path)] == sorted(moments)
    assert not running.folder.exists()


def test_a_landing_dir_that_does_not_exist_holds_no_crawl(tmp_path):
    assert finished_crawls(tmp_path / "nothing") == []


def test_a_second_crawl_of_the_same_moment_replaces_the_first(tmp_path):
    land(tmp_path)
    folder = land(tmp_path, message=replace(MESSAGE, text="иначе"))
    assert [one.text for one in read_messages(folder)] == ["иначе"]


def test_a_crawl_that_is_running_is_not_disturbed(tmp_path):
    LandingWriter(tmp_path, crawl_id_of("forum", AT))
    with pytest.raises(CrawlRunning, match="wait for it"):
        LandingWriter(tmp_path, crawl_id_of("forum", AT + timedelta(hours=1)))


@pytest.mark.parametrize("name", ["messages.jsonl.gz", "visits.jsonl.gz"])
def test_a_truncated_file_is_refused(tmp_path, name):
    path = land(tmp_path) / name
    path.write_bytes(path.read_bytes()[:-12])
    reader = read_messages if name.startswith("messages") else read_visits
    with pytest.raises(LandingCorrupt, match="truncated or broken"):
        list(reader(path.parent))


def test_a_lost_line_is_noticed(tmp_path):
    path = land(tmp_path) / "messages.jsonl.gz"
    path.write_bytes(gzip.compress(b""))
    with pytest.raises(LandingCorrupt, match="has 0 lines, its crawl record says 1"):
        list(read_messages(path.parent))


def test_a_broken_line_is_named(tmp_path):
    path = land(tmp_path) / "messages.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"source": "forum"}\n'))
    with pytest.raises(LandingCorrupt, match="line 1 is broken"):
        list(read_messages(path.parent))


@pytest.mark.parametrize("text", ["", "{", "{}", "[]"])
def test_a_broken_crawl_record_is_refused(tmp_path, text):
    (land(tmp_path) / "crawl.json").write_text(text)
    with pytest.raises(LandingCorrupt, match=r"crawl\.json is missing or broken"):
        finished_crawls(tmp_path)


def test_an_older_folder_of_that_name_stays_until_its_successor_is_there(tmp_path, monkeypatch):
    land(tmp_path)
    rename, broken = Path.rename, []

    def fail_once(old, new):
        if old.name.startswith(".") and not broken:
            broken.append(old)
            raise OSError("the disk is gone")
        return rename(old, new)

    monkeypatch.setattr(Path, "rename", fail_once)
    with pytest.raises(OSError, match="disk is gone"):
        land(tmp_path, message=replace(MESSAGE, text="новее"))
    (landed,) = finished_crawls(tmp_path)
    assert list(read_messages(landed.folder)) == [MESSAGE]


def test_a_folder_whose_successor_never_came_gets_its_name_back(tmp_path):
    folder = land(tmp_path)
    folder.rename(tmp_path / f".{folder.name}~")
    LandingWriter(tmp_path, crawl_id_of("forum", AT + timedelta(hours=1))).discard()
    assert [one.folder for one in finished_crawls(tmp_path)] == [folder]


def test_a_folder_with_a_successor_does_not_come_back(tmp_path):
    folder = land(tmp_path)
    (tmp_path / f".{folder.name}~").mkdir()
    LandingWriter(tmp_path, crawl_id_of("forum", AT + timedelta(hours=1))).discard()
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]

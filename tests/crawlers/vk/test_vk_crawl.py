"""The VK spider against the stub: lists, branches, topics, what is deleted, and what may count as absent."""

import gzip
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from crawlers.errors import SourceInvalid, TokenMissing
from crawlers.items import CrawlStatus, Kind, State, VisitStatus
from crawlers.sources import find_sources, load_source

TOKEN = "vk1.a.service-key-of-nobody"


def reply(said, number, to, author=8, **more):
    return said(number, f"Ответ {number}", author=author, reply_to_comment=to, **more)


def test_a_post_comes_with_its_comments_and_short_branches(vk, said, crawl_vk):
    vk.community.post(10, said(1, "Третий день нет сети"), said(2, "И у нас"))
    vk.community.replies[1] = [reply(said, 3, 1, author=-1), reply(said, 4, 3)]
    result = crawl_vk()
    visit = result.visits["wall-1_10"]
    assert (visit.status, visit.reason, visit.declared_total, visit.seen_total) == (
        VisitStatus.COMPLETE, "", 5, 5,
    )  # fmt: skip
    assert {key: one.parent_key for key, one in result.messages.items()} == {
        "wall-1_10": None,
        "wall-1_10_r1": "wall-1_10",
        "wall-1_10_r2": "wall-1_10",
        "wall-1_10_r3": "wall-1_10_r1",
        "wall-1_10_r4": "wall-1_10_r3",
    }
    official = result.messages["wall-1_10_r3"]
    assert (official.kind, official.author_badge, official.url) == (
        Kind.REPLY, "official", "https://vk.com/wall-1_10?reply=3&thread=1",
    )  # fmt: skip
    assert result.crawl.status is CrawlStatus.COMPLETE
    assert vk.count("wall.getComments") == 1


def test_a_long_branch_is_opened_and_read_to_its_end(vk, said, crawl_vk):
    vk.community.post(10, *(said(number) for number in range(1, 151)))
    vk.community.replies[5] = [reply(said, number, 5) for number in range(1001, 1231)]
    vk.community.replies[149] = [reply(said, number, 149) for number in range(2001, 2012)]
    visit = crawl_vk().visits["wall-1_10"]
    assert (visit.status, visit.reason) == (VisitStatus.COMPLETE, "")
    assert visit.seen_total == 1 + 150 + 230 + 11
    assert [vk.count("wall.getComments", comment_id=5, offset=start) for start in (0, 100, 200)] == [1, 1, 1]
    assert vk.count("wall.getComments", comment_id=149) == 1
    assert vk.count("wall.getComments", offset=0) == 2 + 2  # the first page is read again in the end


def test_a_count_of_the_first_level_alone_is_understood(vk, said, crawl_vk):
    vk.total_is_of_level = True
    vk.community.post(10, said(1), said(2))
    vk.community.replies[1] = [reply(said, number, 1) for number in range(11, 31)]
    visit = crawl_vk().visits["wall-1_10"]
    assert (visit.status, visit.reason, visit.seen_total) == (VisitStatus.COMPLETE, "", 23)


def test_a_comment_that_a_shift_hides_makes_the_visit_partial(vk, said, crawl_vk):
    vk.community.post(10, *(said(number) for number in range(1, 151)))

    def delete_one(method, query):
        if method == "wall.getComments" and query["offset"] == 100:
            del vk.community.comments[10][0]

    vk.before = delete_one
    visit = crawl_vk().visits["wall-1_10"]
    assert visit.status is VisitStatus.PARTIAL
    assert "the declared total changed from 151 to 150" in visit.reason


def test_a_branch_that_brings_less_than_it_declares_makes_the_visit_partial(vk, said, crawl_vk):
    vk.community.post(10, said(1))
    vk.community.replies[1] = [reply(said, number, 1) for number in range(11, 31)]

    def delete_one(method, query):
        if "comment_id" in query and len(vk.community.replies[1]) == 20:
            del vk.community.replies[1][4]

    vk.before = delete_one
    visit = crawl_vk().visits["wall-1_10"]
    assert visit.status is VisitStatus.PARTIAL
    assert "22 messages, 21 were read" in visit.reason


def test_what_vk_calls_deleted_is_a_tombstone_and_an_edit_is_kept(vk, said, crawl_vk):
    vk.community.post(10, said(1, "", author=0, deleted=True), edited=1_773_400_000)
    vk.community.replies[1] = [reply(said, 2, 1)]
    vk.community.post(11, text="", is_deleted=True, deleted_reason="Запись удалена")
    result = crawl_vk()
    assert result.messages["wall-1_10_r1"].state is State.TOMBSTONE
    assert result.messages["wall-1_10_r2"].parent_key == "wall-1_10_r1"
    assert result.messages["wall-1_10"].raw["edited"] == 1_773_400_000
    assert result.messages["wall-1_11"].state is State.TOMBSTONE
    assert result.visits["wall-1_10"].status is VisitStatus.COMPLETE
    assert result.crawl.hides_subtrees


def test_the_wall_is_read_page_by_page_down_to_the_newest(vk, crawl_vk):
    for number in range(1, 231):
        vk.community.post(number)
    known = [(f"wall-1_{number}", "https://vk.com/") for number in range(2, 231)]
    result = crawl_vk("newest = 200\n", known=known, due=["wall-1_31"])
    assert set(result.visits) == {"wall-1_31"}
    assert result.crawl.stats["not_due"] == 199
    assert [query["offset"] for method, query in vk.calls if method == "wall.get"] == [0, 100]


def test_topics_are_threads_whose_first_comment_is_the_root(vk, said, crawl_vk):
    talk = [said(number, author=-1 if number == 3 else 7) for number in range(1, 121)]
    vk.community.topic(4, *talk, title="Вопросы по тарифам")
    result = crawl_vk("wall = false\nboard = true\n")
    root, answer = result.messages["topic-1_4_r1"], result.messages["topic-1_4_r3"]
    assert (root.kind, root.title, root.parent_key) == (Kind.REVIEW, "Вопросы по тарифам", None)
    assert (answer.kind, answer.parent_key) == (Kind.REPLY, "topic-1_4_r1")
    assert result.messages["topic-1_4_r120"].parent_key == "topic-1_4_r1"
    assert result.messages["topic-1_4_r120"].url == "https://vk.com/topic-1_4?post=120"
    assert result.visits["topic-1_4"].status is VisitStatus.COMPLETE


def test_a_community_of_others_has_no_official_speaker_but_the_named(vk, said, crawl_vk):
    vk.community.post(10, said(1, author=-1), said(2, author=-77), said(3, author=5))
    result = crawl_vk("provider_owns = false\nofficial_ids = [-77]\n")
    assert {key[-2:]: one.author_badge for key, one in result.messages.items()} == {
        "10": None, "r1": None, "r2": "official", "r3": None,
    }  # fmt: skip


def test_known_threads_are_asked_for_in_one_call_and_those_not_listed_are_gone(vk, said, crawl_vk):
    for number in range(1, 4):
        vk.community.post(number, said(number + 10))
    vk.community.topic(4, said(20))
    known = [
        (key, f"https://vk.com/{key}") for key in ("wall-1_1", "wall-1_99", "topic-1_4", "topic-1_5", "x")
    ]
    rules = 'wall = true\nfilter = "others"\nboard = false\n'
    vk.community.post(50, said(60), author=9)
    result = crawl_vk(rules, known=known)
    assert {key: one.status for key, one in result.visits.items()} == {
        "wall-1_50": VisitStatus.COMPLETE,
        "wall-1_1": VisitStatus.COMPLETE,
        "wall-1_99": VisitStatus.GONE,
        "topic-1_4": VisitStatus.COMPLETE,
        "topic-1_5": VisitStatus.GONE,
        "x": VisitStatus.FAILED,
    }
    assert result.messages["wall-1_1"].kind is Kind.ARTICLE
    assert (vk.count("wall.getById"), vk.count("board.getTopics")) == (1, 1)


def test_threads_that_are_not_due_are_left_out_but_for_topics_with_new_comments(vk, said, crawl_vk):
    now = datetime(2026, 3, 20, tzinfo=UTC)
    vk.community.post(1, said(11))
    vk.community.topic(4, said(20), updated=int(now.timestamp()) - 3600)
    vk.community.topic(5, said(30))
    known = [(key, f"https://vk.com/{key}") for key in ("wall-1_1", "topic-1_4", "topic-1_5")]
    result = crawl_vk("board = true\n", known=known, due=(), at=now)
    assert set(result.visits) == {"topic-1_4"}
    assert result.crawl.stats["not_due"] == 2


def test_the_key_travels_in_a_header_and_is_written_nowhere(vk, said, crawl_vk):
    vk.community.post(10, said(1))
    result = crawl_vk()
    assert result.crawl.stats["200"] >= 2
    for path in result.folder.iterdir():
        raw = path.read_bytes()
        text = gzip.decompress(raw) if path.suffix == ".gz" else raw
        assert TOKEN.encode() not in text
    assert not any(TOKEN in str(query) for _, query in vk.calls)


def test_nothing_is_asked_without_a_key(vk, crawl_vk, monkeypatch):
    monkeypatch.delenv("OTKLIK_VK_TOKEN")
    with pytest.raises(TokenMissing, match="OTKLIK_VK_TOKEN"):
        crawl_vk()
    assert vk.calls == []


def test_no_more_than_three_calls_go_out_in_a_second(vk, crawl_vk):
    for number in range(1, 5):
        vk.community.post(number)
    assert crawl_vk(delay=0.34).crawl.status is CrawlStatus.COMPLETE
    assert len(vk.moments) == 5
    assert min(after - before for before, after in pairwise(vk.moments)) > 0.33


def test_the_shipped_template_asks_three_times_a_second_and_no_more(tmp_path):
    text = find_sources()["vk-template"].read_text(encoding="utf-8")
    path = tmp_path / "a.toml"
    path.write_text(text, encoding="utf-8")
    assert load_source(path).delay == 0.34
    path.write_text(text.replace("delay = 0.34", "delay = 0.3"), encoding="utf-8")
    with pytest.raises(SourceInvalid, match=r"at least 0.34 s"):
        load_source(path)

"""The project's own spider against a real WordPress: through REST and, where that is off, its pages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crawlers.items import Crawl, CrawlStatus, Kind, Message, State, ThreadVisit, VisitStatus
from crawlers.landing import read_messages, read_visits
from crawlers.runner import run_crawl
from crawlers.sources import load_source
from tests.watching import OUR_SERVER

MOSCOW = ZoneInfo("Europe/Moscow")
SOURCE = (
    OUR_SERVER
    + """
title = "A blog for tests"
engine = "wordpress"
url = "{url}/"
provider = "Полюс-Нет"

[wordpress]
official_user_ids = [{support}]
official_users = ["polyus_support"]
per_page = {per_page}
"""
)


@dataclass(frozen=True)
class Read:
    """What one crawl brought."""

    crawl: Crawl
    messages: dict[str, Message]
    visits: dict[str, ThreadVisit]


@pytest.fixture(scope="module")
def read(wordpress: Any, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Read]:
    """Crawl the site once more, in a landing folder of its own."""

    def crawl(**changes: Any) -> Read:
        folder = tmp_path_factory.mktemp("crawl")
        order = {"url": wordpress.url, "support": wordpress.ids["support"], "per_page": 10} | changes
        (folder / "blog.toml").write_text(SOURCE.format(**order), encoding="utf-8")
        source = load_source(folder / "blog.toml")
        record = run_crawl(source, landing_dir=folder, author_key=b"0" * 32, contact="tests@example.test")
        landed = folder / record.crawl_id
        messages = list(read_messages(landed))
        found = Read(
            crawl=record,
            messages={message.message_key: message for message in messages},
            visits={visit.thread_key: visit for visit in read_visits(landed)},
        )
        assert len(found.messages) == len(messages) == record.messages
        return found

    return crawl


@contextmanager
def without_rest(wordpress: Any) -> Iterator[None]:
    """Guests get 401 from the REST API meanwhile, as on many sites."""
    wordpress.act("option", "test_rest_off", "1")
    try:
        yield
    finally:
        wordpress.act("option", "test_rest_off", "")


@pytest.fixture(scope="module")
def by_rest(read: Callable[..., Read]) -> Read:
    return read()


@pytest.fixture(scope="module")
def by_block_pages(wordpress: Any, read: Callable[..., Read]) -> Read:
    with without_rest(wordpress):
        return read()


@pytest.fixture(scope="module")
def by_classic_pages(wordpress: Any, read: Callable[..., Read]) -> Read:
    wordpress.act("theme", "twentytwentyone")
    try:
        with without_rest(wordpress):
            return read()
    finally:
        wordpress.act("theme", "twentytwentythree")


@pytest.fixture(params=["by_block_pages", "by_classic_pages"])
def by_html(request: pytest.FixtureRequest) -> Read:
    """The site read through its pages, in a block theme and in a classic one."""
    found: Read = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["by_rest", "by_block_pages", "by_classic_pages"])
def either(request: pytest.FixtureRequest) -> Read:
    found: Read = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def afterwards(wordpress: Any, read: Callable[..., Read], by_rest: Read) -> tuple[Read, Read]:
    """REST and pages once a comment is edited, and another, which has replies, is in the trash."""
    edited, gone = str(wordpress.ids["happy"]), str(wordpress.ids["voice-6"])
    before = wordpress.visible_comments("outage")["happy"]["text"]
    wordpress.act("edit", edited, "Вчера и у нас легло на весь вечер")
    wordpress.act("trash", gone)
    try:
        rest = read()
        with without_rest(wordpress):
            return rest, read()
    finally:
        wordpress.act("untrash", gone)
        wordpress.act("edit", edited, before)


def expected_keys(wordpress: Any) -> set[str]:
    posts = {f"post-{wordpress.ids[post['name']]}" for post in wordpress.seed["posts"]}
    names = {name for post in wordpress.seed["posts"] for name in wordpress.visible_comments(post["name"])}
    return posts | {f"comment-{wordpress.ids[name]}" for name in names}


def of(found: Read, wordpress: Any, name: str) -> Message:
    return found.messages[f"comment-{wordpress.ids[name]}"]


def check_whole(found: Read, wordpress: Any, transport: str) -> None:
    assert set(found.messages) == expected_keys(wordpress)
    assert {visit.transport for visit in found.visits.values()} == {transport}
    assert {(visit.status, visit.reason) for visit in found.visits.values()} == {(VisitStatus.COMPLETE, "")}
    assert found.crawl.status is CrawlStatus.COMPLETE, found.crawl.reason


def test_rest_brings_every_thread_complete(by_rest: Read, wordpress: Any) -> None:
    check_whole(by_rest, wordpress, "rest")
    outage = by_rest.visits[str(wordpress.ids["outage"])]
    assert (outage.pages, outage.seen_total, outage.declared_total) == (3, 27, 27)


def test_the_pages_bring_every_thread_complete(by_html: Read, wordpress: Any) -> None:
    check_whole(by_html, wordpress, "html")
    outage = by_html.visits[str(wordpress.ids["outage"])]
    assert (outage.seen_total, outage.declared_total) == (27, 27)
    assert outage.pages > 3


def test_held_and_spam_comments_never_arrive(either: Read, wordpress: Any) -> None:
    for name in ("spam", "held", "held-reply"):
        assert f"comment-{wordpress.ids[name]}" not in either.messages


def test_each_comment_hangs_under_its_parent(either: Read, wordpress: Any) -> None:
    for post in wordpress.seed["posts"]:
        for name, comment in wordpress.visible_comments(post["name"]).items():
            above = f"comment-{wordpress.ids[comment['parent']]}" if comment["parent"] else None
            message = of(either, wordpress, name)
            assert message.parent_key == (above or f"post-{wordpress.ids[post['name']]}")
            assert message.thread_key == str(wordpress.ids[post["name"]])


def test_the_story_is_five_messages_deep(either: Read, wordpress: Any) -> None:
    chain = [of(either, wordpress, "thanks")]
    while chain[-1].parent_key is not None:
        chain.append(either.messages[chain[-1].parent_key])
    kinds = [message.kind for message in chain]
    assert kinds == [Kind.COMMENT, Kind.REPLY, Kind.COMMENT, Kind.REPLY, Kind.COMMENT, Kind.ARTICLE]


def test_only_registered_staff_has_the_badge(either: Read, wordpress: Any) -> None:
    for post in wordpress.seed["posts"]:
        for name, comment in wordpress.visible_comments(post["name"]).items():
            message = of(either, wordpress, name)
            expected = ("official", Kind.REPLY) if comment["user"] else (None, Kind.COMMENT)
            assert (message.author_badge, message.kind) == expected, name


def test_texts_and_times_arrive_as_written(either: Read, wordpress: Any) -> None:
    for name, comment in wordpress.visible_comments("outage").items():
        message = of(either, wordpress, name)
        local = datetime.fromisoformat(comment["date"]).replace(tzinfo=MOSCOW)
        assert message.published_at == local, name
        assert words(message.text) == words(comment["text"]), name
        assert message.state is State.ALIVE


def words(text: str) -> str:
    """Return the text without what WordPress itself makes typographic on its way to the page."""
    return " ".join(text.replace("…", "...").replace("–", "—").replace(":)", "🙂").split())


def test_authors_are_told_apart_and_not_named(either: Read, wordpress: Any) -> None:
    hashes = {name: of(either, wordpress, name).author_hash for name in wordpress.visible_comments("outage")}
    assert hashes["complaint"] == hashes["insists"] == hashes["thanks"]
    assert hashes["complaint"] != hashes["happy"]
    assert hashes["deflection"] == hashes["apology"]
    assert not any("@example.test" in str(message) for message in either.messages.values())


def test_both_ways_give_the_same_keys_parents_authors_and_times(by_rest: Read, by_html: Read) -> None:
    def essence(found: Read) -> dict[str, tuple[object, ...]]:
        return {
            key: (
                one.thread_key,
                one.parent_key,
                one.kind,
                one.author_hash,
                one.author_badge,
                one.published_at,
            )
            for key, one in found.messages.items()
        }

    assert essence(by_rest) == essence(by_html)


def test_small_pages_bring_the_same_messages(read: Callable[..., Read], by_rest: Read) -> None:
    found = read(per_page=3)
    assert found.messages == by_rest.messages
    assert {visit.status for visit in found.visits.values()} == {VisitStatus.COMPLETE}


def test_a_trashed_comment_leaves_its_replies_in_rest(
    afterwards: tuple[Read, Read], by_rest: Read, wordpress: Any
) -> None:
    found, _ = afterwards
    gone = f"comment-{wordpress.ids['voice-6']}"
    assert set(by_rest.messages) - set(found.messages) == {gone}
    assert of(found, wordpress, "reply-6").parent_key == gone
    assert {visit.status for visit in found.visits.values()} == {VisitStatus.COMPLETE}
    assert not found.crawl.hides_subtrees


def test_a_trashed_comment_takes_its_replies_off_the_pages(
    afterwards: tuple[Read, Read], by_rest: Read, wordpress: Any
) -> None:
    _, found = afterwards
    hidden = {f"comment-{wordpress.ids[name]}" for name in ("voice-6", "reply-6", "echo")}
    assert set(by_rest.messages) - set(found.messages) == hidden
    assert found.crawl.hides_subtrees


def test_an_edit_changes_the_hash_of_that_comment_alone(
    afterwards: tuple[Read, Read], by_rest: Read, wordpress: Any
) -> None:
    found, _ = afterwards
    changed = {
        key
        for key, message in found.messages.items()
        if message.content_hash != by_rest.messages[key].content_hash
    }
    assert changed == {f"comment-{wordpress.ids['happy']}"}

"""Each error of VK's, raised by the stub: asked again, the source stopped, or one thread in doubt."""

from itertools import pairwise

import pytest

from crawlers.errors import SourceBlocked, SourceEmpty
from crawlers.items import CrawlStatus, VisitStatus


@pytest.fixture
def one_post(vk, said):
    vk.community.post(10, said(1, "Не работает"))
    return vk


def test_an_error_that_passes_is_asked_again_after_a_pause_that_grows(one_post, crawl_vk):
    one_post.errors = {"wall.get": [6, 9, 6], "wall.getComments": [1, 10]}
    result = crawl_vk()
    assert result.crawl.status is CrawlStatus.COMPLETE
    assert (one_post.count("wall.get"), one_post.count("wall.getComments")) == (4, 3)
    assert {code: result.crawl.stats[f"error {code}"] for code in (1, 6, 9, 10)} == {1: 1, 6: 2, 9: 1, 10: 1}
    pauses = [after - before for before, after in pairwise(one_post.moments)]
    assert all(pause >= least for pause, least in zip(pauses, (0.01, 0.02, 0.04, 0, 0.05, 0.1), strict=True))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (5, "VK refuses the key, put a valid service key into the environment"),
        (9, "VK takes the requests for a flood"),
        (14, "VK wants a captcha solved, which is not done here"),
        (18, "VK says that the page was deleted or blocked (error 18), so look at owner_id"),
        (19, "VK blocks the content (error 19), so look at owner_id"),
        (29, "the limit of requests is used up for this day"),
        (30, "VK says that the page is private (error 30), so look at owner_id"),
        (100, "VK knows no such thing (error 100), so look at owner_id in the source file"),
    ],
)
def test_an_error_of_the_whole_source_stops_it_with_one_sentence(one_post, crawl_vk, code, words):
    one_post.always = {"wall.get": code}
    result = crawl_vk("board = true\n")
    assert isinstance(result.error, SourceBlocked)
    assert words in str(result.error)
    assert f"(error {code})" in str(result.error)
    assert "\n" not in str(result.error)
    assert one_post.count("board.getTopics") == 0


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (6, "VK says that too much is asked in a second (error 6)"),
        (15, "VK denies access to it (error 15)"),
        (777, "VK reports an error (error 777)"),
    ],
)
def test_a_wall_that_cannot_be_read_says_why_and_leaves_the_board(one_post, said, crawl_vk, code, words):
    one_post.always = {"wall.get": code}
    alone = crawl_vk()
    assert isinstance(alone.error, SourceEmpty)
    assert f"the wall could not be read: {words}" in str(alone.error)
    one_post.community.topic(4, said(20))
    result = crawl_vk("board = true\n")
    assert (result.error, result.crawl.status) == (None, CrawlStatus.PARTIAL)
    assert result.visits["topic-1_4"].status is VisitStatus.COMPLETE


def test_comments_that_are_kept_from_us_leave_the_post_and_a_partial_visit(one_post, said, crawl_vk):
    refusals = {
        15: "VK denies access to it (error 15)",
        18: "VK says that the page was deleted or blocked (error 18)",
        19: "VK blocks the content (error 19)",
        30: "VK says that the page is private (error 30)",
        100: "VK knows no such thing (error 100)",
        212: "VK denies access to the comments (error 212)",
    }
    for number in range(11, 11 + len(refusals)):
        one_post.community.post(number, said(number))
    one_post.errors = {"wall.getComments": list(refusals)}
    result = crawl_vk()
    found = sorted((one.status, one.reason) for one in result.visits.values())
    assert found == [
        (VisitStatus.COMPLETE, ""),
        *sorted((VisitStatus.PARTIAL, words) for words in refusals.values()),
    ]
    assert {one for one in result.messages if "_r" not in one} == set(result.visits)
    assert (result.error, result.crawl.status) == (None, CrawlStatus.PARTIAL)


def test_a_captcha_on_the_way_ends_the_crawl_and_keeps_what_came(one_post, said, crawl_vk):
    for number in range(11, 20):
        one_post.community.post(number, said(number))
    one_post.errors = {"wall.getComments": [0, 14]}
    result = crawl_vk()
    assert (result.error, result.crawl.status) == (None, CrawlStatus.PARTIAL)
    assert "captcha" in result.crawl.reason
    assert one_post.count("wall.getComments") <= 3  # one may be on its way already
    assert VisitStatus.COMPLETE in {one.status for one in result.visits.values()}


def test_a_topic_that_vanished_since_it_was_listed_is_gone(vk, said, crawl_vk):
    vk.community.topic(4, said(20))
    vk.community.topic(5, said(30))
    vk.before = lambda method, _query: method == "board.getComments" and vk.community.talks.pop(4, None)
    result = crawl_vk("wall = false\nboard = true\n")
    assert {key: one.status for key, one in result.visits.items()} == {
        "topic-1_4": VisitStatus.GONE,
        "topic-1_5": VisitStatus.COMPLETE,
    }


def test_an_error_about_known_posts_says_nothing_of_them(one_post, crawl_vk):
    one_post.always = {"wall.getById": 100}
    result = crawl_vk(known=[("wall-1_3", "https://vk.com/wall-1_3")])
    assert result.visits["wall-1_3"].status is VisitStatus.FAILED


@pytest.mark.parametrize("body", ['{"response": {"items": [1]}}', "[" * 9_000])
def test_an_answer_of_another_shape_is_no_empty_wall(one_post, crawl_vk, body):
    one_post.bodies = {"wall.get": body}
    result = crawl_vk()
    assert isinstance(result.error, SourceEmpty)
    assert "is not the list it should be" in str(result.error)

"""Asking VK for single posts and comments, each with a control."""

import pytest

from crawlers.items import ProbeStatus
from crawlers.landing import read_probes
from crawlers.pages.vk_probe import judge
from crawlers.spec import ProbeOrder

ALIVE, GONE, UNKNOWN = ProbeStatus.ALIVE, ProbeStatus.GONE, ProbeStatus.UNKNOWN


def order(key, control, page=""):
    return ProbeOrder(
        thread_key=key.partition("_r")[0],
        message_key=key,
        url=page or f"https://vk.com/{key}",
        control_key=control,
        control_url=f"https://vk.com/{control}",
    )


def test_posts_and_comments_are_asked_for_with_their_control(vk, said, crawl_vk):
    vk.community.post(10, said(1), said(2, deleted=True), said(3))
    vk.community.post(11, is_deleted=True)
    vk.community.replies[3] = [said(4), said(5)]
    branch = "https://vk.com/wall-1_10?reply={}&thread=3"
    orders = [
        order("wall-1_10", "wall-1_10"),
        order("wall-1_11", "wall-1_10"),
        order("wall-1_12", "wall-1_10"),
        order("wall-1_10_r1", "wall-1_10_r3"),
        order("wall-1_10_r2", "wall-1_10_r3"),
        order("wall-1_10_r9", "wall-1_10_r3"),
        order("wall-1_10_r5", "wall-1_10_r3", branch.format(5)),
        order("wall-1_10_r6", "wall-1_10_r3", branch.format(6)),
        order("comment-6", "wall-1_10_r3"),
    ]
    result = crawl_vk(probes=orders)
    assert {one.message_key: (one.status, one.control_status) for one in read_probes(result.folder)} == {
        "wall-1_10": (ALIVE, ALIVE),
        "wall-1_11": (GONE, ALIVE),
        "wall-1_12": (GONE, ALIVE),
        "wall-1_10_r1": (ALIVE, ALIVE),
        "wall-1_10_r2": (GONE, ALIVE),
        "wall-1_10_r9": (UNKNOWN, ALIVE),
        "wall-1_10_r5": (ALIVE, ALIVE),
        "wall-1_10_r6": (UNKNOWN, ALIVE),
        "comment-6": (UNKNOWN, UNKNOWN),
    }


def test_an_error_leaves_a_probe_unknown(vk, said, crawl_vk):
    vk.community.post(10, said(1))
    vk.always = {"wall.getById": 15}
    result = crawl_vk(probes=[order("wall-1_12", "wall-1_10")])
    assert [(one.status, one.control_status) for one in read_probes(result.folder)] == [(UNKNOWN, UNKNOWN)]


@pytest.mark.parametrize("text", ["", "[]", '{"response": {"items": [1]}}', '{"error": {"error_code": 15}}'])
def test_an_answer_of_another_shape_tells_nothing(text):
    assert judge(text, "wall-1_10") is UNKNOWN

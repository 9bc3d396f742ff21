"""The stub itself: it notices calls and answers that VK's schema does not allow."""

from contextlib import suppress

import pytest


@pytest.fixture
def faults(vk):
    """What the stub found wrong; the stub forgets it afterwards, or it would fail the test."""
    yield vk.faults
    vk.faults.clear()


def ask(vk, path):
    return vk.answer(f"/method/{path}", "Bearer vk1.a.service-key-of-nobody")


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        ("wall.get?owner_id=-1&filter=all&v=5.199&count=101", "101 is greater than the maximum of 100"),
        ("wall.get?owner_id=-1&filter=all&count=10", "'v' is a required property"),
        ("wall.get?owner_id=-1&filter=mine&v=5.199", "'mine' is not one of"),
        ("wall.getComments?owner_id=-1&post_id=10&v=5.199&order=asc", "'order' was unexpected"),
    ],
)
def test_a_call_that_vk_would_refuse_is_noticed(vk, faults, call, fault):
    vk.community.post(10)
    with suppress(KeyError, TypeError):  # the stub is written for calls that the schema allows
        ask(vk, call)
    assert [fault in one for one in faults] == [True]


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"avatar": "x"}, "'avatar' was unexpected"),
        ({"date": "вчера"}, "'вчера' is not of type 'integer'"),
        ({"deleted": 1}, "1 is not of type 'boolean'"),
    ],
)
def test_an_answer_that_vk_would_not_give_is_noticed(vk, said, faults, wrong, fault):
    vk.community.post(10, {**said(1), **wrong})
    ask(vk, "wall.getComments?owner_id=-1&post_id=10&v=5.199")
    assert [fault in one for one in faults] == [True]


def test_calls_and_answers_that_vk_knows_are_no_fault(vk, said, faults):
    vk.community.post(10, said(1))
    assert "response" in ask(vk, "wall.getComments?owner_id=-1&post_id=10&v=5.199")
    assert faults == []

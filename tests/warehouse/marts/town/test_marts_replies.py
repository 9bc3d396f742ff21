"""Which complaint a company message answers."""

import pytest


def answered_by(ask, key):
    return {
        (complaint, link)
        for complaint, link in ask(
            "SELECT said.message_key, replies.link FROM marts.replies"
            " JOIN marts.messages AS reply ON replies.message_id = reply.message_id"
            " LEFT JOIN marts.complaints ON replies.complaint_id = complaints.complaint_id"
            " LEFT JOIN marts.messages AS said ON complaints.message_id = said.message_id"
            " WHERE reply.message_key = ?",
            key,
        )
    }


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("a4", {("a1", "parent")}),
        ("a3", {("a1", "thread"), ("a2", "thread")}),  # not a7, which comes later
        ("a6", {(None, None)}),  # it answers a question of somebody else
        ("m6", {("m5", "parent")}),  # the owner answers for its daughter
    ],
)
def test_a_reply_answers_the_nearest_complaint_above_else_the_earlier_ones(ask, key, expected):
    assert answered_by(ask, key) == expected


def test_first_reply_and_substance_are_marked(ask):
    rows = ask(
        "SELECT message_key, is_first, is_substantive"
        " FROM marts.replies JOIN marts.messages USING (message_id)"
        " WHERE message_key IN ('a4', 'd2', 'k0', 'u2') ORDER BY 1"
    )
    assert rows == [("a4", False, True), ("d2", True, False), ("k0", True, False), ("u2", True, True)]


def test_a_company_message_without_complaint_is_kept(ask):
    assert ask("SELECT count(DISTINCT message_id) FROM marts.replies") == ask(
        "SELECT count(*) FROM marts.messages WHERE role = 'company'"
    )

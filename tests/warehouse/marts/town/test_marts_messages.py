"""Messages, the providers they are about, and what repeats what."""

import pytest


def keys(ask, text, *parameters):
    return {key for (key,) in ask(text, *parameters)}


def mentions_of(ask, key):
    return {
        provider: (basis, sentiment)
        for provider, basis, sentiment in ask(
            "SELECT mentions.provider, basis, mentions.sentiment FROM marts.mentions"
            " JOIN marts.messages USING (message_id) WHERE message_key = ?",
            key,
        )
    }


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("i1", {"romashka": ("page", "neutral")}),
        ("m1", {"vasilek": ("named", "negative"), "romashka": ("named", "positive")}),
        ("m3", {"vasilek": ("thread", "negative")}),
        ("m4", {"vasilek": ("named", "positive"), "romashka": ("page", "negative")}),
        ("m7", {}),
    ],
)
def test_a_text_is_about_whom_it_names_else_the_page_else_the_thread(ask, key, expected):
    assert mentions_of(ask, key) == expected


def test_labels_are_about_the_page_even_if_another_is_named(ask):
    assert ask("SELECT provider, provider_basis FROM marts.messages WHERE message_key = 'm4'") == [
        ("romashka", "page")
    ]


def test_edits_are_counted_and_new_extractions_are_not(ask):
    rows = ask(
        "SELECT message_key, edit_count, text FROM marts.messages"
        " WHERE message_key IN ('e1', 'b1') ORDER BY 1"
    )
    assert rows == [("b1", 0, "Связи нет."), ("e1", 1, "Починили!")]


def test_messages_that_cannot_be_read_or_are_not_annotated_stay_in_the_mart(ask):
    rows = ask(
        "SELECT message_key, state, role FROM marts.messages WHERE message_key IN ('t1', 'q1') ORDER BY 1"
    )
    assert rows == [("q1", "alive", None), ("t1", "tombstone", None)]


def test_a_text_that_was_erased_goes_on_to_count(ask):
    erased = "SELECT trim(text), role, sentiment FROM marts.messages WHERE message_key = 'u1'"
    assert ask(erased) == [("", "customer", "negative")]
    assert ask(
        "SELECT outcome FROM marts.complaints JOIN marts.messages USING (message_id) WHERE message_key = 'u1'"
    ) == [("replied_unresolved",)]


def test_form_letters_with_other_names_and_numbers_are_canned(ask):
    assert keys(ask, "SELECT message_key FROM marts.messages WHERE is_canned") == {"k0", "k1", "k2", "k3"}


def test_a_repost_with_small_changes_points_to_the_first(ask):
    rows = ask(
        "SELECT copy.message_key, first.message_key FROM marts.messages AS copy"
        " JOIN marts.messages AS first ON copy.duplicate_of = first.message_id"
    )
    assert rows == [("c2", "c1")]


def test_what_is_away_says_how(ask):
    rows = ask(
        "SELECT message_key, gone_kind, is_vanished FROM marts.messages"
        " WHERE gone_kind IS NOT NULL ORDER BY 1"
    )
    assert rows == [
        ("g1", "thread_gone", False),
        ("h1", "hidden_with_parent", False),
        ("v1", "deleted", True),
    ]


def test_vanished_lists_what_is_away_with_its_complaints(ask):
    rows = ask("SELECT kind, grade, len(complaint_ids), provider FROM marts.vanished ORDER BY kind")
    assert rows == [
        ("deleted", "A", 1, "romashka"),
        ("hidden_with_parent", "A", 1, "romashka"),
        ("thread_gone", "A", 1, "romashka"),
    ]

"""What people say stands in the marts for what the annotator says, with evidence, and the checks hold."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from warehouse.build import build_marts
from warehouse.corrections import Correction, Span, save_corrections

Ask = Callable[..., list[tuple]]
NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
TEXT = "Дозвониться нельзя, и никто не перезвонил."


def tell(raw: Any) -> dict[str, str]:
    """Messages whose labels people will judge; the rule `typed_in` found what the annotator says."""
    raw.crawl(24, dict.fromkeys("abcdefg", "complete"))
    raw.crawl(200, dict.fromkeys("abcdefg", "complete"))
    both = {"romashka": "negative", "vasilek": "positive"}
    said = {
        "mood": raw.say("mood", "a", 0, TEXT, mood="positive"),
        "claim": raw.say("claim", "b", 0, TEXT),
        "denial": raw.say("denial", "c", 0, ignoring=["claimed"], evidence={"ignoring.claimed": "hung_up"}),
        "moved": raw.say("moved", "d", 0, mood="positive", by="m", text="Одно и то же."),
        "company": raw.say("company", "e", 0, role="company", evidence={"company_voice": None}),
        "both": raw.say("both", "f", 0, mood="negative", about=both, basis="named"),
        "twice": raw.say("twice", "g", 0, leaving=True, evidence={"leaving": None, "channel": "chat"}),
    }
    raw.say("moved", "d", 0, seen=24, mood="positive", by="m", text="Одно и то же.", parent="x")
    return said


def word(version: str, labels: dict[str, object], *, hours: int = 0, **more: Any) -> Correction:
    return Correction(
        **{"place": "row 2", "annotator_version": "1+old", "corrected_by": "анна", "origin": "f"} | more,
        version_id=version,
        corrected_at=NOON + timedelta(hours=hours),
        labels=labels,
    )


def correct(path: Path, said: dict[str, str]) -> None:
    claimed = {"ignoring": ["claimed"], "ignoring_kinds": ["no_reply", "unreachable"]}
    marked = (Span(label="ignoring.claimed", start=21, end=41),)
    save_corrections(
        path,
        [
            word(said["mood"], {"sentiment": "negative"}),
            word(said["claim"], claimed, spans=marked),
            word(said["denial"], {"ignoring": ["denied"], "ignoring_kinds": []}),
            word(said["moved"], {"sentiment": "neutral"}),
            word(said["company"], {"role": "customer", "sentiment": "neutral"}),
            word(said["both"], {"sentiment": "positive"}),
            word(said["twice"], {"leaving": False, "resolved": True}, hours=1),
            word(said["twice"], {"leaving": True, "role": "other"}, hours=0, corrected_by="борис"),
        ],
    )


@pytest.fixture(scope="module")
def ask(tmp_path_factory: Any, new_raw: Any, open_marts: Any) -> Any:
    folder = tmp_path_factory.mktemp("corrected")
    raw = new_raw(folder / "warehouse.duckdb")
    said = tell(raw)
    raw.flush()
    correct(raw.path, said)
    assert build_marts(raw.path, folder / "dbt").tests > 90
    with open_marts(raw.path) as connection:
        yield lambda text, *values: connection.execute(text, values).fetchall()


def test_a_corrected_attitude_is_counted_and_starts_a_complaint(ask: Ask) -> None:
    columns = "sentiment, negative_score, positive_score, corrected_fields"
    assert ask(f"SELECT {columns} FROM marts.messages WHERE message_key = 'mood'") == [
        ("negative", 1, 0, ["sentiment"])
    ]
    assert ask("SELECT started_by FROM marts.complaints WHERE thread_key = 'a'") == [("negative",)]
    assert ask("SELECT sentiment FROM marts.mentions WHERE thread_key = 'a'") == [("negative",)]


def test_the_words_that_a_person_marked_are_the_evidence(ask: Ask) -> None:
    rows = ask(
        "SELECT label, detail, quote, rule, annotator_version FROM marts.evidence"
        " WHERE thread_key = 'b' ORDER BY detail"
    )
    quote = TEXT[21:41]
    assert rows == [
        ("ignoring.claimed", "no_reply", quote, "person", None),
        ("ignoring.claimed", "unreachable", quote, "person", None),
    ]
    assert ask("SELECT started_by FROM marts.complaints WHERE thread_key = 'b'") == [("ignoring",)]


def test_without_marked_words_the_whole_text_is_quoted_and_what_was_refuted_goes(ask: Ask) -> None:
    rows = ask("SELECT label, quote, rule FROM marts.evidence WHERE thread_key = 'c'")
    assert rows == [("ignoring.denied", "Сообщение denial.", "person")]
    assert ask("SELECT ignoring, ignoring_kinds FROM marts.messages WHERE message_key = 'denial'") == [
        (["denied"], [])
    ]
    assert ask("SELECT count(*) FROM marts.complaints WHERE thread_key = 'c'") == [(0,)]


def test_a_correction_holds_for_later_versions_with_the_same_text(ask: Ask) -> None:
    assert ask("SELECT sentiment FROM marts.messages WHERE message_key = 'moved'") == [("neutral",)]


def test_a_customer_taken_for_the_company_loses_the_companys_voice(ask: Ask) -> None:
    assert ask("SELECT role FROM marts.messages WHERE message_key = 'company'") == [("customer",)]
    assert ask("SELECT count(*) FROM marts.evidence WHERE thread_key = 'e'") == [(0,)]


def test_of_two_providers_the_main_one_is_corrected(ask: Ask) -> None:
    assert ask("SELECT provider, sentiment FROM marts.mentions WHERE thread_key = 'f' ORDER BY 1") == [
        ("romashka", "positive"),
        ("vasilek", "positive"),
    ]


def test_the_last_word_on_each_label_counts_and_earlier_ones_are_kept(ask: Ask) -> None:
    assert ask("SELECT role, is_leaving, is_resolved FROM marts.messages WHERE message_key = 'twice'") == [
        ("other", False, True)
    ]
    rows = ask(
        "SELECT field, annotator_label, person_label, is_changed, is_standing, corrected_by"
        " FROM marts.corrections JOIN marts.messages USING (message_id) WHERE message_key = 'twice'"
        " ORDER BY field, corrected_at"
    )
    assert rows == [
        ("leaving", "true", "true", False, False, "борис"),
        ("leaving", "true", "false", True, True, "анна"),
        ("resolved", "false", "true", True, True, "анна"),
        ("role", "customer", "other", True, True, "борис"),
    ]
    labels = ask("SELECT label, rule FROM marts.evidence WHERE thread_key = 'g' ORDER BY label")
    assert labels == [("channel", "typed_in"), ("resolved", "person")]

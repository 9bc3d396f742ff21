"""What people say is kept once, whole, beside earlier words, and goes when its text is forgotten."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from nlp.scoring.rows import STATED
from warehouse.corrections import LABELS, Correction, Span, corrected_rows, save_corrections
from warehouse.errors import CorrectionsRefused, NothingCorrected, WarehouseMissing
from warehouse.forget import forget

TEXT = "🙂 Никто не берёт трубку."
NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
CLAIM = {"ignoring": ["claimed"], "ignoring_kinds": ["unreachable"], "leaving": False}


@pytest.fixture
def loaded(stored, message):
    stored.crawl(
        0, {"t": [message("1", TEXT, author_badge="Клиент", provider_name="Лучик"), message("2", TEXT)]}
    )
    return stored


@pytest.fixture
def versions(loaded):
    rows = loaded.rows("SELECT message_key, version_id FROM raw.message_versions")
    return dict(rows)


@pytest.fixture
def word(versions):
    plain = Correction(
        place="a.csv, row 2",
        version_id=versions["1"],
        annotator_version="1",
        corrected_by="Анна",
        corrected_at=NOON,
        origin="file one",
        labels=CLAIM,
    )
    return lambda **changes: dataclasses.replace(plain, **changes)


def said(stored, columns):
    return stored.rows(f"SELECT {columns} FROM raw.corrections ORDER BY arrival")


def test_the_labels_are_those_that_gold_rows_state():
    assert tuple(STATED) == LABELS


def test_who_said_what_when_is_kept(loaded, word):
    mark = Span(label="ignoring.claimed", start=2, end=24)
    taken = save_corrections(loaded.path, [word(spans=(mark,))], taken_in_at=NOON + timedelta(hours=1))
    assert (taken.given, taken.new) == (1, 1)
    assert said(
        loaded, "corrected_by, corrected_at, taken_in_at, annotator_version, role, ignoring, leaving"
    ) == [("Анна", NOON, NOON + timedelta(hours=1), "1", None, ["claimed"], False)]
    assert said(loaded, "spans") == [([{"label": "ignoring.claimed", "start": 2, "end": 24}],)]


def test_the_same_file_twice_adds_nothing(loaded, word, versions):
    file = [word(), word(version_id=versions["2"], place="a.csv, row 3")]
    assert save_corrections(loaded.path, file).new == 2
    before = loaded.content()
    assert save_corrections(loaded.path, file).new == 0
    assert loaded.content() == before


def test_an_old_file_does_not_undo_a_later_word(loaded, word):
    first, later = (
        word(),
        word(origin="file two", corrected_at=NOON + timedelta(days=1), labels={"leaving": True}),
    )
    save_corrections(loaded.path, [first])
    save_corrections(loaded.path, [later])
    assert save_corrections(loaded.path, [first]).new == 0
    assert corrected_rows(loaded.path)[0]["leaving"] is True
    assert said(loaded, "leaving, arrival") == [(False, 1), (True, 2)]


def test_the_same_word_in_another_file_is_new_only_from_somebody_else_or_after_another(loaded, word):
    save_corrections(loaded.path, [word()])
    assert save_corrections(loaded.path, [word(origin="saved anew")]).new == 0
    assert save_corrections(loaded.path, [word(origin="saved anew", corrected_by="Борис")]).new == 1
    back = word(origin="third", corrected_at=NOON + timedelta(hours=1))
    assert save_corrections(loaded.path, [back]).new == 1


@pytest.mark.parametrize(
    ("change", "said_so"),
    [
        (
            {"version_id": "lost"},
            "b.csv, row 9: there is no version lost in the warehouse; nothing was taken in.",
        ),
        (
            {"spans": (Span(label="leaving", start=20, end=25),)},
            "b.csv, row 9: leaving is marked at 20–25, but the text has 24 characters; nothing was taken in.",
        ),
    ],
)
def test_a_file_with_one_impossible_row_is_refused_as_a_whole(loaded, word, change, said_so):
    with pytest.raises(CorrectionsRefused) as refused:
        save_corrections(loaded.path, [word(), word(place="b.csv, row 9", origin="two", **change)])
    assert str(refused.value) == said_so
    assert said(loaded, "*") == []


def test_rows_are_in_the_form_of_gold_with_only_what_was_judged(loaded, word, versions):
    later = word(labels={"sentiment": "negative"}, origin="two", corrected_at=NOON + timedelta(hours=1))
    save_corrections(loaded.path, [later, word()])
    [row] = corrected_rows(loaded.path)
    assert row == {
        "id": versions["1"],
        "text": TEXT,
        "author_badge": "Клиент",
        "provider": "Лучик",
        "author": "a" * 32,
        "sentiment": "negative",
        **CLAIM,
    }


def test_a_forgotten_text_leaves_its_labels_and_no_place_in_it(loaded, word, versions):
    mark = Span(label="ignoring.claimed", start=2, end=24)
    save_corrections(loaded.path, [word(spans=(mark,)), word(version_id=versions["2"])])
    forget(loaded.path, message="1")
    assert said(loaded, "spans, ignoring") == [([], ["claimed"]), ([], ["claimed"])]
    assert [row["id"] for row in corrected_rows(loaded.path)] == [versions["2"]]
    late = word(spans=(mark,), origin="late", corrected_by="Борис")
    assert save_corrections(loaded.path, [late]).new == 1
    assert said(loaded, "spans")[-1] == ([],)


def test_without_corrections_or_a_warehouse_it_is_said_what_to_do(loaded, tmp_path):
    with pytest.raises(NothingCorrected, match="run `otklik review`"):
        corrected_rows(loaded.path)
    for ask in (corrected_rows, lambda path: save_corrections(path, [])):
        with pytest.raises(WarehouseMissing, match="load a crawl or an import first"):
            ask(tmp_path / "none.duckdb")

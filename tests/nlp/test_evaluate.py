import gzip
import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from nlp.annotation import Annotation, Document, Scores
from nlp.evaluate import FIELDS, GoldBroken, evaluate, evaluate_file, read_rows, to_row
from nlp.labels import Apology, Ignoring, Role
from nlp.scoring.tables import LABEL_HEAD, as_markdown, label_lines

SURE = Scores(negative=1.0, neutral=0.0, positive=0.0)


def _rows(field: str, values: Iterable[object]) -> list[dict[str, object]]:
    return [{"id": str(at), field: value} for at, value in enumerate(values)]


def _write(path: Path, rows: Iterable[object]) -> Path:
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    return path


def test_a_perfect_prediction_scores_one_with_a_narrow_interval() -> None:
    rows = _rows("sentiment", ["negative", "neutral", "positive"] * 20)
    macro = evaluate(rows, rows).field("sentiment").macro_f1
    assert (macro.value, macro.low, macro.high) == (1.0, 1.0, 1.0)


def test_precision_recall_and_f1_of_one_label() -> None:
    gold = _rows("sentiment", ["negative", "negative", "negative", "neutral"])
    found = _rows("sentiment", ["negative", "neutral", "neutral", "negative"])
    negative = evaluate(gold, found).field("sentiment").labels[0]
    assert (negative.support, negative.found) == (3, 2)
    assert negative.precision.value == 1 / 2
    assert negative.recall.value == 1 / 3
    assert negative.f1.value == pytest.approx(0.4)


def test_a_label_with_several_values_counts_each_value() -> None:
    gold = _rows("apology", [["given", "reported"], ["withheld"], []])
    found = _rows("apology", [["given"], ["withheld", "given"], []])
    given, reported, withheld = evaluate(gold, found).field("apology").labels
    assert given.f1.value == pytest.approx(2 / 3)
    assert reported.f1.value == 0
    assert withheld.f1.value == 1


def test_a_yes_or_no_field_is_scored_on_yes() -> None:
    gold, found = _rows("leaving", [True, True, False, False]), _rows("leaving", [True, False, True, False])
    (yes,) = evaluate(gold, found).field("leaving").labels
    assert (yes.support, yes.found, yes.f1.value) == (2, 2, 0.5)


def test_the_macro_average_leaves_out_labels_that_nobody_uses() -> None:
    gold, found = _rows("role", ["customer", "company"]), _rows("role", ["customer", "customer"])
    score = evaluate(gold, found).field("role")
    assert math.isnan(score.labels[2].f1.value)
    assert score.macro_f1.value == pytest.approx((2 / 3 + 0) / 2)


def test_only_items_with_a_gold_value_count() -> None:
    gold = [{"id": "a", "role": "customer"}, {"id": "b", "leaving": True}]
    found = [{"id": "b", "role": "other", "leaving": True}, {"id": "a", "role": "customer", "leaving": True}]
    report = evaluate(gold, found)
    assert (report.items, report.field("role").items, report.field("leaving").items) == (2, 1, 1)
    assert report.field("leaving").labels[0].precision.value == 1
    assert [score.field for score in report.fields] == ["role", "leaving"]


def test_the_interval_holds_the_value_and_narrows_with_more_items() -> None:
    def width(times: int) -> float:
        gold = _rows("resolved", [True, True, True, False] * times)
        found = _rows("resolved", [True, True, False, True] * times)
        f1 = evaluate(gold, found).field("resolved").labels[0].f1
        assert f1.low < f1.value < f1.high
        return f1.high - f1.low

    assert width(100) < width(10) / 2


def test_messages_of_one_author_are_drawn_together() -> None:
    gold = _rows("resolved", [True] * 40)
    found = _rows("resolved", [at < 20 for at in range(40)])
    by_author = [{**row, "author": str(at // 10)} for at, row in enumerate(gold)]
    alone, together = (evaluate(rows, found).field("resolved").labels[0].recall for rows in (gold, by_author))
    assert alone.value == together.value
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_the_same_seed_gives_the_same_interval() -> None:
    gold, found = _rows("resolved", [True, False] * 15), _rows("resolved", [True] * 30)
    assert evaluate(gold, found, seed=4) == evaluate(gold, found, seed=4)
    assert evaluate(gold, found, seed=4) != evaluate(gold, found, seed=5)


def test_chosen_labels_alone_can_be_averaged() -> None:
    gold = _rows("sentiment", ["negative", "neutral", "neutral", "positive"])
    found = _rows("sentiment", ["negative", "negative", "neutral", "positive"])
    score = evaluate(gold, found, fields={"sentiment": ("negative", "positive")}).field("sentiment")
    assert score.macro_f1.value == pytest.approx((2 / 3 + 1) / 2)


def test_a_missing_prediction_is_named() -> None:
    with pytest.raises(GoldBroken, match="1 gold items have no prediction, the first is 1"):
        evaluate(_rows("role", ["other", "other"]), _rows("role", ["other"]))


def test_a_gold_file_is_annotated_and_scored_in_one_go(tmp_path: Path) -> None:
    seen: list[Document] = []

    def annotate(documents: Iterable[Document]) -> Iterator[Annotation]:
        for document in documents:
            seen.append(document)
            apology = (Apology.GIVEN,) if "извин" in document.text else ()
            yield Annotation(
                id=document.id, annotator_version="t", role=Role.COMPANY, scores=SURE, apology=apology
            )

    gold = [
        {"id": 1, "text": "Приносим извинения", "apology": ["given"], "author_badge": "официально"},
        {"id": 2, "text": "Жаль", "apology": ["given"], "provider": "invented"},
    ]
    report = evaluate_file(_write(tmp_path / "gold.jsonl", gold), annotate).report
    assert report.field("apology").labels[0].recall.value == 0.5
    assert [(document.author_badge, document.provider) for document in seen] == [
        ("официально", None),
        (None, "invented"),
    ]


def test_an_annotation_becomes_a_row_with_every_field() -> None:
    annotation = Annotation(
        id="7", annotator_version="t", role=Role.CUSTOMER, scores=SURE, ignoring=(Ignoring.CLAIMED,)
    )
    row = to_row(annotation)
    assert row.keys() == {"id", *FIELDS, "sentiment_scores", "providers", "mentions"}
    assert (row["sentiment"], row["ignoring"], row["leaving"]) == ("negative", ["claimed"], False)


def test_a_compressed_gold_file_is_read_like_a_plain_one(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl.gz"
    path.write_bytes(gzip.compress('{"id": "а", "role": "other"}\n\n'.encode()))
    assert read_rows(path) == [{"id": "а", "role": "other"}]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is empty"),
        ('{"id": 1}\n{"id": 2', "Line 2 of .* is not JSON"),
        ('{"id": 1}\n[2]', "Line 2 of .* is not an object with id"),
        ('{"text": "а"}', "Line 1 of .* is not an object with id"),
        ('{"id": 1, "role": "boss"}', "role is 'boss', but takes customer, company, other"),
        ('{"id": 1, "ignoring": ["no"]}', "ignoring is .* but takes claimed, denied"),
        ('{"id": 1, "leaving": "yes"}', "leaving is 'yes', but takes True, False"),
        ('{"id": 1, "apology": null}', "apology is None"),
        ('{"id": 1, "channels": ["pigeon"]}', "channels is .* but takes phone, chat"),
        ('{"id": 1, "hard": ["unheard_of"]}', "hard is .* but takes polite, refusal"),
        ('{"id": 1, "text": 2}', "text has to be a text"),
        ('{"id": 1, "providers": {"x": "bad"}}', "providers has to be an object of slugs"),
        ('{"id": 1, "mentions": [{"provider": "x", "start": "0", "end": 3}]}', "mentions has to be a list"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GoldBroken, match=sentence):
        read_rows(path)


@pytest.mark.parametrize("content", [None, "плохо".encode("cp1251")])
def test_an_unreadable_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "gold.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GoldBroken, match="cannot be read"):
        read_rows(path)


def test_the_table_has_a_row_per_label_and_aligned_columns() -> None:
    rows = _rows("sentiment", ["negative", "neutral"] * 10)
    lines = as_markdown(LABEL_HEAD, label_lines(evaluate(rows, rows))).split("\n")
    assert lines[0].split("|")[1].strip() == "field"
    assert set(lines[1]) == set("|-")
    assert [line.split("|")[2].strip() for line in lines[2:]] == ["negative", "neutral", "positive", "macro"]
    assert len({len(line) for line in lines}) == 1
    assert "1.000 [1.000, 1.000]" in lines[2]
    assert lines[4].split("|")[7].strip() == "-"

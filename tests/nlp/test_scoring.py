"""What is scored beside plain labels, and the shipped annotator on a few labelled texts."""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from nlp.annotate import load_annotator
from nlp.annotation import Annotation, Evidence, Scores
from nlp.evaluate import Evaluation, GoldBroken, evaluate, evaluate_file, to_row
from nlp.labels import EvidenceLabel, Role
from nlp.scoring.hard import CLASSES
from nlp.scoring.keywords import find_keywords
from nlp.scoring.measures import CALIBRATION, CONTRASTED, CONTRASTED_TEXTS, PROVIDERS
from nlp.scoring.reading import read_gold
from nlp.scoring.rows import FIELDS
from nlp.scoring.tables import pace, to_markdown, to_object
from nlp.scoring.wrong import find_wrong

Row = dict[str, object]
CALM = Scores(negative=0.1, neutral=0.8, positive=0.1)
GOLD: list[Row] = [
    {
        "id": "1",
        "author": "а",
        "text": "Приносим извинения за неудобства, авария устранена.",
        "role": "company",
        "sentiment": "neutral",
        "apology": ["given"],
        "resolved": True,
        "channels": [],
        "fault": [],
        "hard": [],
        "mentions": [],
        "providers": {},
    },
    {
        "id": "2",
        "author": "б",
        "text": "Звонил в Ростелеком трижды, трубку никто не берёт.",
        "role": "customer",
        "sentiment": "negative",
        "apology": [],
        "ignoring": ["claimed"],
        "channels": ["phone"],
        "mentions": [{"provider": "rostelecom", "start": 9, "end": 19}],
        "providers": {"rostelecom": "negative"},
    },
    {
        "id": "3",
        "author": "б",
        "text": "Извините за мат, но это дно.",
        "apology": [],
        "hard": ["polite"],
        "resolved": True,
        "sentiment": "negative",
    },
]


def _write(path: Path, rows: list[Row]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """The shipped annotator on three labelled texts."""
    gold = _write(tmp_path_factory.mktemp("gold") / "gold.jsonl", GOLD)
    return evaluate_file(gold, load_annotator().annotate, rounds=50)


def test_the_shipped_annotator_is_scored_in_every_field_that_gold_has(evaluation: Evaluation) -> None:
    fields = {score.field: score for score in evaluation.report.fields}
    assert list(fields) == [
        *("role", "sentiment", "apology", "ignoring", "resolved", "fault", "channels"),
        *("providers", "mentions"),
    ]
    for name in ("apology", "ignoring", "channels"):
        assert fields[name].macro_f1.value == 1
    assert (fields["mentions"].labels[0].support, fields["mentions"].labels[0].f1.value) == (1, 1)
    assert evaluation.report.measure("hard: polite").value.value == 1
    assert evaluation.report.measure(PROVIDERS).items == 1


def test_keywords_are_scored_beside_it_in_their_own_labels(evaluation: Evaluation) -> None:
    apology = evaluation.keywords.field("apology")
    assert [label.label for label in apology.labels] == ["given"]
    assert (apology.labels[0].found, apology.labels[0].precision.value) == (2, 0.5)
    assert evaluation.keywords.field("ignoring").labels[0].recall.value == 1


def test_what_is_wrong_is_told_with_text_field_and_both_answers(evaluation: Evaluation) -> None:
    (missed,) = (item for item in evaluation.wrong if item["field"] == "resolved")
    assert missed == {
        "id": "3", "text": GOLD[2]["text"], "field": "resolved", "gold": True, "found": False, "evidence": [],
    }  # fmt: skip
    assert not [item for item in evaluation.wrong if item["field"] in ("apology", "mentions")]


def test_the_pace_counts_texts_of_300_characters(evaluation: Evaluation) -> None:
    characters = sum(len(str(row["text"])) for row in GOLD)
    assert evaluation.characters == characters
    assert evaluation.texts_per_second == pytest.approx(characters / 300 / evaluation.seconds)
    assert evaluation.annotator_version in pace(evaluation)


def test_both_tables_and_the_object_tell_the_same(evaluation: Evaluation) -> None:
    tables = to_markdown(evaluation)
    told = json.loads(json.dumps(to_object(evaluation), allow_nan=False))
    assert {field["field"] for field in told["fields"]} <= {
        line.split("|")[1].strip() for line in tables.split("\n") if "|" in line
    }
    assert "hard: polite" in tables
    assert told["items"] == 3
    (fault,) = (field for field in told["fields"] if field["field"] == "fault")
    assert fault["labels"][0]["f1"] == {"value": None, "low": None, "high": None}


def _about(*attitudes: dict[str, str]) -> list[Row]:
    return [{"id": str(at), "providers": attitude} for at, attitude in enumerate(attitudes)]


def test_texts_that_name_providers_with_different_attitudes_are_judged_apart() -> None:
    gold = _about({"a": "negative", "b": "positive"}, {"a": "negative", "b": "negative"}, {"a": "positive"})
    found = _about({"a": "negative", "b": "negative"}, {"a": "negative"}, {"a": "positive", "c": "neutral"})
    blank: Row = {"mentions": []}
    report = evaluate([*gold], [{**row, **blank} for row in found])
    assert (report.measure(PROVIDERS).items, report.measure(PROVIDERS).value.value) == (5, 3 / 5)
    assert (report.measure(CONTRASTED).items, report.measure(CONTRASTED).value.value) == (2, 1 / 2)
    assert (report.measure(CONTRASTED_TEXTS).items, report.measure(CONTRASTED_TEXTS).value.value) == (1, 0)
    negative, _, positive = report.field("providers").labels
    assert (negative.support, negative.recall.value) == (3, 2 / 3)
    assert positive.support == 2
    assert positive.f1.value == pytest.approx(2 / 3)


def test_a_mention_counts_with_its_exact_span_and_slug() -> None:
    def rows(*places: tuple[str, int, int]) -> list[Row]:
        return [{"id": 1, "mentions": [{"provider": x, "start": s, "end": e} for x, s, e in places]}]

    gold = rows(("mts", 0, 3), ("mts", 10, 13), ("tele2", 20, 25))
    found = rows(("mts", 0, 3), ("mts", 10, 14), ("beeline", 20, 25))
    score = evaluate(gold, found).field("mentions").labels[0]
    assert (score.support, score.found) == (3, 3)
    assert score.f1.value == pytest.approx(1 / 3)


def test_the_calibration_error_is_the_gap_between_certainty_and_truth() -> None:
    gold: list[Row] = [{"id": at, "sentiment": "neutral" if at < 6 else "negative"} for at in range(10)]
    sure = {"negative": 0.1, "neutral": 0.8, "positive": 0.1}
    found: list[Row] = [{"id": at, "sentiment": "neutral", "sentiment_scores": sure} for at in range(10)]
    assert evaluate(gold, found).measure(CALIBRATION).value.value == pytest.approx(0.8 - 0.6)


@pytest.mark.parametrize("name", CLASSES)
def test_a_hard_item_is_wrong_when_a_tempting_label_is_invented(name: str) -> None:
    tempted = CLASSES[name][0]
    invented: dict[str, object] = {
        "sentiment": "positive",
        "mentions": [{"provider": "a", "start": 0, "end": 1}],
        "resolved": True,
        "leaving": True,
    }
    calm: Row = {**{key: [] for key in FIELDS}, "mentions": [], "sentiment": "negative"}
    calm |= {"role": "customer", "resolved": False, "leaving": False}
    gold: list[Row] = [{"id": at, "hard": [name], **calm} for at in range(2)]
    wrong = {**calm, tempted: invented.get(tempted, [FIELDS.get(tempted, ("",))[0]])}
    found: list[Row] = [{"id": 0, **calm}, {"id": 1, **wrong}]
    judged = evaluate(gold, found, rounds=5).measure(f"hard: {name}")
    assert (judged.items, judged.value.value) == (2, 0.5)


def test_a_label_missed_in_a_hard_item_is_not_held_against_its_class() -> None:
    gold: list[Row] = [{"id": 1, "hard": ["polite"], "apology": ["withheld"]}]
    assert evaluate(gold, [{"id": 1, "apology": []}]).measure("hard: polite").value.value == 1


def test_channels_and_fault_are_read_from_the_evidence() -> None:
    def evidence(label: str, detail: str | None = None) -> Evidence:
        return Evidence(label=label, start=0, end=1, quote="а", rule="r", detail=detail)  # type: ignore[arg-type]

    shown = (evidence("channel", "phone"), evidence("channel", "phone"), evidence("fault.blamed"))
    row = to_row(Annotation(id="1", annotator_version="t", role=Role.CUSTOMER, scores=CALM, evidence=shown))
    assert (row["channels"], row["fault"]) == (["phone"], ["blamed"])


def test_wrong_mentions_and_providers_are_told_alone_with_evidence_of_their_field() -> None:
    gold: Row = {
        "id": 1,
        "text": "МТС лучше",
        "mentions": [{"provider": "mts", "start": 0, "end": 3}],
        "providers": {"mts": "positive"},
        "apology": ["given"],
    }
    shown = Evidence(label=EvidenceLabel.APOLOGY_REPORTED, start=0, end=3, quote="МТС", rule="r")
    annotation = Annotation(id="1", annotator_version="t", role=Role.CUSTOMER, scores=CALM, evidence=(shown,))
    wrong = {str(item["field"]): item for item in find_wrong([gold], [annotation])}
    assert wrong.keys() == {"apology", "providers", "mentions"}
    assert wrong["mentions"]["gold"] == [{"provider": "mts", "start": 0, "end": 3, "quote": "МТС"}]
    assert (wrong["providers"]["gold"], wrong["providers"]["found"]) == ({"mts": "positive"}, {"mts": None})
    assert wrong["apology"]["evidence"] == [
        {"label": "apology.reported", "detail": None, "quote": "МТС", "rule": "r"}
    ]


@pytest.mark.parametrize(
    ("text", "field", "label"),
    [
        ("ИГНОР полный", "ignoring", "claimed"),
        ("Простите, прощения просим", "apology", "given"),
        ("сделали перерасчет", "compensation", "given"),
        ("Ухожу от них", "leaving", "true"),
        ("всё заработало", "resolved", "true"),
    ],
)
def test_a_keyword_gives_its_label(text: str, field: str, label: str) -> None:
    found = find_keywords({"id": 1, "text": text})
    assert {name: value for name, value in found.items() if value and name != "id"} == {field: [label]}


def test_a_folder_is_read_file_by_file_and_an_id_may_stand_once(tmp_path: Path) -> None:
    _write(tmp_path / "b.jsonl", [GOLD[1]])
    _write(tmp_path / "a.jsonl", [GOLD[0]])
    _write(tmp_path / "annotations.jsonl", [{"id": "1", "annotator": "A"}])
    (tmp_path / "README.md").write_text("no gold", encoding="utf-8")
    assert [row["id"] for row in read_gold(tmp_path)] == ["1", "2"]
    _write(tmp_path / "c.jsonl", [GOLD[1]])
    with pytest.raises(GoldBroken, match="The id 2 stands twice"):
        read_gold(tmp_path)


def test_a_folder_without_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldBroken, match=r"has no \.jsonl"):
        read_gold(tmp_path)


def test_quotation_marks_around_a_name_are_no_part_of_a_gold_mention(tmp_path: Path) -> None:
    text = "Договор с «МТС», но не с „Искрой”."
    places = [("mts", 10, 15), ("iskra", 25, 33), ("x", 10, 11)]
    row = {"id": "1", "text": text, "mentions": [{"provider": x, "start": s, "end": e} for x, s, e in places]}
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    (read,) = read_gold(path)
    mentions = cast("list[dict[str, Any]]", read["mentions"])
    assert [(m["provider"], text[m["start"] : m["end"]]) for m in mentions] == [
        ("mts", "МТС"),
        ("iskra", "Искрой"),
        ("x", ""),
    ]

"""Tasks for Label Studio and its export: what goes out comes back as it was, or as people left it."""

import io
import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from flows.errors import CorrectionInvalid
from flows.review.export import read_export
from flows.review.studio import ACTS, MARKED, OUTCOME, labelling_config, write_tasks
from nlp.labels import EvidenceLabel
from nlp.scoring.rows import STATED, TRUE
from warehouse.corrections import Span

Make = Callable[..., Any]
NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
SAID_AT = "2026-03-31T10:00:00.123456Z"


def tasks_of(*messages: Any) -> list[Any]:
    file = io.StringIO()
    write_tasks(messages, file)
    tasks: list[Any] = json.loads(file.getvalue())
    return tasks


@pytest.fixture
def task(doubtful: Make) -> dict[str, Any]:
    """A task as it is exported after a person accepted the prediction without a change."""
    [task] = tasks_of(doubtful())
    result = [{**region, "origin": "prediction"} for region in task["predictions"][0]["result"]]
    annotation = {
        "id": 5, "completed_by": 7, "was_cancelled": False, "created_at": SAID_AT, "updated_at": SAID_AT,
        "result": result,
    }  # fmt: skip
    return {"id": 31, "data": task["data"], "annotations": [annotation], "predictions": []}


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Any]:
    """Read tasks as the export that they would be."""

    def read(*tasks: object, by: str | None = None) -> Any:
        path = tmp_path / "export.json"
        path.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
        return read_export(path, by=by, at=NOON)

    return read


def tick(task: dict[str, Any], name: str, *choices: str) -> dict[str, Any]:
    """The task with other choices under a name."""
    changed = deepcopy(task)
    result = [one for one in changed["annotations"][0]["result"] if one["from_name"] != name]
    if choices:
        result.append(
            {"from_name": name, "to_name": "text", "type": "choices", "value": {"choices": list(choices)}}
        )
    changed["annotations"][0]["result"] = result
    return changed


def test_the_config_offers_exactly_the_labels_there_are() -> None:
    config = ElementTree.fromstring(labelling_config())
    offered = {
        one.attrib["name"]: tuple(choice.attrib["value"] for choice in one) for one in config.iter("Choices")
    }
    flags = tuple(field for field, labels in STATED.items() if labels == (TRUE,))
    assert offered == {name: tuple(labels) for name, labels in STATED.items() if name not in flags} | {
        OUTCOME: flags
    }
    [marks] = config.iter("Labels")
    assert (marks.attrib["name"], tuple(one.attrib["value"] for one in marks)) == (MARKED, ACTS)
    assert set(ACTS) <= set(EvidenceLabel)


def test_what_the_config_shows_is_in_every_task(doubtful: Make) -> None:
    [task] = tasks_of(doubtful())
    shown = {word.strip(' "') for line in labelling_config().split("$")[1:] for word in line.split()[:1]}
    assert {name.rstrip('"/>') for name in shown} <= set(task["data"])
    assert not {"author", "author_hash", "author_badge", "url"} & set(task["data"])


def test_the_prediction_says_what_the_annotator_said(doubtful: Make) -> None:
    [task] = tasks_of(doubtful())
    [prediction] = task["predictions"]
    assert (prediction["model_version"], prediction["score"]) == ("3+ab", 0.5)
    ticks = {
        one["from_name"]: one["value"]["choices"] for one in prediction["result"] if one["type"] == "choices"
    }
    assert ticks == {
        "role": ["customer"], "sentiment": ["negative"], "ignoring": ["claimed"],
        "ignoring_kinds": ["unreachable"], "outcome": ["leaving"],
    }  # fmt: skip
    [mark] = [one["value"] for one in prediction["result"] if one["type"] == "labels"]
    assert mark == {"start": 9, "end": 31, "text": "трубку никто не берёт!", "labels": ["ignoring.claimed"]}
    assert task["data"]["text"][9:31] == mark["text"]
    assert len({one["id"] for one in prediction["result"]}) == len(prediction["result"])


def test_an_accepted_prediction_comes_back_as_the_annotators_own_labels(
    read: Callable[..., Any], task: dict[str, Any], doubtful: Make
) -> None:
    [one] = read(task)
    assert one.labels == doubtful().labels
    assert one.spans == (Span(label="ignoring.claimed", start=9, end=31),)
    assert (one.corrected_by, one.corrected_at.isoformat()) == (
        "label-studio user 7", "2026-03-31T10:00:00.123456+00:00"
    )  # fmt: skip
    assert (one.version_id, one.annotator_version) == ("a" * 32, "3+ab")
    assert read(task)[0].origin == one.origin


def test_what_people_tick_counts(read: Callable[..., Any], task: dict[str, Any]) -> None:
    changed = tick(tick(tick(task, "ignoring"), "ignoring_kinds"), OUTCOME, "resolved")
    [one] = read(tick(changed, "apology", "withheld", "reported"), by="Анна")
    assert (one.labels["ignoring"], one.labels["ignoring_kinds"]) == ([], [])
    assert (one.labels["resolved"], one.labels["leaving"]) == (True, False)
    assert (one.labels["apology"], one.corrected_by) == (["reported", "withheld"], "Анна")


def test_skipped_and_open_tasks_are_left_out_and_two_people_both_count(
    read: Callable[..., Any], task: dict[str, Any]
) -> None:
    [annotation] = task["annotations"]
    skipped = {**task, "annotations": [{**annotation, "was_cancelled": True, "result": []}]}
    second = {**annotation, "id": 6, "completed_by": {"id": 8, "email": "b@example.org"}}
    said = read(skipped, {**task, "annotations": []}, {**task, "annotations": [annotation, second]})
    assert [one.corrected_by for one in said] == ["label-studio user 7", "label-studio user 8"]
    assert len({one.origin for one in said}) == 2


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [(10, 32, "трубку никто не берёт!"), (9, 31, None), (26, 34, "берёт!\\n-")],
)
def test_marks_are_found_in_utf_16_without_words_and_over_lines(
    read: Callable[..., Any], task: dict[str, Any], start: int, end: int, words: str | None
) -> None:
    [mark] = [one["value"] for one in task["annotations"][0]["result"] if one["from_name"] == MARKED]
    mark |= {"start": start, "end": end, "text": words}
    [one] = read(task)
    [span] = one.spans
    found = task["data"]["text"][span.start : span.end]
    assert found == (words or "трубку никто не берёт!").replace("\\n", "\n")


def test_a_clock_that_is_ahead_does_not_win_for_ever(read: Callable[..., Any], task: dict[str, Any]) -> None:
    task["annotations"][0]["updated_at"] = "2030-01-01T00:00:00Z"
    assert read(task)[0].corrected_at == NOON


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda task: tick(task, "role"), "task 31, role: nothing is ticked, tick one and export again."),
        (
            lambda task: tick(task, "sentiment", "angry"),
            "task 31, sentiment: 'angry' is no such label, write negative, neutral or positive.",
        ),
        (
            lambda task: tick(task, OUTCOME, "gone"),
            "task 31, outcome: 'gone' is no such label, use the config of `otklik review`.",
        ),
        (
            lambda task: tick(task, "ignoring"),
            "task 31, column ignoring_kinds: kinds need `claimed` in the column ignoring, write both.",
        ),
        (
            lambda task: {"id": 31, "version_id": "a", "sentiment": "negative"},
            "task 31 lacks annotations or version_id: export our tasks as JSON, not as JSON-MIN.",
        ),
    ],
)
def test_what_is_wrong_is_named_by_task_and_label(
    read: Callable[..., Any], task: dict[str, Any], change: Callable[..., Any], said: str
) -> None:
    with pytest.raises(CorrectionInvalid) as refused:
        read(task, change(task))
    assert str(refused.value) == f"export.json, {said}"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"completed_by": None}, "completed_by: it is empty, say who judged by --by NAME"),
        ({"updated_at": "вчера"}, "updated_at: it is no time"),
        ({"result": [{"from_name": "role", "value": {}}]}, "is no export of a Label Studio project of ours"),
        ({"result": "x"}, "is no export of a Label Studio project of ours"),
    ],
)
def test_broken_annotations_get_one_sentence(
    read: Callable[..., Any], task: dict[str, Any], change: dict[str, object], said: str
) -> None:
    task["annotations"][0] |= change
    with pytest.raises(CorrectionInvalid, match=said):
        read(task)


def test_marks_that_do_not_fit_the_text_are_refused(read: Callable[..., Any], task: dict[str, Any]) -> None:
    [mark] = [one["value"] for one in task["annotations"][0]["result"] if one["from_name"] == MARKED]
    mark["text"] = "чужие слова"
    with pytest.raises(CorrectionInvalid, match="words: the text does not say 'чужие слова' at 9–31"):
        read(task)
    mark |= {"text": "трубку никто не берёт!", "labels": ["thanks"]}
    with pytest.raises(CorrectionInvalid, match="words: 'thanks' is no such label"):
        read(task)


@pytest.mark.parametrize("text", ["{", '{"a": 1}', "[1]", '[{"id": 1, "data": null, "annotations": []}]'])
def test_other_json_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorrectionInvalid, match=r"other\.json"):
        read_export(path, by=None, at=NOON)

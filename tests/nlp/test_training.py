import gzip
import json
import logging
import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from nlp.sentiment import SentimentModel
from nlp.training import baseline
from nlp.training.corpus import (
    BANKS,
    DEV_FILES,
    GENERAL,
    OFFICIAL,
    REVIEWS,
    REVIEWS_DEV,
    TRAIN_FILES,
    TWEETS,
    TWEETS_DEV,
    DataMissing,
    Example,
    add_pieces,
    check_data,
    read_examples,
)
from nlp.training.measure import measure

GOOD = "Спасибо мастеру, всё работает отлично, рекомендую соседям с этажа"
BAD = "Ужасная связь, опять обрыв, поддержка молчит третий день подряд"
FLAT = "Подскажите адрес офиса, хочу оплатить договор картой сегодня вечером"
ROOMS = "кухня зал спальня балкон гараж подвал чердак коридор прихожая веранда терраса кладовая".split()  # noqa: SIM905


def _write(folder: Path, name: str, rows: Iterable[dict[str, object]]) -> None:
    with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def _texts(opening: str) -> list[dict[str, object]]:
    kinds = {"positive": GOOD, "negative": BAD, "neutral": FLAT}
    return [
        {"id": f"{label}{room}", "text": f"{opening} {room}. {text}. {room}", "label": label}
        for room in ROOMS
        for label, text in kinds.items()
    ]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of the right form with own sentences."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name, opening in zip(
        (TWEETS, REVIEWS, GENERAL, BANKS), ("тви", "отзыв", "общее", "банк"), strict=True
    ):
        _write(folder, name, _texts(opening))
    _write(folder, OFFICIAL, [{"id": "o", "text": "Просим прощения, напишите нам", "label": None}])
    side = {"positive": 1, "neutral": 0, "negative": -1}
    tweets = [{**row, "targets": {"a": side[str(row["label"])], "b": 0}} for row in _texts("проба")]
    _write(folder, TWEETS_DEV, tweets)
    _write(folder, REVIEWS_DEV, _texts("оценка"))
    return folder


def test_all_missing_files_are_named_at_once(data: Path) -> None:
    check_data(data)
    (data / f"{BANKS}.jsonl.gz").unlink()
    (data / f"{REVIEWS_DEV}.jsonl.gz").unlink()
    with pytest.raises(DataMissing, match=rf"lacks {BANKS}\.jsonl\.gz, {REVIEWS_DEV}\.jsonl\.gz"):
        check_data(data)


def test_near_duplicates_and_dev_texts_are_left_out(data: Path) -> None:
    text = "Интернет в нашем доме не работает уже вторую неделю"
    copies = [f"RT @user: {text}", f"{text}!!! http://url", f"@user {text.upper()}"]
    _write(data, TWEETS, [{"text": copy, "label": "negative"} for copy in copies])
    before = [example.text for example in read_examples(data)]
    assert [copy for copy in copies if copy in before] == copies[:1]
    _write(data, TWEETS_DEV, [{"text": text, "label": "negative", "targets": {"a": -1}}])
    assert not set(copies) & {example.text for example in read_examples(data)}


def test_labels_become_three_classes_and_unintelligible_texts_go(data: Path) -> None:
    labels = ["negative", "neutral", "positive", "mixed", "speech", "skip", None]
    _write(data, GENERAL, [{"text": f"краткий {label}", "label": label} for label in labels])
    found = {example.text: example.label for example in read_examples(data) if example.group == GENERAL}
    assert [found.get(f"краткий {label}") for label in labels] == [0, 1, 2, 1, 1, None, None]


def test_official_replies_are_neutral_whatever_their_weak_label_says(data: Path) -> None:
    rows = [{"text": f"Приносим извинения, {x}", "label": x} for x in ("negative", "positive", None)]
    _write(data, OFFICIAL, rows)
    replies = [example for example in read_examples(data) if example.text.startswith("Приносим")]
    assert [(reply.label, reply.group) for reply in replies] == [(1, TWEETS)] * 3


def test_the_form_of_one_review_site_is_cut(data: Path) -> None:
    text = "Достоинства: быстрый монтаж Недостатки: дорогая аренда Отзыв: пользуюсь второй год"
    _write(data, REVIEWS, [{"text": text, "label": "neutral"}])
    (example,) = (example for example in read_examples(data) if example.group == REVIEWS)
    assert "Достоинства" not in example.text
    assert "быстрый монтаж" in example.text


def test_clear_long_reviews_also_give_a_short_piece() -> None:
    long = "Первое длинное предложение. Второе длинное предложение. Третье длинное предложение."
    examples = [Example(long, 0, REVIEWS), Example(long, 1, REVIEWS), Example(long, 0, TWEETS)]
    pieces = add_pieces(examples, random.Random(1))[3:]
    assert [(piece.label, piece.group) for piece in pieces] == [(0, REVIEWS)]
    assert pieces[0].text in long
    assert len(pieces[0].text) < len(long)


def test_scores_of_every_test_set_come_with_intervals(data: Path) -> None:
    scores = measure(SentimentModel.load(), data, [Example(BAD, 0, TWEETS), Example(GOOD, 2, TWEETS)])
    assert scores.keys() == {"held_out", *DEV_FILES, f"{TWEETS_DEV}_by_operator"}
    by_operator = scores[f"{TWEETS_DEV}_by_operator"]
    assert isinstance(by_operator, dict)
    assert by_operator["items"] == 2 * 3 * len(ROOMS)
    assert "neutral" not in by_operator
    value, low, high = by_operator["macro_f1"]
    assert low <= value <= high


def test_missing_data_ends_with_one_sentence(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in TRAIN_FILES:
        (data / f"{name}.jsonl.gz").unlink()
    assert baseline.main(["--data", str(data), "--out", str(data), "--log", str(data / "log.jsonl")]) == 1
    (record,) = caplog.records
    assert record.getMessage().count("\n") == 0
    assert f"{TWEETS}.jsonl.gz" in record.getMessage()
    assert not (data / "log.jsonl").exists()


def test_training_twice_gives_the_same_model_and_a_log_of_scores(
    data: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("sklearn", reason="the extra `train` is not installed")
    caplog.set_level(logging.INFO)
    log = tmp_path / "log.jsonl"
    for out in ("one", "two"):
        assert baseline.main(["--data", str(data), "--out", str(tmp_path / out), "--log", str(log)]) == 0
    one, two = (SentimentModel.load(tmp_path / out / "sentiment.npz") for out in ("one", "two"))
    assert one.score([GOOD, BAD, FLAT]) == two.score([GOOD, BAD, FLAT])
    assert [scores.sentiment for scores in one.score([GOOD, BAD])] == ["positive", "negative"]
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert len(lines) == 2
    assert lines[0]["inference_difference"] < 1e-3
    assert lines[0]["scores"] == lines[1]["scores"]

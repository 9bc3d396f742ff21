import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from nlp.annotation import Scores
from nlp.errors import ModelCorrupt, ModelMissing
from nlp.sentiment import (
    MODEL_FILE,
    SentimentModel,
    letter_features,
    letters,
    load_sentiment,
    tokenise,
    word_features,
)

HERE = Path(__file__).parent
SANITY = [line.split(" | ") for line in (HERE / "sanity_sentences.txt").read_text("utf-8").splitlines()]
FROZEN = json.loads(MODEL_FILE.with_name("expected.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def model() -> SentimentModel:
    return SentimentModel.load()


def _small(path: Path, **changes: object) -> Path:
    """A model that knows «плохо», «хорошо» and the letters « ок »."""
    arrays: dict[str, object] = {
        "words_names": np.frombuffer("плохо\nхорошо".encode(), np.uint8),
        "words_idf": np.array([2, 1], np.float16),
        "words_weights": np.array([[3, 0, 0], [0, 0, 3]], np.float16),
        "grams_names": np.frombuffer(" ок ".encode(), np.uint8),
        "grams_idf": np.ones(1, np.float16),
        "grams_weights": np.array([[0, 1, 0]], np.float16),
        "intercept": np.zeros(3, np.float32),
    }
    kept = {name: value for name, value in (arrays | changes).items() if value is not None}
    np.savez(path, allow_pickle=False, **kept)  # type: ignore[arg-type]
    return path


def _three(scores: Scores) -> tuple[float, float, float]:
    return scores.negative, scores.neutral, scores.positive


def test_short_texts_of_both_kinds_come_out_right(model: SentimentModel) -> None:
    praise, complaint = model.score(["спасибо, всё починили", "третий день без интернета, тишина"])
    assert praise.positive > 0.5
    assert complaint.negative > 0.7


def test_most_of_forty_own_sentences_come_out_right(model: SentimentModel) -> None:
    scores = model.score(text for _, text in SANITY)
    wrong = [text for (label, text), found in zip(SANITY, scores, strict=True) if found.sentiment != label]
    assert len(SANITY) == 40
    assert len(wrong) <= 8, wrong


def test_no_plain_praise_counts_as_blame_and_the_other_way_round(model: SentimentModel) -> None:
    polar = [(label, text) for label, text in SANITY if label != "neutral"]
    scores = model.score(text for _, text in polar)
    swapped = [
        text
        for (label, text), found in zip(polar, scores, strict=True)
        if found.sentiment not in (label, "neutral")
    ]
    assert len(swapped) <= 2, swapped


def test_probabilities_are_those_of_scikit_learn(model: SentimentModel) -> None:
    found = [_three(scores) for scores in model.score(row["text"] for row in FROZEN)]
    expected = [row["probabilities"] for row in FROZEN]
    assert np.abs(np.array(found) - np.array(expected)).max() < 1e-3
    assert len(FROZEN) >= 6


def test_probabilities_sum_to_one(model: SentimentModel) -> None:
    for scores in model.score(["", "???", "абвгд", *(text for _, text in SANITY)]):
        assert sum(_three(scores)) == pytest.approx(1)
        assert min(_three(scores)) > 0


def test_no_texts_give_no_scores(model: SentimentModel) -> None:
    assert model.score([]) == []


def test_scores_do_not_depend_on_the_neighbours(model: SentimentModel) -> None:
    texts = [text for _, text in SANITY]
    assert model.score(texts) == [model.score([text])[0] for text in texts]


def test_an_endless_text_is_scored(model: SentimentModel) -> None:
    (scores,) = model.score(["интернет опять упал " * 20_000])
    assert scores.sentiment == "negative"


def test_the_shipped_model_is_read_once_and_small() -> None:
    assert load_sentiment() is load_sentiment()
    assert MODEL_FILE.stat().st_size < 4_000_000


def test_the_sums_are_those_of_tf_idf_with_logistic_regression(tmp_path: Path) -> None:
    small = SentimentModel.load(_small(tmp_path / "m.npz"))
    (scores,) = small.score(["Плохо, плохо! Хорошо ок"])
    values = np.array([(1 + np.log(2)) * 2, 1.0])
    values /= np.linalg.norm(values)
    powers = np.exp([3 * values[0], 1, 3 * values[1]])
    assert _three(scores) == pytest.approx(tuple(powers / powers.sum()), abs=1e-6)


def test_a_text_without_known_words_gets_the_prior(tmp_path: Path) -> None:
    intercept = np.log(np.array([0.5, 0.3, 0.2], np.float32))
    small = SentimentModel.load(_small(tmp_path / "m.npz", intercept=intercept))
    assert _three(small.score(["нечто"])[0]) == pytest.approx((0.5, 0.3, 0.2), abs=1e-6)


def test_a_missing_model_says_where_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"nowhere\.npz is missing: .*train it") as caught:
        SentimentModel.load(tmp_path / "nowhere.npz")
    assert "\n" not in str(caught.value)


def _broken(folder: Path) -> Iterator[Path]:
    whole = _small(folder / "whole.npz").read_bytes()
    for name, content in {
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "text": "не модель".encode(),
    }.items():
        path = folder / f"{name}.npz"
        path.write_bytes(content)
        yield path
    yield _small(folder / "no_idf.npz", words_idf=None)
    yield _small(folder / "short.npz", words_idf=np.ones(1, np.float16))
    objects = folder / "pickled.npz"
    np.savez(objects, words_names=np.array([{}], dtype=object))
    yield objects


@pytest.mark.parametrize("at", range(6))
def test_a_broken_model_is_refused_in_one_sentence(tmp_path: Path, at: int) -> None:
    path = list(_broken(tmp_path))[at]
    with pytest.raises(ModelCorrupt, match="cannot be read") as caught:
        SentimentModel.load(path)
    assert path.name in str(caught.value)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Ещё НЕ работает!!!", ["еще", "не", "работает", "!!"]),
        ("RT @user: 100 Мбит http://url", ["0", "мбит"]),
        ("Ураааа :) спасибо))) 😡", ["ураа", "спасибо"]),
        ("звоните [телефон] или [почта]", ["звоните", "или"]),
        ("Wi-Fi (роутер)", ["wi", "fi", "роутер"]),
        ("", []),
    ],
)
def test_words_without_smileys_links_and_masks(text: str, tokens: list[str]) -> None:
    assert tokenise(text) == tokens


def test_neighbouring_words_make_pairs() -> None:
    assert word_features("не работает опять") == ["не", "работает", "опять", "не работает", "работает опять"]


def test_letters_keep_the_borders_of_words() -> None:
    assert letters("я") == [" я "]
    assert letters("не") == [" не", "не ", " не "]
    assert letters("сеть") == [" се", "сет", "еть", "ть ", " сет", "сеть", "еть ", " сеть", "сеть "]
    assert letter_features("я не") == letters("я") + letters("не")

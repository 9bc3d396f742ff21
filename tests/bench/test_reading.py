"""How the speed and the quality of reading are measured, over three texts of our own."""

import json

import pytest

from bench.reading import GOLD, Silent, rows
from nlp.annotate import Annotator
from nlp.annotation import Document
from nlp.providers import load_providers

TEXTS = {
    "negative": "Ростелеком третий день не чинит интернет, в поддержке не берут трубку, деньги списали. ",
    "neutral": "Подскажите, какой тариф Ростелекома подойдёт для дачи и где посмотреть карту покрытия сети? ",
    "positive": "Спасибо Ростелекому: мастер приехал через час, всё починил и объяснил, что случилось. ",
}


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "gold.jsonl"
    lines = [
        {"id": label, "text": text * 4, "provider": "rostelecom", "sentiment": label}
        for label, text in TEXTS.items()
    ]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    return path


def test_each_way_of_reading_has_its_speed_and_both_are_compared_with_the_rules(gold):
    rules, transformer, both, quality = rows(gold, texts=2)
    assert [row.unit for row in (rules, transformer, both)] == ["texts/s"] * 3
    assert min(rules.value, transformer.value, both.value) > 0
    assert both.ratio == pytest.approx(both.value / rules.value)
    assert quality.unit == "macro F1"
    assert 0.5 <= quality.value <= 1  # plain cases: two of the three at least are read right


def test_without_a_model_every_text_is_neutral():
    rules = Annotator(load_providers(), Silent(), {}, "rules")
    found = rules.annotate([Document(id=label, text=text) for label, text in TEXTS.items()])
    assert {str(one.scores.sentiment) for one in found} == {"neutral"}


def test_the_texts_of_the_bench_ship():
    assert GOLD.is_file()

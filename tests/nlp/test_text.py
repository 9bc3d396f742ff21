"""Sentences are drawn with bars: `Одно предложение. | Другое.`"""

import pytest

from nlp.text import Passage, parse, read_word

SENTENCES = [
    "Не работает. | Звоню в поддержку.",
    "Работает через раз.| Звоню, жду.",
    "Никто не отвечает:))) | Ужас!!!!| Не берите их",
    "звонил... никто не взял трубку",
    "Звонил... | Никто не взял трубку",
    "не работает.| звоню третий день",
    "Спасибо :) | Всё ок.",
    "Ну да ну да)) | Ждём",
    "Живу на ул. Ленина, д. 5, плачу 500 руб. в месяц.",
    "Тех. поддержка молчит. | Тел. 611 тоже.",
    "А. С. Пушкин так не ждал.",
    "Перешёл с Дом.ру на dom.com.",
    "Первая строка без точки\n| Вторая строка",
    "«Ждите!» | Ждём.",
    "Скорость 2.5 Мбит.",
    "Оценка 3,5. | Могло быть 4.",
    "Это просто 🙂 | Нет",
    "Отвечают: «Приезжайте в офис.» | Поехал.",
]


def draw(passage: Passage) -> str:
    text, cuts = passage.text, [s.tokens[0].start for s in passage.sentences[1:]]
    for cut in reversed([_before_quote(text, cut) for cut in cuts]):
        text = f"{text[:cut]}| {text[cut:]}"
    return text


def _before_quote(text: str, cut: int) -> int:
    return cut - 1 if text[cut - 1] in '«"' else cut


@pytest.mark.parametrize("drawn", SENTENCES)
def test_text_is_cut_into_the_drawn_sentences(drawn: str) -> None:
    text = drawn.replace("| ", "")
    assert draw(parse(text)) == drawn


def test_words_are_read_with_lemma_and_grammemes() -> None:
    word = read_word("Извинились")
    assert word.form == "извинились"
    assert "извиниться" in word.keys
    assert any({"past", "plur"} <= reading.grammemes for reading in word.readings)


def test_yo_is_read_as_ye() -> None:
    assert "перерасчет" in read_word("перерасчёт").keys
    assert read_word("ещё").form == "еще"


def test_a_word_of_any_length_is_read() -> None:
    long = "не" * 500  # the analyzer would take off one prefix after another and run out of stack
    assert [token.text for token in parse(f"Сеть {long} упала.").sentences[0].tokens] == [
        "Сеть",
        long,
        "упала",
        ".",
    ]


def test_words_in_quotation_marks_are_flagged() -> None:
    (sentence,) = parse("Отвечают «проблема у вас» и всё").sentences
    assert [token.text for token in sentence.tokens if token.is_quoted] == ["проблема", "у", "вас"]


def test_straight_quotation_marks_open_and_close() -> None:
    (sentence,) = parse('Отвечают "ждите" и кладут трубку').sentences
    assert [token.text for token in sentence.tokens if token.is_quoted] == ["ждите"]


def test_an_unclosed_quotation_ends_with_the_paragraph() -> None:
    passage = parse("Пишут: «ждите\n\nЖду")
    assert not passage.sentences[-1].tokens[-1].is_quoted


def test_tokens_lie_where_they_say() -> None:
    text = "Дом.ру,МТС-а и «2КОМ»...Ужас!!!Не берите 😡"
    for sentence in parse(text).sentences:
        for token in sentence.tokens:
            assert text[token.start : token.end] == token.text


def test_hyphened_words_stay_whole() -> None:
    (sentence,) = parse("по-прежнему ищу интернет-провайдера").sentences
    assert [token.text for token in sentence.tokens] == ["по-прежнему", "ищу", "интернет-провайдера"]


def test_empty_text_has_no_sentences() -> None:
    assert parse("").sentences == []
    assert parse("  \n ").sentences == []


def test_neighbours_of_a_sentence() -> None:
    first, second = parse("Звонил. Тишина.").sentences
    assert first.previous is None
    assert first.following is second
    assert second.previous is first
    assert second.following is None

import pytest

from crawlers.identity import author_hash, content_hash, normalise


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("«Дом» — там", '"Дом" - там'),
        ("два  слова\nи строка", "два слова и строка"),
        ("100\u00a0Мбит", "100 Мбит"),
        ("й и ё", "и\u0306 и е\u0308"),
        ("слово\u200b\u00ad", "слово"),
        ('In reply to <a href="/#comment-7">Иван</a>.\n\nПроверили линию.', "Проверили линию."),
        ("В ответ на <a href='#c1'>Иван П.</a>. Проверили.", "Проверили."),
        ("In reply to Иван. Проверили.", "Проверили."),
        ("Не работает.\nОтредактировано 12.03.2026 в 20:01", "Не работает."),
        ("Не работает. (изменено: вчера, 10:15)", "Не работает."),
        ("Не работает.\nПоследний раз редактировалось Ivan; 12.03.2026", "Не работает."),
    ],
)
def test_spellings_of_the_same_text_are_the_same(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    "text",
    [
        "В ответ на жалобу молчат. Второй день.",
        "Расписание было изменено 12.03.2026",
        "Отредактировано. Стало лучше",
        "ПОЧЕМУ не работает?",
    ],
)
def test_words_of_the_author_are_never_cut(text: str) -> None:
    assert normalise(text) == text


def test_any_change_of_a_word_changes_the_hash() -> None:
    before = content_hash("Интернет", "не работает")
    assert before == content_hash("Интернет ", "не  работает")
    assert before != content_hash("Интернет", "работает")
    assert before != content_hash("Интернет не", "работает")
    assert len(before) == 64


def test_an_author_is_told_apart_by_source_and_key() -> None:
    known = author_hash(b"key", "review-site", "Иван П.")
    assert known == author_hash(b"key", "review-site", " Иван  П. ")
    assert known != author_hash(b"key", "blog", "Иван П.")
    assert known != author_hash(b"other", "review-site", "Иван П.")
    assert known != author_hash(b"key", "review-site", "иван п.")
    assert len(known) == 32
    assert "иван" not in known.casefold()

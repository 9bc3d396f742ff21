import pytest

from crawlers.columns import complete_mapping, guess_mapping
from crawlers.errors import ColumnMissing, ImportRefused


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            "id text label stars aspects title date city",
            {"id": "id", "text": "text", "rating": "stars", "title": "title", "date": "date"},
        ),
        ("ОТЗЫВ Дата Оценка Автор", {"text": "ОТЗЫВ", "date": "Дата", "rating": "Оценка", "author": "Автор"}),
        ("review created_at content", {"text": "review", "date": "created_at"}),
        ("a b c", {}),
    ],
)
def test_columns_are_guessed_by_name(columns: str, expected: dict[str, str]) -> None:
    assert guess_mapping(columns.split()) == expected


def test_spaces_and_capitals_of_a_column_do_not_matter() -> None:
    assert guess_mapping(["Текст отзыва", "Дата  публикации", "Review-ID"]) == {
        "text": "Текст отзыва",
        "date": "Дата  публикации",
        "id": "Review-ID",
    }


def test_what_is_said_wins_over_what_is_guessed() -> None:
    mapping = complete_mapping(
        ["text", "body", "date", "id"], {"text": "body", "published_at": "date", "id": ""}
    )
    assert mapping == {"text": "body", "date": "date"}


def test_a_column_that_was_given_away_is_not_guessed_again() -> None:
    assert complete_mapping(["name", "text"], {"provider": "name"}) == {"provider": "name", "text": "text"}


@pytest.mark.parametrize(
    ("columns", "chosen", "sentence"),
    [
        (["a", "b"], {"text": "c"}, "no column 'c' for text; the table has 'a', 'b'"),
        (["a", "b"], {}, "No column is known to hold the text; map one of 'a', 'b' with --map COLUMN=text"),
        (["text", "parent"], {}, "A parent column needs a column of ids"),
    ],
)
def test_a_missing_column_is_named_with_those_that_are_there(
    columns: list[str], chosen: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ColumnMissing, match=sentence):
        complete_mapping(columns, chosen)


def test_a_field_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(ImportRefused, match=r"no field 'stars' .* the fields are id, thread, .* rating"):
        complete_mapping(["stars", "text"], {"stars": "stars"})

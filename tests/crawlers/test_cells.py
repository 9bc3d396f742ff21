from datetime import UTC, date, datetime

import pytest

from crawlers.cells import as_badge, as_number, as_rating, as_text


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("4,5", (4.5, None)),
        ("4.5", (4.5, None)),
        (4.5, (4.5, None)),
        (3, (3.0, None)),
        ("4½", (4.5, None)),
        ("½", (0.5, None)),
        ("4 из 5", (4.0, 5.0)),
        ("7,5/10", (7.5, 10.0)),
        ("3 звезды", (3.0, None)),
        ("5 ★", (5.0, None)),
        ("★★★★☆", (4.0, 5.0)),
        ("★★½☆☆", (2.5, 5.0)),
        ("⭐️⭐️⭐️", (3.0, None)),
        ("☆☆☆☆☆", (0.0, 5.0)),
        ("", (None, None)),
        (None, (None, None)),
        (float("nan"), (None, None)),
        ("н/д", (None, None)),
        ("-", (None, None)),
        ("отлично", (None, None)),
        ("4 5", (None, None)),
    ],
)
def test_ratings_are_read_as_people_write_them(
    cell: object, expected: tuple[float | None, float | None]
) -> None:
    assert as_rating(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (None, ""),
        ("  да ", "да"),
        (7.0, "7"),
        (7.5, "7.5"),
        (True, "true"),
        (float("nan"), ""),
        (date(2026, 3, 12), "2026-03-12"),
        (datetime(2026, 3, 12, 17, 1, tzinfo=UTC), "2026-03-12T17:01:00+00:00"),
    ],
)
def test_any_cell_has_its_text(cell: object, expected: str) -> None:
    assert as_text(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("12", 12.0), (3, 3.0), ("1,5", 1.5), ("много", None), ("", None), ("9" * 400, None)],
)
def test_a_plain_number_is_read(cell: object, expected: float | None) -> None:
    assert as_number(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (True, "official"),
        ("да", "official"),
        (1, "official"),
        (False, None),
        ("нет", None),
        (0, None),
        ("", None),
        ("Официальный представитель", "Официальный представитель"),
    ],
)
def test_a_badge_is_a_yes_or_its_own_words(cell: object, expected: str | None) -> None:
    assert as_badge(cell) == expected

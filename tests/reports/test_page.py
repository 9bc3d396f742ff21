from datetime import UTC, datetime

import pytest

from reports.page import Html, counted, quote, share, table, text


def test_texts_from_outside_are_escaped() -> None:
    hostile = "<script>alert('x')</script> & \"кавычки\""
    for piece in (text(hostile), quote(hostile, None), table([hostile], [[hostile]], empty=hostile)):
        assert "<script" not in piece
        assert "&lt;script&gt;" in piece


def test_hostile_addresses_do_not_become_links() -> None:
    assert "href" not in quote("слова", "javascript:alert(1)")
    assert "href" not in quote("слова", "data:text/html,<b>")
    assert 'href="https://site.example/?a=1&amp;b=&quot;"' in quote("слова", 'https://site.example/?a=1&b="')


def test_quote_keeps_the_words() -> None:
    assert "«Третий день тишина»" in quote("Третий день тишина", "https://site.example/1")


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "нет случаев"),
        (9, "мало данных, n\u00a0=\u00a09"),
        (10, 'class="share thin"'),
        (29, 'class="share thin"'),
        (30, 'class="share"'),
    ],
)
def test_shares_of_few_cases_are_hidden_or_greyed(count: int, expected: str) -> None:
    assert expected in share(0.5, 0.3, 0.7, count)


def test_share_says_its_interval_and_n() -> None:
    assert share(0.625, 0.51, 0.72, 64) == '<span class="share"><b>62 %</b> (51–72)<br>n = 64</span>'


def test_long_quote_ends_with_a_whole_word() -> None:
    words = "слово " * 49 + "обрыв!"
    assert len(words) == 300
    assert quote(words, None).endswith("слово» […]</q>")


def test_empty_table_says_so() -> None:
    assert table(["Провайдер"], [], empty="Жалоб нет.") == '<p class="empty">Жалоб нет.</p>'


def test_table_shows_dates_and_fractions_the_russian_way() -> None:
    shown = table(["а", "б", "в"], [[datetime(2026, 3, 2, tzinfo=UTC), 4.25, None]], empty="")
    assert "02.03.2026" in shown
    assert "4,2" in shown
    assert "—" in shown


def test_markup_of_ours_is_not_escaped_twice() -> None:
    assert "<b>1</b>" in table(["а"], [[Html("<b>1</b>")]], empty="")


@pytest.mark.parametrize(
    ("form", "numbers"),
    [("жалоба", (1, 21, 101)), ("жалобы", (2, 4, 22, 104)), ("жалоб", (0, 5, 11, 12, 14, 20, 111, 112))],
)
def test_words_agree_with_their_number(form: str, numbers: tuple[int, ...]) -> None:
    assert {counted(number, ("жалоба", "жалобы", "жалоб")) for number in numbers} == {form}

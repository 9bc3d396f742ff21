import pytest

from crawlers.charset import decode_page
from crawlers.pages.markup import (
    has_end,
    is_wall,
    parse_html,
    rating_of,
    text_of,
    value,
    visible_text,
    whole_number,
)
from crawlers.pages.placeholders import is_placeholder


def test_text_has_a_line_per_block_and_one_space_between_words():
    page = parse_html(
        "<div>Один\n  два<br>три<p>четыре <b>п</b>ять</p><!-- нет --><style>a{}</style>шесть</div>"
    )
    assert visible_text(page) == "Один два\nтри\nчетыре пять\nшесть"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("Один &amp; два", "Один & два"),
        ("<p>Один</p>два<br>три", "Один\nдва\nтри"),
        ("</div>да", "да"),
    ],
)
def test_a_piece_of_html_is_read_like_a_page(html, text):
    assert text_of(html) == text


def test_smileys_keep_their_meaning_and_other_pictures_do_not():
    page = parse_html("<p>Ура<img class='smiley' alt=':)'><img alt='кот'></p>")
    assert visible_text(page) == "Ура:)"


def test_what_is_cut_leaves_the_text_around_it():
    page = parse_html("<div>до <blockquote>цитата</blockquote>после</div>")
    assert visible_text(page, ("blockquote",)) == "до после"


def test_the_first_non_empty_match_is_the_value():
    page = parse_html("<i> </i><i>да</i><a href=' /x '>нет</a>")
    assert (value(page, "i"), value(page, "a::attr(href)"), value(page, ""), value(page, "b")) == (
        "да",
        "/x",
        "",
        "",
    )


@pytest.mark.parametrize(
    ("text", "number"), [("1 234 отзыва", 1234), ("1 234", 1234), ("Ответов: 5, страниц 2", 5), ("нет", None)]
)
def test_whole_numbers_may_be_grouped(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(
    ("text", "rating"),
    [("4,5", 4.5), ("4.5 из 5", 4.5), ("4½", 4.5), ("★★★★☆", 4.0), ("5", 5.0), ("без оценки", None)],
)
def test_ratings_are_numbers_or_stars(text, rating):
    assert rating_of(text) == rating


@pytest.mark.parametrize(
    ("html", "wall"),
    [
        ("<input type=password>", True),
        ("<div class='smart-captcha'></div>", True),
        ("<iframe src='https://x/captcha/api'></iframe>", True),
        ("<p>введите пароль и пройдите captcha</p>", False),
    ],
)
def test_walls_are_told_by_structure_and_not_by_prose(html, wall):
    assert is_wall(parse_html(html)) is wall


def test_the_end_of_a_document_is_its_closing_tag():
    assert has_end("<html></HTML>\n<!-- cached -->")
    assert not has_end("<html><body>")


@pytest.mark.parametrize(
    "text",
    [
        "Комментарий удалён",
        "[удалено]",
        "Отзыв удален модератором.",
        "Сообщение удалено администрацией",
        "DELETED",
    ],
)
def test_removal_notes_are_told(text):
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    ["", "Мой комментарий удалён, почему?", "Удалено 3 отзыва, стыдно", "Отзыв удалён " + "очень " * 30],
)
def test_messages_about_removals_are_messages(text):
    assert not is_placeholder(text)


RUSSIAN = "<html>Связи нет третий день, поддержка молчит</html>"


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (RUSSIAN.encode(), "text/html"),
        (RUSSIAN.encode(), "text/html; charset=windows-1251"),
        (b"\xef\xbb\xbf" + RUSSIAN.encode(), "text/html"),
        (RUSSIAN.encode("cp1251"), "text/html"),
        (RUSSIAN.encode("cp1251"), "text/html; charset=windows-1251"),
        (RUSSIAN.encode("cp1251"), "text/html; charset=utf-8"),
        (RUSSIAN.encode("koi8-r"), "text/html; charset=koi8-r"),
    ],
)
def test_pages_are_decoded_whatever_they_declare(body, header):
    assert decode_page(body, header) == RUSSIAN


def test_the_meta_tag_counts_where_the_header_is_silent():
    page = RUSSIAN.replace("<html>", '<html><meta charset="koi8-r">')
    assert decode_page(page.encode("koi8-r"), "text/html") == page


def test_a_page_cut_within_a_letter_stays_what_it_declares():
    text = decode_page((RUSSIAN * 20).encode()[:-1001], "text/html; charset=utf-8")
    assert text is not None
    assert text.startswith("<html>Связи нет")


def test_bytes_that_are_no_text_in_any_encoding_are_refused():
    assert decode_page(bytes([0x98, 0xFF, 0x98]) * 50, "text/html; charset=utf-8") is None

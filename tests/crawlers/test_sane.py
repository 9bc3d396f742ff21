"""What hostile pages hold is made fit to be stored, or refused with a reason."""

import pytest

from crawlers.charset import decode_page
from crawlers.coverage import ThreadWalk
from crawlers.items import Kind, VisitStatus
from crawlers.pages.json_values import read_json, whole
from crawlers.pages.markup import rating_of, whole_number
from crawlers.pages.page import PageKind, ThreadPage
from crawlers.records import ParsedMessage
from crawlers.sane import LONGEST_TEXT, garbled, sane

RUSSIAN = "Третий день нет интернета, в поддержке никто не берёт трубку, заявку закрыли без звонка."
ENGLISH = "No internet for three days — and nobody answers… «Sorry»"


def message(key="1", text=RUSSIAN, **rest):
    given = {"kind": Kind.REVIEW, "url": "http://a/1"} | rest
    return ParsedMessage(thread_key="1", message_key=key, text=text, **given)


def walk(*pages):
    thread = ThreadWalk("1", "http://a/1", transport="html")
    for number, messages in enumerate(pages):
        thread.add(ThreadPage(kind=PageKind.THREAD, messages=tuple(messages)), f"http://a/1?p={number}")
    return thread


def test_nul_bytes_and_half_characters_go_and_line_breaks_stay():
    found = sane(
        message(text="Нет\x00 связи\ud83d\nвторой\tдень\x1b", author="Ва\x00ся", raw={"a": ["б\x00", 1]})
    )
    assert (found.text, found.author, found.raw) == ("Нет связи\nвторой\tдень", "Вася", {"a": ["б", 1]})
    found.text.encode()


def test_a_text_without_end_is_cut_and_says_so():
    found = sane(message(text="а" * 5_000_000))
    assert (len(found.text), found.raw) == (LONGEST_TEXT, {"cut_from": 5_000_000})
    assert sane(message(text="а" * LONGEST_TEXT)).raw == {}


def test_a_whole_block_is_no_badge_and_makes_the_visit_partial():
    block = "Ростислав " * 10
    thread = walk([message("1"), message("2", kind=Kind.REPLY, author_badge=block)])
    assert (thread.messages["2"].author_badge, thread.messages["2"].kind) == (None, Kind.COMMENT)
    assert thread.status() == (VisitStatus.PARTIAL, "the badge of 2 is a whole block: mend its selector")
    official = walk([message("1"), message("2", kind=Kind.REPLY, author_badge="Официальный представитель")])
    assert official.status()[0] is VisitStatus.COMPLETE


@pytest.mark.parametrize(
    ("text", "how"),
    [
        (RUSSIAN, None),
        (ENGLISH, None),
        ("", None),
        (RUSSIAN.upper(), None),
        (RUSSIAN.encode().decode("cp1251", "replace"), "UTF-8 read as cp1251"),
        (RUSSIAN.encode().decode("latin-1"), "UTF-8 read as latin-1"),
        (RUSSIAN.encode("cp1251").decode("koi8-r"), "cp1251 read as koi8-r"),
        (RUSSIAN.encode("cp1251").decode("latin-1"), "cp1251 read as latin-1"),
        (RUSSIAN.encode("cp1251").decode("utf-8", "replace"), "letters lost and replaced"),
    ],
)
def test_texts_in_the_wrong_encoding_are_told(text, how):
    assert garbled([message(text=text)]) == how


def test_a_page_in_the_wrong_encoding_is_not_stored():
    thread = walk([message("1")], [message("2", RUSSIAN.encode("cp1251").decode("koi8-r"))])
    assert list(thread.messages) == ["1"]
    assert thread.status()[0] is VisitStatus.PARTIAL
    assert "page 2 is not stored, its encoding is wrong: cp1251 read as koi8-r" in thread.status()[1]


def test_one_garbled_message_among_good_ones_spoils_no_page():
    bad = message("2", "Р’СЃС‘ РїСЂРѕРїР°Р»Рѕ")
    assert walk([message("1"), bad, message("3")]).status()[0] is VisitStatus.COMPLETE


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (RUSSIAN.encode("cp1251"), "text/html; charset=koi8-r"),
        (RUSSIAN.encode("koi8-r"), "text/html; charset=windows-1251"),
        (b'<meta charset="koi8-r">' + RUSSIAN.encode("cp1251"), "text/html"),
        (b'<meta charset="koi8-r">' + RUSSIAN.encode("koi8-r"), "text/html; charset=windows-1251"),
        (b"\xef\xbb\xbf" + RUSSIAN.encode(), "text/html; charset=windows-1251"),
    ],
)
def test_the_letters_decide_where_declarations_disagree(body, content_type):
    assert decode_page(body, content_type).endswith(RUSSIAN)


def test_messages_shown_twice_make_a_visit_without_a_total_partial():
    first, shifted = [message("1"), message("2")], [message("2"), message("3")]
    status, reason = walk(first, shifted).status()
    assert (status, "message 2 was shown twice" in reason) == (VisitStatus.PARTIAL, True)
    assert walk([message("1"), message("2"), message("2")]).status()[0] is VisitStatus.PARTIAL


def test_a_thread_may_repeat_its_first_message_or_a_whole_page():
    assert (
        walk([message("1"), message("2")], [message("1"), message("3")]).status()[0] is VisitStatus.COMPLETE
    )
    assert walk(*[[message("1"), message("2")]] * 2, [message("3")]).status()[0] is VisitStatus.COMPLETE


@pytest.mark.parametrize(
    ("text", "number"), [("1 234 отзыва", 1234), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("9" * 5000, None)]
)
def test_numbers_without_end_are_no_numbers(text, number):
    assert whole_number(text) == number


def test_a_rating_without_end_is_none():
    assert rating_of("9" * 5000) is None


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (7, 7),
        ("7", 7),
        ("-7", None),
        ("семь", None),
        (None, None),
        (True, None),
        (7.5, None),
        ("9" * 5000, None),
        ([], None),
        ("٣", None),
    ],
)
def test_json_numbers_may_be_anything(value, number):
    assert whole(value) == number


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\x00"])
def test_what_is_no_json_is_none(text):
    assert read_json(text) is None


def test_a_thread_that_fills_the_memory_is_not_read_on(monkeypatch):
    monkeypatch.setattr("crawlers.coverage._LONGEST", 100)
    assert walk([message("1", "а" * 100)]).surfeit() == ""
    assert "longer than 100 characters" in walk([message("1", "а" * 60)], [message("2", "а" * 60)]).surfeit()


def test_space_without_end_is_one_line_break():
    assert (
        sane(message(text="Нет\n\n связи" + "\n" * 90_000 + "второй день")).text
        == "Нет\n\n связи\nвторой день"
    )

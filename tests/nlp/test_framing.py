import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.annotation import Mention
from nlp.framing import OTHER, TARGET, frame


def _mention(text: str, name: str, slug: str) -> Mention:
    start = text.index(name)
    return Mention(provider=slug, start=start, end=start + len(name), quote=name, rule="names_provider")


def test_names_become_their_part_in_the_text() -> None:
    text = "Ушёл с Билайна на МТС"
    mentions = [_mention(text, "Билайна", "beeline"), _mention(text, "МТС", "mts")]
    assert frame(text, [], mentions, "mts").text == f"Ушёл с {OTHER} на {TARGET}"
    assert frame(text, [], mentions, "beeline").text == f"Ушёл с {TARGET} на {OTHER}"
    assert frame(text, [], mentions, None).text == f"Ушёл с {OTHER} на {OTHER}"


def test_links_and_handles_go() -> None:
    framed = frame("RT @mts_help: смотрите https://mts.example/a?b=1 тут", [(0, 13), (14, 51)], [], None)
    assert framed.text.split() == ["смотрите", "тут"]


def test_a_name_inside_a_link_goes_with_the_link() -> None:
    text = "см. www.mts.ru и МТС"
    mentions = [
        Mention(provider="mts", start=8, end=14, quote="mts.ru", rule="names_provider"),
        _mention(text, "МТС", "mts"),
    ]
    assert frame(text, [], mentions, "mts").text == f"см.  и {TARGET}"


def test_clauses_move_with_the_names() -> None:
    text = "МТС молчит. А Йота ответила."
    mentions = [_mention(text, "МТС", "mts"), _mention(text, "Йота", "yota")]
    framed = frame(text, [(0, 11), (12, 28)], mentions, "yota")
    parts = [framed.text[start:end] for start, end in framed.clauses]
    assert parts == [f"{OTHER} молчит.", f"А {TARGET} ответила."]


@given(st.lists(st.tuples(st.booleans(), st.text("абв @.", min_size=1, max_size=6)), max_size=8))
def test_clauses_always_cover_the_same_words(parts: list[tuple[bool, str]]) -> None:
    text, mentions, clauses = "", [], []
    for is_name, words in parts:
        start = len(text)
        text += "Имя" if is_name else words
        clauses.append((start, len(text)))
        if is_name:
            mentions.append(Mention(provider="x", start=start, end=len(text), quote="Имя", rule="names"))
    framed = frame(text, clauses, mentions, "x")
    assert len(framed.clauses) == len(clauses)
    assert all(0 <= start <= end <= len(framed.text) for start, end in framed.clauses)
    if "@" not in text:  # a handle takes the words beside it along
        assert framed.text == text.replace("Имя", TARGET)
        shown = [framed.text[start:end] for start, end in framed.clauses]
        assert shown == [TARGET if is_name else words for is_name, words in parts]


@pytest.mark.parametrize("text", ["", " ", "@mts"])
def test_a_text_of_nothing_stays_nothing(text: str) -> None:
    assert frame(text, [], [], None).text.strip() == ""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from nlp.errors import PhraseBroken
from nlp.lexicon import PHRASEBOOK, read_sections
from nlp.phrases import Element, Phrases, compile_phrase
from nlp.text import load_language, parse, read_word
from nlp.words import WORD_LISTS


def find(phrase: str, text: str) -> list[str]:
    sentence = parse(text).sentences[0]
    return [" ".join(token.text for token in match.tokens) for match in Phrases(phrase).find(sentence)]


def test_a_lemma_matches_every_form() -> None:
    assert find("извиниться", "Они извинились") == ["извинились"]
    assert find("извиниться", "Извинитесь") == ["Извинитесь"]


def test_an_exact_form_matches_only_itself() -> None:
    assert find("=извинения", "жду извинения") == ["извинения"]
    assert find("=извинения", "жду извинений") == []


def test_a_gap_spans_words_but_not_commas() -> None:
    assert find("не ..2 отвечать", "не хотят вовсе отвечать") == ["не хотят вовсе отвечать"]
    assert find("не ..2 отвечать", "не знаю, отвечают") == []


def test_a_wide_gap_spans_commas() -> None:
    assert find("приносить ~3 извинение", "приносим, пожалуйста, извинения") == [
        "приносим , пожалуйста , извинения"
    ]


def test_a_gap_is_no_longer_than_it_says() -> None:
    assert find("не ..1 отвечать", "не хотят вовсе отвечать") == []


def test_grammemes_must_belong_to_the_matched_reading() -> None:
    assert find("извиниться:past+plur", "они извинились") == ["извинились"]
    assert find("извиниться:past+plur", "он извинился") == []


def test_past_means_a_verb_and_no_participle() -> None:
    assert find("вернуть:past", "вернули деньги") == ["вернули"]
    assert find("вернуть:past", "о возвращённых деньгах") == []


def test_an_optional_word_may_be_missing() -> None:
    assert find("так и? не", "так не сделали") == ["так не"]
    assert find("так и? не", "так и не сделали") == ["так и не"]


def test_a_prefix_matches_slang() -> None:
    assert find("футбол*", "нас футболят") == ["футболят"]


def test_a_negative_element_is_any_other_word() -> None:
    assert find("от !=них", "от вас") == ["от вас"]
    assert find("от !=них", "от них") == []


def test_a_word_list_stands_for_its_members() -> None:
    assert find("@staff позвонить", "оператор позвонил") == ["оператор позвонил"]


def test_marks_can_be_asked_for() -> None:
    assert find("- тишина", "звонил – тишина") == ["– тишина"]
    assert find("- тишина", "звонил тишина") == []


def test_quotation_marks_never_stand_in_the_way() -> None:
    assert find("приносить извинение", "они «приносят» извинения") == ["приносят извинения"]


def test_yo_in_a_phrase_is_read_as_ye() -> None:
    assert find("перерасчёт", "Сделали перерасчет") == ["перерасчет"]


def test_a_quote_goes_on_to_the_next_full_word() -> None:
    text = "обещали и не перезвонили мне"
    (match,) = Phrases("обещать и не").find(parse(text).sentences[0])
    assert text[slice(*match.span)] == "обещали и не перезвонили"


def test_a_quote_has_no_marks_at_its_ends() -> None:
    text = "звонил - тишина."
    (match,) = Phrases("- тишина").find(parse(text).sentences[0])
    assert text[slice(*match.span)] == "тишина"


def test_a_misspelt_phrase_is_refused() -> None:
    with pytest.raises(PhraseBroken, match="Cannot read «a&b»"):
        Phrases("не a&b")
    with pytest.raises(
        PhraseBroken, match=r"Cannot read «уйти:past\|=ушел»"
    ):  # grammemes are of the whole word
        Phrases("уйти:past|=ушел")


def test_an_unknown_word_list_is_refused() -> None:
    with pytest.raises(PhraseBroken, match="@nowhere"):
        Phrases("@nowhere")


def test_phrasebook_lines_go_on_and_carry_comments() -> None:
    text = "# a comment\n[one]\nа|б\n |в ..1 г  # why\nд\n[two]\nе\n"
    assert read_sections(text) == {"one": ["а|б|в ..1 г", "д"], "two": ["е"]}


def test_a_phrase_before_the_first_section_is_refused() -> None:
    with pytest.raises(PhraseBroken, match="before the first"):
        read_sections("не отвечать\n[one]\n")


@pytest.mark.parametrize("path", sorted(PHRASEBOOK.glob("*.txt")), ids=lambda path: path.stem)
def test_every_word_of_the_phrasebook_can_occur(path: Path) -> None:
    """A form where a lemma is due («сих», «нами») would leave its phrase dead; so would «3g», read as two."""
    phrases = [phrase for section in read_sections(path.read_text("utf-8")).values() for phrase in section]
    assert phrases
    dead = {(key, phrase) for phrase in phrases for key in _words_of(phrase) if not _can_occur(key)}
    assert not dead


def _words_of(phrase: str) -> set[str]:
    elements = [part for part in compile_phrase(phrase) if isinstance(part, Element)]
    return {key for element in elements for key in element.keys if not key.startswith("@")}


@cache
def _can_occur(key: str) -> bool:
    words = [word.text for word in load_language().make_doc(f"слово {key.removeprefix('=')} слово")]
    is_one = words[1:-1] == [key.removeprefix("=")]
    return is_one and (key.startswith("=") or key in {reading.lemma for reading in read_word(key).readings})


GUARDS = {"clause_has", "sentence_has", "words_of"}
PHRASE_GUARDS = {"follows", "precedes"}


def test_every_word_of_the_guards_can_occur() -> None:
    """What the code of the rules asks for is written as in the phrasebook."""
    paths = [
        path for folder in (PHRASEBOOK.parent, PHRASEBOOK.parent / "acts") for path in folder.glob("*.py")
    ]
    calls = [node for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    words = set(_texts_in(calls, GUARDS)).union(*map(_words_of, _texts_in(calls, PHRASE_GUARDS)))
    words |= {word for words in WORD_LISTS.values() for word in words}
    assert len(words) > 500
    assert not {word for word in words if not (word.startswith("@") or _can_occur(word))}


def _texts_in(nodes: list[ast.AST], names: set[str]) -> Iterator[str]:
    calls = (node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    for call in calls:
        if call.func.id in names:
            inside = (inner for argument in call.args for inner in ast.walk(argument))
            yield from (
                inner.value
                for inner in inside
                if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
            )

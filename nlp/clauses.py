"""Sentences in clauses: where «но», «зато», «а» turn, the attitude may turn too."""

from collections.abc import Iterator

from .framing import Range
from .text import Passage, Sentence
from .words import list_words

_TURNS = list_words("но однако зато хотя впрочем")
_TURNS_AFTER_A_MARK = list_words("а правда только")
_SHORTEST = 2  # words a clause needs on both sides of a turn


def clauses(passage: Passage) -> list[Range]:
    """The ranges of the clauses of all sentences, in the order of the text."""
    return [part for sentence in passage.sentences for part in _split(sentence)]


def _split(sentence: Sentence) -> Iterator[Range]:
    first = 0
    for at in range(1, len(sentence.tokens)):
        if _turns(sentence, at) and _words(sentence, first, at) >= _SHORTEST:
            if _words(sentence, at, len(sentence.tokens)) < _SHORTEST:
                break
            yield sentence.tokens[first].start, sentence.tokens[at - 1].end
            first = at
    yield sentence.tokens[first].start, sentence.tokens[-1].end


def _turns(sentence: Sentence, at: int) -> bool:
    form, before = sentence.tokens[at].word.form, sentence.tokens[at - 1]
    return form in _TURNS or (form in _TURNS_AFTER_A_MARK and before.is_punctuation) or before.text == ";"


def _words(sentence: Sentence, start: int, end: int) -> int:
    return sum(not token.is_punctuation for token in sentence.tokens[start:end])

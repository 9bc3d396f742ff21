"""Acts told in two steps: a promise and what came of it, a request and its refusal, a repair that holds."""

from collections.abc import Iterator

from nlp.context import (
    by_author,
    by_bystander,
    clause_has,
    is_asked,
    is_conditional,
    is_negated,
    is_ordered,
    is_past_habit,
    is_wished,
    sentence_has,
    unless,
    when,
)
from nlp.lexicon import load_lexicon
from nlp.phrases import Match, Phrases
from nlp.text import Sentence

Found = Iterator[Match]
_LEXICON = load_lexicon("sequels")

VOW = _LEXICON["vow"]
BROKE_IT = _LEXICON["broke_it"]
ASKED_MONEY = _LEXICON["asked_money"]
TURNED_DOWN = _LEXICON["turned_down"]
REPAIRED = _LEXICON["repaired"]
WORKS = _LEXICON["works"]
BAD_AGAIN = _LEXICON["bad_again"]
_SHORT = 12  # words of a sentence that says nothing but what came of it
_MONEY = clause_has("@redress", "@recount", "@money", "скидка", "подарок", "тариф", "акция")


def promise_came_to_nothing(sentence: Sentence) -> Found:
    """«Сказали, что перезвонят. Никто не позвонил.»: the promise is the quote."""
    found = unless(VOW.find(sentence), is_conditional, is_asked, by_author, by_bystander, is_negated, _MONEY)
    return when(found, lambda match: any(_opens_with(BROKE_IT, s) for s in _next(match.sentence, 2)))


def request_turned_down(sentence: Sentence) -> Found:
    """«Попросила перерасчёт. Ответ: не подлежит.»: money asked for and refused."""
    found = unless(ASKED_MONEY.find(sentence), is_conditional, by_bystander, is_ordered)
    return when(found, _is_turned_down)


def repair_that_holds(sentence: Sentence) -> Found:
    """«Приехали, заменили кабель. Третий день ни одного обрыва.»: work done, and it holds."""
    found = unless(
        REPAIRED.find(sentence), is_negated, is_wished, is_conditional, is_asked, is_past_habit, by_author
    )
    return when(unless(found, by_bystander, sentence_has("=сам", "=сама")), _holds)


def _next(sentence: Sentence, most: int) -> list[Sentence]:
    """Up to so many sentences that follow."""
    at = sentence.index + 1
    return sentence.passage.sentences[at : at + most]


def _opens_with(phrases: Phrases, sentence: Sentence) -> bool:
    """Whether a short sentence begins with one of the phrases, as a verdict does."""
    short = len(sentence.tokens) <= _SHORT and not sentence.is_question
    return short and any(match.start <= 1 for match in phrases.find(sentence))


def _is_turned_down(match: Match) -> bool:
    after = [m for m in TURNED_DOWN.find(match.sentence) if m.start >= match.end]
    return bool(after) or any(_opens_wide(TURNED_DOWN, s) for s in _next(match.sentence, 1))


def _opens_wide(phrases: Phrases, sentence: Sentence) -> bool:
    return any(match.start <= 5 for match in phrases.find(sentence)) and not sentence.is_question


def _holds(match: Match) -> bool:
    here = [m for m in WORKS.find(match.sentence) if m.start >= match.end]
    later = _next(match.sentence, 2)
    worse = [m for m in BAD_AGAIN.find(match.sentence) if m.start >= match.end]
    if worse or any(BAD_AGAIN.occur_in(s) for s in later):
        return False
    return bool(here) or any(WORKS.occur_in(s) for s in later)

"""Whose fault it was: the company's own, admitted by it, or, by its words, somebody else's."""

from collections.abc import Iterator
from itertools import chain

from nlp.context import (
    by_author,
    follows,
    is_asked,
    is_conditional,
    is_negated,
    is_told,
    sentence_has,
    unless,
    when,
)
from nlp.labels import EvidenceLabel
from nlp.lexicon import load_lexicon
from nlp.phrases import Match
from nlp.rules import COMPANY, Family
from nlp.text import Sentence

Found = Iterator[Match]
_LEXICON = load_lexicon("fault")

OURS, BROKE = _LEXICON["ours"], _LEXICON["broke"]
STAFF_ERRED, ADMITS = _LEXICON["staff_erred"], _LEXICON["admits"]
TO_OTHERS = _LEXICON["to_others"]
NOT_OURS, YOURS, OUTSIDE = _LEXICON["not_ours"], _LEXICON["yours"], _LEXICON["outside"]


def our_own_fault(sentence: Sentence) -> Found:
    """«Это наша недоработка», «ошибка на нашей стороне», «мы забыли»."""
    return unless(OURS.find(sentence), is_negated, is_conditional, is_asked, follows("нет", within=1))


def our_equipment_broke(sentence: Sentence) -> Found:
    """«Вышел из строя коммутатор», «ошибка биллинга»."""
    return unless(BROKE.find(sentence), is_negated, is_conditional, is_asked)


def our_staff_erred(sentence: Sentence) -> Found:
    """«Консультант ошибся», «заявку закрыли ошибочно»."""
    return unless(STAFF_ERRED.find(sentence), is_negated, is_conditional, is_asked, sentence_has("доставка"))


def they_admit(sentence: Sentence) -> Found:
    """«Признали, что накосячили», told by the author."""
    return unless(ADMITS.find(sentence), is_negated, is_conditional, is_asked, by_author)


def told_our_fault(sentence: Sentence) -> Found:
    """The company's own words in the author's text: «сказали, ошибка на нашей стороне»."""
    return when(our_own_fault(sentence), is_told)


def blames_others(sentence: Sentence) -> Found:
    """«Валят на роутер», «виноваты энергетики», by whoever tells it."""
    return unless(TO_OTHERS.find(sentence), is_negated, is_conditional, is_asked, by_author)


def not_our_side(sentence: Sentence) -> Found:
    """«Обрыв не на нашей стороне», «все вопросы к вашей управляющей»."""
    return unless(NOT_OURS.find(sentence), is_conditional, is_asked)


def your_own_side(sentence: Sentence) -> Found:
    """«Проблема у вас», «проверьте свой роутер»."""
    return unless(YOURS.find(sentence), is_conditional, is_asked)


def outside_cause(sentence: Sentence) -> Found:
    """«Кабель повреждён сторонней организацией», «из-за отключения электроэнергии»."""
    return unless(OUTSIDE.find(sentence), is_conditional, is_asked)


def told_not_theirs(sentence: Sentence) -> Found:
    """The same three as the company's words in the author's text: «говорят, проблема у вас»."""
    return when(chain(not_our_side(sentence), your_own_side(sentence), outside_cause(sentence)), is_told)


FAMILIES = (
    Family(
        EvidenceLabel.FAULT_ADMITTED, (our_own_fault, our_equipment_broke, our_staff_erred), speakers=COMPANY
    ),
    Family(EvidenceLabel.FAULT_ADMITTED, (they_admit, told_our_fault)),
    Family(
        EvidenceLabel.FAULT_BLAMED,
        (not_our_side, your_own_side, outside_cause, blames_others),
        speakers=COMPANY,
    ),
    Family(EvidenceLabel.FAULT_BLAMED, (blames_others, told_not_theirs)),
)

"""Money back, recalculation, free days because of a failure: granted; what was refused is in refusals.py."""

from collections.abc import Iterator
from dataclasses import replace

from nlp.context import (
    by_author,
    by_bystander,
    clause_has,
    follows,
    is_asked,
    is_conditional,
    is_negated,
    is_supposed,
    is_wished,
    lonely_singular,
    sentence_has,
    unless,
    when,
    words_of,
)
from nlp.labels import EvidenceLabel
from nlp.lexicon import load_lexicon
from nlp.phrases import Match
from nlp.rules import COMPANY, EVERYBODY, Family
from nlp.text import Sentence

from . import refusals

Found = Iterator[Match]
_LEXICON = load_lexicon("compensation")

RECOUNTED = _LEXICON["recounted"]
PAID_BACK = _LEXICON["paid_back"]
FREE_DAYS = _LEXICON["free_days"]
SEEN = _LEXICON["seen"]
BARE = _LEXICON["bare"]
WILL_PAY = _LEXICON["will_pay"]
PROMISED_PAY = _LEXICON["promised_pay"]
_NOT_REDRESS = follows("при ..2 подключение|расторжение|покупка|переход|отключение", within=4)
_LEAVING = sentence_has(
    "расторжение", "расторгнуть", "остаток", "акция", "подключение", "промокод", "переход", "залог", "=друга"
)
_FAILURE_NEAR = sentence_has(
    "@failure",
    "простаивать",
    "извиниться",
    "извиняться",
    "компенсация",
    "перебой",
    "вернуть",
    "не",
    "жалоба",
    "обращение",
    "претензия",
)


def did_recount(sentence: Sentence) -> Found:
    """«Сделали перерасчёт», «перерасчёт произведён», «компенсировали»."""
    found = unless(RECOUNTED.find(sentence), is_negated, _unreal, _vain_after, _with_not, by_bystander)
    return map(_with_amount, unless(found, _LEAVING, _lonely))


def paid_back(sentence: Sentence) -> Found:
    """«Вернули деньги», «списали долг»; not a refund of the balance on leaving."""
    found = unless(
        PAID_BACK.find(sentence), is_negated, _unreal, by_bystander, _LEAVING, _vain_after, _with_not
    )
    return map(_with_amount, unless(found, _author_pays, _NOT_REDRESS, lonely_singular))


def gave_free_days(sentence: Sentence) -> Found:
    """«Продлили на три дня», «дали скидку за неудобства»; a promo discount is none."""
    found = unless(
        FREE_DAYS.find(sentence), is_negated, _unreal, by_bystander, _LEAVING, _NOT_REDRESS, _with_not
    )
    return map(
        _with_amount,
        unless(
            when(found, _because_of_failure), _author_pays, _uncounted, follows("пеня|штраф|долг", within=2)
        ),
    )


def money_is_there(sentence: Sentence) -> Found:
    """«Деньги вижу, спасибо», «+3 дня вижу в кабинете»: what was granted has come."""
    found = unless(SEEN.find(sentence), is_negated, is_conditional, is_asked, by_bystander, _LEAVING, _paying)
    return map(_with_amount, when(found, _credited, _opens_or_returned))


def gave_back(sentence: Sentence) -> Found:
    """A bare «Вернули.» with nothing but a time beside it: money, not the signal."""
    return when(unless(BARE.find(sentence), is_negated, is_conditional, is_asked), _nothing_else)


def _opens_or_returned(match: Match) -> bool:
    """Money that simply came is told of at the start of an answer; elsewhere it may be one's own payment."""
    returned = any(token.has(frozenset(["вернуться", "капнуть"])) for token in match.tokens)
    return returned or match.start <= 1


_paying = sentence_has(
    "положить", "класть", "оплатить", "оплата", "платить", "кредит", "ипотека", "перевод", "зарплата", "уйти"
)
_credited = sentence_has(
    "=деньги",
    "=капнула",
    "=капнули",
    "=капнул",
    "=накапало",
    "кабинет",
    "=счету",
    "=счёте",
    "лк",
    "баланс",
    "=+",
)
_BESIDE = frozenset(["утро", "день", "вечер", "час", "минута", "неделя", "раз", "ночь", "спасибо"])


def _nothing_else(match: Match) -> bool:
    others = (token for token in match.sentence.tokens if token not in match.tokens)
    return all(t.is_punctuation or t.has(_BESIDE) or not t.is_tagged("NOUN") for t in others) and not any(
        t.is_tagged("VERB") or t.provider for t in match.sentence.tokens if t not in match.tokens
    )


def company_will_pay(sentence: Sentence) -> Found:
    """The company's own «сделаем перерасчёт», «начислим три дня»."""
    return map(_with_amount, unless(WILL_PAY.find(sentence), is_negated, is_asked, is_conditional))


def promised_to_pay(sentence: Sentence) -> Found:
    """«Обещали перерасчёт», as long as nothing says that it did not come."""
    found = unless(PROMISED_PAY.find(sentence), is_negated, is_conditional, is_asked, by_author)
    return map(_with_amount, unless(found, _vain_after, _no_pay_later))


def _lonely(match: Match) -> bool:
    won = any(token.has(frozenset(["добиться", "выбить", "получить"])) for token in match.tokens)
    return lonely_singular(match) and not won  # «добился перерасчёта» is the author's success


def _with_amount(match: Match) -> Match:
    tokens = match.sentence.tokens[max(0, match.start - 3) : match.end + 5]
    units = frozenset(
        [
            "рубль",
            "руб",
            "руб.",
            "р",
            "=₽",
            "день",
            "неделя",
            "месяц",
            "сутки",
            "процент",
            "=%",
            "бонус",
            "балл",
            "=баллов",
            "час",
        ]
    )
    for at, number in enumerate(tokens):
        unit = next((token for token in tokens[at + 1 : at + 3] if token.has(units)), None)
        if unit and (number.text[0].isdigit() or number.is_tagged("NUMR")):
            start = max(0, match.start - 3) + at
            begin = start if start + 1 == match.start else match.start  # «[три] дня добавили»
            return replace(match, start=begin, detail=f"{number.text} {unit.text}")
    return match


def _unreal(match: Match) -> bool:
    wished = is_wished(match) and not clause_has("обещать", "пообещать", "когда")(match)
    return wished or is_conditional(match) or is_asked(match) or is_supposed(match)


def _with_not(match: Match) -> bool:
    return any(token.has(frozenset(["не", "ни"])) for token in match.tokens)


def _vain_after(match: Match) -> bool:
    return follows("но|а|и|только ~2 не|никто|=нет|ноль|=ничего|тишина|=заявлению", "так и не", within=5)(
        match
    )


def _no_pay_later(match: Match) -> bool:
    following = match.sentence.following
    return following is not None and bool(
        following.keys & {"не", "=нет", "ждать", "тишина", "=ноль", "отказаться", "отказать"}
    )


def _author_pays(match: Match) -> bool:
    return (by_author(match) and not clause_has("получить", "=мы", "выбить")(match)) or clause_has(
        "=должник"
    )(match)


def _uncounted(match: Match) -> bool:
    """«После Нового года добавили скорость»: a time that nobody counted was not given."""
    counted = _with_amount(match).detail is not None
    return not counted and match.tokens[0].has(words_of("@period"))


def _because_of_failure(match: Match) -> bool:
    previous = match.sentence.previous
    before = previous is not None and bool(_FAILURE_NEAR(Match(previous, 0, 1)))
    company = match.sentence.passage.speaker == "company"
    return _FAILURE_NEAR(match) or before or company


FAMILIES = (
    *refusals.FAMILIES,
    Family(EvidenceLabel.COMPENSATION_GIVEN, (company_will_pay,), speakers=COMPANY),
    Family(EvidenceLabel.COMPENSATION_GIVEN, (did_recount, paid_back, gave_free_days), speakers=EVERYBODY),
    Family(EvidenceLabel.COMPENSATION_GIVEN, (money_is_there, gave_back)),
    Family(EvidenceLabel.COMPENSATION_GIVEN, (promised_to_pay,)),
)

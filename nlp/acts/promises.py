"""The author says that promises were broken, nobody came, complaints were removed or closed for nothing."""

from collections.abc import Iterator

from nlp.context import (
    by_author,
    by_bystander,
    clause_has,
    follows,
    is_asked,
    is_conditional,
    is_negated,
    is_ordered,
    precedes,
    sentence_has,
    unless,
    when,
)
from nlp.lexicon import load_lexicon
from nlp.phrases import Match
from nlp.text import Sentence

Found = Iterator[Match]
_LEXICON = load_lexicon("promises")

PROMISED = _LEXICON["promised"]
PROMISES = _LEXICON["promises"]
NOT_COME = _LEXICON["not_come"]
REMOVED = _LEXICON["removed"]
VANISHED = _LEXICON["vanished"]
BANNED = _LEXICON["banned"]
CLOSED = _LEXICON["closed"]
_MONEY = clause_has(
    "@redress", "@recount", "@money", "скидка", "подарок", "скорость", "мегабит", "=мбит", "тариф", "акция"
)
_NOTHING_DONE = (
    "не|без|=ничего|нет|=хотя|молча|автоматически|автоматом|=сами|самовольно|выполнить|=выполненную|=решена|=единого|=решенную|=решённую"
    "|=решено|=выполнено|=выполнена|формально|тупо|опять|снова|тихо|=якобы|=втихую|=втихаря|=односторонне|воз"
)
_PERSON_SUBJECT = frozenset(
    [
        "счет",
        "смс",
        "квитанция",
        "деньга",
        "письмо",
        "код",
        "ответ",
        "сообщение",
        "платеж",
        "посылка",
        "уведомление",
        "чек",
    ]
)


def promised_in_vain(sentence: Sentence) -> Found:
    """«Обещали перезвонить и не перезвонили»; promised money is not among them."""
    return unless(PROMISED.find(sentence), is_conditional, is_asked, by_author, _MONEY)


def feeds_with_promises(sentence: Sentence) -> Found:
    """«Кормят завтраками», «одни обещания»."""
    return unless(PROMISES.find(sentence), is_negated_promise, is_conditional, by_author, _MONEY)


def technician_did_not_come(sentence: Sentence) -> Found:
    """«Мастер так и не пришёл», «никто не приехал»; not «счёт не пришёл»."""
    found = unless(
        NOT_COME.find(sentence), is_conditional, is_asked, by_author, by_bystander, _author_was_out
    )
    return unless(found, _thing_did_not_come, _only_late, precedes("если|пока", within=4))


def complaint_removed(sentence: Sentence) -> Found:
    """«Удалили мой отзыв», «жалобы трут»; not «не удаляйте», «удалил отзыв сам»."""
    found = unless(
        REMOVED.find(sentence), is_negated, is_conditional, is_asked, by_author, is_ordered, _sing_author
    )
    return unless(found, sentence_has("приложение", "программа", "вирус"))


def complaint_vanished(sentence: Sentence) -> Found:
    """«Куда делся мой отзыв?», asked as it mostly is."""
    return unless(VANISHED.find(sentence), is_conditional, by_author)


def author_banned(sentence: Sentence) -> Found:
    """«Забанили в группе», «кинули в ЧС»."""
    return unless(
        BANNED.find(sentence),
        is_negated,
        is_conditional,
        is_asked,
        by_author,
        is_ordered,
        sentence_has("сайт", "ркн"),
    )


def closed_with_nothing_done(sentence: Sentence) -> Found:
    """«Заявку закрыли, а интернета нет»; closing alone, or fast and well, is not blamed."""
    found = unless(
        CLOSED.find(sentence),
        is_negated,
        is_conditional,
        by_author,
        is_ordered,
        clause_has("быстро", "договор", "счет"),
    )
    return when(found, _nothing_done)


def is_negated_promise(match: Match) -> bool:
    """Whether the promise-feeding itself is denied: «завтраками не кормят»."""
    return precedes("не", within=1)(match) or follows("не =кормят", within=1)(match)


def _nothing_done(match: Match) -> bool:
    beside = follows(_NOTHING_DONE, within=6)(match) or precedes(_NOTHING_DONE, within=4)(match)
    inside = any(token.has(frozenset(["=выполнена", "=выполнено"])) for token in match.tokens)
    if inside:
        return follows("а|но|хотя", within=2)(match)
    return beside or _goes_on_badly(match)


def _goes_on_badly(match: Match) -> bool:
    following = match.sentence.following
    return (
        following is not None
        and bool(following.keys & {"=нет", "=опять", "=снова"})
        and "не" in following.keys
    )


def _author_was_out(match: Match) -> bool:
    return clause_has("=я", "=мне")(match) and clause_has("застать", "дома")(match)


def _thing_did_not_come(match: Match) -> bool:
    people = clause_has("@visitor", "никто")(match)
    return not people and (clause_has(*_PERSON_SUBJECT)(match) or _plain_plural(match))


def _plain_plural(match: Match) -> bool:
    # «так и не пришли» says nobody came only beside a visit: «ждал мастера весь день».
    verb = any(t.has(frozenset(["прийти", "прибыть", "появиться"])) for t in match.tokens)
    return verb and not sentence_has("@visitor", "ждать", "прождать", "заявка", "дом", "обещать")(match)


def _only_late(match: Match) -> bool:
    return follows("=вовремя|=сразу|=раньше", within=2)(match) and not sentence_has("вообще")(match)


def _sing_author(match: Match) -> bool:
    singular = any(
        t.is_tagged("VERB", "sing", "past", "masc") or t.is_tagged("VERB", "sing", "past", "femn")
        for t in match.tokens
    )
    return singular and not clause_has("@firm", "модератор", "админ", "пропасть", "исчезнуть")(match)

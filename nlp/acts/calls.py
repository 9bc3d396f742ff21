"""The author says that one cannot get through by phone, or that they hang up."""

from collections.abc import Iterator

from nlp.context import (
    around,
    by_author,
    by_bystander,
    clause_has,
    clause_tokens,
    follows,
    is_asked,
    is_conditional,
    is_negated,
    is_past_habit,
    is_responsible,
    is_supposed,
    lonely_singular,
    on_phone,
    sentence_has,
    unless,
    words_of,
)
from nlp.lexicon import load_lexicon
from nlp.phrases import Match
from nlp.text import Sentence

from .silence import cannot_say

_ON_LINE = words_of("@hotline") | words_of(
    "музыка",
    "оператор",
    "поддержка",
    "техподдержка",
    "=занято",
    "робот",
    "мелодия",
    "бот",
    "автоответчик",
)
Found = Iterator[Match]
_LEXICON = load_lexicon("calls")

NOT_REACHED = _LEXICON["not_reached"]
NO_PICKUP = _LEXICON["no_pickup"]
QUEUE = _LEXICON["queue"]
_PLACE = follows("=в|=во ..1 область|город|страна|регион|украина", within=1)
# The line itself is bad, or somebody else cannot be reached.
_ELSEWHERE = clause_has(
    *("=никому", "=никуда", "=домой", "=куда", "=кто", "=никто", "=мне", "=ей", "=ему", "=начальник"),
    *("поликлиника", "регистратура", "школа", "садик", "больница", "=скорая", "=скорую", "=друга", "=другу"),
)


def cannot_get_through(sentence: Sentence) -> Found:
    """«Не дозвониться», «дозвониться нереально»; not «мастер не мог до меня дозвониться»."""
    found = unless(
        NOT_REACHED.find(sentence), is_conditional, by_bystander, _to_me, _to_others, _not_first_try
    )
    return unless(found, _PLACE, _ELSEWHERE, is_past_habit)


def nobody_picks_up(sentence: Sentence) -> Found:
    """«Трубку никто не берёт», «звоню - не отвечают»."""
    for match in unless(
        NO_PICKUP.find(sentence),
        is_conditional,
        by_author,
        by_bystander,
        is_supposed,
        is_past_habit,
        cannot_say,
    ):
        phone = on_phone(match) and not is_responsible(match)
        if phone and not _author_does_not(match):
            yield match


def endless_queue(sentence: Sentence) -> Found:
    """«Полчаса слушал музыку», «вечно занято», «бесконечный робот»."""
    return unless(QUEUE.find(sentence), is_conditional, by_bystander, _not_on_phone)


def _to_me(match: Match) -> bool:
    """«Мастер не мог до меня дозвониться», «вам не дозвонились»: the customer was not reached."""
    forms = [token.word.form for token in clause_tokens(match)]
    plural = any(token.is_tagged("VERB", "plur", "past") for token in match.tokens)
    goal = set(forms[forms.index("до") :][:3]) if "до" in forms else set()
    return (
        bool(goal & {"меня", "нас", "клиента", "абонента"})
        or "мне" in forms[-2:]
        or (plural and "вам" in forms)
    )


def _to_others(match: Match) -> bool:
    return follows("до ..1 @bystander", within=2)(match)


def _not_first_try(match: Match) -> bool:
    return any(t.has(frozenset(["=сразу", "=первого", "проблема"])) for t in match.tokens[:-1])


def _author_does_not(match: Match) -> bool:
    return clause_has("=я", "=незнакомые", "=незнакомый")(match)


def _not_on_phone(match: Match) -> bool:
    """A queue in an office is not a queue on the line."""
    beside = any(not near.keys.isdisjoint(_ON_LINE) for near in around(match.sentence)[:2])
    return not beside or sentence_has("касса", "банк", "почта", "мфц", "поликлиника", "магазин")(match)


# --- they hang up ------------------------------------------------------------------------------

HANGING_UP = _LEXICON["hanging_up"]
DIAL_TONE = _LEXICON["gudki"]


def hangs_up(sentence: Sentence) -> Found:
    """«Бросают трубку», «звонок сбрасывают»; not «я бросил трубку»."""
    found = unless(HANGING_UP.find(sentence), is_negated, is_conditional, is_asked, by_author, by_bystander)
    return unless(found, lonely_singular, _no_call, _anybody)


def rings_off(sentence: Sentence) -> Found:
    """«Называю фамилию - и гудки»: the line goes dead in the middle of a call."""
    found = unless(DIAL_TONE.find(sentence), is_conditional, is_asked, by_bystander)
    return unless(found, clause_has("=длинные", "=сплошные", "паровоз", "поезд"))


def _anybody(match: Match) -> bool:
    """«Положишь трубку, и опять»: the caller hangs up himself."""
    return any(token.is_tagged("2per") for token in match.tokens)


def _no_call(match: Match) -> bool:
    return len(match.tokens) == 1 and not sentence_has("@hotline", "разговор", "оператор")(match)

"""Money back that was refused, asked for in vain, or promised and not paid."""

from collections.abc import Iterator

from nlp.context import (
    by_bystander,
    clause_has,
    follows,
    is_asked,
    is_conditional,
    precedes,
    unless,
    when,
)
from nlp.labels import EvidenceLabel
from nlp.lexicon import load_lexicon
from nlp.phrases import Match
from nlp.rules import EVERYBODY, Family
from nlp.text import Sentence

from . import sequels

Found = Iterator[Match]
_LEXICON = load_lexicon("compensation")

NOT_DONE = _LEXICON["not_done"]
REFUSED = _LEXICON["refused"]
ASKED_IN_VAIN = _LEXICON["asked_in_vain"]
_IN_VAIN = _LEXICON["in_vain"]


def not_recounted(sentence: Sentence) -> Found:
    """«Перерасчёт так и не сделали», «деньги не вернули»."""
    return unless(
        NOT_DONE.find(sentence), is_conditional, is_asked, by_bystander, _not_only, _LEFT_BALANCE, _supposed
    )


def refused_to_recount(sentence: Sentence) -> Found:
    """«Отказали в перерасчёте», «никаких компенсаций», «только по заявлению»."""
    return unless(REFUSED.find(sentence), is_conditional, precedes("не|если", within=1), _not_only)


def asked_in_vain(sentence: Sentence) -> Found:
    """«Третий месяц прошу перерасчёт»; a bare «сделайте перерасчёт» is only a request."""
    found = unless(ASKED_IN_VAIN.find(sentence), is_conditional, is_asked)
    return when(found, _insists)


_LEFT_BALANCE = clause_has("остаток", "залог")


def _insists(match: Match) -> bool:
    again = precedes(_IN_VAIN, within=3)(match) or follows(_IN_VAIN, within=4)(match)
    return again or any(token.has(frozenset(["не"])) for token in match.tokens)


def _supposed(match: Match) -> bool:
    return precedes("если|=пока", within=4)(match) or any(
        t.is_tagged("VERB", "futr", "2per") for t in match.tokens
    )


def _not_only(match: Match) -> bool:
    words = [token.word.form for token in match.tokens]
    return "не только" in " ".join(words) or "не сразу" in " ".join(words) or "не просто" in " ".join(words)


FAMILIES = (
    Family(
        EvidenceLabel.COMPENSATION_WITHHELD,
        (not_recounted, refused_to_recount, asked_in_vain),
        speakers=EVERYBODY,
    ),
    Family(EvidenceLabel.COMPENSATION_WITHHELD, (sequels.request_turned_down,)),
)

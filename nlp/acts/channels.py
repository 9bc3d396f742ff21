"""Private ways to the company that the author tried, and the company's moving the talk to them."""

from collections.abc import Iterator

from nlp.context import (
    by_bystander,
    clause_has,
    is_asked,
    is_conditional,
    is_negated,
    is_ordered,
    is_person,
    is_wished,
    precedes,
    unless,
)
from nlp.labels import Channel, EvidenceLabel
from nlp.lexicon import load_lexicon
from nlp.phrases import Match
from nlp.rules import COMPANY, Family, Rule
from nlp.text import Sentence

Found = Iterator[Match]
_LEXICON = load_lexicon("channels")

PHONED = _LEXICON["phoned"]
BY_PHONE = _LEXICON["by_phone"]
CHATTED = _LEXICON["chatted"]
ACCOUNT = _LEXICON["account"]
OFFICE = _LEXICON["office"]
EMAIL = _LEXICON["email"]
MESSENGER = _LEXICON["messenger"]
ASKS_DATA = _LEXICON["asks_data"]
MOVES_TALK = _LEXICON["moves_talk"]


def phoned_them(sentence: Sentence) -> Found:
    """«Звонил на горячую линию»; not «мне звонили»."""
    return unless(PHONED.find(sentence), _untried, _called_me, _their_call)


def told_by_phone(sentence: Sentence) -> Found:
    """«По телефону сказали ждать»: a talk, whoever called."""
    return unless(BY_PHONE.find(sentence), _untried)


def wrote_in_chat(sentence: Sentence) -> Found:
    """«Писал в чат»."""
    return unless(CHATTED.find(sentence), _untried, clause_has("подъезд", "дом", "сосед", "=домовом"))


def wrote_from_account(sentence: Sentence) -> Found:
    """«Писал в ЛК», «через приложение»."""
    return unless(ACCOUNT.find(sentence), _untried, _no_request)


def went_to_office(sentence: Sentence) -> Found:
    """«Ходил в офис»."""
    return unless(OFFICE.find(sentence), _untried, is_ordered)


def sent_mail(sentence: Sentence) -> Found:
    """«Писал на почту»."""
    return unless(EMAIL.find(sentence), _untried, clause_has("=мне", "=нам"))


def wrote_messages(sentence: Sentence) -> Found:
    """«Писал в личку», «в вотсап»."""
    return unless(MESSENGER.find(sentence), _untried, clause_has("=мне", "играть"))


def asks_for_contract(sentence: Sentence) -> Found:
    """«Уточните номер договора»."""
    return unless(ASKS_DATA.find(sentence), is_negated)


def moves_talk_elsewhere(sentence: Sentence) -> Found:
    """«Напишите нам в личные сообщения»."""
    return unless(MOVES_TALK.find(sentence), is_negated)


_SUPPOSED = precedes("если|ежели|чтобы", within=4)  # «пока я звонил» was a call


def _untried(match: Match) -> bool:
    if (
        is_asked(match)
        or is_conditional(match)
        or _SUPPOSED(match)
        or by_bystander(match)
        or is_ordered(match)
    ):
        return True
    return is_wished(match) and not clause_has(
        "мочь", "ждать", "пытаться", "когда", "обещать", "просить", "пока", "хотеть"
    )(match)


def _called_me(match: Match) -> bool:
    by_name = any(is_person(token) for token in match.sentence.tokens[match.end : match.end + 2])
    theirs = by_name or clause_has("=мне", "=нам", "@staff", "@nobody", "=они")(match) or _they_called(match)
    return theirs and not precedes("=я|=мы", within=3)(match) and not _to_them(match)


def _they_called(match: Match) -> bool:
    """«Позвонили, извинились»: a plural without «мы» is the company's call."""
    return any(token.is_tagged("VERB", "plur", "past") for token in match.tokens) and not clause_has("=мы")(
        match
    )


def _to_them(match: Match) -> bool:
    return any(t.word.form in {"в", "на", "вам", "им", "туда"} or t.is_tagged("1per") for t in match.tokens)


def _their_call(match: Match) -> bool:
    return precedes("не|=даже", within=2)(match) and any(t.is_tagged("plur", "past") for t in match.tokens)


def _no_request(match: Match) -> bool:
    wrote = clause_has("@sent", "@request", "заявка", "писать", "обращение")(match)
    return not wrote


def _channel(kind: Channel, *rules: Rule) -> Family:
    return Family(EvidenceLabel.CHANNEL, rules, detail=kind.value)


FAMILIES = (
    _channel(Channel.CHAT, wrote_in_chat),
    _channel(Channel.ACCOUNT, wrote_from_account),
    _channel(Channel.OFFICE, went_to_office),
    _channel(Channel.MESSENGER, wrote_messages),
    _channel(Channel.EMAIL, sent_mail),
    _channel(Channel.PHONE, phoned_them, told_by_phone),
    Family(EvidenceLabel.DEFLECTION, (asks_for_contract, moves_talk_elsewhere), speakers=COMPANY),
)

"""The author left, is leaving, thinks of it, or warns others off."""

from collections.abc import Iterator

from nlp.context import (
    by_author,
    by_bystander,
    clause_has,
    clause_tokens,
    follows,
    is_asked,
    is_conditional,
    is_negated,
    is_quoted,
    sentence_has,
    unless,
)
from nlp.labels import EvidenceLabel
from nlp.lexicon import load_lexicon
from nlp.phrases import Match
from nlp.rules import Family
from nlp.text import Sentence

Found = Iterator[Match]
_LEXICON = load_lexicon("leaving")

LEAVES = _LEXICON["leaves"]
ENDED = _LEXICON["ended"]
NO_MORE = _LEXICON["no_more"]
WARNS = _LEXICON["warns"]
_TARIFF = follows(_LEXICON["not_the_provider"], within=2)
_ELSEWHERE = follows(
    "в|на|с|из ..1 отпуск|работа|магазин|минус|дом|офис|школа|фон|кухня|сон|=ноль|=себя|время|декрет",
    "в|на ..1 офлайн|=оффлайн|онлайн|ночь",
    "спать|=никуда",
    within=2,
)


def leaves_them(sentence: Sentence) -> Found:
    """«Ухожу к другому», «расторгаю договор», «думаю сменить провайдера»; not «ушёл бы, но некуда»."""
    found = unless(
        LEAVES.find(sentence), _not_leaving, _would_leave, _TARIFF, _ELSEWHERE, by_bystander, is_asked
    )
    return unless(found, _tariff_inside, _their_staff, _one_service, _company_acts, _stuck)


def contract_ended(sentence: Sentence) -> Found:
    """«Договор расторгли», told as done; not what the company did to a customer."""
    found = unless(ENDED.find(sentence), is_negated, is_conditional, is_asked, _would_leave, _by_company)
    return unless(found, sentence_has("предупреждение", "односторонний", "купля", "ипотека", "кредит"))


def _by_company(match: Match) -> bool:
    outside = (token for token in clause_tokens(match) if token not in match.tokens)
    return any(token.has(_ENDING_THEM) and token.is_tagged("nomn") for token in outside)


_ENDING_THEM = frozenset(["они", "сам", "компания", "провайдер", "оператор", "@provider"])


def will_not_come_back(sentence: Sentence) -> Found:
    """«Договор продлевать не стану», «больше не вернусь»."""
    return unless(NO_MORE.find(sentence), is_conditional, is_asked, is_quoted, by_bystander, _would_leave)


def warns_others_off(sentence: Sentence) -> Found:
    """«Не связывайтесь», «никому не советую», «бегите от них»."""
    found = unless(WARNS.find(sentence), is_conditional, is_asked, by_bystander, is_quoted, _hurry)
    return unless(
        found,
        follows("спешить|торопиться|ругаться|звонить|нервничать|писать|=роутер|верить|паниковать", within=2),
    )


def _not_leaving(match: Match) -> bool:
    if clause_has("давать", "дать", "выйти")(match):  # «не дают расторгнуть»: tries to leave
        return False
    inside = [token.word.form for token in match.tokens]
    if "больше" in inside or "ноги" in inside:
        return False
    return (
        is_negated(match)
        or "не" in inside
        or sentence_has(
            "передумать",
            "=остаюсь",
            "=остался",
            "=осталась",
            "=останусь",
            "=остались",
            "отговорить",
        )(match)
        or clause_has("=вернулся", "=вернулась")(match)
    )


def _would_leave(match: Match) -> bool:
    # «Ушёл бы, но некуда»: the wish alone is not leaving, whatever keeps the author.
    return clause_has("бы", "=б", "=кабы")(match) or sentence_has("некуда", "=некуда")(match)


def _tariff_inside(match: Match) -> bool:
    return any(token.has(_NO_PROVIDER) for token in match.tokens)


_NO_PROVIDER = frozenset(["тариф", "план", "оптика", "пакет", "название"])


def _their_staff(match: Match) -> bool:
    return clause_has("мастер", "монтажник", "сотрудник", "сигнал", "связь", "деньга", "пинг")(
        match
    ) and not by_author(match)


def _one_service(match: Match) -> bool:
    return (
        sentence_has("=оставил", "=оставила", "=оставили", "=остался", "=осталась")(match)
        or follows(_LEXICON["one_service"], within=1)(match)
        or any(
            t.has(frozenset(["тв", "телевидение", "телефон", "антивирус", "подписка", "опция", "приставка"]))
            for t in match.tokens
        )
    )


def _company_acts(match: Match) -> bool:
    """«Отказались чинить», «компания расторгла договор», «они уходят на обед»."""
    ending = any(token.has(_ENDING) for token in match.tokens)
    plural = any(token.is_tagged("VERB", "plur", "past") for token in match.tokens)
    before = [token for token in clause_tokens(match)[:3] if token not in match.tokens]
    acts = any(token.has(_ACTING) and token.is_tagged("nomn") for token in before)
    return (ending and plural and not clause_has("=мы")(match)) or (acts and not by_author(match))


_ENDING = frozenset(["отказаться", "отказываться", "расторгнуть", "разорвать"])
_ACTING = frozenset(["они", "компания", "провайдер", "@provider"])


def _stuck(match: Match) -> bool:
    """«Поменял не раздумывая, жаль, нет другого»."""
    return sentence_has("=жаль")(match) and sentence_has("нет", "=нету")(match)


def _hurry(match: Match) -> bool:
    return follows("подключаться|подключать|=скорее", within=1)(match) and match.tokens[
        0
    ].word.form.startswith("беги")


FAMILIES = (
    Family(EvidenceLabel.LEAVING, (warns_others_off, leaves_them, will_not_come_back, contract_ended)),
)

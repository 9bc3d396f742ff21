"""How it ends: the problem is solved, the author thanks, the author leaves."""

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
    is_past_habit,
    is_quoted,
    is_supposed,
    is_wished,
    precedes,
    sentence_has,
    unless,
)
from nlp.labels import EvidenceLabel
from nlp.lexicon import load_lexicon
from nlp.phrases import Match
from nlp.rules import COMPANY, Family
from nlp.text import Sentence

Found = Iterator[Match]
_LEXICON = load_lexicon("outcomes")

SOLVED = _LEXICON["solved"]
COMPANY_SOLVED = _LEXICON["company_solved"]
_AGAIN = follows(_LEXICON["again"], within=4)


def solved_problem(sentence: Sentence) -> Found:
    """«Починили за час», «вопрос решили», «интернет заработал»."""
    found = unless(
        SOLVED.find(sentence), is_negated, is_wished, is_conditional, is_asked, is_supposed, is_past_habit
    )
    found = unless(
        found, by_author_alone, by_bystander, _AGAIN, is_quoted, is_ordered, _nobody, _ironic, _frequent
    )
    return unless(found, _not_inside)


def company_says_solved(sentence: Sentence) -> Found:
    """The company's «неисправность устранена», not «будет устранена» or «если проблема решена»."""
    found = unless(COMPANY_SOLVED.find(sentence), is_negated, is_conditional, is_asked, is_supposed)
    return unless(
        found, clause_has("когда", "быть", "после", "если", "чтобы", "только"), _not_inside, is_ordered
    )


def by_author_alone(match: Match) -> bool:
    """«Я решил», «сам разобрался», «решил проблему сменой провайдера»."""
    alone = sentence_has("=сам", "=сама", "=само", "самостоятельно", "=сами", "=самому", "=друг")(match)
    mine = any(t.is_tagged("VERB", "sing", "past", "masc") and t.has(_TRANSITIVE) for t in match.tokens)
    return by_author(match) or alone or (mine and not clause_has("@staff", "@provider", "поддержка")(match))


_TRANSITIVE = frozenset(
    [
        "решить",
        "исправить",
        "починить",
        "наладить",
        "настроить",
        "устранить",
        "восстановить",
        "сделать",
        "заменить",
    ]
)


def _not_inside(match: Match) -> bool:
    return any(token.has(frozenset(["не", "=никто", "=никак", "якобы", "=будет"])) for token in match.tokens)


def _nobody(match: Match) -> bool:
    return clause_has("никто", "=никого", "якобы", "обещать", "=вроде", "=типа", "=когда")(match)


def _ironic(match: Match) -> bool:
    return (precedes("что|=как", within=2)(match) and clause_has("сказать", "=мол")(match)) or _told_so(match)


def _told_so(match: Match) -> bool:
    return precedes(
        "сказать|говорить|писать|ответить|отвечать|сообщить|заявить|=мол|=пишут|утверждать", within=5
    )(match)


def _frequent(match: Match) -> bool:
    return clause_has("каждый", "=раз", "редко", "иногда", "=долго")(match)


# --- thanks -------------------------------------------------------------------------------------------------------

THANKS = _LEXICON["thanks"]
_BITTER = follows(_LEXICON["bitter"], within=6)
_NOT_THANKS = precedes(_LEXICON["no_thanks"], within=3)
_POLITE = follows("=внимание|=понимание|подключение|=будущее|выбор|вопрос|совет|=заранее", within=4)


def thanks_them(sentence: Sentence) -> Found:
    """«Спасибо за оперативность»; not «спасибо за испорченный вечер», «и на том спасибо», «заранее спасибо»."""
    found = unless(
        THANKS.find(sentence), is_negated, is_conditional, is_asked, is_quoted, by_bystander_thanked
    )
    return unless(
        found, _BITTER, _NOT_THANKS, _POLITE, _bitter_inside, sentence_has("=блин", "=отпишусь", "=сарказм")
    )


def by_bystander_thanked(match: Match) -> bool:
    """Whether neighbours or a forum are thanked, not the provider."""
    return clause_has("сосед", "форум", "админ-сайта", "друг", "=всем", "=форумчане")(match)


def _bitter_inside(match: Match) -> bool:
    bitter = frozenset(
        ["без", "не", "нервы", "=испорченный", "обман", "=потраченное", "=ничего", "отсутствие", "игнор"]
    )
    return any(token.has(bitter) for token in match.tokens) or (
        clause_has("@provider", "=тебе")(match) and clause_has("=ночь")(match)
    )


# --- leaving ------------------------------------------------------------------------------------------------------

LEAVES = _LEXICON["leaves"]
WARNS = _LEXICON["warns"]
_TARIFF = follows(
    "тариф|пакет|план|скорость",
    "на ..2 тариф|план|оптика|технология|=3g|=4g|ipv6|=gpon|=оптику|скорость|=личности|безлимит|=wi-fi|рассрочка",
    within=2,
)
_ELSEWHERE = follows(
    "в|на|с|из ..1 отпуск|работа|магазин|минус|дом|офис|школа|фон|кухня|сон|=ноль|=себя|время|декрет",
    "спать|=никуда",
    within=2,
)


def leaves_them(sentence: Sentence) -> Found:
    """«Ухожу к другому», «расторгаю договор», «думаю сменить провайдера»; not «ушёл бы, но некуда»."""
    found = unless(
        LEAVES.find(sentence),
        _not_leaving,
        _would_leave,
        _TARIFF,
        _ELSEWHERE,
        by_bystander,
        is_asked,
        _to_page,
    )
    return unless(found, _tariff_inside, _their_staff, _one_service, _company_refuses, is_past_joining)


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
    return is_negated(match) or "не" in inside or sentence_has("передумать", "остаться", "отговорить")(match)


def _would_leave(match: Match) -> bool:
    # «Ушёл бы, но некуда»: the wish alone is not leaving, whatever keeps the author.
    return clause_has("бы", "=б", "=кабы")(match) or sentence_has("некуда", "=некуда")(match)


def _tariff_inside(match: Match) -> bool:
    return any(token.has(frozenset(["тариф", "план", "оптика", "пакет"])) for token in match.tokens)


def _to_page(match: Match) -> bool:
    """«Перешёл к вам от …»: the author came to the provider the page is about."""
    words = match.tokens
    page = match.sentence.passage.provider
    named = [t for t in (*words, *match.sentence.tokens[match.end : match.end + 1]) if t.provider]
    came = any(t.provider == page for t in named if page) and any(
        t.has(frozenset(["на", "к"])) for t in words
    )
    joined = any(
        a.word.form == "к" and b.word.form in {"вам", "нам"} for a, b in zip(words, words[1:], strict=False)
    )
    return came or joined or bool(_from_other(match, page))


def _from_other(match: Match, page: str | None) -> bool:
    pairs = zip(match.tokens, match.tokens[1:], strict=False)
    return any(
        a.word.form in {"от", "с", "из"} and b.provider and page and b.provider != page for a, b in pairs
    )


def _their_staff(match: Match) -> bool:
    return clause_has("мастер", "монтажник", "сотрудник", "сигнал", "связь", "деньга", "пинг")(
        match
    ) and not by_author(match)


def _one_service(match: Match) -> bool:
    return (
        sentence_has("оставить", "остаться", "=оставил", "=оставила")(match)
        or follows(
            "от ..2 тв|телевидение|телефон|услуга|антивирус|подписка|опция|=телефонии|пакет|приставка|предложение|реклама",
            within=1,
        )(match)
        or any(
            t.has(frozenset(["тв", "телевидение", "телефон", "антивирус", "подписка", "опция", "приставка"]))
            for t in match.tokens
        )
    )


def _company_refuses(match: Match) -> bool:
    refused = any(token.has(frozenset(["отказаться", "отказываться"])) for token in match.tokens)
    return (
        refused
        and any(t.is_tagged("VERB", "plur", "past") for t in match.tokens)
        and not clause_has("=мы")(match)
    )


def is_past_joining(match: Match) -> bool:
    """Whether «решил» alone was matched without a move after it."""
    return len(match.tokens) == 1 and match.tokens[0].has(frozenset(["расторжение"])) and is_negated(match)


def _hurry(match: Match) -> bool:
    return follows("подключаться|подключать|=скорее", within=1)(match) and match.tokens[
        0
    ].word.form.startswith("беги")


FAMILIES = (
    Family(EvidenceLabel.RESOLVED, (solved_problem,)),
    Family(EvidenceLabel.RESOLVED, (company_says_solved,), speakers=COMPANY),
    Family(EvidenceLabel.THANKS, (thanks_them,)),
    Family(EvidenceLabel.LEAVING, (warns_others_off, leaves_them)),
)

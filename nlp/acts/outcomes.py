"""How it ends well: the problem is solved, the author thanks."""

from collections.abc import Iterator

from nlp.context import (
    around,
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
    words_of,
)
from nlp.labels import EvidenceLabel
from nlp.lexicon import load_lexicon
from nlp.phrases import Match
from nlp.rules import COMPANY, Family
from nlp.text import Sentence

from . import sequels

Found = Iterator[Match]
_LEXICON = load_lexicon("outcomes")

SOLVED = _LEXICON["solved"]
STAYS_UP = _LEXICON["stays_up"]
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


def stays_up(sentence: Sentence) -> Found:
    """«После ремонта больше не падает»: the fault itself is denied."""
    return unless(
        STAYS_UP.find(sentence), is_wished, is_conditional, is_asked, by_bystander, is_quoted, _OF_PRICE
    )


_OF_PRICE = follows("=в ..1 цена|рейтинг|глаз", within=1)


def company_says_solved(sentence: Sentence) -> Found:
    """The company's «неисправность устранена», not «будет устранена» or «если проблема решена»."""
    found = unless(COMPANY_SOLVED.find(sentence), is_negated, is_conditional, is_asked, is_supposed)
    return unless(
        found, clause_has("когда", "быть", "после", "если", "чтобы", "только"), _not_inside, is_ordered
    )


def by_author_alone(match: Match) -> bool:
    """«Я решил», «сам разобрался», «решил проблему сменой провайдера»."""
    alone = sentence_has("=сам", "=сама", "=само", "самостоятельно", "=сами", "=самому", "=друг")(match)
    mine = any(
        t.is_tagged("VERB", "sing", "past") and not t.is_tagged("neut") and t.has(_TRANSITIVE)
        for t in match.tokens
    )
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


# --- thanks ------------------------------------------------------------------------------------

THANKS = _LEXICON["thanks"]
_BITTER = follows(_LEXICON["bitter"], within=6)
_NOT_THANKS = precedes(_LEXICON["no_thanks"], within=3)
_POLITE = follows("=внимание|=понимание|подключение|=будущее|выбор|вопрос|совет|=заранее", within=4)


def thanks_them(sentence: Sentence) -> Found:
    """«Спасибо за оперативность»; not «спасибо за испорченный вечер», «и на том спасибо»."""
    found = unless(THANKS.find(sentence), is_negated, is_conditional, is_asked, is_quoted, _thanks_others)
    found = unless(found, _BITTER, _NOT_THANKS, _POLITE, _bitter_inside, _out_of_politeness)
    return unless(found, sentence_has("=блин", "=отпишусь", "=сарказм", "=должны", "=будем"))


_thanks_others = clause_has("сосед", "форум", "друг", "=всем", "сайт", "админ", "модем", "роутер")
_HELPED = words_of("@repair", "@come", "@fast") | words_of(
    "помочь",
    "разобраться",
    "перезвонить",
    "заработать",
    "решиться",
    "вернуть",
    "извиниться",
    "работать",
    "перерасчет",
)


def _out_of_politeness(match: Match) -> bool:
    """A bare «спасибо» that closes a longer text and follows nothing helpful."""
    passage = match.sentence.passage
    if sentence_has("просить", "подсказать", "выслушать", "=внимание")(match):
        return True
    bare = len([token for token in match.sentence.tokens if not token.is_punctuation]) <= 2
    helped = any(not near.keys.isdisjoint(_HELPED) for near in around(match.sentence))
    return bare and len(passage.sentences) > 2 and not helped


def _bitter_inside(match: Match) -> bool:
    bitter = frozenset(
        ["без", "не", "нерв", "=испорченный", "обман", "=потраченное", "=ничего", "отсутствие", "=игнор"]
    )
    return any(token.has(bitter) for token in match.tokens) or (
        clause_has("@provider", "=тебе")(match) and clause_has("=ночь")(match)
    )


FAMILIES = (
    Family(EvidenceLabel.RESOLVED, (solved_problem, stays_up, sequels.repair_that_holds)),
    Family(EvidenceLabel.RESOLVED, (company_says_solved,), speakers=COMPANY),
    Family(EvidenceLabel.THANKS, (thanks_them,)),
)

"""Apologies of a company to a customer: given in this text, reported by the author, or withheld."""

from collections.abc import Iterator
from itertools import pairwise

from nlp.context import (
    by_author,
    by_bystander,
    clause_has,
    follows,
    is_asked,
    is_conditional,
    is_negated,
    is_told,
    is_wished,
    lonely_singular,
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

Found = Iterator[Match]
_LEXICON = load_lexicon("apology")

# --- the company speaks ------------------------------------------------------------------------

BRINGS = _LEXICON["brings"]
SORRY_FOR = _LEXICON["sorry_for"]
SORRY = _LEXICON["sorry"]
REGRETS = _LEXICON["regrets"]
OUR_FAULT = _LEXICON["our_fault"]
_REFUSAL = (
    ", но|=однако",
    ", ~2 =уточните|=укажите|=сообщите|=напишите|=подскажите",
)


def brings_apologies(sentence: Sentence) -> Found:
    """«Приносим извинения», «просим прощения», but not «просим извинить, но без паспорта никак»."""
    return unless(BRINGS.find(sentence), is_negated, is_asked, _BUT)


def sorry_for_the_trouble(sentence: Sentence) -> Found:
    """«Извините за неудобства», «простите, что так долго»."""
    return unless(SORRY_FOR.find(sentence), is_negated, follows("беспокойство|вопрос|прямота", within=1))


def regrets_the_trouble(sentence: Sentence) -> Found:
    """«Сожалеем, что так вышло», «нам очень жаль»; «к сожалению» is not among them."""
    return unless(REGRETS.find(sentence), is_negated, is_asked)


def takes_the_blame(sentence: Sentence) -> Found:
    """«Это наша вина»."""
    return unless(OUR_FAULT.find(sentence), is_negated, is_conditional, is_asked)


def begs_pardon(sentence: Sentence) -> Found:
    """«Извините, скоро исправим», but not «извините, но по правилам» or «извините, уточните договор»."""
    found = unless(SORRY.find(sentence), is_negated, is_asked, follows(*_REFUSAL, within=2), _refuses)
    return unless(found, follows("за", within=3), sentence_has("правило", "тариф", "=уточните", "=укажите"))


_BUT = follows(", но|однако|а", within=0)
_IMPOSSIBLE = words_of("=нельзя", "=невозможно", "=запрещено", "=запрещена", "возможный", "=указан")


def _refuses(match: Match) -> bool:
    """«Извините, по чужому договору не консультируем»: what the company does not do, politely."""
    rest = match.sentence.tokens[match.end :]
    declined = (b.is_tagged("VERB", "1per") for a, b in pairwise(rest) if a.word.form == "не")
    return any(declined) or any(token.has(_IMPOSSIBLE) for token in rest)


# --- the author tells of it --------------------------------------------------------------------

APOLOGISED = _LEXICON["apologised"]
RECEIVED = _LEXICON["received"]
SCORN = _LEXICON["scorn"]
ADMITTED = _LEXICON["admitted"]
QUOTED = _LEXICON["quoted"]
_EACH_OTHER = sentence_has("=друг", "=взаимно")
_BEFORE_OTHERS = follows("перед|=начальством|=коллегами ..2 @bystander", within=3)


def they_apologised(sentence: Sentence) -> Found:
    """«Мне перезвонили и извинились», «принесли извинения», «просят прощения»."""
    found = unless(APOLOGISED.find(sentence), is_negated, is_conditional, is_asked, _hoped, _in_future)
    return unless(found, by_author, by_bystander, lonely_singular, _EACH_OTHER, _BEFORE_OTHERS, _must)


def apologies_received(sentence: Sentence) -> Found:
    """«Надоело слушать ваши извинения», «получил извинения»."""
    found = unless(RECEIVED.find(sentence), is_negated, is_conditional, is_asked, _demanded)
    return unless(found, precedes("где|какой", within=2), by_bystander)


def only_good_at_sorry(sentence: Sentence) -> Found:
    """«Они умеют только сожалеть», «им, видите ли, очень жаль»."""
    return unless(SCORN.find(sentence), is_negated, is_asked, is_conditional)


def admitted_guilt(sentence: Sentence) -> Found:
    """«Признали, что виноваты»."""
    return unless(ADMITTED.find(sentence), is_negated, is_conditional, is_asked, by_author, _hoped)


def quotes_their_apology(sentence: Sentence) -> Found:
    """«Приносим извинения» in a customer's text is the company's letter; «извините за …» only when told."""
    for match in QUOTED.find(sentence):
        formal = match.tokens[0].has(frozenset(["приносить", "=примите"]))
        if (
            (formal or is_told(match))
            and not is_negated(match)
            and not _I_say(match)
            and not _anybodys(match)
        ):
            yield match


def _anybodys(match: Match) -> bool:
    """«Прошу прощения, у меня другой телефон»: a quoted «прошу» is the company's only to a customer."""
    mine = match.tokens[0].word.form == "прошу"
    return mine and not sentence_has("=вас", "компания", "имя", "@harm", "обращение", "сотрудник")(match)


def _I_say(match: Match) -> bool:  # noqa: N802
    return any(token.has(frozenset(["=я", "=приношу"])) for token in match.tokens) and not is_told(match)


def _hoped(match: Match) -> bool:
    return is_wished(match) and not clause_has("мочь", "когда")(match)


def _in_future(match: Match) -> bool:
    return any(
        token.is_tagged("VERB", "futr") and not token.is_tagged("VERB", "pres") for token in match.tokens
    )


def _must(match: Match) -> bool:
    return precedes("должный|=должны|обязанный|прийтись|мочь:past", within=3)(match)


def _demanded(match: Match) -> bool:
    return precedes("ждать|требовать|дождаться|хотеть|где|=хотелось", within=4)(match)


# --- there was none ----------------------------------------------------------------------------

DID_NOT = _LEXICON["did_not"]
NO_WORD = _LEXICON["no_word"]
DEMANDS = _LEXICON["demands"]
EXPECTED_SORRY = _LEXICON["expected_sorry"]


def did_not_apologise(sentence: Sentence) -> Found:
    """«Даже не извинились», «никто не извинился», «забыли извиниться»."""
    found = unless(DID_NOT.find(sentence), by_bystander, _not_only, _before_others, _author_refuses)
    return unless(found, lambda m: is_asked(m) and not clause_has("даже", "почему")(m))


def no_word_of_apology(sentence: Sentence) -> Found:
    """«Ни извинений, ни объяснений», «без извинений», «где извинения?»."""
    return unless(NO_WORD.find(sentence), by_bystander, precedes("не", within=1), _needless)


def demands_apology(sentence: Sentence) -> Found:
    """«Жду извинений», «хоть бы кто-то извинился», «могли бы извиниться»."""
    return unless(
        DEMANDS.find(sentence),
        _author_apologises,
        by_bystander,
        precedes("=не", within=1),
        _needless,
        clause_has("слушать", "надоесть"),
    )


def missing_sorry(sentence: Sentence) -> Found:
    """«Хоть бы «извините» сказали»."""
    return EXPECTED_SORRY.find(sentence)


def _not_only(match: Match) -> bool:
    words = [token.word.form for token in match.tokens]
    follow = {"только", "просто", "раз", "один"}
    return any(one == "не" and two in follow for one, two in pairwise(words))


def _before_others(match: Match) -> bool:
    return _BEFORE_OTHERS(match) or _EACH_OTHER(match)


def _author_refuses(match: Match) -> bool:
    return any(t.is_tagged("VERB", "1per") for t in match.tokens) or clause_has("=я")(match)


def _author_apologises(match: Match) -> bool:
    mine = clause_has("=я", "=мне", "=мы")(match) and match.tokens[-1].is_tagged("INFN")
    return mine or (_BEFORE_OTHERS(match) and not follows("=мной|=нами|клиент|абонент", within=3)(match))


def _needless(match: Match) -> bool:
    return follows("=не =надо|=нужны|=нужно", within=2)(match) or precedes("=не =надо|=нужны", within=3)(
        match
    )


FAMILIES = (
    Family(
        EvidenceLabel.APOLOGY_GIVEN,
        (brings_apologies, sorry_for_the_trouble, regrets_the_trouble, takes_the_blame, begs_pardon),
        speakers=COMPANY,
    ),
    Family(
        EvidenceLabel.APOLOGY_WITHHELD,
        (did_not_apologise, no_word_of_apology, demands_apology, missing_sorry),
    ),
    Family(
        EvidenceLabel.APOLOGY_REPORTED,
        (they_apologised, apologies_received, only_good_at_sorry, admitted_guilt, quotes_their_apology),
    ),
)

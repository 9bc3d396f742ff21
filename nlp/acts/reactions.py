"""The author says that the company does react: answers fast, calls back, comes, solves."""

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
    is_person,
    is_quoted,
    is_wished,
    lonely_singular,
    precedes,
    sentence_has,
    unless,
    when,
    words_of,
)
from nlp.lexicon import load_lexicon
from nlp.phrases import Match
from nlp.text import Sentence

from .outcomes import solved_problem

Found = Iterator[Match]
_LEXICON = load_lexicon("reactions")

NOT_IGNORING = _LEXICON["not_ignoring"]
FAST = _LEXICON["fast"]
CALLED = _LEXICON["called"]
CALLED_BY = _LEXICON["called_by"]
CAME = _LEXICON["came"]
HELPED = _LEXICON["helped"]
FRANK = _LEXICON["frank"]
_SLOW = follows(
    "=через|=спустя|=только|=лишь ..3 =недель|=неделю|=месяц|=дней|=дня|=недели|=месяца|=год|=сутки", within=3
)
_SLOW_BEFORE = precedes(
    "=только|=лишь|=спустя|=через|=наконец|=неделю|=недели|=месяц|=дней|=дня|=месяца", within=4
)
_NOTHING = follows(
    "ничего|=никто|=но|=а|развести|=бестолку|=без|ноль|=никак ~4 не|=руками|=толку|=проблема|=осталась|=нет",
    "=уехал|=уехали|=ушел|=ушли",
    "сказать ~4 нет|=путем|=нормально|=порядке",
    within=14,
)
_TO_REFUSE = follows(
    "отказать|отказаться|=что|=чтобы ~5 не|=отказ|=нельзя|=невозможно|=сам|=проблема", within=5
)


def does_not_ignore(sentence: Sentence) -> Found:
    """«Не игнорируют», «без отписок»."""
    found = unless(
        NOT_IGNORING.find(sentence), is_wished, is_conditional, is_asked, by_author, by_bystander, is_ordered
    )
    return unless(found, precedes("жаль|=лучше|чтобы", within=5))


def answers_fast(sentence: Sentence) -> Found:
    """«Ответили через пять минут», «дозвонился с первого раза»; not «раньше отвечали быстро»."""
    found = unless(
        FAST.find(sentence), is_negated, is_wished, is_conditional, is_asked, is_past_habit, is_quoted
    )
    return unless(found, _SLOW, _author_helps, by_bystander, _not_people, sentence_has("=ага", "=конечно"))


def called_back(sentence: Sentence) -> Found:
    """«Мне перезвонили и извинились»; not a call to refuse or to sell."""
    found = unless(
        CALLED.find(sentence), is_negated, is_wished, is_conditional, is_asked, by_author, is_past_habit
    )
    found = unless(found, lonely_singular, by_bystander, _TO_REFUSE, _sales, _SLOW, _SLOW_BEFORE, _nobody)
    return unless(found, _author_called)


def somebody_called(sentence: Sentence) -> Found:
    """«Позвонил Олег»: who rings the author is the company's, by his name too."""
    found = unless(CALLED_BY.find(sentence), is_negated, is_wished, is_conditional, is_asked, by_bystander)
    return (match for match in unless(found, _TO_REFUSE, _sales) if is_person(match.tokens[-1]))


def came_soon(sentence: Sentence) -> Found:
    """«Мастер пришёл на следующий день»; not «приехал, посмотрел и уехал», «через неделю»."""
    found = unless(
        CAME.find(sentence), is_negated, is_wished, is_conditional, is_asked, by_author, is_past_habit
    )
    found = unless(found, by_bystander, _SLOW, _SLOW_BEFORE, _NOTHING, _nobody, _thing_came)
    return unless(found, is_quoted, sentence_has("так", "продавать", "реклама", "=пьяный"))


def speaks_frankly(sentence: Sentence) -> Found:
    """«Пишут честно», «терпеливо объяснили», «предупредили заранее»."""
    found = unless(
        FRANK.find(sentence), is_negated_talk, is_wished, is_conditional, is_asked, by_author, is_past_habit
    )
    return unless(found, by_bystander, _nobody, _TO_REFUSE, sentence_has("=бы", "=скажите", "=говоря"))


def is_negated_talk(match: Match) -> bool:
    """Whether «не» denies the frank word itself: «не врут, пишут честно» is frank."""
    return is_negated(match) and match.tokens[0].word.form != "не"


def support_helped(sentence: Sentence) -> Found:
    """«Поддержка решила вопрос», «помогли»."""
    found = unless(
        HELPED.find(sentence), is_negated, is_wished, is_conditional, is_asked, is_past_habit, by_author
    )
    found = unless(
        found, by_bystander, _nobody, _SLOW_BEFORE, precedes("=чем|=кто", within=2), is_quoted, _thing_helped
    )
    return unless(found, lonely_singular, _decides_to)


def solved_by_them(sentence: Sentence) -> Found:
    """«Починили за час»: the company solved it, as far as the author says."""
    found = unless(solved_problem(sentence), _SLOW, _SLOW_BEFORE, lonely_singular, _by_itself)
    return when(found, _is_their_act)


def _nobody(match: Match) -> bool:
    return clause_has("никто", "=никого", "ни")(match)


def _author_helps(match: Match) -> bool:
    return clause_has("=я")(match) and not clause_has("дозвониться", "=мне")(match)


def _not_people(match: Match) -> bool:
    return clause_has("сайт", "сервер", "интернет", "скорость", "пинг", "мышка")(match) and not clause_has(
        "@staff", "поддержка", "техподдержка", "они", "минута", "=минут", "=минуту", "провайдер"
    )(match)


def _sales(match: Match) -> bool:
    return sentence_has("предлагать", "предложить", "навязывать", "реклама", "впаривать", "спам")(match)


def _author_called(match: Match) -> bool:
    """«Позвонил в поддержку», «связался с оператором»: the author's own call."""
    singular = any(t.is_tagged("VERB", "sing", "past") for t in match.tokens)
    ours = follows("в|на|=им|=вам|=туда", within=1)(match) or precedes("в|на|с ..2", within=1)(match)
    return singular and ours and not clause_has("=мне", "=нам", "=мной")(match)


def _thing_came(match: Match) -> bool:
    return clause_has("счет", "квитанция", "смс", "письмо", "код", "посылка", "платеж", "деньга")(match)


def _thing_helped(match: Match) -> bool:
    return clause_has("перезагрузка", "сброс", "роутер", "сосед", "форум", "гугл")(match)


def _decides_to(match: Match) -> bool:
    """«Решила сменить оператора»: a decision, not a solution."""
    after = match.sentence.tokens[match.start + 1 : match.start + 3]
    return match.tokens[0].has(_DECIDE) and any(token.is_tagged("INFN") for token in after)


_DECIDE = frozenset(["решить"])
_ACTS = words_of("@repair") - {"сделать"}


def _is_their_act(match: Match) -> bool:
    """«Починили», «мастер исправил»; «вопрос решён» does not say by whom."""
    return any(t.is_tagged("VERB", "past") and not t.is_tagged("neut") and t.has(_ACTS) for t in match.tokens)


def _by_itself(match: Match) -> bool:
    return sentence_has("=сам", "=сама", "=само", "самостоятельно", "=сами")(match) or clause_has(
        "заработать"
    )(match)

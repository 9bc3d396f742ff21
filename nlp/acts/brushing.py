"""The author says that he was sent around or brushed off with a form letter, blame or indifference."""

from collections.abc import Iterator

from nlp.context import (
    by_author,
    by_bystander,
    clause_has,
    follows,
    is_asked,
    is_conditional,
    is_negated,
    is_past_habit,
    is_quoted,
    is_supposed,
    is_told,
    precedes,
    sentence_has,
    unless,
    when,
    words_of,
)
from nlp.lexicon import load_lexicon
from nlp.phrases import Match
from nlp.text import Sentence

Found = Iterator[Match]
_LEXICON = load_lexicon("brushing")

RUNAROUND = _LEXICON["runaround"]
CANNED = _LEXICON["canned"]
UNWILLING = _LEXICON["unwilling"]
YOURS = _LEXICON["yours"]
ALL_IS_WELL = _LEXICON["all_is_well"]
NOT_CARING = _LEXICON["not_caring"]
USELESS = _LEXICON["useless"]
CAME_FOR_NOTHING = _LEXICON["came_for_nothing"]


def sends_around(sentence: Sentence) -> Found:
    """«Футболят из отдела в отдел», «переводят стрелки»."""
    return unless(
        RUNAROUND.find(sentence), is_negated, is_conditional, by_author, by_bystander, is_past_habit
    )


def canned_answer(sentence: Sentence) -> Found:
    """«Очередная отписка», «отвечают по скрипту»; not «отписка от рассылки»."""
    found = unless(
        CANNED.find(sentence), is_negated, is_conditional, by_bystander, is_past_habit, is_supposed
    )
    return unless(found, _unsubscribing, _author_unsubscribed, _author_reboots)


def will_not_help(sentence: Sentence) -> Found:
    """«Не хотят разбираться», «отвечают, не читая», «говорят: ждите»."""
    found = unless(UNWILLING.find(sentence), is_conditional, by_author, by_bystander, is_past_habit)
    return unless(found, is_asked, _wait_until)


_LATER = follows("=до|=в|=мастера|=специалиста|=звонка|=через|@period|=завтра|=понедельника", within=2)


def _wait_until(match: Match) -> bool:
    """«Ждите мастера завтра» is an answer, «ждите» is none."""
    return match.tokens[-1].word.form == "ждите" and _LATER(match)


def problem_is_yours(sentence: Sentence) -> Found:
    """Told words only: «говорят, проблема у вас», «ответили, что у них всё в порядке»."""
    found = unless(YOURS.find(sentence), is_conditional, is_asked, is_past_habit)
    return unless(when(found, _said_by_them), _author_says, _not_theirs)


def says_all_is_well(sentence: Sentence) -> Found:
    """«Говорят, что у них всё в норме», «ответ один: сигнал хороший»."""
    found = unless(ALL_IS_WELL.find(sentence), is_conditional, is_asked, is_past_habit, by_bystander)
    return when(found, _just_said)


def _just_said(match: Match) -> bool:
    """Whether their words begin here: no other verb stands between them and the word of saying."""
    before = match.sentence.tokens[max(0, match.start - _SAID_BEFORE) : match.start]
    if any(token.has(_FOLK) for token in before):
        return False
    for token in reversed(before):
        if token.has(_SAID):
            return True
        if token.is_tagged("VERB"):
            return False
    return False


_SAID_BEFORE = 6
_FOLK = words_of("@bystander")
_SAID = words_of(
    *("=говорят", "=говорит", "=сказали", "=сказал", "=сказала", "=заявляют", "=заявили", "=заявил"),
    *("=отвечают", "=отвечает", "=ответили", "=ответил", "=ответила", "=ответ", "=твердят", "=твердит"),
    *("=уверяют", "=утверждают", "=слышу", "=слышим", "=услышал", "=услышала", "=пишут", "=написали"),
    *("=мол", "=якобы", "=типа", "=дескать"),
)


def does_not_care(sentence: Sentence) -> Found:
    """«Им плевать на клиентов», «никому нет дела»."""
    found = unless(NOT_CARING.find(sentence), is_negated_care, is_conditional, by_bystander, by_author)
    return unless(found, precedes("=мне", within=3), follows("на скорость|пинг|тариф", within=1))


def useless_to_ask(sentence: Sentence) -> Found:
    """«Звонить бесполезно», «толку ноль», «ничем не помогли»."""
    found = unless(USELESS.find(sentence), is_conditional, is_asked, by_bystander, is_past_habit, by_author)
    return when(found, _about_support)


def came_and_changed_nothing(sentence: Sentence) -> Found:
    """«Мастер приехал, посмотрел и уехал», «приходили, ничего не сделали»."""
    return unless(CAME_FOR_NOTHING.find(sentence), is_conditional, is_asked, by_author, by_bystander)


def is_negated_care(match: Match) -> bool:
    """Whether «не» denies the indifference: «им не плевать», «клиент не безразличен»."""
    return (
        any(token.word.form == "не" for token in match.tokens) and not clause_has("никто", "=никому")(match)
    ) or (precedes("не", within=1)(match))


_SAYING = precedes(
    "говорить|сказать|ответить|отвечать|твердить|заявить|заявлять|сообщить|утверждать|=мол|якобы|уверять|ответ|слышать|услышать"
    "|написать|писать|убеждать|обвинять|доказывать|типа|=типо|сваливать|валить|=дескать|признать",
    within=7,
)


def _said_by_them(match: Match) -> bool:
    return (_SAYING(match) or is_quoted(match)) and is_told(match)


def _author_says(match: Match) -> bool:
    said = match.sentence.tokens[max(0, match.start - 7) : match.start]
    return any(t.is_tagged("VERB", "1per") for t in said) or any(t.word.form == "я" for t in said[-5:])


def _not_theirs(match: Match) -> bool:
    return precedes("признать|признаться|оказаться|выяснить|извиниться", within=7)(match)


def _unsubscribing(match: Match) -> bool:
    return follows("от ..2 !=них", within=1)(match) or sentence_has(
        "спам", "рассылка", "подписка", "смс-рассылка"
    )(match)


def _author_reboots(match: Match) -> bool:
    """«Постоянно приходится перезагружать»: nobody advised it."""
    reboot = any(
        token.word.form.startswith("перезагруз") or token.word.form.startswith("перезагруж")
        for token in match.tokens
    )
    return reboot and (clause_has("приходиться", "прийтись", "=я")(match) or not _ADVISED(match))


def _author_unsubscribed(match: Match) -> bool:
    verbs = [token for token in match.tokens if token.has(frozenset(["отписаться"]))]
    return bool(verbs) and not sentence_has("формально", "=шаблоном", "стандартно", "=отписки", "=отпиской")(
        match
    )


_ADVISED = sentence_has(
    "@staff",
    "@sent",
    "поддержка",
    "техподдержка",
    "говорить",
    "сказать",
    "ответ",
    "отвечать",
    "советовать",
    "твердить",
    "отмазка",
    "помощь",
    "просить",
    "предлагать",
    "совет",
    "звонить",
)
_ASKED = sentence_has(
    "@sent",
    "@request",
    "@hotline",
    "@staff",
    "поддержка",
    "техподдержка",
    "саппорт",
    "провайдер",
    "они",
    "помощь",
)


def _about_support(match: Match) -> bool:
    previous = match.sentence.previous
    return _ASKED(match) or (previous is not None and _ASKED(Match(previous, 0, 1)))

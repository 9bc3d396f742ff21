"""The author says that nobody answers: silence instead of a reply."""

from collections.abc import Iterator

from nlp.context import (
    by_author,
    by_bystander,
    by_device,
    clause_has,
    follows,
    is_asked,
    is_conditional,
    is_negated,
    is_past_habit,
    is_responsible,
    is_supposed,
    is_wished,
    names_actor,
    on_phone,
    precedes,
    sentence_has,
    unless,
    when,
    words_of,
)
from nlp.lexicon import load_lexicon
from nlp.phrases import Match, Phrases
from nlp.text import Sentence

Found = Iterator[Match]
_LEXICON = load_lexicon("silence")

NOT_ANSWERING = _LEXICON["not_answering"]
NO_ANSWER = _LEXICON["no_answer"]
SILENCE = _LEXICON["silence"]
IGNORES = _LEXICON["ignores"]
NO_CONTACT = _LEXICON["no_contact"]
LONG_WAIT = _LEXICON["long_wait"]
AND_NOTHING = _LEXICON["and_nothing"]
_SENT_WORDS = words_of("@sent", "@request", "@hotline", "чат", "лк", "поддержка", "техподдержка")
_SENT = sentence_has(*_SENT_WORDS)
_TIME_WENT_BY = Phrases("пройти|миновать|=прошло:past ..2 @period")


def nobody_answers(sentence: Sentence) -> Found:
    """«Никто не отвечает», «поддержка не реагирует»; not «модем не отвечает» or «за скорость не отвечают»."""
    found = unless(NOT_ANSWERING.find(sentence), by_author, by_bystander, _unreal, _double, is_supposed)
    return unless(
        found,
        is_responsible,
        cannot_say,
        precedes("за|=за ..1", within=2),
        by_device,
        is_past_habit,
        _on_phone_only,
    )


def no_answer_came(sentence: Sentence) -> Found:
    """«Ответа так и не получил», «реакции ноль», «ни ответа ни привета»."""
    return unless(NO_ANSWER.find(sentence), is_conditional, by_device, by_bystander, _fair_silence)


def silence_in_return(sentence: Sentence) -> Found:
    """«Писал в ЛК, звонил - тишина»; silence needs a request beside it, «молчат» the company."""
    found = unless(
        SILENCE.find(sentence),
        is_conditional,
        is_negated,
        by_author,
        by_bystander,
        is_supposed,
        is_past_habit,
    )
    return unless(when(found, _asked_before), by_device, _fair_silence)


def ignores_people(sentence: Sentence) -> Found:
    """«Игнорируют клиентов», «полный игнор», «оставили без внимания»."""
    found = unless(
        IGNORES.find(sentence), is_negated, is_conditional, by_author, by_bystander, is_supposed, _hoped
    )
    return unless(found, by_device, _author_ignores, is_past_habit, _ignored_thing)


def nobody_called_back(sentence: Sentence) -> Found:
    """«Никто не перезвонил», «не выходят на связь»."""
    return unless(NO_CONTACT.find(sentence), is_conditional, by_author, by_bystander, is_supposed, is_asked)


def long_wait_for_answer(sentence: Sentence) -> Found:
    """«Уже вторую неделю жду ответа», «неделю жду мастера, заявок три»."""
    return unless(LONG_WAIT.find(sentence), is_conditional, is_negated)


def nothing_came_of_it(sentence: Sentence) -> Found:
    """«Заявка принята, и ничего»: the clause ends there."""
    found = unless(AND_NOTHING.find(sentence), is_conditional, is_asked, by_bystander)
    return when(found, _ends_clause)


def _ends_clause(match: Match) -> bool:
    after = match.sentence.tokens[match.end : match.end + 1]
    return not after or after[0].is_punctuation


def _on_phone_only(match: Match) -> bool:
    """A request by letter makes it plain silence: «ни на звонки, ни на письма»."""
    letters = follows("письмо|сообщение|обращение|заявка", within=3)(match) or any(
        token.has(_LETTERS) for token in match.tokens
    )
    return on_phone(match) and not letters


_LETTERS = frozenset(["письмо", "сообщение", "обращение", "заявка", "заявление"])


def _double(match: Match) -> bool:
    words = [token.word.form for token in match.tokens]
    return any(w in {"только", "просто", "сразу", "могли", "мог"} for w in words[:3])


def cannot_say(match: Match) -> bool:
    """Whether «ответить не могут» was said: an answer, if a poor one."""
    return any(token.has(frozenset(["мочь", "смочь", "уметь"])) for token in match.tokens)


def _unreal(match: Match) -> bool:
    """«Если не ответят» is no claim, but «хоть бы кто ответил» is."""
    return is_conditional(match) and match.tokens[0].word.form not in {"хоть", "хотя"}


def _asked_before(match: Match) -> bool:
    previous = match.sentence.previous
    if previous is not None and _TIME_WENT_BY.occur_in(previous):
        return True
    beside = previous is not None and not previous.keys.isdisjoint(_SENT_WORDS)
    return _SENT(match) or beside or names_actor(match) or follows("в ответ", within=2)(match)


def _fair_silence(match: Match) -> bool:
    return clause_has("ночь", "сосед", "сеть", "вентилятор", "работать")(match) and not _SENT(match)


def _author_ignores(match: Match) -> bool:
    return clause_has("=я", "совет", "реклама", "запрет")(match)


def _ignored_thing(match: Match) -> bool:
    return follows("модем|роутер|приставка|команда|настройка|пинг|dns|днс", within=2)(match)


def _hoped(match: Match) -> bool:
    return is_wished(match) and not clause_has("хватить", "мочь", "просить", "просьба", "ждать")(match)

"""What stands around a match and changes its meaning: negation, wish, question, quotation, who acts."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from .phrases import Match, Phrases
from .text import Sentence, Token
from .words import WORD_LISTS

Guard = Callable[[Match], bool]

_NOT = frozenset(["не", "ни", "нет", "=нету", "вместо", "отказаться", "отказываться", "никак"])
_NOT_REALLY = frozenset(["только", "просто", "=раз", "=сразу", "=один", "=прошло", "=то", "столько"])
_WISH = Phrases(
    "бы|=б|чтобы|=чтоб|=чтобы", "если|ежели", "когда|пока", "пусть|пускай", "надеяться|надеюсь|надежда",
    "хоть|=хотя бы", "должный|обязанный|=должны|=обязаны", "надо|нужно|=следует|=следовало|пора",
    "хотеть|хотеться|просить|требовать|ждать|дождаться", "может|=вдруг|=возможно|наверное|=авось",
    "обещать|пообещать|собираться|грозиться|клясться", "мочь|смочь",
)  # fmt: skip
_IF = Phrases("если|ежели", "=раз =уж", "бы|=б|чтобы|=чтоб")
_USED_TO = Phrases("=раньше|=прежде|когда-то|=поначалу|=сначала")
_REPORTING = Phrases(
    "говорить|сказать|ответить|отвечать|твердить|заявить|заявлять|сообщить|утверждать|написать|писать|=мол"
    "|=дескать|якобы|уверять|уверить|признать|объяснить|услышать|слышать|=типа|ответ|фраза|слово|=слова"
)
_ME = frozenset(["=я", "=мы"])
_STOP = frozenset(",;:()…–—-[]/|")
_TURN = frozenset(["но", "зато", "однако", "а"])


def when(matches: Iterable[Match], *guards: Guard) -> Iterator[Match]:
    """The matches for which every guard holds."""
    return (match for match in matches if all(guard(match) for guard in guards))


def unless(matches: Iterable[Match], *guards: Guard) -> Iterator[Match]:
    """The matches for which no guard holds."""
    return (match for match in matches if not any(guard(match) for guard in guards))


def clause(match: Match) -> tuple[int, int]:
    """Where the clause around a match begins and ends, in tokens: from mark to mark, or to «но» and «а»."""
    tokens = match.sentence.tokens
    start, end = match.start, match.end
    while start > 0 and not _is_border(tokens[start - 1]):
        start -= 1
    while end < len(tokens) and not _is_border(tokens[end]):
        end += 1
    return start, end


def _is_border(token: Token) -> bool:
    return token.text[0] in _STOP or (token.is_punctuation and token.text[0] in ".!?") or token.has(_TURN)


def clause_tokens(match: Match) -> tuple[Token, ...]:
    """The tokens of the clause around a match."""
    start, end = clause(match)
    return match.sentence.tokens[start:end]


@cache
def clause_has(*words: str) -> Guard:
    """A guard: the clause around the match holds one of the words or word lists."""
    wanted = words_of(*words)
    return lambda match: any(token.has(wanted) for token in clause_tokens(match))


@cache
def sentence_has(*words: str) -> Guard:
    """A guard: the sentence holds one of the words or word lists."""
    wanted = words_of(*words)
    return lambda match: not wanted.isdisjoint(match.sentence.keys)


@cache
def follows(*phrases: str | Phrases, within: int = 3) -> Guard:
    """A guard: one of the phrases begins within so many tokens after the match."""
    sought = _gather(*phrases)
    return lambda match: any(match.end <= m.start <= match.end + within for m in sought.find(match.sentence))


@cache
def precedes(*phrases: str | Phrases, within: int = 3) -> Guard:
    """A guard: one of the phrases ends within so many tokens before the match."""
    sought = _gather(*phrases)
    return lambda match: any(
        match.start - within <= m.end <= match.start for m in sought.find(match.sentence)
    )


def _gather(*phrases: str | Phrases) -> Phrases:
    lists = [phrase for phrase in phrases if isinstance(phrase, Phrases)]
    return lists[0] if lists else Phrases(*(phrase for phrase in phrases if isinstance(phrase, str)))


@cache
def words_of(*words: str) -> frozenset[str]:
    """The words themselves and the members of the word lists among them."""
    return frozenset().union(*(WORD_LISTS.get(word, frozenset()) | {word} for word in words))


def is_negated(match: Match) -> bool:
    """Whether «не», «ни», «без» stands in the match or up to three words before it in its clause."""
    start, _ = clause(match)
    tokens = match.sentence.tokens
    for i in range(max(start, match.start - 3), match.end):
        if (
            tokens[i].word.form == "без" and i + 1 == match.start
        ):  # «без перерасчёта», not «без связи вернули»
            return True
        inside = i >= match.start and tokens[i].word.form not in {"не", "ни", "без"}  # «отказался от услуг»
        if (
            not inside
            and tokens[i].has(_NOT)
            and not (i + 1 < len(tokens) and tokens[i + 1].has(_NOT_REALLY))
        ):
            return True
    return False


def is_wished(match: Match) -> bool:
    """Whether the clause speaks of a wish, a duty, a condition or a possibility, not of a fact."""
    start, end = clause(match)
    wishes = (m for m in _WISH.find(match.sentence) if not match.start <= m.start < match.end)
    return any(m.start < end and m.end > start for m in wishes) or _after_wish(match, start)


def _after_wish(match: Match, start: int) -> bool:
    # «жду, когда починят», «надеюсь, что ответят», «если не починят, уйду»: the clause before rules this one.
    tokens = match.sentence.tokens
    if start < 2 or tokens[start - 1].text != ",":
        return False
    linked = tokens[start].has(frozenset(["что", "когда", "пока", "чтобы", "как"]))
    return linked and any(m.end >= start - 4 and m.end <= start for m in _WISH.find(match.sentence))


def is_conditional(match: Match) -> bool:
    """Whether the clause holds «бы», «чтобы» or «если»."""
    start, end = clause(match)
    return any(m.start < end and m.end > start for m in _IF.find(match.sentence))


def is_asked(match: Match) -> bool:
    """Whether the sentence is a question."""
    return match.sentence.is_question


def is_past_habit(match: Match) -> bool:
    """Whether the clause tells of earlier times: «раньше отвечали быстро»."""
    start, end = clause(match)
    return any(start - 2 <= m.start < end for m in _USED_TO.find(match.sentence))


def is_quoted(match: Match) -> bool:
    """Whether the match stands between quotation marks."""
    return match.tokens[0].is_quoted


def is_told(match: Match) -> bool:
    """Whether the words are quoted or follow a word of saying: «отвечают:», «мол», «якобы»."""
    if is_quoted(match):
        return True
    said = (m for m in _REPORTING.find(match.sentence) if m.end <= match.start)
    return not all(is_ordered(m) for m in said)


def by_author(match: Match) -> bool:
    """Whether «я» or «мы» acts in the clause, or the verb itself is in the first person."""
    if any(token.is_tagged("VERB", "1per") for token in match.tokens):
        return True
    return any(token.has(_ME) for token in clause_tokens(match))


def by_bystander(match: Match) -> bool:
    """Whether somebody who is not the provider acts in the clause: «соседи», «начальник», «хакеры»."""
    wanted = words_of("@bystander")
    outside = (t for t in clause_tokens(match) if t not in match.tokens)
    return any(token.has(wanted) and token.is_tagged("nomn") for token in outside)


def is_singular(match: Match) -> bool:
    """Whether the match has a singular past verb: without a subject it may as well be the author."""
    return any(token.is_tagged("VERB", "sing", "past") for token in match.tokens)


def names_actor(match: Match) -> bool:
    """Whether the clause, or the one before it in the sentence, names somebody of the provider."""
    return any(token.has(words_of("@firm")) or is_person(token) for token in near(match))


def is_person(token: Token) -> bool:
    """Whether it names who acts, masked or not: «Андрей извинился», «[имя] извинился»."""
    named = token.is_tagged("Name", "nomn") and token.text[:1].isupper()
    return named or token.word.form == "имя"


def near(match: Match) -> tuple[Token, ...]:
    """The tokens of the sentence from at most twelve before the match to the end of its clause."""
    return match.sentence.tokens[max(0, match.start - 12) : clause(match)[1]]


def lonely_singular(match: Match) -> bool:
    """Whether nothing says that the singular verb is the provider's act."""
    return is_singular(match) and not names_actor(match)


def around(sentence: Sentence) -> tuple[Sentence, ...]:
    """The sentence with its neighbours."""
    return tuple(s for s in (sentence.previous, sentence, sentence.following) if s is not None)


def is_supposed(match: Match) -> bool:
    """Whether «если» or «пока» stands before the match, or the match is an order: «если не ответите»."""
    return is_ordered(match) or precedes("если|ежели|=пока|чтобы", within=4)(match)


is_responsible = follows(
    "за|требование|ожидание|действительность|стандарт|заявить|реальность|норма", within=3
)
_ASKERS = words_of("@sent")
_CALLING = frozenset(["звонить", "позвонить", "набирать", "дозваниваться", "дозвониться", "=звонки"])
_PEOPLE = clause_has("поддержка", "никто", "оператор", "провайдер", "они", "вы", "менеджер", "компания")


def by_device(match: Match) -> bool:
    """Whether a thing is what does not answer: «модем не отвечает», «сайт молчит»."""
    tokens = match.sentence.tokens[max(clause(match)[0], match.start - 4) : match.end + 2]
    things = words_of("@device")
    return any(t.has(things) and t.is_tagged("nomn") for t in tokens) and not _PEOPLE(match)


def on_phone(match: Match) -> bool:
    """Whether the match is about a call: a phone in the clause, or a call as the nearest request before."""
    before = match.sentence.tokens[max(0, match.start - 7) : match.start]
    asked = [token.has(_CALLING) for token in before if token.has(_ASKERS)]
    return clause_has("@hotline")(match) or bool(asked and asked[-1])


def is_ordered(match: Match) -> bool:
    """Whether the match holds an order, by its likeliest reading: «не удаляйте», not the «мой» of «мыть»."""
    readings = (token.word.readings[0] for token in match.tokens if token.word.readings)
    return any("impr" in reading.grammemes for reading in readings)

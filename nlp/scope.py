"""What takes a finding back, whether a rule or the model made it: other times, other people, things.

A rule knows the words around its own match; the model gives a whole clause and says little of who acts in it.
Here each finding is read once more with its neighbours: an apology between people, a device that does not
answer, a silence that ended long ago, what a competitor did are no acts of the provider, and who comes to it
does not leave it.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise, takewhile

from .annotation import Evidence
from .context import clause, is_person, words_of
from .hearing import MODEL_RULE
from .labels import EvidenceLabel
from .lexicon import load_lexicon
from .phrases import Match
from .text import Passage, Sentence, Token

_LEXICON = load_lexicon("scope")
ONCE, NOW, STILL = _LEXICON["once"], _LEXICON["now"], _LEXICON["still"]
TO_OTHERS, ROBOT = _LEXICON["to_others"], _LEXICON["robot"]
GOING = _LEXICON["going"]
_SORRY = words_of("извиниться", "извиняться", "повиниться", "просить", "попросить")
_SILENT = words_of("отвечать", "ответить", "откликаться", "реагировать", "молчать", "брать", "взять")
_MOVES = words_of(
    *("перейти", "переходить", "перебраться", "пересесть", "переключиться", "вернуться", "=перешел"),
    *("уйти", "уходить", "=ушел", "сбежать", "убежать", "свалить", "подключиться"),
)
_TOWARD, _AWAY = frozenset(["на", "к"]), frozenset(["от", "с", "из"])
_ELSEWHERE = frozenset(["других", "другого", "конкурентов"])
_FIRM = words_of("@firm", "@staff", "@provider")
_FOLK, _ANOTHER = words_of("@bystander"), frozenset(["=другим", "=другом"])
_OTHERS = _FOLK | words_of("@device")
_REACH = 5  # words before a verb among which its actor stands
_NEIGHBOURS = 2  # sentences after it in which a contrast with today may follow


def keep(found: Sequence[Evidence], passage: Passage) -> list[Evidence]:
    """The findings that nothing takes back, in the same order."""
    return [item for item in found if not _is_taken_back(item, passage)]


def _is_taken_back(item: Evidence, passage: Passage) -> bool:
    doubts = DOUBTS.get(item.label, ())
    if item.rule == MODEL_RULE:
        doubts += MODEL_DOUBTS.get(item.label, ())
    if not doubts:
        return False
    match = _locate(item, passage)
    return match is not None and any(doubt(match) for doubt in doubts)


def _locate(item: Evidence, passage: Passage) -> Match | None:
    """The tokens of the first sentence that an evidence touches."""
    for sentence in passage.sentences:
        inside = [at for at, t in enumerate(sentence.tokens) if t.start < item.end and t.end > item.start]
        if inside:
            return Match(sentence, inside[0], inside[-1] + 1)
    return None


def was_overcome(match: Match) -> bool:
    """«Раньше не дозвониться было, теперь берут сразу»: told as a contrast, neither the one nor the other.

    Of the part that tells of today nothing is taken back.
    """
    once = [m for m in ONCE.find(match.sentence) if m.start < match.end]
    today = [m.start for m in NOW.find(match.sentence)]
    if not once or any(at < match.end for at in today):
        return False
    later = match.sentence.passage.sentences[match.sentence.index + 1 :][:_NEIGHBOURS]
    now = match.sentence if today else next((s for s in later if NOW.occur_in(s)), None)
    return now is not None and not STILL.occur_in(now)


def others_apologise(match: Match) -> bool:
    """«Сосед извинился», «один извинился перед другим»: people among themselves."""
    at = _first(match, _SORRY)
    if at is None:
        return False
    actor = _actor(match.sentence, at)
    if actor or not match.sentence.tokens[at].is_tagged("sing"):
        return actor is not None and actor.has(_FOLK)
    return any(_is_to_folk(to) for to in TO_OTHERS.find(match.sentence))


def _is_to_folk(to: Match) -> bool:
    return any(token.has(_FOLK | _ANOTHER) or is_person(token) for token in to.tokens)


def a_robot_apologises(match: Match) -> bool:
    """«Автоответчик: извините за ожидание»: played to everybody, an apology to nobody."""
    return ROBOT.occur_in(match.sentence)


def others_must_apologise(match: Match) -> bool:
    """«Извинись перед девушкой», «извиняться друг перед другом»: said of somebody in the thread."""
    at = _first(match, _SORRY)
    is_order = at is not None and match.sentence.tokens[at].is_tagged("impr")
    return any(is_order or to.tokens[0].word.form == "друг" for to in TO_OTHERS.find(match.sentence))


def others_are_silent(match: Match) -> bool:
    """«Модем молчит», «жена не берёт трубку», «звоню сыну, не берёт»: not the provider."""
    at = _first(match, _SILENT)
    if at is None or any(token.has(_FIRM) for token in match.sentence.tokens[match.start : match.end]):
        return False
    tokens, (begin, _) = match.sentence.tokens, clause(Match(match.sentence, at, at + 1))
    actor = next((t for t in reversed(tokens[max(begin, at - _REACH) : at]) if _can_act(t)), None)
    if actor is not None:
        return actor.has(_OTHERS)
    return any(t.has(_FOLK) and t.is_tagged("datv") for t in tokens[max(0, at - _REACH) : at])


def comes_to_the_page(match: Match) -> bool:
    """«Перешёл на Билайн» on the page of Билайн, «ушла от других»: the author came, and left others."""
    tokens, page = match.sentence.tokens[match.start : match.end + 1], match.sentence.passage.provider
    moves = any(token.has(_MOVES) for token in tokens)
    return moves and any(_leads_here(one, other, page) for one, other in pairwise(tokens))


def tells_of_another(match: Match) -> bool:
    """«У Кедрона починили за день» on the page of Стожар: the sentence names other providers alone."""
    named = {token.provider for token in match.sentence.tokens if token.provider}
    main = match.sentence.passage.main_provider
    return main is not None and bool(named) and main not in named


def asks_whether(match: Match) -> bool:
    """«Извинился ли кто-нибудь?»: asked, not told."""
    return any(token.word.form == "ли" for token in match.sentence.tokens[match.start : match.end])


def says_nothing_of_going(match: Match) -> bool:
    """«Был бы выбор», «отключили связь»: the model hears somebody leave, and no word says so."""
    return not any(match.start <= m.start < match.end for m in GOING.find(match.sentence))


def _leads_here(one: Token, other: Token, page: str | None) -> bool:
    if one.word.form == "к" and other.word.form in {"вам", "нам"}:
        return True
    if one.word.form in _AWAY and other.word.form in _ELSEWHERE:
        return True
    if page is None or other.provider is None:
        return False
    return one.word.form in (_TOWARD if other.provider == page else _AWAY)


def _can_act(token: Token) -> bool:
    return token.is_tagged("NOUN", "nomn") and not token.has(frozenset(["трубка", "звонок", "письмо"]))


def _first(match: Match, words: frozenset[str]) -> int | None:
    return next((at for at in range(match.start, match.end) if match.sentence.tokens[at].has(words)), None)


def _actor(sentence: Sentence, at: int) -> Token | None:
    """Who acts: the nearest living being before the verb that agrees with it, else one right after it."""
    verb = sentence.tokens[at]
    after = takewhile(lambda token: not token.is_punctuation, sentence.tokens[at + 1 :])
    near = (token for token in (*reversed(sentence.tokens[:at]), *after) if _is_alive(token))
    return next((token for token in near if _agree(verb, token)), None)


def _is_alive(token: Token) -> bool:
    """A name alone is nobody: «Светлана извинилась» may be the neighbour or the girl of the support."""
    if token.has(_FIRM):
        return token.provider is not None or token.is_tagged("nomn")
    return token.is_tagged("NOUN", "anim", "nomn") and not is_person(token)


def _agree(verb: Token, actor: Token) -> bool:
    """Whether both are of one number and, in the past, of one gender."""
    forms = ("masc", "femn", "neut", "plur")
    of_verb = {form for form in forms if verb.is_tagged("VERB", "past", form)}
    of_actor = {form for form in forms if actor.is_tagged("nomn", form)}
    return not of_verb or not of_actor or bool(of_verb & of_actor)


Doubt = Callable[[Match], bool]
DOUBTS: dict[EvidenceLabel, tuple[Doubt, ...]] = {
    EvidenceLabel.APOLOGY_REPORTED: (others_apologise, a_robot_apologises, tells_of_another),
    EvidenceLabel.APOLOGY_WITHHELD: (others_must_apologise, tells_of_another),
    EvidenceLabel.IGNORING_CLAIMED: (was_overcome, others_are_silent, tells_of_another),
    EvidenceLabel.IGNORING_DENIED: (was_overcome, tells_of_another),
    EvidenceLabel.COMPENSATION_GIVEN: (tells_of_another,),
    EvidenceLabel.COMPENSATION_WITHHELD: (tells_of_another,),
    EvidenceLabel.RESOLVED: (tells_of_another,),
    EvidenceLabel.LEAVING: (comes_to_the_page,),
}
# What a rule would have had among its own words, the model has to show.
MODEL_DOUBTS: dict[EvidenceLabel, tuple[Doubt, ...]] = {
    EvidenceLabel.APOLOGY_REPORTED: (asks_whether,),
    EvidenceLabel.APOLOGY_WITHHELD: (asks_whether,),
    EvidenceLabel.LEAVING: (says_nothing_of_going,),
}

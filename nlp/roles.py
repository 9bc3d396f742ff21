"""Who speaks: a customer, the company's staff, or somebody else."""

import re
from collections.abc import Mapping

from .annotation import Evidence
from .context import is_negated, is_quoted, is_told, unless
from .labels import EvidenceLabel, Role
from .lexicon import load_lexicon
from .phrases import Match, Phrases
from .rules import EVERYBODY, Family, find_evidence
from .text import Passage, Sentence, Token

_LEXICON = load_lexicon("roles")
_OFFICIAL = re.compile(
    r"официал|представител|сотрудник|служба|поддержк|администрац|провайдер|оператор|компани|ответ от|команда"
    r"|official|staff|support|company|provider|representative",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"\^\s?[А-ЯA-Z]{2}\b|с уважением,?\s+(?:команда|служба|отдел|компания|ваш)", re.IGNORECASE
)
_HASHTAG = re.compile(r"#\s?\w+\s*$")
_POLITE_YOU = re.compile(r"(?<=[а-яё,] )(?:Вы|Вас|Вам|Вами|Ваш[аеиу]?|Ваш(?:его|ему|ей|их|им))\b")
_LAUGHTER = re.compile(r"[\s)(😂🤣😆😹😄😁😅]+")
_ENOUGH = 2


def is_official(badge: str | None) -> bool:
    """Whether a site's mark beside the author's name means staff of the provider."""
    return bool(badge and _OFFICIAL.search(badge))


def apologises_formally(sentence: Sentence) -> list[Match]:
    """«Приносим свои извинения за доставленные неудобства»."""
    return _spoken(_LEXICON["formal_apology"], sentence)


def addresses_subscriber(sentence: Sentence) -> list[Match]:
    """«Уважаемый абонент», «благодарим за обращение», «ваша заявка передана специалистам»."""
    return _spoken(_LEXICON["to_subscriber"], sentence)


def asks_for_data(sentence: Sentence) -> list[Match]:
    """«Уточните номер договора», «напишите нам в личные сообщения»."""
    return _spoken(_LEXICON["asks_data"], sentence)


def speaks_for_the_house(sentence: Sentence) -> list[Match]:
    """«Наши специалисты», «мы проверили вашу линию»."""
    return _spoken(_LEXICON["our_house"], sentence)


def _spoken(phrases: Phrases, sentence: Sentence) -> list[Match]:
    return list(unless(phrases.find(sentence), is_quoted, is_negated, is_told))


FAMILIES = (
    Family(
        EvidenceLabel.COMPANY_VOICE,
        (apologises_formally, addresses_subscriber, asks_for_data, speaks_for_the_house),
        speakers=EVERYBODY,
    ),
)
_CUSTOMER = _LEXICON["customer"]
_BYSTANDER = _LEXICON["bystander"]
_TO_OTHERS = _LEXICON["to_others"]
_ADVICE = _LEXICON["advice"]
# From which probability on the model is believed, chosen on the development part of the gold set. A company
# that does not sound like one to the rules has to be surer, and certain in a remark, which tells little:
# a customer taken for it loses his complaint.
_SURE = {Role.CUSTOMER: 0.9, Role.COMPANY: 0.6, Role.OTHER: 0.6}
_SURER, _CERTAIN, _SURE_OF_WE = 0.8, 0.97, 0.9  # «планируем весной»: a house speaks as we
_SIGNED, _SIGNATURE_WORDS = 0.4, 5  # with its name below the text it need not be surer
_SAID = frozenset(["спасибо", "нет", "не"])  # «Спасибо, Билайн» is no signature
_REMARK = 20  # tokens
_SHORT = 45  # words of a remark; an adviser who writes more has a story of his own


def find_voice(passage: Passage) -> list[Evidence]:
    """The words that sound like the company's."""
    return find_evidence(FAMILIES, passage)


def tell_role(
    passage: Passage, voice: list[Evidence], badge: str | None, likely: Mapping[Role, float] | None = None
) -> Role:
    """The role: from the site's mark, else from the voice weighed against the customer's own.

    `likely` are the model's probabilities. Where it is sure, it decides; else the rules do.
    """
    if is_official(badge):
        return Role.COMPANY
    likely = likely or {}
    if not badge and likely.get(Role.COMPANY, 0) >= _company_bound(passage, voice):
        return Role.COMPANY
    for role in (Role.CUSTOMER, Role.OTHER):
        if likely.get(role, 0) >= _SURE[role]:
            return role
    strong = sum(2 if item.rule == "apologises_formally" else 1 for item in voice)
    strong += _ENOUGH * bool(_SIGNATURE.search(passage.text))
    strong += bool(_HASHTAG.search(passage.text)) + bool(_POLITE_YOU.search(passage.text))
    customer = sum(1 for sentence in passage.sentences for _ in _own_voice(sentence))
    if strong >= _ENOUGH and strong > 2 * customer:
        return Role.COMPANY
    return _outsider(passage) if not customer else Role.CUSTOMER


def _company_bound(passage: Passage, voice: list[Evidence]) -> float:
    """From which probability on the model is believed that the company speaks."""
    if _is_signed(passage):
        return _SIGNED
    if voice:
        return _SURE[Role.COMPANY]
    tokens = [token for sentence in passage.sentences for token in sentence.tokens]
    if len(tokens) > _REMARK:
        return _SURER
    return _SURE_OF_WE if any(token.is_tagged("VERB", "1per", "plur") for token in tokens) else _CERTAIN


def _is_signed(passage: Passage) -> bool:
    """«… Goodline, ночная смена»: a provider's name and no more than a few words at the end of a text."""
    if len(passage.sentences) < 2 or passage.sentences[-1].is_question:
        return False
    words = [token for token in passage.sentences[-1].tokens if not token.is_punctuation]
    is_named = any(token.provider for token in words)
    return is_named and len(words) <= _SIGNATURE_WORDS and not any(map(_is_no_signature, words))


def _is_no_signature(token: Token) -> bool:
    return token.is_tagged("VERB") or token.has(_SAID)


def _own_voice(sentence: Sentence) -> list[Match]:
    return [match for match in _CUSTOMER.find(sentence) if not is_quoted(match)]


def _outsider(passage: Passage) -> Role:
    found = any(_BYSTANDER.occur_in(sentence) for sentence in passage.sentences)
    if not found and _is_remark(passage):
        found = any(
            _has_own(cue, sentence) for cue in (_TO_OTHERS, _ADVICE) for sentence in passage.sentences
        )
    return Role.OTHER if found or _LAUGHTER.fullmatch(passage.text) else Role.CUSTOMER


def _has_own(phrases: Phrases, sentence: Sentence) -> bool:
    """Whether a cue stands there in the author's own words: «говорят: попробуйте» is a customer's."""
    return any(True for _ in unless(phrases.find(sentence), is_quoted, is_told))


def _is_remark(passage: Passage) -> bool:
    """Whether the text is short and nobody in it speaks of himself."""
    tokens = [token for sentence in passage.sentences for token in sentence.tokens]
    return len(tokens) <= _SHORT and not any(token.is_tagged("VERB", "1per") for token in tokens)


def settle(role: Role, evidence: list[Evidence]) -> Role:
    """The role once the acts are known: whoever tells what the company did to him is no bystander."""
    told = any(item.label in _OWN_ACTS for item in evidence)
    return Role.CUSTOMER if role is Role.OTHER and told else role


_OWN_ACTS = frozenset(
    [
        EvidenceLabel.IGNORING_CLAIMED,
        EvidenceLabel.COMPENSATION_GIVEN,
        EvidenceLabel.COMPENSATION_WITHHELD,
        EvidenceLabel.APOLOGY_WITHHELD,
        EvidenceLabel.LEAVING,
        EvidenceLabel.CHANNEL,
        EvidenceLabel.THANKS,
    ]
)

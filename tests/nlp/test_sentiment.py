from pathlib import Path

import numpy as np
import pytest

from nlp.annotate import load_annotator
from nlp.annotation import Annotation, Document
from nlp.encoder import Reading
from nlp.framing import Framed
from nlp.heads import OUTPUTS
from nlp.labels import EvidenceLabel, Role, Sentiment
from nlp.sentiment import load_sentiment, to_opinion

HERE = Path(__file__).parent
SANITY = [line.split(" | ") for line in (HERE / "sanity_sentences.txt").read_text("utf-8").splitlines()]
PRAISED, BLAMED = EvidenceLabel.SENTIMENT_POSITIVE, EvidenceLabel.SENTIMENT_NEGATIVE


def annotate(text: str, **fields: str) -> Annotation:
    (found,) = load_annotator().annotate([Document(id="1", text=text, **fields)])
    return found


def test_most_of_forty_own_sentences_come_out_right() -> None:
    opinions = load_sentiment().read(Framed(text, ()) for _, text in SANITY)
    wrong = [
        text for (label, text), found in zip(SANITY, opinions, strict=True) if found.scores.sentiment != label
    ]
    assert len(SANITY) == 40
    assert len(wrong) <= 8, wrong


def test_probabilities_sum_to_one() -> None:
    (opinion,) = load_sentiment().read([Framed("Связи нет третий день", ((0, 21),))])
    scores = opinion.scores
    assert scores.negative + scores.neutral + scores.positive == pytest.approx(1)
    assert sum(opinion.roles.values()) == pytest.approx(1)
    assert all(0 <= heard.share <= 1 for heard in opinion.acts.values())


def test_logits_become_opinions_clause_by_clause() -> None:
    clauses = np.full((3, len(OUTPUTS)), -4, np.float32)
    clauses[0, OUTPUTS.index("sentiment.negative")] = 4
    clauses[1, OUTPUTS.index("leaving")] = 3
    clauses[2] = np.nan
    opinion = to_opinion(Reading(np.zeros(len(OUTPUTS), np.float32), clauses))
    first, second, unread = opinion.clauses
    assert first is not None
    assert second is not None
    assert first.sentiment is Sentiment.NEGATIVE
    assert unread is None
    assert (opinion.acts["leaving"].clause, opinion.acts["leaving"].share > 0.9) == (1, True)
    assert opinion.acts["resolved"].share < 0.1


def test_both_sides_of_a_mixed_review_are_shown() -> None:
    found = annotate("Интернет отличный, очень доволен, но поддержка хамит, просто ужас.", provider="МТС")
    shown = {item.label: item.quote for item in found.evidence if item.rule == "model"}
    assert shown[PRAISED] == "Интернет отличный, очень доволен,"
    assert shown[BLAMED] == "но поддержка хамит, просто ужас."
    assert {item.detail for item in found.evidence if item.label in (PRAISED, BLAMED)} == {"mts"}


def test_each_named_provider_gets_the_attitude_toward_it() -> None:
    found = annotate("Ушёл от Билайна, там ужас и вечные обрывы. На МТС всё отлично, очень доволен!")
    toward = {about.provider: about.scores.sentiment for about in found.providers}
    assert toward == {"beeline": Sentiment.NEGATIVE, "mts": Sentiment.POSITIVE}


def test_the_brand_does_not_decide() -> None:
    """The name is hidden from the model, so the same words get the same scores whoever they are about."""
    texts = [f"{name} опять повысил цену, надоело" for name in ("Ростелеком", "Билайн", "Мегафон")]
    scores = [annotate(text).providers[0].scores for text in texts]
    assert scores[0] == scores[1] == scores[2]


def test_official_regret_is_no_attitude() -> None:
    found = annotate("Приносим извинения за доставленные неудобства.", author_badge="Представитель компании")
    assert found.role is Role.COMPANY
    assert found.sentiment is Sentiment.NEUTRAL
    assert not [item for item in found.evidence if item.label in (PRAISED, BLAMED)]


def test_no_texts_give_no_opinions() -> None:
    assert list(load_sentiment().read([])) == []


def test_an_endless_text_is_scored() -> None:
    (opinion,) = load_sentiment().read([Framed("Ужас, связи нет. " * 3000, ())])
    assert opinion.scores.sentiment is Sentiment.NEGATIVE

"""What is taken back of findings, rules' and model's alike: other times, other people, things."""

import pytest

from nlp.annotate import load_annotator
from nlp.annotation import Document, Evidence
from nlp.hearing import MODEL_RULE
from nlp.labels import EvidenceLabel
from nlp.scope import keep
from nlp.text import parse

CLAIMED, DENIED = EvidenceLabel.IGNORING_CLAIMED, EvidenceLabel.IGNORING_DENIED
REPORTED, WITHHELD = EvidenceLabel.APOLOGY_REPORTED, EvidenceLabel.APOLOGY_WITHHELD


def kept(label: EvidenceLabel, text: str, quote: str) -> bool:
    """Whether what the model found in the words of the quote stays."""
    start = text.index(quote)
    found = Evidence(label=label, start=start, end=start + len(quote), quote=quote, rule=MODEL_RULE)
    return keep([found], parse(text)) == [found]


@pytest.mark.parametrize(
    ("label", "text", "quote"),
    [
        (CLAIMED, "Модем на пинги не отвечает.", "Модем на пинги не отвечает."),
        (CLAIMED, "Звоню жене из поля, не берёт.", "Звоню жене из поля, не берёт."),
        (CLAIMED, "Год назад трубку не брали. Теперь отвечают сразу.", "Год назад трубку не брали."),
        (CLAIMED, "Первые годы до них было не дозвониться. С весны берут сразу.", "Первые годы до них было"),
        (CLAIMED, "В 2012 трубку клали, сейчас шутят.", "В 2012 трубку клали,"),
        (DENIED, "Раньше перезванивали за час, а теперь тишина.", "Раньше перезванивали за час,"),
        (REPORTED, "Сосед сверлил, потом извинился.", "Сосед сверлил, потом извинился."),
        (WITHHELD, "А ты извинись перед девушкой!", "А ты извинись перед девушкой!"),
        (REPORTED, "Извинился ли кто-нибудь?", "Извинился ли кто-нибудь?"),
        (REPORTED, "В очереди один извинился перед другим.", "один извинился перед другим."),
        (
            REPORTED,
            "Автоответчик двадцать раз сказал «извините».",
            "Автоответчик двадцать раз сказал «извините».",
        ),
        (WITHHELD, "Извиняться друг перед другом им никто не велел.", "Извиняться друг перед другом"),
        (EvidenceLabel.LEAVING, "Весной ушла от соседей к вам.", "Весной ушла от соседей к вам."),
        (EvidenceLabel.LEAVING, "В городе отключили связь.", "В городе отключили связь."),
    ],
)
def test_what_the_provider_did_not_do_or_no_longer_does_is_taken_back(
    label: EvidenceLabel, text: str, quote: str
) -> None:
    assert not kept(label, text, quote)


@pytest.mark.parametrize(
    ("label", "text", "quote"),
    [
        (CLAIMED, "Поддержка не отвечает, модем моргает.", "Поддержка не отвечает,"),
        (CLAIMED, "Год назад трубку не брали. Теперь всё то же самое.", "Год назад трубку не брали."),
        (CLAIMED, "Год назад перезванивали, теперь трубку не берут.", "теперь трубку не берут."),
        (REPORTED, "Мастер извинился перед соседом.", "Мастер извинился перед соседом."),
        (REPORTED, "Мужу перезвонили и извинились.", "Мужу перезвонили и извинились."),
        (REPORTED, "Перед бабушкой извинились, деньги вернули.", "Перед бабушкой извинились,"),
        (WITHHELD, "Хоть бы извинились перед мамой.", "Хоть бы извинились перед мамой."),
        (EvidenceLabel.LEAVING, "Раньше терпел, теперь ухожу.", "теперь ухожу."),
        (EvidenceLabel.LEAVING, "Симку выбросил в окно.", "Симку выбросил в окно."),
    ],
)
def test_what_the_provider_does_today_stays(label: EvidenceLabel, text: str, quote: str) -> None:
    assert kept(label, text, quote)


@pytest.mark.parametrize(
    ("page", "text", "is_resolved"),
    [
        ("mts", "Связи нет. У Билайна рядом починили за день.", False),
        (None, "МТС лежит. У Билайна рядом починили за день.", False),
        ("mts", "У Билайна лежит, а МТС починили за день.", True),
        ("mts", "Связи не было. Починили за день.", True),
        (None, "Билайн починили за день.", True),
    ],
)
def test_what_a_competitor_did_is_not_the_providers(page: str | None, text: str, is_resolved: bool) -> None:
    (found,) = load_annotator().annotate([Document(id="1", text=text, provider=page)])
    assert found.resolved is is_resolved

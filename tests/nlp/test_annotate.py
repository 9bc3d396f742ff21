import time
from collections.abc import Iterator

import pytest

from nlp.annotate import load_annotator
from nlp.annotation import Annotation, Document
from nlp.labels import Apology, Compensation, Ignoring, IgnoringKind, Role, Sentiment

STORY = (
    "Теле2 удивил. Писал в ЛК, звонил, в ответ тишина. Потом пришло письмо: «Приносим извинения за сбой». "
    "Вечером мне позвонили и извинились, продлили на три дня. Спасибо, остаюсь."
)


def annotate(text: str, *, badge: str | None = None, provider: str | None = None) -> Annotation:
    document = Document(id="1", text=text, author_badge=badge, provider=provider)
    return next(load_annotator().annotate([document]))


def test_a_whole_story_is_read_step_by_step() -> None:
    found = annotate(STORY)
    assert found.role is Role.CUSTOMER
    assert found.apology == (Apology.REPORTED,)
    assert found.ignoring == (Ignoring.CLAIMED, Ignoring.DENIED)
    assert found.ignoring_kinds == (IgnoringKind.NO_REPLY,)
    assert found.compensation == (Compensation.GIVEN,)
    assert {item.detail for item in found.evidence if item.label == "channel"} == {"account", "phone"}
    assert [mention.provider for mention in found.mentions] == ["tele2"]


def test_evidence_is_verbatim() -> None:
    found = annotate(STORY)
    assert found.evidence
    assert all(STORY[item.start : item.end] == item.quote for item in found.evidence)


def test_every_label_has_evidence() -> None:
    found = annotate(STORY)
    labels = {item.label.value for item in found.evidence}
    assert {
        "apology.reported",
        "ignoring.claimed",
        "ignoring.denied",
        "compensation.given",
        "thanks",
    } <= labels


def test_compensation_evidence_tells_the_amount() -> None:
    (evidence,) = [
        e for e in annotate("Вернули 300 рублей за простой").evidence if e.label == "compensation.given"
    ]
    assert evidence.detail == "300 рублей"


@pytest.mark.parametrize(
    ("text", "badge", "role"),
    [
        ("Проверим.", "Официальный представитель", Role.COMPANY),
        ("Проверим.", "Новичок", Role.CUSTOMER),
        ("Приносим извинения за неудобства. Уточните, пожалуйста, номер договора.", None, Role.COMPANY),
        ("Мне написали: «Приносим извинения за неудобства».", None, Role.CUSTOMER),
        ("К сожалению, возврат возможен только через суд. Пресс-служба МегаФон", None, Role.COMPANY),
        ("Премию ребятам выписали, фото во вложении. ТТК Сибирь", None, Role.COMPANY),
        ("Третий день без сети, сил нет. Ростелеком, Тверь", None, Role.CUSTOMER),
        ("У меня третий день нет интернета.", None, Role.CUSTOMER),
        ("Подключайтесь по ссылке, промокод внутри!", None, Role.OTHER),
        ("", None, Role.CUSTOMER),
        ("ФАС оштрафовала оператора за рекламу безлимита", None, Role.OTHER),
        ("По сообщениям жителей, сети нет в двух районах", None, Role.OTHER),
        ("Лучший VPN за рубль, ссылка в профиле", None, Role.OTHER),
        ("да кому вы нужны со своими жалобами", None, Role.OTHER),
        ("Сколько вам заплатили за отзыв?", None, Role.OTHER),
        ("Обновите прошивку роутера и выберите другой канал", None, Role.OTHER),
        ("крепись, дружище", None, Role.OTHER),
        ("😂😂", None, Role.OTHER),
        ("Обновите прошивку, мне помогло", None, Role.CUSTOMER),
        ("Говорят: «Перезагрузите роутер и попробуйте снова»", None, Role.CUSTOMER),
        ("Поздравляю, заявку закрыли, а интернета нет", None, Role.CUSTOMER),
        ("крепитесь, я тоже третий день без связи", None, Role.CUSTOMER),
        ("Купите новый роутер, сказали в поддержке, и бросили трубку", None, Role.CUSTOMER),
        ("Почините наконец интернет", None, Role.CUSTOMER),
        ("👎", None, Role.CUSTOMER),
    ],
)
def test_the_speaker_is_told_by_badge_and_voice(text: str, badge: str | None, role: Role) -> None:
    assert annotate(text, badge=badge).role is role


def test_official_messages_are_neutral_even_when_sorry() -> None:
    text = "Приносим извинения за ужасный сбой и отвратительную работу поддержки!"
    assert annotate(text, badge="Официальный ответ").sentiment is Sentiment.NEUTRAL


def test_customers_ignore_nobody() -> None:
    found = annotate("Мастер не смог до вас дозвониться, заявку закрыли.", badge="Официальный ответ")
    assert found.ignoring == ()
    assert found.leaving is False


def test_named_providers_are_judged_by_their_sentences() -> None:
    found = annotate("МТС ужасен, обрывы каждый день. Билайн отличный, всё летает!", provider="mts")
    scores = {item.provider: item.scores for item in found.providers}
    assert {item.basis for item in found.providers} == {"named"}
    assert scores["beeline"].positive > scores["mts"].positive


def test_the_page_provider_is_judged_by_the_whole_text() -> None:
    found = annotate("Ужасно, обрывы каждый день", provider="Ростелеком")
    assert [(item.provider, item.basis) for item in found.providers] == [("rostelecom", "page")]
    assert found.providers[0].scores == found.scores


def test_nobody_is_judged_without_a_provider() -> None:
    assert annotate("Ужасно").providers == ()


def test_coming_to_the_page_provider_is_not_leaving() -> None:
    assert annotate("Перешёл на Билайн с МТС", provider="beeline").leaving is False
    assert annotate("Перешёл на Билайн с МТС", provider="mts").leaving is True


def test_documents_keep_their_order_over_batches() -> None:
    documents = [Document(id=str(number), text=f"Отзыв {number}") for number in range(7)]
    found = load_annotator().annotate(documents, batch_size=3)
    assert [annotation.id for annotation in found] == [document.id for document in documents]


def test_annotation_is_lazy() -> None:
    asked: list[int] = []

    def documents() -> Iterator[Document]:
        for number in range(10):
            asked.append(number)
            yield Document(id=str(number), text="Звонил")

    next(load_annotator().annotate(documents(), batch_size=2))
    assert asked == [0, 1, 2, 3]  # the batch that is given and the one that the model reads meanwhile


def test_the_version_names_rules_and_tables() -> None:
    number, _, digest = load_annotator().version.partition("+")
    assert number.isdigit()
    assert len(digest) == 8
    assert load_annotator() is load_annotator()


def test_odd_texts_do_no_harm() -> None:
    odd = ["", " \n", "😡" * 50, "a" * 5000, "\x00\u200b", "«««", "...!!!???", "ъ" * 100]
    found = list(load_annotator().annotate(Document(id=str(n), text=text) for n, text in enumerate(odd)))
    assert len(found) == len(odd)


@pytest.mark.parametrize("mark", [")", "!", "«", '"', ":)", "😡", "А", "а-", "1", "#билайн", "@a "])
def test_a_text_of_one_mark_takes_no_longer_than_its_length_warrants(mark: str) -> None:
    text = mark * (
        10_000 // len(mark)
    )  # the splitter alone took ten seconds, ten times as long a text a thousand
    started = time.process_time()
    list(load_annotator().annotate([Document(id="1", text=text)]))
    assert time.process_time() - started < 5


def test_rules_keep_pace() -> None:
    text = "Писал в ЛК, звонил, никто не отвечает. Обещали перезвонить и пропали, мастер не пришёл. "
    documents = [Document(id=str(n), text=f"{text}{text}Заявка {n}.") for n in range(200)]
    list(load_annotator().annotate(documents[:20]))
    started = time.process_time()
    list(load_annotator().annotate(documents))
    assert (time.process_time() - started) / len(documents) < 1 / 60  # five times the slack of a busy machine


def test_a_retold_recovery_shows_every_step() -> None:
    story = (
        "Неделю не отзывались ни на звонки, ни на письма. Потом пришло письмо: «Ирина, добрый день. "
        "От имени компании прошу у вас прощения». Позвонил Олег, извинился ещё раз. За простой добавили "
        "четыре дня. Такой подход меня устраивает."
    )
    items = [item for item in annotate(story).evidence if not item.label.startswith("sentiment.")]
    found = [(item.label.value, item.detail, item.quote) for item in items]
    assert found == [
        ("ignoring.claimed", "no_reply", "не отзывались ни на звонки"),
        ("apology.reported", None, "прошу у вас прощения"),
        ("ignoring.denied", None, "Позвонил Олег"),
        ("apology.reported", None, "извинился"),
        ("compensation.given", "четыре дня", "добавили четыре дня"),
        ("resolved", None, "подход меня устраивает"),
    ]

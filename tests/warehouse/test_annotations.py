"""What is to be annotated, and annotations kept beside one another."""

import dataclasses
from datetime import UTC, datetime

import pytest

from crawlers.items import State
from nlp.annotation import Annotation, Evidence, Mention, ProviderSentiment, Scores
from nlp.labels import Apology, EvidenceLabel, IgnoringKind, Role
from warehouse.annotations import pending_versions, save_annotations
from warehouse.errors import AnnotationsRefused
from warehouse.forget import forget

TEXT = "🙂 Дальсвет приносит извинения. Спасибо!"
SCORES = Scores(negative=0.125, neutral=0.25, positive=0.625)


@dataclasses.dataclass(frozen=True)
class Provider:
    slug: str
    name: str
    parent: str | None = None


CATALOGUE = (Provider("dalsvet", "Дальсвет"), Provider("dalsvet-biz", "Дальсвет Бизнес", "dalsvet"))


def annotation(version_id, annotator_version="1", **changes):
    plain = Annotation(
        id=version_id,
        annotator_version=annotator_version,
        role=Role.COMPANY,
        scores=SCORES,
        apology=(Apology.GIVEN,),
        ignoring_kinds=(IgnoringKind.NO_REPLY, IgnoringKind.HUNG_UP),
        providers=(ProviderSentiment(provider="dalsvet", basis="named", scores=SCORES),),
        mentions=(Mention(provider="dalsvet", start=2, end=10, quote="Дальсвет", rule="alias"),),
        evidence=(
            Evidence(
                label=EvidenceLabel.APOLOGY_GIVEN,
                start=11,
                end=30,
                quote=TEXT[11:30],
                rule="offers_apologies",
            ),
        ),
    )
    return dataclasses.replace(plain, **changes)


@pytest.fixture
def loaded(stored, message):
    stored.crawl(0, {"t": [message("1", TEXT)]})
    return stored


def pending(stored, annotator_version="1", limit=100):
    return pending_versions(stored.path, annotator_version, limit=limit)


def test_every_version_with_a_text_is_pending_once_per_annotator(loaded):
    [version] = pending(loaded)
    assert version.text == TEXT
    assert save_annotations(loaded.path, [annotation(version.version_id)], CATALOGUE) == 1
    assert pending(loaded) == []
    assert pending(loaded, "2") == [version]


def test_the_text_is_title_and_text_with_a_line_feed_between(stored, message):
    stored.crawl(0, {"t": [message("1", "Ужас", title="Отзыв"), message("2", "", title="Тема")]})
    assert [version.text for version in pending(stored)] == ["Отзыв\nУжас", "Тема\n"]


def test_empty_messages_and_tombstones_are_not_pending(stored, message):
    stored.crawl(
        0, {"t": [message("1", ""), message("2", "удалено", state=State.TOMBSTONE), message("3", " ")]}
    )
    assert pending(stored) == []


def test_older_versions_are_pending_too_oldest_first(stored, message):
    stored.crawl(0, {"t": [message("1", "Ужас"), message("2", "Да")]})
    stored.crawl(24, {"t": [message("1", "Норм"), message("2", "Да")]})
    assert [version.text for version in pending(stored)] == ["Ужас", "Да", "Норм"]
    assert [version.text for version in pending(stored, limit=2)] == ["Ужас", "Да"]


def test_the_provider_is_the_messages_own_or_that_of_its_thread(stored, message):
    start = datetime(2026, 3, 1, tzinfo=UTC)
    stored.crawl(
        0,
        {
            "t": [
                message("1", provider_name="Дальсвет", published_at=start),
                message("2", provider_name="Горсеть"),
                message("3"),
            ],
            "u": [message("4", author_badge="Представитель")],
        },
    )
    found = {version.version_id: version for version in pending(stored)}
    keys = dict(stored.rows("SELECT version_id, message_key FROM raw.message_versions"))
    providers = {keys[version_id]: version.provider for version_id, version in found.items()}
    assert providers == {"1": "Дальсвет", "2": "Горсеть", "3": "Дальсвет", "4": None}
    assert [v.author_badge for v in found.values() if keys[v.version_id] == "4"] == ["Представитель"]


def test_everything_an_annotation_says_is_kept(loaded):
    [version] = pending(loaded)
    moment = datetime(2026, 4, 1, tzinfo=UTC)
    save_annotations(loaded.path, [annotation(version.version_id)], CATALOGUE, registered_at=moment)
    assert loaded.rows("SELECT * EXCLUDE (version_id) FROM raw.annotations") == [
        (
            "1",
            "company",
            "positive",
            0.125,
            0.25,
            0.625,
            ["given"],
            [],
            ["no_reply", "hung_up"],
            [],
            False,
            False,
        )
    ]
    assert loaded.rows("SELECT * EXCLUDE (version_id) FROM raw.provider_sentiments") == [
        ("1", "dalsvet", "named", "positive", 0.125, 0.25, 0.625)
    ]
    assert loaded.rows("SELECT * EXCLUDE (version_id) FROM raw.mentions") == [
        ("1", "dalsvet", 2, 10, "Дальсвет", "alias")
    ]
    assert loaded.rows("SELECT * EXCLUDE (version_id, evidence_id) FROM raw.evidence") == [
        ("1", "apology.given", None, 11, 30, TEXT[11:30], "offers_apologies")
    ]
    assert loaded.rows("SELECT * FROM raw.providers ORDER BY provider") == [
        ("1", "dalsvet", "Дальсвет", None),
        ("1", "dalsvet-biz", "Дальсвет Бизнес", "dalsvet"),
    ]
    assert loaded.rows("SELECT * FROM raw.annotators") == [("1", moment)]


def test_saving_twice_keeps_the_first(loaded):
    [version] = pending(loaded)
    save_annotations(loaded.path, [annotation(version.version_id)], CATALOGUE)
    before = loaded.content()
    again = annotation(version.version_id, role=Role.OTHER, evidence=())
    assert save_annotations(loaded.path, [again], CATALOGUE) == 0
    assert loaded.content() == before


def test_another_annotator_adds_beside(loaded):
    [version] = pending(loaded)
    for number in ("1", "2"):
        save_annotations(loaded.path, [annotation(version.version_id, number)], CATALOGUE)
    assert loaded.rows("SELECT annotator_version FROM raw.annotations ORDER BY 1") == [("1",), ("2",)]
    assert loaded.rows("SELECT count(DISTINCT evidence_id) FROM raw.evidence") == [(2,)]


@pytest.mark.parametrize(
    ("change", "pattern"),
    [
        ({"id": "none"}, "version none is not in the warehouse"),
        (
            {"mentions": (Mention(provider="dalsvet", start=3, end=11, quote="Дальсвет", rule="alias"),)},
            "rule alias quotes what version .* does not say at 3–11",
        ),
    ],
)
def test_a_batch_with_a_wrong_annotation_is_refused_whole(loaded, change, pattern):
    [version] = pending(loaded)
    wrong = annotation(version.version_id, **change)
    right = annotation(version.version_id, "2")
    before = loaded.content()
    with pytest.raises(AnnotationsRefused, match=pattern):
        save_annotations(loaded.path, [right, wrong], CATALOGUE)
    assert loaded.content() == before


def test_texts_erased_meanwhile_are_passed_over(loaded):
    [version] = pending(loaded)
    forget(loaded.path, message="1")
    assert save_annotations(loaded.path, [annotation(version.version_id)], CATALOGUE) == 0
    assert loaded.rows("SELECT count(*) FROM raw.evidence") == [(0,)]


def test_an_empty_batch_is_nothing(loaded):
    assert save_annotations(loaded.path, [], CATALOGUE) == 0


def test_numbers_of_other_kinds_are_taken_as_floats(loaded):
    numpy = pytest.importorskip("numpy")
    [version] = pending(loaded)
    scores = Scores(negative=numpy.float32(0.5), neutral=numpy.float32(0.25), positive=numpy.float32(0.25))
    save_annotations(loaded.path, [annotation(version.version_id, scores=scores)], CATALOGUE)
    assert loaded.rows("SELECT negative, sentiment FROM raw.annotations") == [(0.5, "negative")]


def test_what_was_left_out_comes_again_and_what_is_done_does_not(stored, message):
    stored.crawl(0, {"t": [message(str(number), f"Текст {number}") for number in range(5)]})
    first, second, *_ = pending(stored)
    save_annotations(stored.path, [annotation(second.version_id, mentions=(), evidence=())], CATALOGUE)
    assert [one.text for one in pending(stored, limit=2)] == [first.text, "Текст 2"]
    save_annotations(stored.path, [annotation(first.version_id, mentions=(), evidence=())], CATALOGUE)
    assert [one.text for one in pending(stored)] == ["Текст 2", "Текст 3", "Текст 4"]
    assert stored.rows("SELECT arrival FROM meta.annotated WHERE annotator_version = '1'") == [(2,)]
    stored.crawl(24, {"u": [message("9", "Новый")]})
    assert [one.text for one in pending(stored)][-1] == "Новый"


def test_a_long_row_of_done_versions_is_passed_over(stored, message, monkeypatch):
    monkeypatch.setattr("warehouse.annotations._STRETCH", 2)
    stored.crawl(0, {"t": [message(str(number), "" if number < 7 else "Текст") for number in range(8)]})
    assert [one.text for one in pending(stored, limit=1)] == ["Текст"]
    assert stored.rows("SELECT arrival FROM meta.annotated") == [(7,)]

"""Which messages are handed to people, in what order, and why."""

import dataclasses
from datetime import UTC, datetime

import pytest

from nlp.annotation import Annotation, Evidence, ProviderSentiment, Scores
from nlp.labels import EvidenceLabel, Ignoring, Role
from warehouse.annotations import save_annotations
from warehouse.corrections import Correction, save_corrections
from warehouse.errors import UnknownProvider, WarehouseMissing
from warehouse.review import find_doubtful

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
EVEN = Scores(negative=0.375, neutral=0.375, positive=0.25)
SURE = Scores(negative=0.0, neutral=0.0, positive=1.0)
CLEAR = Scores(negative=0.75, neutral=0.25, positive=0.0)


@dataclasses.dataclass(frozen=True)
class Provider:
    slug: str
    name: str
    parent: str | None = None


def shown(label, rule, text):
    return Evidence(label=EvidenceLabel(label), start=0, end=len(text), quote=text, rule=rule)


@pytest.fixture
def reviewed(stored, message):
    """Texts named by what is doubtful in them, read by annotator 2 and one of them by annotator 1 before."""
    texts = ("alone", "clash", "even", "rated", "sure", "differ")
    rating = {"rated": {"rating": 1.0, "rating_max": 5.0}}
    stored.crawl(0, {"t": [message(text, text, **rating.get(text, {})) for text in texts]})
    ids = dict(stored.rows("SELECT message_key, version_id FROM raw.message_versions"))

    def annotate(key, scores, *evidence, version="2", provider="luchik", **labels):
        about = ProviderSentiment(provider=provider, basis="page", scores=scores)
        return Annotation(
            id=ids[key],
            annotator_version=version,
            role=Role.CUSTOMER,
            scores=scores,
            providers=(about,),
            evidence=evidence,
            **labels,
        )

    catalogue = [Provider("luchik", "Лучик"), Provider("set", "Сеть")]
    earlier = annotate("differ", CLEAR, version="1", leaving=True)
    save_annotations(stored.path, [earlier], catalogue, registered_at=datetime(2026, 1, 1, tzinfo=UTC))
    claimed = {"ignoring": (Ignoring.CLAIMED,)}
    mood = shown("sentiment.positive", "model", "alone")
    later = [
        annotate("alone", CLEAR, shown("ignoring.claimed", "model", "alone"), mood, **claimed),
        annotate("clash", SURE, shown("ignoring.claimed", "is_silent", "clash"), **claimed),
        annotate("even", EVEN, provider="set"),
        annotate("rated", SURE),
        annotate("sure", SURE),
        annotate("differ", SURE),
    ]
    save_annotations(stored.path, later, catalogue, registered_at=datetime(2026, 2, 1, tzinfo=UTC))
    return stored, ids


def found(reviewed, **options):
    return {one.text: one for one in find_doubtful(reviewed[0].path, **{"limit": 100} | options)}


def test_each_doubt_is_named(reviewed):
    assert {text: one.doubts for text, one in found(reviewed).items()} == {
        "alone": ("the model alone says ignoring.claimed",),
        "clash": ("ignoring.claimed by a rule, positive by the model",),
        "even": (),
        "rated": ("a rating of 20 %, positive by the model",),
        "sure": (),
        "differ": ("annotators differ in leaving", "annotators differ in sentiment"),
    }


def test_the_least_certain_and_the_most_disputed_come_first_in_turn(reviewed):
    order = list(found(reviewed))
    assert set(order[:2]) == {"even", "differ"}
    assert order[2] == "alone"
    assert order[-1] == "sure"
    assert len(find_doubtful(reviewed[0].path, limit=2)) == 2


def test_what_a_person_needs_is_there_and_nobodys_name(reviewed):
    one = found(reviewed)["even"]
    assert (one.margin, round(one.entropy, 3), one.providers) == (0, 0.985, ("set",))
    assert (one.labels["sentiment"], one.labels["ignoring"], one.labels["leaving"]) == ("negative", [], False)
    assert one.scores == {"negative": 0.375, "neutral": 0.375, "positive": 0.25}
    assert {field.name for field in dataclasses.fields(one)}.isdisjoint(
        {"author_hash", "url", "author_badge"}
    )
    [evidence] = found(reviewed)["clash"].evidence
    assert evidence == {
        "label": "ignoring.claimed", "detail": None, "start": 0, "end": 5, "quote": "clash",
        "rule": "is_silent",
    }  # fmt: skip


def test_one_provider_alone_may_be_asked_for_by_name(reviewed):
    assert list(found(reviewed, provider="Сеть")) == ["even"]
    with pytest.raises(UnknownProvider, match="no provider Лунасеть: the known ones are luchik, set"):
        found(reviewed, provider="Лунасеть")


def test_what_a_person_judged_does_not_come_again_until_its_text_changes(reviewed, message):
    stored, ids = reviewed
    word = Correction(
        place="row 2", version_id=ids["even"], annotator_version="2", corrected_by="Анна", corrected_at=NOON,
        origin="f", labels={"sentiment": "neutral"},
    )  # fmt: skip
    save_corrections(stored.path, [word])
    assert "even" not in found(reviewed)


def test_a_repost_and_a_forgotten_text_are_not_handed_out(reviewed, message):
    stored, _ = reviewed
    stored.crawl(1, {"u": [message("copy", "sure")]})
    [(copy,)] = stored.rows("SELECT version_id FROM raw.message_versions WHERE message_key = 'copy'")
    with_copy = Annotation(id=copy, annotator_version="2", role=Role.CUSTOMER, scores=SURE)
    save_annotations(stored.path, [with_copy], [])
    assert len(find_doubtful(stored.path, limit=100)) == 6


def test_a_missing_warehouse_is_said(tmp_path):
    with pytest.raises(WarehouseMissing, match="load a crawl or an import first"):
        find_doubtful(tmp_path / "none.duckdb", limit=1)

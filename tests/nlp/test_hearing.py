from pathlib import Path

import pytest

from nlp.annotation import Evidence
from nlp.errors import ModelCorrupt, ModelMissing
from nlp.hearing import MODEL_RULE, Bounds, Told, hear, load_bounds
from nlp.labels import EvidenceLabel, IgnoringKind, Role
from nlp.sentiment import Heard

TEXT = "Писал трижды. Ответа нет."
CLAUSES = [(0, 13), (14, 25)]
CLAIMED = EvidenceLabel.IGNORING_CLAIMED
KINDS = {f"{CLAIMED}/{kind}": Heard(0.1, 1) for kind in IgnoringKind}
BOUNDS = {CLAIMED.value: Bounds(veto=0.05, alone=0.6), "apology.given": Bounds(veto=0.0, alone=0.6)}


def _told(share: float, role: Role = Role.CUSTOMER, act: str = CLAIMED) -> Told:
    kinds = KINDS | {f"{CLAIMED}/no_reply": Heard(0.4, 1)}
    return Told(TEXT, CLAUSES, {act: Heard(share, 1), **kinds}, role)


def _ruled() -> Evidence:
    return Evidence(label=CLAIMED, start=14, end=24, quote="Ответа нет", rule="no_answer", detail="no_reply")


def test_what_no_rule_found_the_sure_model_gives_with_its_clause() -> None:
    (item,) = hear([], _told(0.7), BOUNDS)
    assert (item.label, item.quote, item.rule) == (CLAIMED, "Ответа нет.", MODEL_RULE)
    assert item.detail == IgnoringKind.NO_REPLY


def test_an_unsure_model_adds_nothing() -> None:
    assert hear([], _told(0.59), BOUNDS) == []


def test_a_rules_finding_stays_and_is_not_told_twice() -> None:
    assert hear([_ruled()], _told(0.9), BOUNDS) == [_ruled()]
    assert hear([_ruled()], _told(0.06), BOUNDS) == [_ruled()]


def test_a_rules_finding_falls_where_the_model_is_nearly_sure_of_the_contrary() -> None:
    assert hear([_ruled()], _told(0.04), BOUNDS) == []


def test_without_bounds_or_model_rules_stand_alone() -> None:
    assert hear([_ruled()], _told(0.0), {}) == [_ruled()]
    assert hear([_ruled()], Told(TEXT, CLAUSES, {}, Role.CUSTOMER), BOUNDS) == [_ruled()]


@pytest.mark.parametrize(
    ("act", "role", "is_given"),
    [
        ("apology.given", Role.COMPANY, True),
        ("apology.given", Role.CUSTOMER, False),
        (CLAIMED, Role.COMPANY, False),
        (CLAIMED, Role.OTHER, True),
    ],
)
def test_who_speaks_decides_what_can_be_said(act: str, role: Role, is_given: bool) -> None:
    assert bool(hear([], _told(0.9, role, act), BOUNDS)) is is_given


def test_the_shipped_bounds_are_in_order() -> None:
    bounds = load_bounds()
    assert CLAIMED in bounds
    assert all(0 <= pair.veto < pair.alone for pair in bounds.values())


def test_missing_and_broken_bounds_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="check the folder nlp/model out again"):
        load_bounds(tmp_path / "none.json")
    for text in ("{", "[]", '{"apology.given": 3}', '{"nonsense": {"veto": 0, "alone": 1}}'):
        (tmp_path / "bounds.json").write_text(text, encoding="utf-8")
        with pytest.raises(ModelCorrupt, match="cannot be read"):
            load_bounds(tmp_path / "bounds.json")

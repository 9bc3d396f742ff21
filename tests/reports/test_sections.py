"""The sections of the page and its charts, from rows that a query could give."""

from datetime import UTC, date, datetime
from typing import Any

from reports import charts, sections
from reports.page import Html

DAY = datetime(2026, 3, 2, tzinfo=UTC)
CRAWL = {
    "source": "blog", "started_at": DAY, "status": "complete", "reason": "", "visits_planned": 9,
    "visits_complete": 5, "visits_partial": 1, "visits_failed": 0, "visits_gone": 3,
    "new_count": 21, "edited_count": 0,
}  # fmt: skip


def _weeks(*weeks: date) -> list[dict[str, Any]]:
    shares = {"negative_share": 0.5, "negative_low": 0.3, "negative_high": 0.7, "n": 12}
    flags = {"is_drawable": True, "is_thin": True, "is_coverage_changed": False}
    return [{"provider": "mts", "week_on": week} | shares | flags for week in weeks]


def test_heading_counts_a_message_about_two_providers_as_one_message_and_two_opinions() -> None:
    provider = {"message_count": 11, "complaint_count": 1, "first_said_on": DAY}
    shown = sections.heading([provider, provider], [CRAWL])
    assert "<b>21</b><span>сообщение прочитано</span>" in shown
    assert "<b>22</b><span>мнения о провайдерах</span>" in shown
    assert "<b>2</b><span>провайдера</span>" in shown
    assert "<b>1</b><span>источник</span>" in shown


def test_coverage_shows_where_the_other_threads_are() -> None:
    shown = sections.coverage([CRAWL])
    assert "<th>Пропали</th>" in shown
    assert [f'<td class="number">{n}</td>' in shown for n in (9, 5, 1, 0, 3, 21)] == [True] * 6


def test_a_change_of_few_cases_is_not_called_unremarkable() -> None:
    row = {"provider": "mts", "number": "negative", "week_before": 1, "n_before": 2, "last_week": 3, "n": 9}
    thin = sections.changes([row | {"is_clear": False, "is_too_thin": True}], {"mts": "МТС"})
    assert "<td>мало данных</td>" in thin
    plain = sections.changes([row | {"is_clear": False, "is_too_thin": False}], {"mts": "МТС"})
    assert "<td>нет</td>" in plain


def test_charts_without_a_point_are_sentences() -> None:
    thin = {"name": "МТС", "is_drawable": False, "is_thin": True, "negative_n": 9}
    thin |= {"negative_share": 0.5, "negative_low": 0.2, "negative_high": 0.8}
    for chart in (charts.negative_shares([thin]), charts.negative_by_week([], {})):
        assert isinstance(chart, Html)
        assert "пока" in chart


def test_outcomes_of_few_complaints_are_not_drawn() -> None:
    rows = [{"name": f"n{n}", "outcome": "ignored", "n": 1, "complaint_count": n} for n in (9, 10)]
    drawn: Any = charts.outcomes(rows)
    (values,) = drawn.to_dict()["datasets"].values()
    assert [value["name"] for value in values] == ["n10 (n = 10)"]
    assert "пока" in str(charts.outcomes(rows[:1]))


def test_weeks_are_marked_on_their_mondays() -> None:
    chart = charts.negative_by_week(_weeks(date(2026, 1, 12), date(2026, 2, 2)), {"mts": "МТС"})
    axis = _axis(chart)
    assert [(mark["month"], mark["date"]) for mark in axis["values"]] == [(1, 12), (1, 19), (1, 26), (2, 2)]
    assert axis["format"] == "%d.%m"


def test_weeks_of_several_years_tell_the_year_and_few_marks() -> None:
    axis = _axis(charts.negative_by_week(_weeks(date(2019, 6, 10), date(2026, 2, 2)), {"mts": "МТС"}))
    assert axis["format"] == "%d.%m.%y"
    assert 7 <= len(axis["values"]) <= 15


def _axis(chart: Any) -> Any:
    interval, *_ = chart.to_dict()["spec"]["layer"]
    return interval["encoding"]["x"]["axis"]


def _judged(message: str, field: str, *, changed: bool, standing: bool = True) -> dict[str, Any]:
    return {"message_id": message, "field": field, "is_changed": changed, "is_standing": standing}


def test_corrections_say_how_many_labels_people_changed_and_leave_out_overruled_words() -> None:
    rows = [
        _judged("m1", "sentiment", changed=True),
        _judged("m1", "leaving", changed=False),
        _judged("m2", "sentiment", changed=False),
        _judged("m2", "sentiment", changed=True, standing=False),
    ]
    shown = sections.corrections(rows)
    assert "Люди прочитали 2 сообщения и исправили 1 метку из 3." in shown
    assert shown.count("<tr>") == 3
    assert "отношение" in shown
    assert "пока ничего не проверено" in sections.corrections([])

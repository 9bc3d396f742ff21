"""Charts as SVG: no script runs in the page, and nothing is fetched to draw them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import altair as alt

from .data import Row
from .page import MIN_SHARE_N, Html
from .words import OUTCOMES

WIDTH = 860  # pixels; with its labels a chart is as wide as the page's column
OUTCOME_COLOURS = {
    "recovered": "#2f7d5b",
    "replied_unresolved": "#9cc3a5",
    "deflected": "#e0b14b",
    "ignored": "#b4423a",
    "vanished": "#5b1f2e",
    "no_channel": "#c9ced8",
    "pending": "#e7e9ee",
}
_SHARE = alt.Axis(format=".0%", tickCount=10, title="доля негативных сообщений")


def negative_shares(providers: Sequence[Row]) -> alt.TopLevelMixin | Html:
    """A point with its interval per provider with at least 10 messages, best rank on top."""
    rows = [
        {"name": row["name"], "n": row["negative_n"], "share": row["negative_share"]}
        | {"low": row["negative_low"], "high": row["negative_high"], "thin": row["is_thin"]}
        for row in providers
        if row["is_drawable"]
    ]
    if not rows:
        return Html('<p class="empty">Десяти мнений нет пока ни об одном провайдере.</p>')
    names = alt.Y("name:N", sort=None, title=None)
    base = alt.Chart(alt.InlineData(values=rows), width=WIDTH, height={"step": 44}).encode(
        y=names, color=_greyed()
    )
    interval = base.mark_rule(strokeWidth=3).encode(
        x=alt.X("low:Q", axis=_SHARE, scale=alt.Scale(domain=[0, 1])), x2="high:Q"
    )
    point = base.mark_point(filled=True, size=130, opacity=1).encode(x="share:Q")
    count = base.mark_text(align="left", dx=8, dy=-12).encode(x="share:Q", text=_count_label())
    return alt.layer(interval, point, count)


def negative_by_week(weeks: Sequence[Row], names: dict[str, str]) -> alt.TopLevelMixin | Html:
    """A small panel per provider: weekly share with its interval; a changed coverage breaks the line."""
    rows = list(_weekly_points(weeks, names))
    if not rows:
        return Html('<p class="empty">Недель, в которые набралось бы десять мнений, пока нет.</p>')
    base = alt.Chart(width=WIDTH, height=110).encode(
        x=alt.X("week:T", title=None, axis=_weeks_axis(rows), scale=alt.Scale(padding=12)), color=_greyed()
    )
    share = alt.Y("share:Q", axis=alt.Axis(format=".0%", title=None, values=[0, 0.5, 1]))
    interval = base.mark_rule(opacity=0.6).encode(
        y=alt.Y("low:Q", scale=alt.Scale(domain=[0, 1]), title=None), y2="high:Q"
    )
    line = base.mark_line(strokeWidth=1).encode(y=share, detail="stretch:N", color=alt.value("#8b93a1"))
    point = base.mark_point(filled=True, size=55, opacity=1).encode(y=share)
    panel = alt.layer(interval, line, point, data=alt.InlineData(values=rows))
    return panel.facet(row=alt.Row("name:N", title=None, header=alt.Header(labelAngle=0, labelAlign="left")))


def outcomes(rows: Sequence[Row]) -> alt.TopLevelMixin | Html:
    """A bar per provider with at least 10 complaints, divided by how they ended."""
    order = list(OUTCOMES)
    values = [
        {"name": f"{row['name']} (n = {row['complaint_count']})", "outcome": OUTCOMES[row["outcome"]]}
        | {"n": row["n"], "order": order.index(row["outcome"])}
        for row in rows
        if row["complaint_count"] >= MIN_SHARE_N
    ]
    if not values:
        return Html('<p class="empty">Десяти жалоб нет пока ни на одного провайдера.</p>')
    colours = alt.Scale(domain=list(OUTCOMES.values()), range=[OUTCOME_COLOURS[name] for name in order])
    chart: alt.TopLevelMixin = (
        alt.Chart(alt.InlineData(values=values), width=WIDTH, height={"step": 44})
        .mark_bar()
        .encode(
            x=alt.X("n:Q", stack="normalize", axis=alt.Axis(format=".0%"), title="доля жалоб"),
            y=alt.Y("name:N", title=None, axis=alt.Axis(labelLimit=260)),
            color=alt.Color(
                "outcome:N",
                scale=colours,
                sort=None,
                legend=alt.Legend(title=None, labelLimit=240, orient="bottom", columns=4),
            ),
            order=alt.Order("order:Q"),
        )
    )
    return chart


def _weekly_points(weeks: Sequence[Row], names: dict[str, str]) -> Sequence[Row]:
    points = []
    stretch = 0
    for row in weeks:
        stretch += bool(row["is_coverage_changed"])
        if row["is_drawable"]:
            week = datetime.combine(row["week_on"], datetime.min.time()).isoformat()
            points.append(
                {"name": names[row["provider"]], "week": week, "stretch": stretch, "n": row["n"]}
                | {"share": row["negative_share"], "low": row["negative_low"]}
                | {"high": row["negative_high"], "thin": row["is_thin"]}
            )
    return points


def _weeks_axis(points: Sequence[Row]) -> alt.Axis:
    """Marks on Mondays, where the weeks stand; the year is told where there is more than one."""
    weeks = sorted(datetime.fromisoformat(point["week"]) for point in points)
    step = timedelta(weeks=1 + (weeks[-1] - weeks[0]) // timedelta(weeks=14))
    marks = [weeks[0] + number * step for number in range((weeks[-1] - weeks[0]) // step + 1)]
    values = [alt.DateTime(year=mark.year, month=mark.month, date=mark.day) for mark in marks]
    form = "%d.%m" if weeks[0].year == weeks[-1].year else "%d.%m.%y"
    return alt.Axis(format=form, labelAngle=0, values=values)


def _greyed() -> alt.Color:
    return alt.Color(
        "thin:N", scale=alt.Scale(domain=[False, True], range=["#8a2b3d", "#a9b0bd"]), legend=None
    )


def _count_label() -> alt.Text:
    return alt.Text("n:Q", format="d")


@alt.theme.register("otklik", enable=False)
def _theme() -> alt.theme.ThemeConfig:
    """Letters as large as those of the page, and little else."""
    letters: Any = {"labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal"}
    return {
        "config": {
            "font": "DejaVu Sans, sans-serif",
            "axis": letters | {"gridColor": "#e7e9ee"},
            "legend": letters,
            "header": letters,
            "text": {"fontSize": 13},
            "view": {"stroke": None},
        }
    }

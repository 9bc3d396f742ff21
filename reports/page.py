"""Pieces of the page. Whatever comes from outside passes `text` or `quote`, and is escaped there."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from html import escape

MIN_SHARE_N = 10
"""Below this count no share is shown (docs/definitions.md, "Trends")."""
THIN_SHARE_N = 30
"""Below this count a share is greyed."""

CUT = 300
"""Where the named queries cut a text, in code points."""


class Html(str):
    """Markup that is safe to show: Jupyter displays it as it is."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


def text(value: object) -> Html:
    """An escaped value: dates in the Russian order, fractions with a comma, nothing for None."""
    if value is None:
        return Html("—")
    if isinstance(value, bool):
        return Html("да" if value else "нет")
    if isinstance(value, datetime):
        return Html(f"{value:%d.%m.%Y}")
    if isinstance(value, date):
        return Html(f"{value:%d.%m.%Y}")
    if isinstance(value, float):
        return Html(f"{value:.1f}".replace(".", ","))
    return Html(escape(str(value)))


def share(value: float | None, low: float | None, high: float | None, count: int) -> Html:
    """«37 % (29–46) n = 81»; below 10 cases only the count, below 30 greyed."""
    if not count:
        return Html('<span class="thin">нет случаев</span>')
    if value is None or low is None or high is None or count < MIN_SHARE_N:
        return Html(f'<span class="thin">мало данных, n\u00a0=\u00a0{count}</span>')
    css = "share thin" if count < THIN_SHARE_N else "share"
    interval = f"{low * 100:.0f}–{high * 100:.0f}"
    return Html(f'<span class="{css}"><b>{value * 100:.0f} %</b> ({interval})<br>n = {count}</span>')


def counted(number: int, forms: tuple[str, str, str]) -> str:
    """The form that goes with the number: 1 жалоба, 2 жалобы, 5 жалоб, 11 жалоб, 21 жалоба."""
    if number % 100 // 10 == 1 or number % 10 > 4 or number % 10 == 0:
        return forms[2]
    return forms[0] if number % 10 == 1 else forms[1]


def quote(words: str | None, url: str | None) -> Html:
    """A quotation with a link to the page it stands on; only http and https become links.

    The queries cut long texts at `CUT` code points; such a quote ends with its last whole word and «[…]».
    """
    if not words:
        return Html("—")
    is_cut = len(words) == CUT
    body = f"«{escape(words.rsplit(None, 1)[0] if is_cut else words)}»" + (" […]" if is_cut else "")
    if url and url.startswith(("http://", "https://")):
        body += f' <a href="{escape(url)}" rel="noreferrer noopener nofollow">источник</a>'
    return Html(f"<q>{body}</q>")


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> Html:
    """A table of cells; `empty` is the sentence to show where there are no rows."""
    body = "".join(f"<tr>{''.join(_cell(value) for value in row)}</tr>" for row in rows)
    if not body:
        return Html(f'<p class="empty">{escape(empty)}</p>')
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    return Html(f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>')


def _cell(value: object) -> str:
    css = ' class="number"' if isinstance(value, (int, float)) and not isinstance(value, bool) else ""
    return f"<td{css}>{value if isinstance(value, Html) else text(value)}</td>"

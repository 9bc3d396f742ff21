"""The pages of the review site «Провайдеры вслух»: paged list, paged threads, dates as people write them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from .state import View, reachable, thread_views
from .story import MOSCOW, Story, Thread

THREADS_PER_PAGE = 20
MESSAGES_PER_PAGE = 10
BADGE = "Официальный представитель"
MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A thread as the list shows it."""

    thread: Thread
    views: tuple[View, ...]


def listed(story: Story, moment: datetime) -> list[Listed]:
    """The threads that the list shows at a moment, the newest review first."""
    rows = [Listed(thread, reachable(thread_views(story, thread, moment))) for thread in story.of("reviews")]
    return sorted((row for row in rows if row.views), key=lambda row: row.views[0].at, reverse=True)


def list_page(story: Story, moment: datetime, page: int) -> str | None:
    """The HTML of one page of the list, None when there is no such page."""
    rows = listed(story, moment)
    window = rows[(page - 1) * THREADS_PER_PAGE : page * THREADS_PER_PAGE]
    if page < 1 or (page > 1 and not window):
        return None
    items = "\n".join(_row(story, row) for row in window)
    body = (
        f'<main class="spisok">\n<h1>Отзывы об интернет-провайдерах</h1>\n'
        f'<p class="spisok-vsego">Всего отзывов: <b>{len(rows)}</b></p>\n'
        f'<ol class="lenta">\n{items}\n</ol>\n{_pager("/otzyvy/", page, len(rows), THREADS_PER_PAGE)}</main>'
    )
    return _page("Отзывы об интернет-провайдерах", "vid-spisok", body)


def thread_page(story: Story, thread: Thread, *, moment: datetime, page: int) -> str | None:
    """The HTML of one page of a thread, None when the thread or the page is not there."""
    views = reachable(thread_views(story, thread, moment))
    window = views[(page - 1) * MESSAGES_PER_PAGE : page * MESSAGES_PER_PAGE]
    if page < 1 or not window:
        return None
    articles = "\n".join(_article(view, moment) for view in window)
    pager = _pager(f"/otzyvy/tema/{thread.id}/", page, len(views), MESSAGES_PER_PAGE)
    head = _head(story, thread, views)
    body = f'<main class="tema" data-tema="{thread.id}">\n{head}{articles}\n{pager}</main>'
    return _page(views[0].title or "Отзыв", "vid-tema", body)


def page_count(total: int, size: int) -> int:
    """How many pages of `size` hold `total` things; an empty list still has its first page."""
    return max(1, -(-total // size))


def russian_date(at: datetime, moment: datetime) -> str:
    """«14 января 2026 в 16:36», or «вчера в 10:15» and «сегодня в 09:00» seen from `moment`."""
    local = at.astimezone(MOSCOW)
    today = moment.astimezone(MOSCOW).date()
    near = {today: "сегодня", today - timedelta(days=1): "вчера"}
    day = near.get(local.date(), f"{local.day} {MONTHS[local.month - 1]} {local.year}")
    return f"{day} в {local:%H:%M}"


def _row(story: Story, row: Listed) -> str:
    first = row.views[0]
    title = escape(first.title or first.text[:60])
    return (
        f'<li class="lenta-stroka" data-tema="{row.thread.id}">'
        f'<a class="lenta-ssylka" href="/otzyvy/tema/{row.thread.id}/">{title}</a> '
        f'<span class="lenta-provaider">{escape(story.providers[row.thread.provider])}</span> '
        f'<span class="lenta-schet">Сообщений: {len(row.views)}</span></li>'
    )


def _head(story: Story, thread: Thread, views: tuple[View, ...]) -> str:
    name = escape(story.providers[thread.provider])
    city = f'<span class="tema-gorod">г. {escape(thread.city)}</span> ' if thread.city else ""
    total = f'<span class="tema-schet">Сообщений: {len(views)}</span>'
    about = f'Отзыв о провайдере <span class="tema-provaider">{name}</span>'
    return f'<div class="tema-shapka">{about} {city}{total}</div>\n'


def _article(view: View, moment: datetime) -> str:
    kind = "otzyv" if view.parent is None else "otvet"
    answered = "" if view.parent is None else f' data-otvet-na="{view.parent}"'
    title = f'<h2 class="zapis-zagolovok">{escape(view.title)}</h2>\n' if view.title else ""
    text = f'<p class="zapis-udalena">{view.text}</p>' if view.is_tombstone else paragraphs(view.text)
    return f"""<article class="zapis zapis-{kind}" id="zapis-{view.key}" data-nomer="{view.key}"{answered}>
<header class="zapis-shapka">{_byline(view)}{_date(view, moment)}{_stars(view)}</header>
{title}<div class="zapis-tekst">{text}</div>
<footer class="zapis-podval"><a class="zapis-ssylka" href="#zapis-{view.key}">№ {view.key}</a>
<span class="zapis-polezno">Полезно: <b>{view.likes}</b></span></footer>
</article>"""


def _date(view: View, moment: datetime) -> str:
    return f'<span class="zapis-data">{russian_date(view.at, moment)}</span>'


def _byline(view: View) -> str:
    badge = f'<span class="zapis-znachok">{BADGE}</span> ' if view.official else ""
    return f'<span class="zapis-avtor">{escape(view.author)}</span> {badge}' if view.author else ""


def _stars(view: View) -> str:
    if view.rating is None:
        return ""
    full, half = int(view.rating), int(view.rating % 1 > 0)
    drawn = _star("polnaya", "★") * full + _star("polovina", "½") * half
    empty = _star("pustaya", "☆") * (5 - full - half)
    value = f"{view.rating:g}".replace(".", ",")
    return f' <span class="zapis-zvezdy" title="{value} из 5">{drawn}{empty}</span>'


def _star(kind: str, sign: str) -> str:
    return f'<i class="zvezda zvezda-{kind}">{sign}</i>'


def paragraphs(text: str) -> str:
    """The text as HTML: blank lines part paragraphs, single line feeds become breaks."""
    blocks = [block for block in text.split("\n\n") if block.strip()]
    return "".join(
        f"<p>{escape(block.strip(), quote=False).replace(chr(10), '<br>' + chr(10))}</p>" for block in blocks
    )


def _pager(base: str, page: int, total: int, size: int) -> str:
    last = page_count(total, size)
    if last == 1:
        return ""
    links = "".join(
        f'<span class="listalka-tut">{number}</span>'
        if number == page
        else f'<a class="listalka-nomer" href="{_paged(base, number)}">{number}</a>'
        for number in range(1, last + 1)
    )
    after = f'<a class="listalka-dalshe" href="{_paged(base, page + 1)}">Дальше</a>' if page < last else ""
    return f'<nav class="listalka">{links}{after}</nav>\n'


def _paged(base: str, number: int) -> str:
    return base if number == 1 else f"{base}?str={number}"


def _page(title: str, kind: str, body: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="ru">
<head>
<meta charset="utf-8">
<title>{escape(title)} — Провайдеры вслух</title>
</head>
<body class="{kind}">
<header class="shapka"><a href="/otzyvy/">Провайдеры вслух</a>
<a href="/otzyvy/kabinet/">Личный кабинет</a></header>
{body}
<footer class="podval">Провайдеры вслух: выдуманный сайт для показа программы.
Все совпадения случайны.</footer>
</body>
</html>
"""

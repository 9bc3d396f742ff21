"""The sections of the page, each from the rows of a named query."""

from collections.abc import Iterable, Sequence

from .data import Row
from .page import Html, counted, quote, share, table, text
from .words import CHANNELS, COUNTED, CRAWLS, FATES, GRADES, LABELS, NUMBERS, TREATMENTS, VISITS

SHOWN = 12
"""Rows of a long list that the page shows; the named query prints all of them."""


def heading(providers: Sequence[Row], crawls: Sequence[Row]) -> Html:
    """The title, the period and the totals."""
    said = [row["first_said_on"] for row in providers if row["first_said_on"]]
    visited = max((row["started_at"] for row in crawls), default=None)
    period = f"{text(min(said))} — {text(visited)}" if said and visited else "сообщений пока нет"
    items = "".join(_fact(number, name) for name, number in _totals(providers, crawls).items())
    return Html(
        "<h1>Отклик: как провайдеры обращаются с клиентами</h1>"
        f'<p class="lead">{period}. Каждое число ведёт к строкам, каждая цитата дословна.</p>'
        f'<ul class="facts">{items}</ul>'
    )


def _totals(providers: Sequence[Row], crawls: Sequence[Row]) -> dict[str, int]:
    """An opinion is a message about one provider: a message about two holds two, a repost none."""
    return {
        "sources": len({row["source"] for row in crawls}),
        "messages": sum(row["new_count"] for row in crawls),
        "providers": len(providers),
        "opinions": sum(row["message_count"] for row in providers),
        "complaints": sum(row["complaint_count"] for row in providers),
    }


def _fact(number: int, name: str) -> str:
    return f"<li><b>{text(number)}</b><span>{counted(number, COUNTED[name])}</span></li>"


def providers_table(providers: Iterable[Row]) -> Html:
    """A line per provider with the shares that matter, best rank first."""
    numbers = ("negative", "answered_72h", "apologised", "compensated", "ignored", "recovered", "vanished")
    heads = (
        "Провайдер",
        "Негатив",
        "Ответ за 72\u00a0ч",
        "Извинились",
        "Компенсировали",
        "Без ответа",
        "Вернули доверие",
        "Исчезло жалоб",
    )
    rows = [[row["name"], *(_share(row, number) for number in numbers)] for row in providers]
    return table(heads, rows, empty="Провайдеров в данных пока нет.")


def after_apologies(rows: Iterable[Row]) -> Html:
    """What followed each way of treating a complaint, all providers together."""
    heads = ("Что сделал провайдер", "Вернули доверие", "Ушли или отговаривают других")
    body = [
        (TREATMENTS[row["treatment"]], _share(row, "recovered", row["n"]), f"{row['leaving']} из {row['n']}")
        for row in rows
        if row["provider"] is None
    ]
    return table(heads, body, empty="Жалоб с известным исходом пока нет.")


def story(cases: Sequence[Row]) -> Html:
    """The steps of the fullest recovered case."""
    if not cases or cases[0]["outcome"] != "recovered":
        return Html('<p class="empty">Дел с хорошим концом пока нет.</p>')
    case = cases[0]
    steps = (
        (case["started_on"], f"Жалоба на «{text(case['name'])}»", case["said"]),
        (None, _tried(case["channels"]), case["ignoring_quote"]),
        (case["first_reply_on"], "Первый ответ провайдера", case["reply_said"]),
        (None, "Извинение в теме", case["apology_given_quote"]),
        (None, "Об извинении рассказывает клиент", case["apology_reported_quote"]),
        (None, "Обещана компенсация", case["compensation_promised_quote"]),
        (None, "Компенсацию подтверждает клиент", case["compensation_confirmed_quote"]),
        (case["recovered_on"], "Чем кончилось", case["recovery_quote"]),
    )
    items = "".join(_step(when, what, words, case["url"]) for when, what, words in steps if words)
    return Html(f'<ol class="steps">{items}</ol>')


def ignored(rows: Sequence[Row], names: dict[str, str]) -> Html:
    """Complaints without a word from the company, oldest first."""
    heads = ("Провайдер", "С какого дня", "Дней", "Что пробовали", "Что написали")
    body = [
        (
            names[row["provider"]],
            row["started_on"],
            int(row["days_waiting"]),
            _channels(row["channels"]),
            quote(row["said"], row["url"]),
        )
        for row in rows[:SHOWN]
    ]
    return Html(_counted(rows) + table(heads, body, empty="Жалоб без ответа нет."))


def vanished(rows: Sequence[Row], names: dict[str, str]) -> Html:
    """Messages that are away, with the interval and the grade of the evidence."""
    heads = ("Провайдер", "Что случилось", "Основание", "Видели до", "Нет с", "Последний текст")
    body = [
        (
            names.get(row["provider"]),
            FATES[row["kind"]],
            GRADES.get(row["grade"]),
            row["last_seen_at"],
            row["first_missing_at"],
            quote(row["said"], row["url"]),
        )
        for row in rows[:SHOWN]
    ]
    return Html(_counted(rows) + table(heads, body, empty="Ничего не исчезло."))


def changes(rows: Iterable[Row], names: dict[str, str]) -> Html:
    """The last seven days beside the seven before."""
    heads = ("Провайдер", "Что", "Неделя до", "Последняя неделя", "Заметно")
    body = [
        (
            names.get(row["provider"]),
            NUMBERS[row["number"]],
            _of(row["week_before"], row["n_before"]),
            _of(row["last_week"], row["n"]),
            "мало данных" if row["is_too_thin"] else row["is_clear"],
        )
        for row in rows
    ]
    return table(heads, body, empty="За две недели ничего не произошло.")


def coverage(crawls: Sequence[Row]) -> Html:
    """The crawls, newest first."""
    heads = (
        "Источник",
        "Когда",
        "Прочитан",
        "Тем",
        *VISITS.values(),
        "Новых сообщений",
        "Правок",
        "Пояснение",
    )
    body = [
        (
            row["source"],
            row["started_at"],
            CRAWLS[row["status"]],
            row["visits_planned"],
            *(row[f"visits_{status}"] for status in VISITS),
            row["new_count"],
            row["edited_count"],
            row["reason"],
        )
        for row in crawls[: 2 * SHOWN]
    ]
    return table(heads, body, empty="Обходов ещё не было.")


def corrections(rows: Sequence[Row]) -> Html:
    """How many labels people judged and how many of them they changed, by kind of label."""
    standing = [row for row in rows if row["is_standing"]]
    if not standing:
        return Html('<p class="empty">Людьми пока ничего не проверено.</p>')
    messages = len({row["message_id"] for row in standing})
    changed = sum(row["is_changed"] for row in standing)
    counts = {name: [row["is_changed"] for row in standing if row["field"] == name] for name in LABELS}
    body = [(LABELS[name], len(judged), sum(judged)) for name, judged in counts.items() if judged]
    return Html(
        f"<p>Люди прочитали {text(messages)} {counted(messages, COUNTED['judged'])} и исправили"
        f" {text(changed)} {counted(changed, COUNTED['labels'])} из {text(len(standing))}.</p>"
        + table(("Метка", "Проверено", "Исправлено"), body, empty="")
    )


def trace(*queries: str) -> Html:
    """The commands that print the rows behind a section."""
    commands = ", ".join(f"<code>otklik query {query}</code>" for query in queries)
    return Html(f'<p class="trace">Строки, стоящие за числами: {commands}</p>')


def _share(row: Row, number: str, count: int | None = None) -> Html:
    n = row[f"{number}_n"] if count is None else count
    return share(row[f"{number}_share"], row[f"{number}_low"], row[f"{number}_high"], n)


def _counted(rows: Sequence[Row]) -> str:
    shown = f", показаны первые {SHOWN}" if len(rows) > SHOWN else ""
    return f"<p>Всего: {len(rows)}{shown}.</p>" if rows else ""


def _step(when: object, what: str, words: str, url: str) -> str:
    return f"<li><time>{text(when) if when else ''}</time><b>{what}</b><br>{quote(words, url)}</li>"


def _tried(channels: Sequence[str] | None) -> str:
    return f"До этого: {_channels(channels)}" if channels else "Молчание"


def _channels(channels: Sequence[str] | None) -> str:
    return ", ".join(CHANNELS[channel] for channel in channels or ())


def _of(hits: int, n: int | None) -> str:
    return str(hits) if n is None else f"{hits} из {n}"

"""What the dates of Russian pages mean; «now» is Thursday 12 March 2026, 12:00 in Moscow."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.dates import parse_date
from crawlers.items import Precision

NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)


def read(
    text: str, *, timezone: str = "Europe/Moscow", now: datetime = NOW, formats: tuple[str, ...] = ()
) -> str:
    moment, precision = parse_date(text, timezone=timezone, now=now, formats=formats)
    return f"{moment:%Y-%m-%d %H:%M:%S} {precision}" if moment else str(precision)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14.06.2019 в 16:36", "2019-06-14 13:36:00 minute"),
        ("14.06.2019, 16:36:07", "2019-06-14 13:36:07 second"),
        ("14.6.19", "2019-06-13 21:00:00 day"),
        ("14.06.99", "1999-06-13 20:00:00 day"),
        ("14-06-2019", "2019-06-13 21:00:00 day"),
        ("14.06.2019 г.", "2019-06-13 21:00:00 day"),
        ("Опубликовано: 14.06.2019", "2019-06-13 21:00:00 day"),
        ("пт, 14.06.2019 16:36", "2019-06-14 13:36:00 minute"),
        ("14.06.2019 16:36 МСК", "2019-06-14 13:36:00 minute"),
        ("14.06.2019 16:36 (UTC)", "2019-06-14 16:36:00 minute"),
        ("12 марта 2026 г. 20:01", "2026-03-12 17:01:00 minute"),
        ("12\u00a0марта 2026\u00a0г.,\u00a020:01", "2026-03-12 17:01:00 minute"),
        ("12 МАРТА 2026 года в 20:01:33", "2026-03-12 17:01:33 second"),
        ("1 мая 2025", "2025-04-30 21:00:00 day"),
        ("3 июн. 2025", "2025-06-02 21:00:00 day"),
        ("9 сент. 2025 г., 10:00", "2025-09-09 07:00:00 minute"),
        ("9 фев 2025", "2025-02-08 21:00:00 day"),
        ("Mar 12, 2026 20:01", "2026-03-12 17:01:00 minute"),
        ("Thu, 12 Mar 2026 17:01:33 +0000", "2026-03-12 17:01:33 second"),
        ("Mar 12, 2026, 06:01 PM", "2026-03-12 15:01:00 minute"),
        ("Mar 12, 2026, 12:05:09 am", "2026-03-11 21:05:09 second"),
        ("March 12, 2026, 8:01 p.m.", "2026-03-12 17:01:00 minute"),
        ("Mar 12, 2026, 13:01 PM", "unknown"),
        ("март 2025", "2025-02-28 21:00:00 month"),
        ("2025-03", "2025-02-28 21:00:00 month"),
        ("2025 год", "2024-12-31 21:00:00 year"),
    ],
)
def test_a_date_with_a_year_is_read(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-12T17:01:33Z", "2026-03-12 17:01:33 second"),
        ("2026-03-12T20:01:33+03:00", "2026-03-12 17:01:33 second"),
        ("2026-03-12T20:01:33.123456+0300", "2026-03-12 17:01:33 second"),
        ("2026-03-12T20:01+03", "2026-03-12 17:01:00 minute"),
        ("2026-03-12 20:01:33", "2026-03-12 17:01:33 second"),
        ("2026-03-12", "2026-03-11 21:00:00 day"),
        ("2026/03/12 20:01", "2026-03-12 17:01:00 minute"),
        ("1773334893", "2026-03-12 17:01:33 second"),
        ("1773334893.0", "2026-03-12 17:01:33 second"),
        ("1773334893000", "2026-03-12 17:01:33 second"),
    ],
)
def test_machine_dates_are_read(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11 февраля в 07:32", "2026-02-11 04:32:00 minute"),
        ("11 декабря в 07:32", "2025-12-11 04:32:00 minute"),
        ("12 марта в 12:00", "2026-03-12 09:00:00 minute"),
        ("12 марта в 12:06", "2025-03-12 09:06:00 minute"),
        ("12 марта", "2026-03-11 21:00:00 day"),
        ("13 марта", "2025-03-12 21:00:00 day"),
        ("29 февраля", "2024-02-28 21:00:00 day"),
        ("14.06 в 16:36", "2025-06-14 13:36:00 minute"),
    ],
)
def test_a_date_without_a_year_is_the_latest_that_is_not_in_the_future(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("сегодня", "2026-03-11 21:00:00 day"),
        ("Сегодня в 09:05", "2026-03-12 06:05:00 minute"),
        ("вчера в 10:15", "2026-03-11 07:15:00 minute"),
        ("Вчера, 23:59", "2026-03-11 20:59:00 minute"),
        ("позавчера", "2026-03-09 21:00:00 day"),
        ("только что", "2026-03-12 09:00:00 minute"),
        ("минуту назад", "2026-03-12 08:59:00 minute"),
        ("15 мин. назад", "2026-03-12 08:45:00 minute"),
        ("полчаса назад", "2026-03-12 08:30:00 minute"),
        ("час назад", "2026-03-12 08:00:00 hour"),
        ("2 часа назад", "2026-03-12 07:00:00 hour"),
        ("5 дней назад", "2026-03-06 21:00:00 day"),
        ("неделю назад", "2026-03-04 21:00:00 month"),
        ("год назад", "2025-03-11 21:00:00 year"),
    ],
)
def test_a_date_told_from_now_is_read(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "давно",
        "31.02.2026",
        "0001-01-01T00:00:00",
        "31 февраля 2026",
        "12.03.2026 в 25:61",
        "03/04/2026",
        "Март 12, 2026 в 8:01 пп",
        "12.13.2026",
        "500 рублей назад",
        "5 мегабит назад",
        "123456789012345678",
        "9999999999",
        "12.50",
        "30 дней",
        "0000-00-00 00:00:00",
        "99999999 лет назад",
    ],
)
def test_what_says_no_clear_date_stays_unknown(text: str) -> None:
    assert read(text) == "unknown"


def test_the_zone_of_the_source_counts_where_the_text_names_none() -> None:
    assert read("14.06.2019 в 16:36", timezone="Asia/Almaty") == "2019-06-14 10:36:00 minute"


def test_yesterday_is_a_day_of_the_source_zone() -> None:
    late = datetime(2026, 3, 12, 22, 30, tzinfo=UTC)
    assert read("вчера", now=late) == "2026-03-11 21:00:00 day"
    assert read("вчера", now=late, timezone="UTC") == "2026-03-11 00:00:00 day"


def test_winter_and_summer_time_are_told_apart() -> None:
    assert read("01.01.2025 12:00", timezone="Europe/Riga") == "2025-01-01 10:00:00 minute"
    assert read("01.07.2025 12:00", timezone="Europe/Riga") == "2025-07-01 09:00:00 minute"


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("03/04/2026", "%d/%m/%Y", "2026-04-02 21:00:00 day"),
        ("03/04/2026", "%m/%d/%Y", "2026-03-03 21:00:00 day"),
        ("12 марта 2026 — 20:01", "%d %B %Y — %H:%M", "2026-03-12 17:01:00 minute"),
        ("12 мар 20 ч", "%d %b %H ч", "2025-03-12 17:00:00 hour"),
        ("Thu Mar 12 17:01:33 +0000 2026", "%a %b %d %H:%M:%S %z %Y", "2026-03-12 17:01:33 second"),
    ],
)
def test_a_format_of_the_source_comes_first(text: str, pattern: str, expected: str) -> None:
    assert read(text, formats=(pattern,)) == expected


def test_a_format_that_does_not_fit_leaves_the_text_to_the_rules() -> None:
    assert read("14.06.2019 в 16:36", formats=("%Y/%m/%d",)) == "2019-06-14 13:36:00 minute"


@given(st.datetimes(datetime(2000, 1, 1), datetime(2026, 3, 1)))  # noqa: DTZ001
def test_any_minute_survives_the_way_through_its_russian_spelling(moment: datetime) -> None:
    aware = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    read_back, precision = parse_date(f"{aware:%d.%m.%Y в %H:%M}", timezone="UTC", now=NOW)
    assert (read_back, precision) == (aware, Precision.MINUTE)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader_or_gives_a_moment_without_precision(text: str) -> None:
    moment, precision = parse_date(text, timezone="Europe/Moscow", now=NOW)
    assert (moment is None) == (precision is Precision.UNKNOWN)
    assert moment is None or moment.utcoffset() == timedelta(0)

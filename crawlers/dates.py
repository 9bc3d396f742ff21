"""Dates as Russian sites write them into UTC, with the precision that the site gave.

Rules are tried in order and may abstain. Nothing is guessed: "03/04/2026" may be March or April and stays
unknown (a source that knows says so in `formats`), and a date without a year is the latest such date that is
not in the future.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from . import date_patterns as patterns
from .items import Precision

Dated: TypeAlias = tuple[datetime, Precision]
Parts: TypeAlias = Mapping[str, str | None]

_SLACK: Final = timedelta(minutes=5)  # a site's clock may run a little ahead of ours
_YEARS_BACK: Final = 8  # far enough to find a 29 February
_EARLIEST: Final = datetime(1995, 1, 1, tzinfo=UTC)
_MOSCOW: Final = ZoneInfo("Europe/Moscow")
_DAY: Final = timedelta(days=1)
_NAMED_DAYS: Final = {"сегодня": 0, "today": 0, "вчера": 1, "yesterday": 1, "позавчера": 2}
_UNITS: Final = (
    (r"сек(?:унд[уы]?)?", timedelta(seconds=1), Precision.SECOND),
    (r"мин(?:ут[уы]?)?", timedelta(minutes=1), Precision.MINUTE),
    (r"час(?:а|ов)?", timedelta(hours=1), Precision.HOUR),
    (r"день|дня|дней", _DAY, Precision.DAY),
    (r"недел[юиь]", 7 * _DAY, Precision.MONTH),  # there is no week: the coarser unit does not overclaim
    (r"месяц(?:а|ев)?", 30 * _DAY, Precision.MONTH),
    (r"год|года|лет", 365 * _DAY, Precision.YEAR),
)
_FORMAT_PRECISIONS: Final = (
    ("STscfX", Precision.SECOND),
    ("M", Precision.MINUTE),
    ("HI", Precision.HOUR),
    ("djx", Precision.DAY),
    ("mbB", Precision.MONTH),
)
_UNIX_SCALES: Final = {9: 1, 10: 1, 12: 1_000, 13: 1_000, 15: 1_000_000, 16: 1_000_000}


@dataclass(frozen=True, slots=True)
class _Clock:
    zone: tzinfo
    now: datetime  # in `zone`

    def midnight(self, days_ago: int) -> datetime:
        day = self.now.date() - days_ago * _DAY
        return datetime(day.year, day.month, day.day, tzinfo=self.zone)


def parse_date(
    text: str, *, timezone: tzinfo | str, now: datetime, formats: Sequence[str] = ()
) -> tuple[datetime | None, Precision]:
    """Return the moment in UTC and its precision, or (None, UNKNOWN) when the text says no clear date.

    `timezone` holds for texts that name no zone; `now` (aware) for "вчера" and for dates without a year.
    `formats` are strptime patterns of the source, tried first; %B reads Russian month names, full and short.
    A day without a time is that day's midnight in `timezone`.
    """
    zone = ZoneInfo(timezone) if isinstance(timezone, str) else timezone
    readings = _readings(text, _Clock(zone, now.astimezone(zone)), formats)
    return next(readings, (None, Precision.UNKNOWN))


def _readings(text: str, clock: _Clock, formats: Sequence[str]) -> Iterator[Dated]:
    plain = " ".join(text.split()).casefold().strip(" ,;")
    bare = patterns.WEEKDAY.sub("", patterns.LABEL.sub("", plain))
    attempts = [(_with_format(pattern), plain) for pattern in formats] + [(rule, bare) for rule in _RULES]
    for rule, spelling in attempts:
        try:
            dated = rule(spelling, clock)
            if dated is not None:
                yield dated[0].astimezone(UTC), dated[1]
        except (ValueError, OverflowError):  # 31.02.2026, 25:61, year 0, and year 1 east of Greenwich
            continue


def _with_format(pattern: str) -> "Rule":
    plain_pattern = pattern.replace("%b", "%B")
    precision = _format_precision(pattern)

    def by_format(text: str, clock: _Clock) -> Dated | None:
        plain = patterns.in_english(text)
        if re.search(r"%[YycxG]", pattern):
            return _placed(_strptime(plain, plain_pattern), clock), precision
        moment = _latest(
            lambda year: _placed(_strptime(f"{plain} {year}", f"{plain_pattern} %Y"), clock), clock
        )
        return (moment, precision) if moment else None

    return by_format


def _strptime(text: str, pattern: str) -> datetime:
    return datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is the source's, see _placed


def _format_precision(pattern: str) -> Precision:
    for letters, precision in _FORMAT_PRECISIONS:
        if re.search(rf"%[{letters}]", pattern):
            return precision
    return Precision.YEAR


def _placed(moment: datetime, clock: _Clock) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.zone)


def _latest(in_year: Callable[[int], datetime], clock: _Clock) -> datetime | None:
    for year in range(clock.now.year + 1, clock.now.year - _YEARS_BACK, -1):
        try:
            moment = in_year(year)
        except ValueError:  # 29 February
            continue
        if moment <= clock.now + _SLACK:
            return moment
    return None


def _on_day(day: datetime, parts: Parts, clock: _Clock) -> Dated:
    """Return the day (a midnight) with the time of day that the pattern found, if it found one."""
    hour, minute, second = parts.get("hour"), parts.get("minute"), parts.get("second")
    if hour is None or minute is None:
        return day, Precision.DAY
    moment = day.replace(
        hour=_full_hour(hour, parts.get("half")), minute=int(minute), second=int(second or 0)
    )
    zone = _zone(parts.get("zone")) or clock.zone
    return moment.replace(tzinfo=zone), Precision.SECOND if second else Precision.MINUTE


def _full_hour(hour: str, half: str | None) -> int:
    """Return the hour of 24; 12:05 am is five past midnight, 13:05 pm is no time at all."""
    if not half:
        return int(hour)
    if not 1 <= int(hour) <= 12:
        raise ValueError(f"there is no {hour} o'clock {half}")
    return int(hour) % 12 + (12 if half.startswith("p") else 0)


def _zone(name: str | None) -> tzinfo | None:
    if not name:
        return None
    if name in ("мск", "msk"):
        return _MOSCOW
    return datetime.strptime("+00:00" if name in ("z", "utc", "gmt") else f"{name:0<5}", "%z").tzinfo


def _in_year(parts: Parts, clock: _Clock, *, month: int) -> Dated | None:
    day, year = int(parts["day"] or 0), parts.get("year")
    if year is not None:
        return _on_day(datetime(_full_year(year, clock), month, day, tzinfo=clock.zone), parts, clock)

    def dated(candidate: int) -> Dated:
        return _on_day(datetime(candidate, month, day, tzinfo=clock.zone), parts, clock)

    moment = _latest(lambda candidate: dated(candidate)[0], clock)
    return dated(moment.astimezone(clock.zone).year) if moment else None


def _full_year(digits: str, clock: _Clock) -> int:
    if len(digits) == 4:
        return int(digits)
    century = 2000 if 2000 + int(digits) <= clock.now.year else 1900
    return century + int(digits)


def _by_numbers(text: str, clock: _Clock) -> Dated | None:
    for pattern in (patterns.ISO, patterns.NUMERIC, patterns.NUMERIC_NO_YEAR):
        if found := pattern.fullmatch(text):
            day, month, mark = (found.groupdict().get(name) for name in ("day", "month", "mark"))
            if mark == "/" and pattern is patterns.NUMERIC and day != month:
                return None  # day first or month first: only the source knows
            return _in_year(found.groupdict(), clock, month=int(month or 0))
    return None


def _by_month_name(text: str, clock: _Clock) -> Dated | None:
    found = patterns.DAY_MONTH.fullmatch(text) or patterns.MONTH_DAY.fullmatch(text)
    if found is None:
        return None
    return _in_year(found.groupdict(), clock, month=patterns.month_number(found["name"]))


def _by_named_day(text: str, clock: _Clock) -> Dated | None:
    if found := patterns.NAMED_DAY.fullmatch(text):
        return _on_day(clock.midnight(_NAMED_DAYS[found["named"]]), found.groupdict(), clock)
    return None


def _by_time_ago(text: str, clock: _Clock) -> Dated | None:
    if text in ("только что", "сейчас", "just now"):
        return clock.now, Precision.MINUTE
    if text == "полчаса назад":
        return clock.now - timedelta(minutes=30), Precision.MINUTE
    found = patterns.AGO.fullmatch(text)
    for unit, length, precision in _UNITS if found else ():
        if found and re.fullmatch(unit, found["unit"]):
            count = int(found["count"] or 1)
            return (
                clock.now - count * length if length < _DAY else clock.midnight(count * length.days)
            ), precision
    return None


def _by_unix_time(text: str, clock: _Clock) -> Dated | None:
    found = patterns.UNIX.fullmatch(text)
    if found is None:
        return None
    moment = datetime.fromtimestamp(float(text) / _UNIX_SCALES[len(found["digits"])], UTC)
    return (moment, Precision.SECOND) if _EARLIEST <= moment <= clock.now + _DAY else None


def _by_month_or_year(text: str, clock: _Clock) -> Dated | None:
    if found := patterns.MONTH_YEAR.fullmatch(text):
        first = datetime(int(found["year"]), patterns.month_number(found["name"]), 1, tzinfo=clock.zone)
        return first, Precision.MONTH
    if found := patterns.MONTH_NUMBER.fullmatch(text):
        return datetime(int(found["year"]), int(found["month"]), 1, tzinfo=clock.zone), Precision.MONTH
    if found := patterns.YEAR_ALONE.fullmatch(text):
        return datetime(int(found["year"]), 1, 1, tzinfo=clock.zone), Precision.YEAR
    return None


Rule: TypeAlias = Callable[[str, _Clock], Dated | None]

_RULES: Final[tuple[Rule, ...]] = (
    _by_numbers,
    _by_month_name,
    _by_named_day,
    _by_time_ago,
    _by_unix_time,
    _by_month_or_year,
)

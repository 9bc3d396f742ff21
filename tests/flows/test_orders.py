"""What a crawl is ordered to read: a known thread is opened when it is due, a new one always."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows import steps
from flows.config import Settings
from flows.loading import load_landed
from flows.orders import orders
from warehouse.connection import open_reader

NOON = datetime(2026, 1, 9, 12, tzinfo=UTC)


@pytest.fixture
def visit(settings: Settings, add_source: Callable[..., None], forum: Any) -> Callable[..., set[str]]:
    """Crawl and load the forum, `hours` after the first time, and return the threads that were asked for."""

    def crawl(hours: float, revisit: str = "schedule") -> set[str]:
        add_source(forum.url, revisit=revisit)
        forum.requests.clear()
        (source,) = steps.choose_sources(settings, ["forum"])
        steps.crawl(settings, source, at=NOON + timedelta(hours=hours))
        assert load_landed(settings).problems == ()
        return {path for path in forum.requests if path.startswith("/t/")}

    return crawl


def test_known_threads_wait_for_their_step_and_new_ones_do_not(visit: Any, forum: Any) -> None:
    assert visit(0) == {"/t/1", "/t/2", "/t/3"}
    assert visit(0.1) == set()
    forum.threads[4] = [("Ян", "", "2026-01-09T15:00:00+03:00", "Лучик опять молчит.")]
    assert visit(22) == {"/t/2", "/t/4"}


def test_a_source_may_want_all_its_threads_read_each_time(visit: Any) -> None:
    assert visit(0, "always") == visit(0.1, "always") == {"/t/1", "/t/2", "/t/3"}


def test_a_missing_message_keeps_its_thread_due(visit: Any, forum: Any, settings: Settings) -> None:
    visit(0)
    del forum.threads[1][1]
    visit(24 * 30)
    for hours in (1, 2):
        assert "/t/1" in visit(24 * 30 + hours)
    with open_reader(settings.warehouse) as connection:
        counted = connection.execute(
            "SELECT count(*) FROM raw.message_events WHERE kind = 'missing'"
        ).fetchall()
    assert counted == [(3,)]


def test_there_is_nothing_to_order_before_the_first_crawl(
    settings: Settings, add_source: Callable[..., None]
) -> None:
    add_source("http://127.0.0.1:1", revisit="schedule")
    (source,) = steps.choose_sources(settings, ["forum"])
    ordered = orders(settings.warehouse, source)
    assert (list(ordered.known_threads), ordered.due, ordered.probes) == ([], frozenset(), ())
    assert not settings.warehouse.exists()

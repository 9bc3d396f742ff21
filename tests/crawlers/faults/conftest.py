"""Crawls of hostile sites into a ledger, in a process of its own that tells how much its crawls needed."""

import resource
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pytest

from crawlers.items import Crawl
from tests.watching import Visited, Watch

BEGIN = datetime(2026, 3, 14, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Measured:
    """A watch whose crawls are measured: the most that any held, in MiB, and CPU seconds of each."""

    watch: Watch
    pool: ProcessPoolExecutor
    peaks: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def visit(self, hours: float) -> Visited:
        crawl, peak, seconds = self.pool.submit(_crawl, self.watch, hours).result()
        self.peaks.append(peak)
        self.seconds.append(seconds)
        return self.watch.take(crawl)


def _crawl(watch: Watch, hours: float) -> tuple[Crawl, float, float]:
    """Crawl; return with it the most that a crawl process held so far, and what this one took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    crawl = watch.crawl(hours)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return crawl, after.ru_maxrss / 1024, took


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPoolExecutor]:
    """One process: none of its children are anything but crawls."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as workers:
        yield workers


@pytest.fixture(scope="module")
def watch_of(pool: ProcessPoolExecutor, html) -> Callable[..., Measured]:
    """Begins to watch a site of reviews; every thread is due every time."""

    def begin(site, folder: Path, top: str = "", *, retries: int = 1) -> Measured:
        text = html.REVIEWS.replace("{base}", site.base).replace("{top}", f'revisit = "always"\n{top}')
        path = folder / "testsite.toml"
        text = text.replace("timeout = 1.0", "timeout = 4.0").replace("retries = 1", f"retries = {retries}")
        path.write_text(text, encoding="utf-8")
        return Measured(Watch(path, folder, BEGIN), pool)

    return begin

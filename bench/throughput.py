"""Pages a second through our spiders and through a bare one, over the same loopback site at zero delay.

Both are processes of their own and read one page at a time; the time is that of the whole process, from its
start to its end, the better of some rounds taken by turns. Pages count as often as they were asked for: ours
looks at the first page of a longer thread twice, which costs the time that the last row shows.
"""

import gzip
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from crawlers.runner import run_crawl
from crawlers.sources import load_source

from .still import SELECTORS, Shape, serve
from .table import Row

FLOOR = 0.8
USUAL = Shape()
_SOURCE = """
title = "Сайт отзывов"
engine = "reviews"
url = "{url}"
hosts = ["127.0.0.1"]
timezone = "Europe/Moscow"
terms = "Our own."
allow_private = true
delay = 0.0
max_pages = 100000
[reviews.lists]
thread = "{thread}"
marker = "{thread}"
link = "{link}"
key = "{link}"
key_pattern = '/t/(\\d+)/'
next = "{next}"
[reviews.threads]
next = "{next}"
[reviews.messages]
block = "{block}"
id = "{id}"
author = "{author}"
date = "{date}"
likes = "{likes}"
text = "{text}"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How one crawl went: pages asked for, messages brought, seconds from start to end."""

    pages: int
    messages: int
    seconds: float

    @property
    def speed(self) -> float:
        """Pages a second."""
        return self.pages / self.seconds


def measure(shape: Shape, rounds: int) -> tuple[Pace, Pace]:
    """The better crawl of ours and of the bare spider."""
    with serve(shape) as url, tempfile.TemporaryDirectory(prefix="otklik-bench-") as folder:
        paces = [(ours(url, Path(folder)), bare(url, Path(folder), shape)) for _ in range(rounds)]
    mine, others = zip(*paces, strict=True)
    return max(mine, key=_speed), max(others, key=_speed)


def ours(url: str, folder: Path) -> Pace:
    """Crawl the site as a source."""
    path = folder / "still.toml"
    path.write_text(_SOURCE.format(url=url, **SELECTORS), encoding="utf-8")
    source = load_source(path)
    began = perf_counter()
    crawl = run_crawl(
        source, landing_dir=folder / "landing", author_key=b"k" * 32, contact="bench@example.org"
    )
    seconds = perf_counter() - began
    return Pace(pages=int(str(crawl.stats["200"])), messages=crawl.messages, seconds=seconds)


def bare(url: str, folder: Path, shape: Shape) -> Pace:
    """Crawl the site with the bare spider."""
    out = folder / "bare.jsonl.gz"
    out.unlink(missing_ok=True)
    began = perf_counter()
    subprocess.run([sys.executable, "-m", "bench.bare", url, str(out)], check=True)
    seconds = perf_counter() - began
    with gzip.open(out, "rb") as lines:
        messages = sum(1 for _ in lines)
    return Pace(pages=shape.count, messages=messages, seconds=seconds)


def rows(shape: Shape = USUAL, rounds: int = 3) -> Iterator[Row]:
    """The two speeds, of which the ratio ought to be at least `FLOOR`, and the times for the whole site."""
    mine, other = measure(shape, rounds)
    yield Row(name="bare Scrapy spider", value=other.speed, unit="pages/s")
    yield Row(
        name="our spider",
        value=mine.speed,
        unit="pages/s",
        compared_with=f"bare Scrapy spider, at least {FLOOR}",
        ratio=mine.speed / other.speed,
    )
    yield Row(
        name=f"{mine.messages:,} messages of {shape.count:,} pages",
        value=mine.seconds,
        unit="s",
        compared_with=f"bare Scrapy spider, {other.messages:,}",
        ratio=mine.seconds / other.seconds,
    )


def _speed(pace: Pace) -> float:
    return pace.speed

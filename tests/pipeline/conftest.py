"""Places where the pipeline runs as a person runs it: settings, a data folder, and real processes."""

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawlers.importing import import_rows
from demo import provider_file, sources
from demo.server import DemoSite, serve
from tests.pipeline.failures import REVIEWS, whole
from tests.pipeline.places import Place

READER = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1], read_only=True)
for line in sys.stdin:
    print(connection.execute(line).fetchone()[0], flush=True)
"""
WORDS = [
    "интернет",
    "вечером",
    "пропадает",
    "роутер",
    "мастер",
    "приехал",
    "оператор",
    "обещал",
    "заявка",
    "подъезд",
    "кабель",
    "скорость",
    "тариф",
    "неделя",
    "ответила",
    "молчит",
    "спасибо",
    "починили",
    "быстро",
    "плохо",
    "списали",
    "деньги",
    "Кедрон",
    "ТелеВетер",
    "Стожар",
    "извинились",
    "перерасчёт",
]


@pytest.fixture(scope="session")
def make_place(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Place]:
    """Make an empty place; with a site, it has the site's sources."""

    def make(site: DemoSite | None = None) -> Place:
        folder = tmp_path_factory.mktemp("place") / "here"
        (folder / "sources").mkdir(parents=True)
        shutil.copy(provider_file(), folder / "providers.toml")
        settings = 'data_dir = "data"\nsource_dirs = ["sources"]\nprovider_files = ["providers.toml"]\n'
        (folder / "otklik.toml").write_text(settings + 'contact = "tests@otklik.invalid"\n', "utf-8")
        for name, text in sources(site.base_url).items() if site else ():
            (folder / "sources" / name).write_text(text, "utf-8")
        return Place(folder)

    return make


@pytest.fixture(scope="session")
def site() -> Iterator[DemoSite]:
    """The invented site; a test sets the day that it needs."""
    with serve() as running:
        yield running


@pytest.fixture(scope="session")
def two_days(site: DemoSite) -> tuple[datetime, datetime]:
    """Two visits between which texts are edited, removed and answered."""
    return site.visit_days[5], site.visit_days[6]


@pytest.fixture(scope="session")
def first_day(make_place: Any, site: DemoSite, two_days: tuple[datetime, datetime]) -> Place:
    """A place after the first of the two days, annotated and published. Copy it before you change it."""
    place: Place = make_place(site)
    crawl_day(place, site, two_days[0])
    for step in ("load", "annotate", "publish"):
        place.do(step)
    return place


@pytest.fixture(scope="session")
def crawl() -> Callable[..., None]:
    """Crawl both surfaces of the site as they are on a day."""
    return crawl_day


def crawl_day(place: Place, site: DemoSite, day: datetime, *, at: datetime | None = None) -> None:
    site.set_day(day)
    for name in ("demo-otzyvy", "demo-blog"):
        place.do("crawl", name, "--at", f"{at or day:%Y-%m-%dT%H:%M:%SZ}")


@pytest.fixture(scope="session")
def land_many(two_days: tuple[datetime, datetime]) -> Callable[[Place, int], None]:
    """Land so many generated reviews as an import, to make the steps after it long enough to be hit."""

    def land(place: Place, count: int) -> None:
        dice = random.Random(7)
        rows = [{"id": f"r{n}", "author": f"a{n % 997}", "text": _review(dice, n)} for n in range(count)]
        import_rows(
            rows,
            source="many",
            mapping={},
            landing_dir=place.landing,
            key=b"k" * 32,
            timezone="Europe/Moscow",
            provider="Кедрон",
            at=two_days[0] + timedelta(hours=1),
        )

    return land


def _review(dice: random.Random, number: int) -> str:
    return f"{' '.join(dice.choices(WORDS, k=dice.randint(8, 24))).capitalize()}. {number}"


@pytest.fixture(scope="session")
def reading() -> Callable[[Path], Any]:
    """Open a snapshot in a process of its own, and ask it one value after another."""

    @contextmanager
    def read(snapshot: Path) -> Iterator[Callable[[str], str]]:
        command = [sys.executable, "-c", READER, str(snapshot)]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        ) as reader:
            assert reader.stdin
            assert reader.stdout

            def ask(sql: str) -> str:
                reader.stdin.write(f"{sql}\n")
                return reader.stdout.readline().strip()

            yield ask
            reader.stdin.close()
            assert reader.wait(30) == 0

    return read


@pytest.fixture(scope="module")
def small(make_place: Any, land: Any) -> Any:
    """A place with three reviews, annotated and published, and one more in landing. Copied for each test."""
    place = make_place()
    land(place, REVIEWS)
    for step in ("load", "annotate", "publish"):
        place.do(step)
    land(place, [{**REVIEWS[0], "id": 4}])
    return place


@pytest.fixture(scope="module")
def land() -> Callable[..., None]:
    def import_reviews(place: Any, reviews: list[dict[str, object]], source: str = "mine") -> None:
        path = place.folder / "reviews.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in reviews), "utf-8")
        place.do("import", str(path), "--source", source)

    return import_reviews


@pytest.fixture
def place(small: Any, tmp_path: Path) -> Iterator[Any]:
    """A copy of the small place; whatever the test does, nothing of it may be lost."""
    copied = small.copy(tmp_path / "here")
    before = whole(copied)
    yield copied
    assert whole(copied) == before


@pytest.fixture
def fragile(small: Any, tmp_path: Path) -> Any:
    """A copy of the small place that the test itself damages."""
    return small.copy(tmp_path / "here")

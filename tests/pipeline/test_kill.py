"""SIGKILL in the middle of every step; after a plain next run the warehouse holds what it would have held.

Nothing in the program helps: the moments are found from outside, in what the program says, in the files that
it writes and in the pages that it asks for. `tree` kills all processes of the command at once, as a crash of
the machine does; otherwise the command alone is killed, and its children have to notice.
"""

import re
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.places import differences

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

MANY = 2200  # reviews beside those of the site: more than one batch of the annotator
RAW = (
    "crawls",
    "thread_visits",
    "message_versions",
    "message_events",
    "baselines",
    "annotators",
    "providers",
)
RAW_OF_ANNOTATIONS = ("annotations", "provider_sentiments", "mentions", "evidence")
MARTS = (
    "providers",
    "messages",
    "mentions",
    "evidence",
    "complaints",
    "replies",
    "provider_weeks",
    "coverage",
)
ENDS = {  # what a command says on stdout when it has come to its end
    "crawl": r"messages in \d+ threads",
    "load": "new messages|Nothing to load",
    "annotate": "message versions annotated by",
    "build": "models built",
    "publish": r"published\.duckdb",
}
STEPS = tuple(ENDS)
GONE_WITHIN = 10.0  # seconds for the children of a killed command to be gone

Condition = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Kill:
    """How a command ended that was to be killed, and which processes of it were left some seconds later."""

    code: int
    stdout: str
    stderr: str
    left_over: tuple[int, ...]
    snapshot: str

    def is_inside(self, step: str) -> bool:
        """Whether the step had begun and had not come to its end."""
        begun = re.search(rf"{step}\b.*: begins", self.stderr)
        return self.code == -signal.SIGKILL and bool(begun) and not re.search(ENDS[step], self.stdout)


class Killer:
    """Kills commands in one place and remembers how that went."""

    def __init__(self, place: Any, site: Any, reading: Any) -> None:
        self.place, self.site, self.reading = place, site, reading
        self.kills: dict[str, list[Kill]] = {step: [] for step in STEPS}

    def kill(
        self, *command: str, when: Callable[[Any], Condition], after: float = 0, tree: bool = True
    ) -> None:
        """Start the command and kill it `after` seconds from the moment that `when` tells."""
        process = self.place.start(*command)
        process.wait_until(when(process))
        due = time.monotonic() + after
        process.wait_until(lambda: time.monotonic() > due)
        code = process.kill(tree=tree)
        until = time.monotonic() + GONE_WITHIN
        while (left := process.alive()) and time.monotonic() < until:
            time.sleep(0.02)
        process.kill(tree=True)
        with self.reading(self.place.snapshot) as ask:
            seen = ask("SELECT count(*) FROM meta.publications")
        self.kills[command[0]].append(Kill(code, process.stdout, process.stderr, tuple(left), seen))

    def says(self, words: str) -> Callable[[Any], Condition]:
        """The moment when the command's stderr shows the words."""
        return lambda process: lambda: re.search(words, process.stderr)

    def appears(self, pattern: str) -> Callable[[Any], Condition]:
        """The moment when a file of that name is in the data folder."""
        return lambda _process: lambda: next(self.place.data.glob(pattern), None)

    def asks(self, pages: int) -> Callable[[Any], Condition]:
        """The moment when the site was asked for so many more pages."""
        planned = len(self.site.requests) + pages
        return lambda _process: lambda: len(self.site.requests) >= planned

    def builds(self, models: int) -> Callable[[Any], Condition]:
        """The moment when dbt has noted so many more models as made."""
        log = self.place.data / "dbt" / "logs" / "dbt.log"
        planned = _count(log) + models
        return lambda _process: lambda: _count(log) >= planned

    def writes(self) -> Callable[[Any], Condition]:
        """The moment when the warehouse or its log changes: in the middle of a commit."""
        before = self._written()
        return lambda _process: lambda: self._written() != before

    def _written(self) -> list[tuple[str, int, int]]:
        files = sorted(self.place.data.glob("warehouse.duckdb*"))
        return [(path.name, stat.st_size, stat.st_mtime_ns) for path in files if (stat := _stat(path))]


def _stat(path: Path) -> Any:
    try:
        return path.stat()
    except FileNotFoundError:  # a log that was there a moment ago
        return None


def _count(log: Path) -> int:
    return log.read_text("utf-8").count("OK created") if log.exists() else 0


@pytest.fixture(scope="module")
def day(two_days: Any) -> str:
    return f"{two_days[1]:%Y-%m-%dT%H:%M:%SZ}"


@pytest.fixture(scope="module")
def start(first_day: Any, land_many: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """After the first day, with many reviews in landing: where both runs begin."""
    place = first_day.copy(tmp_path_factory.mktemp("start") / "here")
    land_many(place, MANY)
    return place


@pytest.fixture(scope="module")
def undisturbed(
    start: Any, site: Any, crawl: Any, two_days: Any, tmp_path_factory: pytest.TempPathFactory
) -> Any:
    """The second day without any trouble. A copy of what was in landing then lies beside it."""
    place = start.copy(tmp_path_factory.mktemp("undisturbed") / "here")
    crawl(place, site, two_days[1])
    shutil.copytree(place.landing, place.folder / "landed")
    for step in ("load", "annotate", "build", "publish"):
        place.do(step)
    return place


@pytest.fixture(scope="module")
def expected(undisturbed: Any) -> dict[str, Any]:
    return undisturbed.content("raw", "marts")


@pytest.fixture(scope="module")
def killer(start: Any, site: Any, reading: Any, tmp_path_factory: pytest.TempPathFactory) -> Killer:
    return Killer(start.copy(tmp_path_factory.mktemp("disturbed") / "here"), site, reading)


@pytest.fixture(scope="module")
def disturbed(killer: Killer, two_days: Any, day: str) -> Killer:
    """The same second day with three kills in each step, each step then run again as if nothing had been."""
    killer.site.set_day(two_days[1])
    crawl = ("crawl", "demo-otzyvy", "--at", day)
    killer.kill(*crawl, when=killer.says("begins"), after=0.2, tree=False)
    killer.kill(*crawl, when=killer.asks(pages=5), tree=False)
    killer.kill(*crawl, when=killer.asks(pages=60), after=0.05)
    killer.place.do(*crawl)
    killer.place.do("crawl", "demo-blog", "--at", day)

    killer.kill("load", when=killer.says("load .*-many: begins"), after=0.1)
    killer.kill("load", when=killer.appears("landing/*/.messages.masked*"), tree=False)
    killer.kill("load", when=killer.writes())
    killer.kill("load", when=killer.writes(), after=0.05)
    killer.place.do("load")

    killer.kill("annotate", when=killer.says("annotate: begins"), after=1, tree=False)
    killer.kill("annotate", when=killer.writes())
    killer.kill("annotate", when=killer.says(r"annotate: \d+ message versions"), after=0.1)
    killer.place.do("annotate")

    killer.kill("build", when=killer.says("build: begins"), after=0.3, tree=False)
    killer.kill("build", when=killer.writes())
    killer.kill("build", when=killer.builds(models=20), tree=False)
    killer.place.do("build")

    killer.kill("publish", when=killer.says("publish: begins"))
    killer.kill("publish", when=killer.writes())
    killer.kill("publish", when=killer.appears(".partial-published.duckdb-*"), tree=False)
    killer.kill("publish", when=killer.appears(".partial-published.duckdb-*"), after=0.02)
    killer.place.do("publish")
    return killer


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_hits_the_middle_of_the_step(disturbed: Killer, step: str) -> None:
    inside = [kill for kill in disturbed.kills[step] if kill.is_inside(step)]
    assert inside, disturbed.kills[step]


@pytest.mark.parametrize("step", STEPS)
def test_no_process_outlives_a_killed_command(disturbed: Killer, step: str) -> None:
    assert [kill.left_over for kill in disturbed.kills[step]] == [()] * len(disturbed.kills[step])


@pytest.mark.parametrize("step", ["crawl", "load", "annotate", "build"])
def test_readers_see_the_last_publication_whatever_is_killed(disturbed: Killer, step: str) -> None:
    assert {kill.snapshot for kill in disturbed.kills[step]} == {"1"}


def test_readers_see_a_whole_snapshot_while_publishing_is_killed(disturbed: Killer) -> None:
    assert all(int(kill.snapshot) >= 1 for kill in disturbed.kills["publish"])


def test_both_runs_have_the_same_tables(disturbed: Killer, expected: dict[str, Any]) -> None:
    found = disturbed.place.content("raw", "marts")
    assert found.keys() == expected.keys()
    assert expected.keys() >= {f"raw.{name}" for name in (*RAW, *RAW_OF_ANNOTATIONS)}
    assert expected.keys() >= {f"marts.{name}" for name in MARTS}


def test_every_table_has_the_same_rows(disturbed: Killer, expected: dict[str, Any]) -> None:
    found = disturbed.place.content("raw", "marts")
    assert differences(found, expected) == {}


def test_the_comparison_sees_a_single_value(expected: dict[str, Any]) -> None:
    changed = {name: rows.copy() for name, rows in expected.items()}
    row = next(iter(changed["marts.complaints"]))
    changed["marts.complaints"][row] += 1
    assert list(differences(changed, expected)) == ["marts.complaints"]


@pytest.mark.parametrize(
    "table", [f"raw.{name}" for name in RAW_OF_ANNOTATIONS] + [f"marts.{n}" for n in MARTS]
)
def test_the_undisturbed_run_has_something_to_lose(expected: dict[str, Any], table: str) -> None:
    assert expected[table].total() > 0


def test_nothing_is_left_behind(disturbed: Killer) -> None:
    assert list(disturbed.place.landing.iterdir()) == []
    names = {path.name for path in disturbed.place.data.iterdir()}
    assert names == {"author.key", "dbt", "landing", "published.duckdb", "warehouse.duckdb"}


def test_the_snapshot_has_the_marts_of_the_next_run(disturbed: Killer, reading: Any) -> None:
    complaints = "SELECT count(*) FROM marts.complaints"
    with reading(disturbed.place.snapshot) as ask:
        assert int(ask(complaints)) == disturbed.place.ask(complaints) > 0


@pytest.fixture(scope="module")
def run_again(start: Any, undisturbed: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The same landed crawls through `otklik run`, killed between load and build; run again."""
    place = start.copy(tmp_path_factory.mktemp("run") / "here")
    shutil.rmtree(place.folder / "sources")  # what is in landing is all there is to do
    shutil.rmtree(place.landing)
    shutil.copytree(undisturbed.folder / "landed", place.landing)
    process = place.start("run")
    process.wait_until(lambda: re.search(r"annotate: \d+ message versions", process.stderr))
    code = process.kill(tree=False)
    until = time.monotonic() + GONE_WITHIN
    while (left := process.alive()) and time.monotonic() < until:
        time.sleep(0.05)
    process.kill(tree=True)
    return place, code, left, place.run("run")


def test_a_killed_run_takes_its_server_with_it(run_again: Any) -> None:
    _place, code, left, _done = run_again
    assert (code, left) == (-signal.SIGKILL, [])


def test_a_run_after_a_killed_one_ends_like_an_undisturbed_one(
    run_again: Any, expected: dict[str, Any]
) -> None:
    place, _code, _left, done = run_again
    assert done.returncode == 0, done.stderr
    assert differences(place.content("raw", "marts"), expected) == {}

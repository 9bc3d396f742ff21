"""The flows: crawl every source ▶ load ▶ annotate, and on to build ▶ publish ▶ report."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from prefect import flow
from prefect.futures import PrefectFuture
from prefect.logging.handlers import APILogHandler
from prefect.runtime import flow_run
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from . import artifacts, steps, tasks
from .config import Settings, load_settings
from .errors import StepsRed, known_errors

if TYPE_CHECKING:
    from crawlers.items import Crawl
    from crawlers.sources import Source

logger = logging.getLogger(__name__)

CRAWLS_AT_ONCE = 4  # each is one process that mostly waits for its site
_RUNNER = cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner(max_workers=CRAWLS_AT_ONCE))


@flow(name="collect", task_runner=_RUNNER)
def collect(
    sources: Sequence[str] = (), config: str | None = None, at: datetime | None = None
) -> tuple[str, ...]:
    """Crawl, load and annotate; red at the end if something went wrong, after the rest was done."""
    problems = _collect(_begin(config), sources, at)
    _raise_if_any(problems)
    return problems


@flow(name="run", task_runner=_RUNNER)
def run(sources: Sequence[str] = (), config: str | None = None, at: datetime | None = None) -> str:
    """Collect, build, publish and report. Returns the path of the report.

    A source that fails makes the run red at its end; everything else is published before.
    """
    settings = _begin(config)
    problems = _collect(settings, sources, at)
    tasks.build(settings)
    tasks.publish(settings, run=str(flow_run.get_id() or "local"))
    artifacts.providers(settings)
    page = tasks.report(settings)
    artifacts.report_link(page)
    _raise_if_any(problems)
    return str(page)


def _begin(config: str | None) -> Settings:
    """The settings; from here on our own lines go to the logs that Prefect keeps of the run, too."""
    package = logging.getLogger(__package__)
    package.setLevel(logging.INFO)
    if not any(isinstance(handler, APILogHandler) for handler in package.handlers):
        package.addHandler(APILogHandler())
    return load_settings(config)


def _collect(settings: Settings, names: Sequence[str], at: datetime | None) -> tuple[str, ...]:
    chosen = steps.choose_sources(settings, names)
    crawls, crawl_problems = _crawl_all(settings, chosen, at)
    loaded = tasks.load(settings)
    artifacts.coverage(crawls, (*crawl_problems, *loaded.problems))
    tasks.annotate(settings)
    return (*crawl_problems, *loaded.problems)


def _crawl_all(
    settings: Settings, sources: Sequence["Source"], at: datetime | None
) -> tuple[tuple["Crawl", ...], tuple[str, ...]]:
    """The crawls that ended well, and a sentence for each that did not."""
    futures = {source.name: tasks.crawl.submit(settings, source, at) for source in sources}
    outcomes = {name: _outcome(future) for name, future in futures.items()}
    crawls = tuple(done for done in outcomes.values() if not isinstance(done, str))
    return crawls, tuple(f"{name}: {why}" for name, why in outcomes.items() if isinstance(why, str))


def _outcome(future: PrefectFuture["Crawl"]) -> "Crawl | str":
    try:
        return future.result()
    except known_errors() as error:
        return str(error)


def _raise_if_any(problems: Sequence[str]) -> None:
    for problem in problems:
        logger.error("%s", problem)
    if problems:
        raise StepsRed(problems)

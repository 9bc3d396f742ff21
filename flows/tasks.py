"""The steps as Prefect tasks. Nothing is cached: each step writes, and is idempotent by itself."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from . import steps
from .config import Settings
from .loading import Loaded, load_landed

if TYPE_CHECKING:
    from crawlers.items import Crawl
    from crawlers.sources import Source
    from warehouse.build import BuildReport
    from warehouse.publish import Publication

RETRY_DELAYS: list[float] = [30, 120]  # seconds; a site that does not answer now may do so in a while


def is_worth_retrying(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether the crawl failed for a reason that time can mend: no answer, or too slow a one."""
    from crawlers.errors import CrawlTimedOut, SourceDead

    return isinstance(state.result(raise_on_failure=False), SourceDead | CrawlTimedOut)


@task(
    task_run_name="crawl {source.name}",
    cache_policy=NO_CACHE,
    retries=len(RETRY_DELAYS),
    retry_delay_seconds=RETRY_DELAYS,
    retry_condition_fn=is_worth_retrying,
)
def crawl(settings: Settings, source: "Source", at: datetime | None = None) -> "Crawl":
    """The record of one crawl."""
    return steps.crawl(settings, source, at=at)


@task(task_run_name="load", cache_policy=NO_CACHE)
def load(settings: Settings) -> Loaded:
    """What became of every landed crawl."""
    return load_landed(settings)


@task(task_run_name="annotate", cache_policy=NO_CACHE)
def annotate(settings: Settings) -> steps.Annotated:
    """How many message versions were read."""
    return steps.annotate(settings)


@task(task_run_name="build", cache_policy=NO_CACHE)
def build(settings: Settings) -> "BuildReport":
    """What dbt built and tested."""
    return steps.build(settings)


@task(task_run_name="publish", cache_policy=NO_CACHE)
def publish(settings: Settings, run: str) -> "Publication":
    """The publication that readers find from now on."""
    return steps.publish(settings, run=run)


@task(task_run_name="report", cache_policy=NO_CACHE)
def report(settings: Settings) -> Path:
    """The HTML page made from the snapshot."""
    return steps.report(settings)

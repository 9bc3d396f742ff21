"""One step at a time, without Prefect: crawl, load, annotate, build, publish, report."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from .output import relative, say

Name = Annotated[
    str | None, typer.Argument(metavar="SOURCE", help="A source that `otklik source list` shows.")
]
SourceFile = Annotated[Path | None, typer.Option(help="A source file anywhere, to try it.")]
Landing = Annotated[Path | None, typer.Option(help="Where the landing folder of that crawl goes.")]
Moment = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%dT%H:%M:%S%z"],
        help="What to write down as the time, like 2026-01-19T18:00:00Z, where the site shows another day.",
    ),
]


def crawl(
    source: Name = None, at: Moment = None, *, source_file: SourceFile = None, landing: Landing = None
) -> None:
    """Read one source into landing: a known one, or any by its file, which needs no warehouse."""
    from flows import steps
    from flows.config import load_settings

    if (source is None) == (source_file is None) or (source_file is None) != (landing is None):
        raise typer.BadParameter("name a SOURCE, or give --source-file and --landing together.")
    settings = load_settings()
    if source_file and landing:
        done = steps.crawl_file(settings, source_file, landing_dir=landing, at=at)
    else:
        (chosen,) = steps.choose_sources(settings, [str(source)])
        done = steps.crawl(settings, chosen, at=at)
    why = f": {done.reason}" if done.reason else ""
    say(f"{done.crawl_id}: {done.status}, {done.messages} messages in {done.visits} threads{why}")


def load(
    trust: Annotated[
        str | None, typer.Option(metavar="CRAWL", help="Load this crawl from quarantine as it is.")
    ] = None,
) -> None:
    """Load every crawl in landing into the warehouse."""
    from flows.config import load_settings
    from flows.errors import StepsRed
    from flows.loading import Loaded, load_landed, trust_crawl

    settings = load_settings()
    loaded = Loaded(reports=(trust_crawl(settings, trust),)) if trust else load_landed(settings)
    for report in loaded.reports:
        say(f"{report.crawl_id}: {report.new_messages} new messages, {report.new_versions} new versions")
    if loaded.problems:
        raise StepsRed(loaded.problems)
    if not loaded.reports:
        say("Nothing to load: no crawl waits in landing.")


def annotate() -> None:
    """Annotate the message versions that this annotator has not read yet."""
    from flows import steps
    from flows.config import load_settings

    done = steps.annotate(load_settings())
    say(f"{done.count} message versions annotated by {done.version}")


def build() -> None:
    """Build and test the marts with dbt."""
    from flows import steps
    from flows.config import load_settings

    built = steps.build(load_settings())
    say(f"{built.models} models built, {built.tests} tests passed")


def publish() -> None:
    """Publish the warehouse as the snapshot that readers open."""
    from flows import steps
    from flows.config import load_settings

    settings = load_settings()
    steps.publish(settings, run=f"otklik publish {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
    say(relative(settings.snapshot))


def report() -> None:
    """Make the HTML report from the snapshot."""
    from flows import steps
    from flows.config import load_settings

    say(relative(steps.report(load_settings())))

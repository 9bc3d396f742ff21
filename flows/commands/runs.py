"""Whole runs through Prefect: now, or on a schedule."""

from pathlib import Path
from typing import Annotated

import typer

from .output import relative, say, tell

Sources = Annotated[
    list[str] | None,
    typer.Option("--source", "-s", metavar="SOURCE", help="Read this source only; may be repeated."),
]


def run(source: Sources = None) -> None:
    """Crawl, load, annotate, build, test, publish, report."""
    from flows import steps
    from flows.config import load_settings
    from flows.server import start_server

    settings = load_settings()
    steps.choose_sources(settings, source or ())  # a misspelt name is told before a server is started
    server = start_server(settings)
    tell("run: waits for the Prefect server")
    from flows.pipeline import run as run_flow

    server.wait()
    page = run_flow(sources=source or [])
    say(f"Report: {relative(Path(page))}")
    say(f"Published: {relative(settings.snapshot)}")


def serve() -> None:
    """Run on the schedule of the settings until stopped."""
    from flows.config import load_settings
    from flows.deployments import serve_runs

    serve_runs(load_settings())

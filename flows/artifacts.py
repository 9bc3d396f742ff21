"""What a run leaves for its reader in Prefect: coverage, the providers, the way to the report."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact

from .config import Settings
from .tables import provider_lines

if TYPE_CHECKING:
    from crawlers.items import Crawl

COVERAGE = "crawl-coverage"
PROVIDERS = "providers"
REPORT = "report"


def coverage(crawls: Iterable["Crawl"], problems: Sequence[str]) -> None:
    """Leave a table of what each crawl read, and a list of what went wrong."""
    create_markdown_artifact(coverage_markdown(crawls, problems), key=COVERAGE, description="What was read")


def coverage_markdown(crawls: Iterable["Crawl"], problems: Sequence[str]) -> str:
    """The same as Markdown text."""
    head = ("| source | status | messages | threads | reason |", "|---|---|---:|---:|---|")
    rows = (
        f"| {crawl.source} | {crawl.status} | {crawl.messages} | {crawl.visits} | {_cell(crawl.reason)} |"
        for crawl in crawls
    )
    return "\n".join((*head, *rows, *(f"\n**{_cell(problem)}**" for problem in problems)))


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def providers(settings: Settings) -> None:
    """Leave the table of providers that is published."""
    rows = [asdict(line) for line in provider_lines(settings.snapshot)]
    create_table_artifact(rows, key=PROVIDERS, description="Providers as published")


def report_link(page: Path) -> None:
    """Leave the address of the report on the machine that made it."""
    create_link_artifact(page.absolute().as_uri(), key=REPORT, link_text=page.name, description="The report")

"""The steps of a run as plain functions: what the command line calls and what the Prefect tasks wrap.

Imports wait until a step runs: `otklik crawl` needs no language model, and `otklik annotate` no crawler.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .config import Settings
from .errors import AnnotatorIncomplete, ContactMissing, NoSourceChosen
from .keys import author_key

if TYPE_CHECKING:
    from crawlers.items import Crawl
    from crawlers.sources import Source
    from nlp.annotate import Annotator
    from warehouse.build import BuildReport
    from warehouse.publish import Publication

logger = logging.getLogger(__name__)

ANNOTATION_BATCH = 2000  # message versions between two commits


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """How many message versions the annotator of that version has just read."""

    version: str
    count: int


def choose_sources(settings: Settings, names: Sequence[str] = ()) -> tuple["Source", ...]:
    """The sources named here, else those in the settings, else all that are enabled."""
    from crawlers.sources import find_sources, load_source

    found = find_sources(*settings.source_folders)
    wanted = tuple(dict.fromkeys(names or settings.sources))
    if wanted:
        return tuple(load_source(_source_file(found, name)) for name in wanted)
    enabled = tuple(source for path in found.values() if (source := load_source(path)).enabled)
    # A run that was killed after its load has nothing in landing, and goes on in the warehouse.
    if not enabled and not has_landed(settings) and not settings.warehouse.exists():
        raise NoSourceChosen(
            "No source is enabled and no import waits: name a source with --source, or set `sources` in "
            "otklik.toml; `otklik sources list` shows them."
        )
    return enabled


def has_landed(settings: Settings) -> bool:
    """Whether a crawl or an import waits to be loaded."""
    return any(settings.landing_dir.glob("[!.]*/crawl.json"))


def _source_file(found: dict[str, Path], name: str) -> Path:
    from crawlers.errors import SourceUnknown

    if name not in found:
        raise SourceUnknown(
            f"There is no source {name!r}; `otklik sources list` shows those there are: {', '.join(found)}."
        )
    return found[name]


def crawl(settings: Settings, source: "Source", *, at: datetime | None = None) -> "Crawl":
    """The record of one crawl, whose messages and visits are in the landing folder then."""
    from crawlers.runner import run_crawl

    from .orders import orders

    contact = contact_for(settings, source)
    logger.info("crawl %s: begins", source.name)
    ordered = orders(settings.warehouse, source, at=at)
    done = run_crawl(
        source,
        landing_dir=settings.landing_dir,
        author_key=author_key(settings.key_file),
        contact=contact,
        at=at,
        known_threads=ordered.known_threads,
        known=ordered.known,
        due=ordered.due,
        probes=ordered.probes,
        after=ordered.after,
    )
    logger.info("crawl %s: %s messages in %s threads", source.name, done.messages, done.visits)
    return done


def crawl_file(settings: Settings, file: Path, *, landing_dir: Path, at: datetime | None = None) -> "Crawl":
    """The record of one crawl of the source in `file`, landed in `landing_dir`; no warehouse is asked."""
    from crawlers.runner import run_crawl
    from crawlers.sources import load_source

    source = load_source(file)
    return run_crawl(
        source,
        landing_dir=landing_dir,
        author_key=author_key(settings.key_file),
        contact=contact_for(settings, source),
        at=at,
    )


def contact_for(settings: Settings, source: "Source") -> str:
    """Whom the site can write to. ContactMissing if that is nobody and the site is a public one."""
    if not settings.contact and not source.allow_private:
        raise ContactMissing(
            f"Set `contact` (an address or page) in otklik.toml before you read {source.name}: "
            "its owners have to see who asks."
        )
    return settings.contact


def annotator(settings: Settings) -> "Annotator":
    """The annotator with the provider files of the settings; loaded once per process."""
    from nlp.annotate import load_annotator

    return load_annotator(settings.provider_files, settings.model)


def annotate(settings: Settings) -> Annotated:
    """How many message versions were read that this annotator version had not read before."""
    logger.info("annotate: begins")
    reader = annotator(settings)
    count = sum(_annotate_batches(settings, reader))
    logger.info("annotate: %s message versions by annotator %s", count, reader.version)
    return Annotated(version=reader.version, count=count)


def _annotate_batches(settings: Settings, reader: "Annotator") -> Iterator[int]:
    from nlp.annotation import Document
    from warehouse.annotations import pending_versions, save_annotations

    while pending := pending_versions(settings.warehouse, reader.version, limit=ANNOTATION_BATCH):
        documents = [
            Document(id=row.version_id, text=row.text, author_badge=row.author_badge, provider=row.provider)
            for row in pending
        ]
        annotations = list(reader.annotate(documents))
        if len(annotations) != len(pending):  # the texts left out would come again for ever
            raise AnnotatorIncomplete(
                f"The annotator {reader.version} left out {len(pending) - len(annotations)} texts: mend it."
            )
        save_annotations(settings.warehouse, annotations, reader.providers)
        logger.info("annotate: %s message versions", len(pending))
        yield len(pending)


def build(settings: Settings) -> "BuildReport":
    """What dbt built and tested."""
    from warehouse.build import build_marts

    logger.info("build: begins")
    built = build_marts(settings.warehouse, settings.dbt_dir)
    logger.info("build: %s models, %s tests", built.models, built.tests)
    return built


def publish(settings: Settings, *, run: str) -> "Publication":
    """The publication that readers find in the snapshot from now on; `run` names what made it."""
    from warehouse.publish import publish as publish_snapshot

    logger.info("publish: begins")
    publication = publish_snapshot(settings.warehouse, settings.snapshot, run=run)
    logger.info("publish: %s", settings.snapshot)
    return publication


def report(settings: Settings) -> Path:
    """The HTML page made from the snapshot."""
    from reports.render import render_report
    from warehouse.connection import open_snapshot

    logger.info("report: begins")
    with open_snapshot(settings.snapshot):  # what is wrong with it is told before a notebook starts
        pass
    page = render_report(settings.snapshot, settings.reports_dir)
    logger.info("report: %s", page)
    return page

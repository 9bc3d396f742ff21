"""From landing into the warehouse: mask, load, and put away what was loaded or not believed."""

import logging
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .config import Settings
from .errors import NotInQuarantine

if TYPE_CHECKING:
    from crawlers.landing import LandedCrawl
    from warehouse.load import LoadReport

logger = logging.getLogger(__name__)

_DISCARDED = ".loaded-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What became of the landed crawls: reports of those that were read, sentences about the others."""

    reports: tuple["LoadReport", ...] = ()
    problems: tuple[str, ...] = ()


def load_landed(settings: Settings) -> Loaded:
    """What became of every crawl in landing, oldest first; a folder is removed once its crawl is stored."""
    logger.info("load: begins")
    _sweep(settings.landing_dir)
    crawls, problems = _landed(settings.landing_dir)
    reports: list[LoadReport] = []
    for landed in crawls:
        if landed.crawl.source in problems:
            continue  # what comes after a crawl that failed has to wait until that is mended
        try:
            reports.append(_load_one(settings, landed))
        except _faults_of_one_crawl() as error:
            problems[landed.crawl.source] = str(error)
    quarantined = [_quarantine_sentence(settings, report) for report in reports if report.quarantined]
    return Loaded(reports=tuple(reports), problems=(*problems.values(), *quarantined))


def _landed(landing: Path) -> tuple[list["LandedCrawl"], dict[str, str]]:
    """The crawls in landing, oldest first, and what is wrong with the other folders by source."""
    from crawlers.errors import LandingCorrupt
    from crawlers.landing import LandedCrawl, read_crawl

    crawls: list[LandedCrawl] = []
    problems: dict[str, str] = {}
    for folder in sorted(landing.glob("[!.]*-*/")):
        try:
            crawls.append(LandedCrawl(folder=folder, crawl=read_crawl(folder)))
        except LandingCorrupt as error:
            problems[folder.name.partition("-")[2]] = str(error)
    return sorted(crawls, key=lambda landed: landed.crawl.started_at), problems


def _faults_of_one_crawl() -> tuple[type[Exception], ...]:
    """Errors that say something about a crawl and nothing about the next one of another source."""
    from crawlers.errors import LandingCorrupt
    from warehouse.errors import LandingCorrupt as NotLoadable
    from warehouse.errors import OutOfOrder

    return LandingCorrupt, NotLoadable, OutOfOrder


def _load_one(settings: Settings, landed: "LandedCrawl") -> "LoadReport":
    from warehouse.load import load_crawl

    from .masking import keep_masked_only, mask_landing

    logger.info("load %s: begins", landed.crawl.crawl_id)
    mask_landing(landed.folder, settings.warehouse)
    report = load_crawl(settings.warehouse, landed.folder)
    if report.quarantined:
        keep_masked_only(landed.folder)
        _move_away(landed.folder, settings.quarantine_dir)
    else:
        _discard(landed.folder)
    logger.info("load %s: %s new messages", report.crawl_id, report.new_messages)
    return report


def trust_crawl(settings: Settings, crawl_id: str) -> "LoadReport":
    """Load a crawl from quarantine after a person has looked at the site and found it to be true."""
    from warehouse.load import load_crawl

    from .masking import mask_landing

    folder = settings.quarantine_dir / crawl_id
    if folder.parent != settings.quarantine_dir or not folder.is_dir():  # a name, never a way elsewhere
        raise NotInQuarantine(
            f"There is no crawl {crawl_id!r} in {settings.quarantine_dir}: see what is there."
        )
    logger.info("load %s: begins, trusted", crawl_id)
    mask_landing(folder, settings.warehouse)
    report = load_crawl(settings.warehouse, folder, trusted=True)
    _discard(folder)
    return report


def _quarantine_sentence(settings: Settings, report: "LoadReport") -> str:
    return (
        f"The crawl {report.crawl_id} is in quarantine in {settings.quarantine_dir} ({report.quarantined}): "
        f"look at the site, and either remove the folder or run `otklik load --trust {report.crawl_id}`."
    )


def _move_away(folder: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    if (target / folder.name).exists():  # the demonstration's clock gives a crawl the same name again
        shutil.rmtree(target / folder.name)
    folder.rename(target / folder.name)


def _discard(folder: Path) -> None:
    """Rename first: half a folder must never look like a whole crawl."""
    shutil.rmtree(folder.rename(folder.with_name(_DISCARDED + folder.name)))


def _sweep(landing: Path) -> None:
    for leftover in landing.glob(f"{_DISCARDED}*"):
        shutil.rmtree(leftover)

"""Captures of an archive land in eras: crawls of their own, dated by what they hold, and one after another.

A ledger follows a thread from crawl to crawl, and each crawl visits it once. So an era ends where a thread
comes a second time. Pages that were gone stand in eras without any other: no thread that was there at some
other time may be the control that makes a thread count as gone.
"""

from collections.abc import Set
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import LandingCorrupt
from .items import Crawl, CrawlStatus
from .landing import LandingWriter, crawl_id_of, read_crawl

if TYPE_CHECKING:
    from .job import CrawlJob


class Eras:
    """Turns the job of one crawl from folder to folder; what is not of an era is the crawl's own."""

    def __init__(self, job: "CrawlJob") -> None:
        self.job = job
        self.own = job.writer
        self.started_at: datetime | None = None
        self._threads: set[str] = set()
        self._are_gone = False
        self._unfinished = 0

    def enter(self, at: datetime, threads: Set[str], *, are_gone: bool = False) -> bool:
        """Have what is landed next, visits of `threads` at `at`, land in an era that may hold them.

        False where none may: two eras never begin at the same moment, so the second of two captures is lost.
        """
        if not self.started_at or threads & self._threads or are_gone != self._are_gone:
            if self.started_at and at <= self.started_at:
                return False
            self.close()
            self._open(at, are_gone)
        self._threads |= threads
        self.job.clock = at
        return True

    def close(self) -> None:
        """Land the era that is open, if one is."""
        if not self.started_at:
            return
        job, writer, started_at = self.job, self.job.writer, self.started_at
        self.started_at = None
        job.writer, job.crawl_id = self.own, job.spec.crawl_id
        job.walks.clear()
        job.keys.clear()
        job.apart.update(messages=writer.messages, visits=writer.visits, folders=1)
        writer.finish(self._record(writer, started_at))
        job.clock = job.spec.at

    def _open(self, at: datetime, are_gone: bool) -> None:
        job = self.job
        job.crawl_id = crawl_id_of(job.source.name, at)
        job.writer = LandingWriter(job.spec.landing_dir, job.crawl_id, is_part=True)
        self.started_at, self._are_gone = at, are_gone
        self._threads = set()
        self._unfinished = job.unfinished.total()

    def _record(self, writer: LandingWriter, started_at: datetime) -> Crawl:
        job = self.job
        count = job.unfinished.total() - self._unfinished
        return Crawl(
            crawl_id=writer.folder.name,
            source=job.source.name,
            engine=job.source.engine,
            extractor_version=job.extractor_version,
            started_at=started_at,
            finished_at=job.now(),
            status=CrawlStatus.PARTIAL if count else CrawlStatus.COMPLETE,
            reason=f"{count} of {writer.visits} threads were not captured whole" if count else "",
            hides_subtrees=job.hides_subtrees,
            messages=writer.messages,
            visits=writer.visits,
            stats={"era_of": job.spec.crawl_id},
        )


def landed_until(landing_dir: Path, source: str) -> datetime | None:
    """Return the time up to which captures of `source` wait in landing, None if none do."""
    ends = [crawl.finished_at for crawl in _landed(landing_dir, source) if "era_of" in crawl.stats]
    return max(ends, default=None)


def _landed(landing_dir: Path, source: str) -> list[Crawl]:
    crawls: list[Crawl] = []
    for folder in landing_dir.glob(f"*Z-{source}"):
        try:
            crawls.append(read_crawl(folder))
        except LandingCorrupt:  # loading says so, and what to do
            continue
    return crawls

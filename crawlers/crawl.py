"""One crawl in this process: Scrapy's reactor starts once, so a process crawls once."""

from typing import TYPE_CHECKING

from .engines import engine_of
from .errors import CrawlCrashed
from .items import Crawl
from .job import CrawlJob
from .landing import LandingWriter
from .settings import scrapy_settings
from .sources import load_source
from .spec import Spec

if TYPE_CHECKING:
    from .spiders.base import SourceSpider


def crawl(spec: Spec) -> Crawl:
    """Crawl as ordered, land what came, and return the crawl record.

    Raises a CrawlError after landing if the crawl is red, another CrawlerError before anything is asked.
    """
    source = load_source(spec.source_file)
    engine = engine_of(source)
    engine.check(source)
    version = engine.extractor_version(source.rules)
    settings = scrapy_settings(source, spec.contact)
    job = CrawlJob(spec, source, LandingWriter(spec.landing_dir, spec.crawl_id), extractor_version=version)
    _run(engine.spider_class(), settings, job)
    record = job.finish()
    error = job.verdict()
    if error:
        error.crawl = record
        raise error
    return record


def _run(spider: "type[SourceSpider]", settings: dict[str, object], job: CrawlJob) -> None:
    from scrapy.crawler import AsyncCrawlerProcess

    process = AsyncCrawlerProcess(settings)
    running = process.crawl(spider, job=job)
    process.start()
    if running.cancelled() or not running.done() or running.exception():
        reason = "it was stopped" if running.cancelled() else f"{running.exception()}"
        raise CrawlCrashed(f"The crawl of {job.source.name} broke off: {reason}; run it again with --debug.")

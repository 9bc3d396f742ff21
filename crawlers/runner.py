"""Runs one crawl as a process of its own: it can be timed out and killed, and never leaks a reactor."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from .errors import CrawlCrashed, CrawlError, CrawlTimedOut
from .items import Crawl
from .landing import crawl_id_of, read_crawl
from .parent import environment
from .sources import Source
from .spec import ProbeOrder, Spec
from .tokens import hidden, token_of

logger = logging.getLogger(__name__)

_HOME = Path(__file__).parent.parent
_GRACE = 5.0  # seconds to start Scrapy and to write the landing, on top of the source's own limit


def run_crawl(
    source: Source,
    *,
    landing_dir: Path,
    author_key: bytes,
    contact: str,
    at: datetime | None = None,
    known_threads: Sequence[tuple[str, str]] = (),
    known: Iterable[str] = (),
    due: Iterable[str] | None = None,
    probes: Iterable[ProbeOrder] = (),
    after: datetime | None = None,
    trial_pages: int = 0,
    keep_pages: Path | None = None,
) -> Crawl:
    """Crawl `source`, land it under `landing_dir` and return the crawl record, which may say "partial".

    `at` replaces the clock. `known_threads` are (thread_key, url) to visit even if no list shows them.
    `known` are the keys of all known threads, `due` those of them to open (None: all). `probes` are messages
    to ask for by themselves. Captures of an archive up to `after` were read before. With `trial_pages` no
    more pages than that are asked for, `keep_pages` is where the pages go then. Raises a CrawlError if the
    crawl is red; what it could read has landed then, and `error.crawl` is its record.
    """
    token = token_of(source)
    crawl_id = crawl_id_of(source.name, (at or datetime.now(UTC)).astimezone(UTC))
    spec = Spec(
        source_file=source.path,
        crawl_id=crawl_id,
        landing_dir=landing_dir.resolve(),
        author_key=author_key,
        contact=contact,
        at=at.astimezone(UTC) if at else None,
        known_threads=tuple(known_threads),
        known=frozenset(known).union(key for key, _ in known_threads),
        due=None if due is None else frozenset(due),
        probes=tuple(probes),
        after=after.astimezone(UTC) if after else None,
        trial_pages=trial_pages,
        keep_pages=keep_pages.resolve() if keep_pages else None,
    )
    code, said = _run_process(spec, limit=source.max_seconds + _GRACE, token=token)
    record = _record(spec.landing_dir / crawl_id)
    if code == 0 and record:
        return record
    raise _error(source, record, said)


def _run_process(spec: Spec, *, limit: float, token: str) -> tuple[int, str]:
    """Return the crawl process's exit code and what it said. CrawlTimedOut after `limit` seconds."""
    process = subprocess.Popen(
        [sys.executable, "-m", "crawlers", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=_HOME,  # so that the package is found without an installation too
        env=environment(),
        start_new_session=True,
    )
    try:
        _, said = process.communicate(spec.to_json().encode(), timeout=limit)
    except subprocess.TimeoutExpired as error:
        raise CrawlTimedOut(
            f"The crawl {spec.crawl_id} took longer than {limit:.0f} s and was stopped; "
            "raise max_seconds in its source file, or read less."
        ) from error
    finally:
        _kill_group(process)
    words = hidden(said.decode("utf-8", "replace"), token)
    if words.strip():  # tracebacks of extractors, for instance; the crawl record tells only that they failed
        logger.debug("crawl %s said:\n%s", spec.crawl_id, words.rstrip())
    return process.returncode, words


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    """Make sure that nothing of the crawl is left, however we got here."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _record(folder: Path) -> Crawl | None:
    """Return the record of a landed crawl, together with what it landed in folders of its own."""
    if not folder.is_dir():
        return None
    crawl = read_crawl(folder)
    apart = crawl.stats.get("apart")
    counts = apart if isinstance(apart, dict) else {}
    return replace(
        crawl,
        messages=crawl.messages + counts.get("messages", 0),
        visits=crawl.visits + counts.get("visits", 0),
    )


def _error(source: Source, record: Crawl | None, said: str) -> CrawlError:
    """Return the leaf that the crawl record names, else what the process said last."""
    leaves = {leaf.__name__: leaf for leaf in CrawlError.__subclasses__()}
    if record and record.stats.get("verdict") in leaves:
        return leaves[str(record.stats["verdict"])](record.reason, record)
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "it died without a word")
    return CrawlCrashed(f"The crawl of {source.name} failed: {last.strip()}", record)

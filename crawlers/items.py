"""The records that leave the crawlers: what a landing folder holds, and nothing else.

A landing folder `landing/<crawl_id>/` has `messages.jsonl.gz` (one `Message` per line), `visits.jsonl.gz`
(one `ThreadVisit` per line), `probes.jsonl.gz` (one `Probe` per line) and `crawl.json` (one `Crawl`). All
times are UTC. No field holds personal data:
authors are keyed hashes, and phones, e-mails, contract numbers and handles in texts are masked.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a message is on its page; `reply` is one that the site itself marks as an answer to a review."""

    ARTICLE = "article"
    REVIEW = "review"
    COMMENT = "comment"
    REPLY = "reply"


class State(StrEnum):
    """Whether the text can be read: a tombstone says in the author's place that a message was removed."""

    ALIVE = "alive"
    TOMBSTONE = "tombstone"
    HIDDEN = "hidden"


class Precision(StrEnum):
    """The finest unit of time that the site gave for a publication."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class VisitStatus(StrEnum):
    """How much of a thread a visit read. Absence of a message counts in complete visits only."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"
    GONE = "gone"


class ProbeStatus(StrEnum):
    """What the site said when it was asked for one message: gone is 404 or 410, hidden is 401, 403 or its own
    word that a moderator holds the message; anything else, a failure too, is unknown.
    """

    ALIVE = "alive"
    GONE = "gone"
    HIDDEN = "hidden"
    UNKNOWN = "unknown"


class CrawlStatus(StrEnum):
    """How a crawl ended: complete when every thread was, failed when it brought no message."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One utterance by one author, as one visit saw it.

    `thread_key` and `message_key` are the site's own stable identifiers, unique within `source`. `parent_key`
    is None for a thread's first message. `content_hash` is the hash of the normalised title and text before
    anything was masked, so that better masking is no edit. `provider_name` is the provider that the page says
    it is about, in the page's spelling. `raw` keeps what else the site said, without personal data.
    """

    source: str
    thread_key: str
    message_key: str
    parent_key: str | None
    url: str
    kind: Kind
    author_hash: str | None
    author_badge: str | None
    published_at: datetime | None
    published_precision: Precision
    rating: float | None
    rating_max: float | None
    title: str
    text: str
    likes: int | None
    state: State
    provider_name: str | None
    content_hash: str
    transport: str
    extractor_version: str
    raw: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadVisit:
    """What one crawl could read of one thread; `reason` says why it is not complete, else it is empty.

    `window_from` and `window_to` are None where the thread was read from end to end. Where they are set, the
    visit saw a stretch of it without holes, from the one time of publication to the other: only strictly
    between the two does absence count. `unseen` is how many messages the site counts beyond those that were
    read, where nothing but that speaks against the visit: they may hang under one that was removed.
    """

    crawl_id: str
    source: str
    thread_key: str
    url: str
    visited_at: datetime
    status: VisitStatus
    reason: str
    declared_total: int | None
    seen_total: int
    pages: int
    transport: str
    extractor_version: str
    window_from: datetime | None = None
    window_to: datetime | None = None
    unseen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What the site said of one missing message, and of another one that ought to be there.

    Without a control that is alive a probe proves nothing: a site may say 404 to everybody.
    `http_status` is that of the message, None where no answer came.
    """

    crawl_id: str
    source: str
    thread_key: str
    message_key: str
    url: str
    probed_at: datetime
    status: ProbeStatus
    http_status: int | None
    control_key: str
    control_status: ProbeStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """One crawl of one source: written last, so a landing folder that has it is whole.

    `hides_subtrees` tells that the site drops the replies of a removed message from its pages,
    `infers_removals` that a message which complete visits lack may be taken for removed.
    `robots` holds the decision per host and the crawl delay found there; `stats` counts requests and answers.
    """

    crawl_id: str
    source: str
    engine: str
    extractor_version: str
    started_at: datetime
    finished_at: datetime
    status: CrawlStatus
    reason: str
    hides_subtrees: bool
    messages: int
    visits: int
    robots: dict[str, object] = field(default_factory=dict)
    stats: dict[str, object] = field(default_factory=dict)
    probes: int = 0
    infers_removals: bool = True

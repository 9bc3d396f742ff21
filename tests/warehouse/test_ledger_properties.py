"""A small site that lives at random, crawled now and then; the ledger against a plain retelling in Python."""

import copy
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crawlers.items import State, VisitStatus

THREADS, SLOTS = 3, 4
FIRST_PARENTS = (None, 0, 1, None)
PRESENT = ("appeared", "restored")

acts = st.tuples(
    st.integers(0, THREADS - 1),
    st.integers(0, SLOTS - 1),
    st.sampled_from(["write", "write", "delete", "bury", "move"]),
)
visits = st.sampled_from(["complete", "complete", "complete", "shifted", "failed", "gone"])
days = st.fixed_dictionaries(
    {
        "gap": st.sampled_from([1, 11, 24, 30]),
        "extractor": st.sampled_from(["1", "1", "1", "2"]),
        "acts": st.lists(acts, max_size=5),
        "visits": st.lists(visits, min_size=THREADS, max_size=THREADS),
    }
)
lives = st.lists(days, min_size=4, max_size=9)


@dataclass
class Post:
    """A message as its site has it now."""

    text: str
    parent: int | None
    state: State = State.ALIVE


class Site:
    """Threads of a few slots; a site that hides subtrees shows nothing below what is not alive."""

    def __init__(self, hides_subtrees):
        self.hides_subtrees = hides_subtrees
        self.clock = 0
        self.threads = [
            {slot: Post("начало", FIRST_PARENTS[slot]) for slot in (0, 1)} for _ in range(THREADS)
        ]

    def act(self, thread, slot, act):
        self.clock += 1
        posts = self.threads[thread]
        if act == "write":
            parent = posts[slot].parent if slot in posts else FIRST_PARENTS[slot]
            posts[slot] = Post(f"текст {self.clock % 3}", parent)
        elif act == "delete":
            posts.pop(slot, None)
        elif slot in posts and act == "bury":
            posts[slot] = Post("", posts[slot].parent, State.TOMBSTONE)
        elif slot in posts and act == "move" and slot > 0:
            posts[slot].parent = None if posts[slot].parent == 0 else 0

    def shown(self, thread):
        posts = self.threads[thread]
        return [slot for slot in posts if not self.hides_subtrees or self._stands(posts, posts[slot].parent)]

    def _stands(self, posts, slot):
        if slot is None:
            return True
        return slot in posts and posts[slot].state is State.ALIVE and self._stands(posts, posts[slot].parent)


@dataclass
class Known:
    """What a reader with a good memory knows of a message."""

    thread: int
    content: tuple  # text, parent and state of the latest version
    status: str = "appeared"
    versions: int = 1
    missed: int = 0
    first_missing: float | None = None
    last_seen: float = 0
    readings: dict = field(
        default_factory=dict
    )  # extractor ▶ what it read last, cleared of others by a change
    readers: set = field(default_factory=set)


class Retelling:
    """The definitions of the ledger, one message after another."""

    def __init__(self, hides_subtrees):
        self.hides_subtrees = hides_subtrees
        self.known = {}
        self.events = []
        self.gone = {}  # thread ▶ gone visits in a row
        self.seen = set()

    def crawl(self, now, extractor, seen):
        """`seen`: thread ▶ (status, {slot: Post})."""
        has_control = any(status in ("complete", "partial") for status, _ in seen.values())
        for thread, (status, posts) in seen.items():
            self._thread(now, thread, status, has_control=has_control)
            for slot, post in posts.items():
                self._see(now, extractor, (thread, slot), post)
            if status == "complete":
                self._miss(now, extractor, thread, posts)

    def _tell(self, now, key, kind):
        self.events.append((now, key, kind))

    def _thread(self, now, thread, status, *, has_control):
        if status == "gone" and not has_control:
            return
        if status == "gone":
            self.gone[thread] = self.gone.get(thread, 0) + 1
            if self.gone[thread] == 2 and thread in self.seen:
                self._tell(now, (thread,), "thread_gone")
        elif status != "failed":
            if self.gone.get(thread, 0) >= 2 and thread in self.seen:
                self._tell(now, (thread,), "restored")
            self.gone[thread] = 0
            self.seen.add(thread)

    def _see(self, now, extractor, key, post):
        content = (post.text, post.parent, post.state)
        one = self.known.get(key)
        if one is None:
            one = self.known[key] = Known(key[0], content, last_seen=now)
            self._tell(now, key, "appeared")
        elif self._differs(now, extractor, key, one, content):
            one.versions += 1
            one.content = content
        if post.state is State.ALIVE:
            self._come(now, key, one)
            one.readings[extractor] = content
            one.readers.add(extractor)
            one.last_seen = now
        elif one.status != "deleted":
            one.status = "deleted"
            self._tell(now, key, "deleted")

    def _differs(self, now, extractor, key, one, content):
        state_changed = content[2] is not one.content[2]
        if content[2] is not State.ALIVE:
            return state_changed
        before = one.readings.get(extractor, content)
        changes = [
            kind for place, kind in enumerate(("edited", "reparented")) if before[place] != content[place]
        ]
        for kind in changes:
            self._tell(now, key, kind)
        told = bool(changes) or extractor not in one.readings
        if changes:
            one.readings.clear()
        return state_changed or (told and content[:2] != one.content[:2])

    def _come(self, now, key, one):
        if one.status not in PRESENT:
            one.status = "restored"
            self._tell(now, key, "restored")
        one.missed, one.first_missing = 0, None

    def _miss(self, now, extractor, thread, posts):
        alive = {slot for slot, post in posts.items() if post.state is State.ALIVE}
        for key, one in self.known.items():
            done = one.status in ("deleted", "removed_inferred")
            if key[0] != thread or key[1] in posts or done or extractor not in one.readers:
                continue
            parent = one.content[1]
            if self.hides_subtrees and parent is not None and parent not in alive:
                if one.status != "hidden_with_parent":
                    one.status = "hidden_with_parent"
                    self._tell(now, key, "hidden_with_parent")
                continue
            if one.status != "missing":
                one.status, one.missed, one.first_missing = "missing", 0, now
            one.missed += 1
            self._tell(now, key, "missing")
            if one.missed >= 3 and now - one.first_missing >= 24:
                one.status = "removed_inferred"
                self._tell(now, key, "removed_inferred")


def shown_on(site, day):
    """What each thread of the site shows to a crawl on `day`: (status, posts)."""
    seen = {}
    for thread, kind in enumerate(day["visits"]):
        slots = site.shown(thread) if kind in ("complete", "shifted") else []
        slots = slots[:-1] if kind == "shifted" else slots
        status = "partial" if kind == "shifted" else kind
        seen[thread] = (status, {slot: copy.copy(site.threads[thread][slot]) for slot in slots})
    return seen


def as_threads(seen, message):
    def key(thread, slot):
        return None if slot is None else f"{thread}-{slot}"

    return {
        str(thread): (
            VisitStatus(status),
            [
                message(key(thread, slot), post.text, parent_key=key(thread, post.parent), state=post.state)
                for slot, post in posts.items()
            ],
        )
        for thread, (status, posts) in seen.items()
    }


def told(ledger):
    """The ledger's events in the words of the retelling."""
    rows = ledger.rows(
        "SELECT epoch(observed_at - TIMESTAMPTZ '2026-03-02 09:00:00+00') / 3600,"
        " thread_key, message_key, kind FROM raw.message_events"
    )
    return sorted(
        (hours, tuple(map(int, key.split("-"))) if key else (int(thread),), kind)
        for hours, thread, key, kind in rows
    )


def check_invariants(ledger):
    unchanged = ledger.rows(
        """
        SELECT message_key, version_number FROM raw.message_versions
        QUALIFY (content_hash, coalesce(parent_key, ''), state, thread_key)
            = lag((content_hash, coalesce(parent_key, ''), state, thread_key))
            OVER (PARTITION BY source, message_key ORDER BY version_number)
        """
    )
    assert unchanged == []
    crooked = ledger.rows(
        """
        SELECT * FROM raw.message_events
        WHERE (kind IN ('missing', 'removed_inferred', 'hidden_with_parent', 'thread_gone')
            AND NOT coalesce(last_seen_at < first_missing_at AND first_missing_at <= observed_at, false))
            OR (kind = 'deleted' AND NOT coalesce(last_seen_at < first_missing_at, true))
        """
    )
    assert crooked == []


def check_absences(ledger):
    """Every inferred removal has three complete visits of its thread, over a day, since the last sighting."""
    short = ledger.rows(
        """
        SELECT events.message_key, count(*)
        FROM raw.message_events AS events
        INNER JOIN raw.thread_visits AS visits
            ON events.thread_key = visits.thread_key
            AND visits.status = 'complete'
            AND visits.visited_at > events.last_seen_at
            AND visits.visited_at <= events.observed_at
        WHERE events.kind = 'removed_inferred'
        GROUP BY ALL
        HAVING count(*) < 3 OR max(visits.visited_at) - min(visits.visited_at) < INTERVAL 24 HOUR
        """
    )
    assert short == []


@settings(
    max_examples=int(os.environ.get("OTKLIK_EXAMPLES", "8")),
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(life=lives, hides_subtrees=st.booleans())
def test_the_ledger_tells_what_happened(life, hides_subtrees, message, new_ledger):
    site, retelling, now = Site(hides_subtrees), Retelling(hides_subtrees), 0
    with tempfile.TemporaryDirectory() as folder:
        ledger = new_ledger(Path(folder))
        for day in life:
            for act in day["acts"]:
                site.act(*act)
            seen, before = shown_on(site, day), copy.deepcopy(retelling)
            options = {"hides_subtrees": hides_subtrees, "extractor_version": day["extractor"]}
            landed = ledger.landing(now, as_threads(seen, message), **options)
            report = ledger.load(landed)
            retelling.crawl(now, day["extractor"], seen)
            if report.quarantined:
                retelling = before
            assert ledger.load(landed).skipped
            now += day["gap"]
        assert told(ledger) == sorted(retelling.events)
        versions = ledger.rows("SELECT message_key, count(*) FROM raw.message_versions GROUP BY 1")
        assert dict(versions) == {f"{t}-{s}": one.versions for (t, s), one in retelling.known.items()}
        check_invariants(ledger)
        check_absences(ledger)
        ledger.connection.close()

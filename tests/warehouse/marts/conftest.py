"""Raw tables typed in by hand, without the other packages."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import md5
from pathlib import Path

import duckdb
import pytest

from warehouse.migrate import open_warehouse

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
CATALOGUE = (("romashka", "Ромашка", None), ("vasilek", "Василёк", None), ("roma", "Рома", "romashka"))
LABELS = ("apology", "ignoring", "compensation")


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def digest(*parts: object) -> str:
    return md5("|".join(map(str, parts)).encode()).hexdigest()


class Raw:
    """Rows of the raw tables; `flush` writes them. Times are hours after `START`."""

    at = staticmethod(at)

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: dict[str, list[dict[str, object]]] = {}
        self.versions: dict[tuple[str, str], int] = {}
        self.annotator("1+old", -1000)

    def add(self, table: str, **row: object) -> None:
        self.rows.setdefault(table, []).append(row)

    def annotator(self, version: str, hours: float) -> None:
        self.add("annotators", annotator_version=version, registered_at=at(hours))
        for slug, name, parent in CATALOGUE:
            self.add("providers", annotator_version=version, provider=slug, name=name, parent=parent)

    def crawl(self, hours: float, threads: dict[str, str], *, source: str = "forum") -> None:
        """One crawl that visits each thread with the given status."""
        crawl_id = f"{source}-{hours}"
        self.add(
            "crawls", crawl_id=crawl_id, source=source, engine="reviews", extractor_version="1",
            started_at=at(hours), finished_at=at(hours), status="complete", reason="", hides_subtrees=False,
            messages=0, visits=len(threads),
        )  # fmt: skip
        for thread, status in threads.items():
            self.add(
                "thread_visits", crawl_id=crawl_id, source=source, thread_key=thread, url=f"http://x/{thread}",
                visited_at=at(hours), status=status, reason="", seen_total=0, pages=1,
                transport="html", extractor_version="1",
            )  # fmt: skip

    def say(self, key: str, thread: str, hours: float, text: str = "", **options: object) -> str:
        """One version of a message with its annotation; see `_version` and `_annotate` for the options."""
        source = str(options.pop("source", "forum"))
        version_id = self._version(key, thread, hours, text or f"Сообщение {key}.", source, options)
        if options.pop("annotated", True):
            self.annotate(version_id, **options)  # type: ignore[arg-type]
        return version_id

    def _version(
        self, key: str, thread: str, hours: float, text: str, source: str, options: dict[str, object]
    ) -> str:
        number = self.versions[source, key] = self.versions.get((source, key), 0) + 1
        version_id = digest(source, key, number)
        self.add(
            "message_versions", version_id=version_id, source=source, thread_key=thread, message_key=key,
            version_number=number, crawl_id="c", observed_at=at(float(str(options.pop("seen", hours)))),
            parent_key=options.pop("parent", None), kind=options.pop("kind", "comment"),
            url=f"http://x/{thread}#{key}", author_hash=options.pop("by", key),
            author_badge=options.pop("badge", None), published_at=at(hours),
            published_precision=options.pop("precision", "minute"), rating=options.pop("rating", None),
            rating_max=5, title="", text=text, state=options.pop("state", "alive"),
            provider_name=options.pop("page", "Ромашка"), content_hash=digest(text), transport="html",
            extractor_version="1",
        )  # fmt: skip
        return version_id

    def annotate(
        self, version_id: str, *, role: str = "customer", mood: str = "neutral", annotator: str = "1+old",
        about: dict[str, str] | None = None, basis: str = "page", resolved: bool = False,
        evidence: dict[str, str | None] | None = None, leaving: bool = False, **labels: list[str],
    ) -> None:  # fmt: skip
        scores = {name: 0.8 if name == mood else 0.1 for name in ("negative", "neutral", "positive")}
        key = {"version_id": version_id, "annotator_version": annotator}
        lists = {name: labels.get(name, []) for name in LABELS}
        self.add(
            "annotations", **key, role=role, sentiment=mood, **scores, **lists, ignoring_kinds=[],
            resolved=resolved, leaving=leaving,
        )  # fmt: skip
        for start, (provider, attitude) in enumerate(
            (about if about is not None else {"romashka": mood}).items()
        ):
            self.add(
                "provider_sentiments", **key, provider=provider, basis=basis, sentiment=attitude, **scores
            )
            if basis == "named":
                place = {"start": start, "end": start + 1, "quote": "С", "rule": "alias"}
                self.add("mentions", **key, provider=provider, **place)
        quotes = {f"{name}.{value}": None for name, values in lists.items() for value in values} | (
            evidence or {}
        )
        for label, detail in quotes.items():
            self.add(
                "evidence", evidence_id=digest(version_id, annotator, label), **key, label=label,
                detail=detail, start=0, end=9, quote="Сообщение", rule="typed_in",
            )  # fmt: skip

    def event(self, key: str | None, thread: str, kind: str, hours: float, **more: object) -> None:
        source = str(more.pop("source", "forum"))
        version = digest(source, key, self.versions.get((source, str(key)), 0))
        self.add(
            "message_events", event_id=digest(source, thread, key, kind, hours), source=source,
            thread_key=thread, message_key=key, kind=kind, crawl_id=f"{source}-{hours}",
            observed_at=at(hours), version_id=version, **more,
        )  # fmt: skip

    def flush(self) -> None:
        with open_warehouse(self.path) as connection:
            for table, rows in self.rows.items():
                file = self.path.parent / f"{table}.json"
                file.write_text(json.dumps(rows, default=str, ensure_ascii=False), encoding="utf-8")
                types = connection.execute(
                    "SELECT column_name, data_type FROM duckdb_columns()"
                    " WHERE schema_name = 'raw' AND table_name = ?",
                    [table],
                ).fetchall()
                columns = {name: kind for name, kind in types if any(name in row for row in rows)}
                connection.execute(
                    f"INSERT INTO raw.{table} BY NAME SELECT * FROM read_json('{file}', columns={columns})"
                )
        self.rows.clear()


@pytest.fixture(scope="session")
def new_raw() -> type[Raw]:
    return Raw


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(path), read_only=True)
    connection.execute("SET TimeZone = 'UTC'")
    return connection


@pytest.fixture(scope="session")
def open_marts() -> Callable[[Path], duckdb.DuckDBPyConnection]:
    return connect

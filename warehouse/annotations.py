"""What is still to annotate, and the annotations, beside those of other annotator versions."""

import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from .annotated import AnnotationLike, ProviderLike, ScoresLike
from .errors import AnnotationsRefused
from .migrate import open_warehouse
from .statements import run_statements, statement
from .transactions import transaction

_STRETCH = 20_000  # versions that are looked through at once
_MENTION = ("provider", "start", "end", "quote", "rule")
_EVIDENCE = ("label", "detail", "start", "end", "quote", "rule")


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingVersion:
    """A text to annotate: title, line feed and text of one message version, the text alone without a title.

    `provider` is the one that the page is about, in the page's spelling; None where it names none.
    """

    version_id: str
    text: str
    author_badge: str | None
    provider: str | None


def pending_versions(warehouse: Path, annotator_version: str, *, limit: int) -> list[PendingVersion]:
    """At most `limit` versions with a text that this annotator has not seen yet, in the order they came."""
    with open_warehouse(warehouse) as connection:
        progress = connection.execute(
            statement("annotating", "progress"), {"annotator_version": annotator_version}
        )
        [(done, newest)] = progress.fetchall()
        reached, rows = _first_waiting(connection, annotator_version, done=done, newest=newest, limit=limit)
        if reached > done:
            connection.execute(
                statement("annotating", "advance"), {"annotator_version": annotator_version, "done": reached}
            )
    return [
        PendingVersion(version_id=version_id, text=text, author_badge=badge, provider=provider)
        for version_id, text, badge, provider, _ in rows
    ]


def _first_waiting(
    connection: DuckDBPyConnection, annotator_version: str, *, done: int, newest: int, limit: int
) -> tuple[int, list[tuple[Any, ...]]]:
    """How far nothing waits, and the versions that wait in the first stretch that has some."""
    while done < newest:
        wanted = {"annotator_version": annotator_version, "limit": limit, "after": done}
        until = done + max(_STRETCH, limit)
        rows = connection.execute(statement("annotating", "pending"), {**wanted, "until": until}).fetchall()
        if rows:
            return rows[0][-1] - 1, rows
        done = min(until, newest)
    return done, []


def save_annotations(
    warehouse: Path,
    annotations: Iterable[AnnotationLike],
    providers: Sequence[ProviderLike],
    *,
    registered_at: datetime | None = None,
) -> int:
    """Keep a batch in one transaction and return how many of it were new; what was kept before stays.

    `providers` is the annotator's catalogue. Raises `AnnotationsRefused`, with nothing of the batch kept, for
    a version that the warehouse does not have or a quote that its text does not say at that place.
    """
    moment = registered_at or datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="otklik-") as folder:
        path = Path(folder) / "annotations.jsonl"
        annotators = _write(annotations, path)
        with open_warehouse(warehouse) as connection, transaction(connection):
            for annotator_version in sorted(annotators):
                _register(connection, annotator_version, providers, moment)
            return _save(connection, path)


def _write(annotations: Iterable[AnnotationLike], path: Path) -> set[str]:
    annotators = set()
    with path.open("w", encoding="utf-8") as file:
        for annotation in annotations:
            annotators.add(annotation.annotator_version)
            file.write(json.dumps(_row(annotation), ensure_ascii=False) + "\n")
    return annotators


def _row(annotation: AnnotationLike) -> dict[str, object]:
    return {
        "version_id": annotation.id,
        "annotator_version": annotation.annotator_version,
        "role": annotation.role,
        "sentiment": annotation.sentiment,
        **_scores(annotation.scores),
        "apology": list(annotation.apology),
        "ignoring": list(annotation.ignoring),
        "ignoring_kinds": list(annotation.ignoring_kinds),
        "compensation": list(annotation.compensation),
        "resolved": annotation.resolved,
        "leaving": annotation.leaving,
        "providers": [
            {
                "provider": one.provider,
                "basis": one.basis,
                "sentiment": one.scores.sentiment,
                **_scores(one.scores),
            }
            for one in annotation.providers
        ],
        "mentions": [{name: getattr(one, name) for name in _MENTION} for one in annotation.mentions],
        "evidence": [{name: getattr(one, name) for name in _EVIDENCE} for one in annotation.evidence],
    }


def _scores(scores: ScoresLike) -> dict[str, float]:
    # float: an annotator may speak numpy, JSON does not.
    return {name: float(getattr(scores, name)) for name in ("negative", "neutral", "positive")}


def _register(
    connection: DuckDBPyConnection,
    annotator_version: str,
    providers: Sequence[ProviderLike],
    moment: datetime,
) -> None:
    catalogue = {
        "annotator_version": annotator_version,
        "registered_at": moment,
        "slugs": [provider.slug for provider in providers],
        "names": [provider.name for provider in providers],
        "parents": [provider.parent for provider in providers],
    }
    run_statements(connection, statement("annotating", "register"), catalogue)


def _save(connection: DuckDBPyConnection, path: Path) -> int:
    run_statements(connection, statement("annotating", "read"), {"path": str(path)})
    finding = connection.execute(statement("annotating", "check")).fetchone()
    if finding is not None:
        raise AnnotationsRefused(
            f"The annotations cannot be kept, mend the annotator and annotate again: {finding[0]}."
        )
    run_statements(connection, statement("annotating", "save"), {})
    [(count,)] = connection.execute(statement("annotating", "count")).fetchall()
    return int(count)

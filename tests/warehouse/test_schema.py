"""The raw tables against the records of the packages that they hold: both sides change together."""

import dataclasses

import duckdb
import pytest

from crawlers import items
from nlp import annotation, labels
from warehouse.migrate import migrate


@pytest.fixture(scope="module")
def columns():
    """table ▶ {column: (type, may be missing)}"""
    with duckdb.connect() as connection:
        migrate(connection)
        rows = connection.execute(
            "SELECT table_name, column_name, data_type, is_nullable"
            " FROM duckdb_columns() WHERE schema_name = 'raw'"
        ).fetchall()
    tables = {}
    for table, column, kind, nullable in rows:
        tables.setdefault(table, {})[column] = (kind, nullable)
    return tables


@pytest.fixture(scope="module")
def checks():
    with duckdb.connect() as connection:
        migrate(connection)
        return dict(
            connection.execute(
                "SELECT table_name || '.' || constraint_column_names[1], constraint_text"
                " FROM duckdb_constraints() WHERE constraint_type = 'CHECK'"
            ).fetchall()
        )


def names(record):
    return {field.name for field in dataclasses.fields(record)}


TYPES = {
    "str": "VARCHAR",
    "int": "BIGINT",
    "float": "DOUBLE",
    "bool": "BOOLEAN",
    "datetime": "TIMESTAMP WITH TIME ZONE",
    "dict[str, object]": "JSON",
}


@pytest.mark.parametrize(
    ("record", "table", "own"),
    [
        (
            items.Message,
            "message_versions",
            {"version_id", "version_number", "crawl_id", "observed_at", "arrival"},
        ),
        (items.ThreadVisit, "thread_visits", set()),
        (items.Crawl, "crawls", set()),
        (items.Probe, "probes", set()),
    ],
)
def test_tables_hold_the_fields_of_the_crawled_records(columns, record, table, own):
    assert names(record) == set(columns[table]) - own


@pytest.mark.parametrize(
    ("record", "table"),
    [
        (items.Message, "message_versions"),
        (items.ThreadVisit, "thread_visits"),
        (items.Crawl, "crawls"),
        (items.Probe, "probes"),
    ],
)
def test_columns_have_the_types_of_the_fields(columns, record, table):
    for field in dataclasses.fields(record):
        kind = getattr(field.type, "__name__", "") if isinstance(field.type, type) else str(field.type)
        plain, _, optional = str(kind).removeprefix("datetime.").partition(" | ")
        if isinstance(field.type, type) and issubclass(field.type, str):
            plain = "str"
        expected = TYPES.get(plain, plain)
        assert columns[table][field.name] == (expected, bool(optional) or expected == "JSON"), field.name


SCORES = names(annotation.Scores)


@pytest.mark.parametrize(
    ("record", "table", "apart"),
    [
        (annotation.Annotation, "annotations", {"id", "scores", "providers", "mentions", "evidence"}),
        (annotation.ProviderSentiment, "provider_sentiments", {"scores"}),
        (annotation.Mention, "mentions", set()),
        (annotation.Evidence, "evidence", set()),
    ],
)
def test_tables_hold_the_fields_of_the_annotations(columns, record, table, apart):
    keys = {"version_id", "annotator_version", "evidence_id"}
    scores = SCORES | {"sentiment"} if "scores" in apart else set()
    assert (names(record) - apart | scores) - keys == set(columns[table]) - keys


@pytest.mark.parametrize(
    ("column", "enum"),
    [
        ("message_versions.kind", items.Kind),
        ("message_versions.state", items.State),
        ("thread_visits.status", items.VisitStatus),
        ("probes.status", items.ProbeStatus),
        ("probes.control_status", items.ProbeStatus),
        ("crawls.status", [*items.CrawlStatus, "quarantined"]),
        ("annotations.role", labels.Role),
        ("annotations.sentiment", labels.Sentiment),
        ("provider_sentiments.sentiment", labels.Sentiment),
    ],
)
def test_columns_allow_exactly_the_labels_there_are(checks, column, enum):
    listed = checks[column].split(" IN (")[1].split(")")[0]
    assert {label.strip(" '") for label in listed.split(",")} == {str(label) for label in enum}

"""Questions to a snapshot: named ones with their limits, and people's own SQL that can only read."""

from datetime import date

import duckdb
import pytest

from warehouse.connection import open_writer
from warehouse.errors import (
    QueryFailed,
    QueryRefused,
    SnapshotMissing,
    UnknownProvider,
    UnknownQuery,
    WarehouseCorrupt,
)
from warehouse.migrate import open_warehouse
from warehouse.query import list_queries, run_query, run_sql


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    path = tmp_path_factory.mktemp("query") / "published.duckdb"
    with open_warehouse(path) as connection:
        connection.execute(
            "CREATE SCHEMA marts; CREATE TABLE marts.weeks AS SELECT 7 AS n, 'Дальсвет' AS name"
        )
        connection.execute("INSERT INTO raw.providers VALUES ('1', 'dalsvet', 'Дальсвет', NULL)")
    return path


@pytest.fixture
def asked(monkeypatch):
    """Named queries made up for a test."""
    texts = {}
    monkeypatch.setattr("warehouse.query.statement", lambda folder, name: texts[name])
    monkeypatch.setattr("warehouse.query._names", lambda: sorted(texts))
    return texts


def test_every_shipped_query_has_a_title_and_parses():
    queries = list_queries()
    assert len(queries) == len({query.name for query in queries})
    for query in queries:
        assert query.title, query.name
        assert not query.title.endswith(".sql")


def test_a_query_answers_with_columns_types_and_rows(snapshot, asked):
    asked["weeks"] = "-- Mentions by week\nSELECT n, name FROM marts.weeks WHERE $provider IS NULL"
    table = run_query(snapshot, "weeks")
    assert (table.columns, table.types, table.rows) == (
        ("n", "name"),
        ("INTEGER", "VARCHAR"),
        ((7, "Дальсвет"),),
    )


def test_a_query_tells_its_title_and_limits(asked):
    asked["weeks"] = "-- Mentions by week\nSELECT $provider, $since, $provider"
    [query] = list_queries()
    assert (query.name, query.title, query.parameters) == ("weeks", "Mentions by week", ("provider", "since"))


@pytest.mark.parametrize("given", ["dalsvet", "Дальсвет", " дальсвет "])
def test_a_provider_may_be_given_by_name_or_slug(snapshot, asked, given):
    asked["who"] = "-- Who\nSELECT $provider AS provider"
    assert run_query(snapshot, "who", provider=given).rows == (("dalsvet",),)


def test_an_unknown_provider_is_told_the_known_ones(snapshot, asked):
    asked["who"] = "-- Who\nSELECT $provider AS provider"
    with pytest.raises(UnknownProvider, match="no provider Лунасеть: the known ones are dalsvet"):
        run_query(snapshot, "who", provider="Лунасеть")


def test_dates_limit_a_query(snapshot, asked):
    asked["when"] = "-- When\nSELECT $since::DATE AS since, $until::DATE AS until"
    found = run_query(snapshot, "when", since=date(2026, 3, 1))
    assert found.rows == ((date(2026, 3, 1), None),)


def test_a_limit_that_a_query_does_not_take_is_not_ignored(snapshot, asked):
    asked["who"] = "-- Who\nSELECT $provider AS provider"
    with pytest.raises(QueryFailed, match="takes no since, leave it out; it takes provider"):
        run_query(snapshot, "who", since=date(2026, 3, 1))


def test_an_unknown_query_is_told_the_known_ones(snapshot, asked):
    asked["who"] = "-- Who\nSELECT 1"
    with pytest.raises(UnknownQuery, match="no query weather: choose one of who"):
        run_query(snapshot, "weather")


def test_a_query_that_does_not_fit_the_snapshot_tells_to_build_it_anew(snapshot, asked):
    asked["lost"] = "-- Lost\nSELECT * FROM marts.lost"
    with pytest.raises(QueryFailed, match="run `otklik build`, then `otklik publish`") as caught:
        run_query(snapshot, "lost")
    assert "\n" not in str(caught.value)


def test_sql_is_answered(snapshot):
    assert run_sql(snapshot, "SELECT name FROM marts.weeks;").rows == (("Дальсвет",),)
    assert run_sql(snapshot, "SHOW TABLES").columns == ("name",)
    assert "weeks" in str(run_sql(snapshot, "EXPLAIN FROM marts.weeks").rows)


def test_columns_of_one_name_are_told_apart(snapshot):
    assert run_sql(snapshot, "SELECT 1 AS a, 2 AS b, 3 AS a").columns == ("a", "b", "a_3")


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO marts.weeks VALUES (1, 'x')",
        "DROP TABLE marts.weeks",
        "CREATE TEMP TABLE t AS SELECT 1",
        "SELECT 1; SELECT 2",
        "COPY marts.weeks TO '/tmp/out.csv'",
        "ATTACH '/tmp/other.duckdb'",
        "INSTALL httpfs",
        "LOAD icu",
        "SET threads = 1",
        "PRAGMA enable_profiling",
        "CALL pragma_version()",
        "EXPORT DATABASE '/tmp/out'",
        "IMPORT DATABASE '/tmp/out'",
        "EXPLAIN ANALYZE COPY marts.weeks TO '/tmp/out.csv'",
        "EXPLAIN ANALYZE INSERT INTO marts.weeks VALUES (1, 'x')",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_parquet('https://example.com/x.parquet')",
        "",
        "-- nothing",
    ],
)
def test_sql_that_does_more_than_read_is_refused(snapshot, text):
    before = snapshot.read_bytes()
    with pytest.raises(QueryRefused):
        run_sql(snapshot, text)
    assert snapshot.read_bytes() == before


@pytest.mark.parametrize("text", ["SELEC 1", "SELECT * FROM nowhere", "SELECT 1/'a'", "FROM '/etc/passwd'"])
def test_sql_that_does_not_run_says_why_in_one_sentence(snapshot, text):
    with pytest.raises(QueryFailed) as caught:
        run_sql(snapshot, text)
    assert "\n" not in str(caught.value)


def test_variables_of_the_program_are_no_tables(snapshot):
    secret = duckdb.sql("SELECT 1 AS one")
    assert secret is not None
    with pytest.raises(QueryFailed):
        run_sql(snapshot, "FROM secret")


def test_before_the_first_publication_there_is_nothing_to_ask(tmp_path):
    with pytest.raises(SnapshotMissing, match="otklik run"):
        run_sql(tmp_path / "none.duckdb", "SELECT 1")


def test_a_damaged_snapshot_is_said_to_be_damaged(tmp_path):
    path = tmp_path / "published.duckdb"
    with open_writer(path) as connection:
        connection.execute("CREATE TABLE t AS FROM range(1000)")
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(WarehouseCorrupt):
        run_sql(path, "SELECT sum(range) FROM t")

"""Migrations: each once, each whole, none changed afterwards."""

import duckdb
import pytest

from warehouse.errors import MigrationChanged, MigrationFailed
from warehouse.migrate import MIGRATIONS, migrate, open_warehouse


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "0001_a.sql").write_text("CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);")
    return tmp_path


def test_migrations_are_applied_in_order_and_once(connection, folder):
    (folder / "0002_b.sql").write_text("INSERT INTO a VALUES (2);")
    assert migrate(connection, folder) == ("0001_a.sql", "0002_b.sql")
    assert migrate(connection, folder) == ()
    assert connection.execute("SELECT x FROM a ORDER BY x").fetchall() == [(1,), (2,)]


def test_a_later_migration_joins_those_applied(connection, folder):
    migrate(connection, folder)
    (folder / "0002_b.sql").write_text("INSERT INTO a VALUES (2);")
    assert migrate(connection, folder) == ("0002_b.sql",)


def test_a_migration_that_fails_leaves_nothing_behind(connection, folder):
    (folder / "0002_b.sql").write_text("CREATE TABLE b (x INTEGER); INSERT INTO nowhere VALUES (1);")
    with pytest.raises(MigrationFailed, match=r"0002_b\.sql does not run"):
        migrate(connection, folder)
    assert connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall() == [
        ("a",),
        ("migrations",),
    ]
    (folder / "0002_b.sql").write_text("CREATE TABLE b (x INTEGER);")
    assert migrate(connection, folder) == ("0002_b.sql",)


def test_an_applied_migration_must_not_change(connection, folder):
    migrate(connection, folder)
    (folder / "0001_a.sql").write_text("CREATE TABLE a (x BIGINT);")
    with pytest.raises(MigrationChanged, match="edited after it was applied"):
        migrate(connection, folder)


def test_a_warehouse_of_a_newer_program_is_refused(connection, folder):
    migrate(connection, folder)
    (folder / "0001_a.sql").unlink()
    with pytest.raises(MigrationChanged, match="update Otklik"):
        migrate(connection, folder)


def test_names_of_the_shipped_migrations_are_numbered_without_gaps():
    numbers = [int(path.name[:4]) for path in sorted(MIGRATIONS.glob("*.sql"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_new_warehouse_has_every_migration(tmp_path):
    with open_warehouse(tmp_path / "w.duckdb") as connection:
        names = connection.execute("SELECT name FROM meta.migrations ORDER BY name").fetchall()
    assert [name for (name,) in names] == [path.name for path in sorted(MIGRATIONS.glob("*.sql"))]


def test_what_an_older_warehouse_has_stays_and_gets_its_place(connection, tmp_path):
    for path in sorted(MIGRATIONS.glob("000[12]_*.sql")):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    migrate(connection, tmp_path)
    connection.execute(
        """
        INSERT INTO raw.crawls BY NAME
        SELECT 'c' AS crawl_id, 's' AS source, 'reviews' AS engine, '1' AS extractor_version,
            now() AS started_at, now() AS finished_at, 'complete' AS status, '' AS reason,
            false AS hides_subtrees, 2 AS messages, 1 AS visits;
        INSERT INTO raw.message_versions BY NAME
        SELECT 'v' || n AS version_id, 's' AS source, 't' AS thread_key, n AS message_key,
            1 AS version_number, 'c' AS crawl_id,
            TIMESTAMPTZ '2026-01-01' - to_days(n) AS observed_at, '' AS url,
            'comment' AS kind, 'day' AS published_precision, '' AS title, 'Т' AS text, 'alive' AS state,
            '' AS content_hash, 'html' AS transport, '1' AS extractor_version
        FROM (VALUES (1), (2), (3)) AS t(n);
        INSERT INTO raw.message_events BY NAME
        SELECT 'e' AS event_id, 's' AS source, 't' AS thread_key, '1' AS message_key, 'appeared' AS kind,
            'c' AS crawl_id, now() AS observed_at;
        """
    )
    assert migrate(connection)[0] == "0003_probes.sql"
    arrivals = connection.execute("SELECT version_id FROM raw.message_versions ORDER BY arrival").fetchall()
    assert arrivals == [("v3",), ("v2",), ("v1",)]
    assert connection.execute("SELECT probes, infers_removals FROM raw.crawls").fetchall() == [(0, True)]
    assert connection.execute("SELECT kind, detail FROM raw.message_events").fetchall() == [
        ("appeared", None)
    ]

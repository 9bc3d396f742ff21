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

"""Snapshots: swapped in whole, beside readers that go on reading."""

import subprocess
import sys

import duckdb
import pytest

from warehouse.connection import open_snapshot, open_writer
from warehouse.errors import WarehouseLocked, WarehouseMissing
from warehouse.migrate import open_warehouse
from warehouse.publish import publish

READ = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1], read_only=True)
for _ in sys.stdin:
    print(connection.execute("SELECT count(*) FROM raw.message_versions").fetchone()[0], flush=True)
"""


@pytest.fixture
def snapshot(tmp_path):
    return tmp_path / "out" / "published.duckdb"


def count(snapshot):
    with open_snapshot(snapshot) as connection:
        return connection.execute("SELECT count(*) FROM raw.message_versions").fetchone()[0]


def test_a_snapshot_holds_what_the_warehouse_holds(stored, message, snapshot):
    stored.crawl(0, {"t": [message("1"), message("2")]})
    publication = publish(stored.path, snapshot, run="first")
    assert (publication.publication, publication.run, publication.snapshot) == (1, "first", snapshot)
    assert (publication.crawls, publication.messages, publication.annotations) == (1, 2, 0)
    assert count(snapshot) == 2
    with open_snapshot(snapshot) as connection:
        assert connection.execute("SELECT publication, run FROM meta.publications").fetchall() == [
            (1, "first")
        ]


def test_publications_are_numbered(stored, message, snapshot):
    stored.crawl(0, {"t": [message("1")]})
    assert [publish(stored.path, snapshot, run=name).publication for name in ("a", "b")] == [1, 2]


def test_a_reader_with_the_snapshot_open_goes_on_reading(stored, message, snapshot):
    stored.crawl(0, {"t": [message("1")]})
    publish(stored.path, snapshot, run="a")
    reader = subprocess.Popen(
        [sys.executable, "-c", READ, str(snapshot)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def ask():
        reader.stdin.write("\n")
        reader.stdin.flush()
        return reader.stdout.readline()

    with reader:
        assert ask() == "1\n"
        stored.crawl(24, {"t": [message("1"), message("2")]})
        publish(stored.path, snapshot, run="b")
        assert ask() == "1\n"
        assert count(snapshot) == 2
        reader.stdin.close()
    assert reader.returncode == 0


def test_views_that_name_the_writers_file_are_left_out(stored, message, snapshot):
    stored.crawl(0, {"t": [message("1")]})
    with open_writer(stored.path) as connection:
        connection.execute("CREATE SCHEMA staging; CREATE VIEW staging.v AS FROM warehouse.raw.crawls")
        connection.execute("CREATE SCHEMA marts; CREATE TABLE marts.m AS SELECT 1 AS one")
    publish(stored.path, snapshot, run="a")
    with open_snapshot(snapshot) as connection:
        schemas = {
            name for (name,) in connection.execute("SELECT schema_name FROM duckdb_schemas()").fetchall()
        }
        assert {"raw", "marts", "meta"} <= schemas
        assert "staging" not in schemas
    with open_writer(stored.path) as connection:
        assert connection.execute("SELECT count(*) FROM staging.v").fetchone() == (1,)


def test_publishing_waits_for_nobody_and_says_who_writes(stored, message, snapshot):
    stored.crawl(0, {"t": [message("1")]})
    hold = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print(flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(stored.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        holder.stdout.readline()
        with pytest.raises(WarehouseLocked, match=str(holder.pid)):
            publish(stored.path, snapshot, run="a")
        holder.stdin.close()
    assert not snapshot.exists()


def test_no_other_process_can_write_while_a_copy_is_made(stored, message, snapshot, monkeypatch):
    """The lock must outlive the reading of the file, which a careless close would give up."""
    stored.crawl(0, {"t": [message("1")]})
    tries = []

    def copy_and_try(source, copy):
        copy.write_bytes(source.read())
        ran = subprocess.run(
            [sys.executable, "-c", "import duckdb, sys; duckdb.connect(sys.argv[1])", stored.path]
        )
        tries.append(ran.returncode)

    monkeypatch.setattr("warehouse.publish._copy", copy_and_try)
    publish(stored.path, snapshot, run="a")
    assert tries == [1]


def test_a_failing_copy_leaves_the_old_snapshot_and_no_litter(stored, message, snapshot, monkeypatch):
    stored.crawl(0, {"t": [message("1")]})
    publish(stored.path, snapshot, run="a")
    before = snapshot.read_bytes()

    def fail(source, copy):
        copy.write_bytes(source.read(100))
        raise KeyboardInterrupt

    monkeypatch.setattr("warehouse.publish._copy", fail)
    with pytest.raises(KeyboardInterrupt):
        publish(stored.path, snapshot, run="b")
    assert snapshot.read_bytes() == before
    assert [path.name for path in snapshot.parent.iterdir()] == ["published.duckdb"]


def test_what_a_killed_publication_left_is_swept_away(stored, message, snapshot):
    stored.crawl(0, {"t": [message("1")]})
    leftover = snapshot.parent / ".partial-published.duckdb-abc"
    leftover.mkdir(parents=True)
    (leftover / "published.duckdb").write_bytes(b"half")
    publish(stored.path, snapshot, run="a")
    assert [path.name for path in snapshot.parent.iterdir()] == ["published.duckdb"]


def test_the_snapshot_is_readable_by_a_plain_connection(stored, message, snapshot):
    stored.crawl(0, {"t": [message("1")]})
    publish(stored.path, snapshot, run="a")
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM raw.crawls").fetchone() == (1,)


def test_nothing_can_be_published_of_nothing(tmp_path, snapshot):
    with pytest.raises(WarehouseMissing, match="load a crawl"):
        publish(tmp_path / "none.duckdb", snapshot, run="a")
    with open_warehouse(tmp_path / "empty.duckdb"):
        pass
    assert publish(tmp_path / "empty.duckdb", snapshot, run="a").messages == 0

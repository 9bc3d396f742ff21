"""Opening files: locked, damaged, missing, full."""

import resource
import subprocess
import sys
import textwrap

import duckdb
import pytest

from warehouse.connection import open_reader, open_snapshot, open_writer
from warehouse.errors import (
    SnapshotMissing,
    WarehouseCorrupt,
    WarehouseLocked,
    WarehouseMissing,
    WarehouseUnreachable,
)

HOLD = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "warehouse.duckdb"


def test_the_writer_makes_file_and_folder_and_speaks_utc(path):
    with open_writer(path) as connection:
        connection.execute("CREATE TABLE kept (moment TIMESTAMPTZ)")
        connection.execute("INSERT INTO kept VALUES ('2026-03-02 12:00:00+03')")
    with open_reader(path) as connection:
        [(moment,)] = connection.execute("SELECT moment FROM kept").fetchall()
    assert moment.isoformat() == "2026-03-02T09:00:00+00:00"


@pytest.mark.parametrize("way_in", [open_writer, open_reader, open_snapshot])
def test_a_file_held_by_another_process_is_locked_and_says_by_whom(path, way_in):
    path.parent.mkdir()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(WarehouseLocked, match=rf"in use by process {holder.pid}: wait") as caught,
            way_in(path),
        ):
            pass
        holder.stdin.close()
    assert caught.value.pid == holder.pid


def test_a_file_open_in_another_way_in_this_process_is_locked_too(path):
    with (
        open_writer(path),
        pytest.raises(WarehouseLocked, match="another part of this program"),
        open_reader(path),
    ):
        pass


def broken(path, how):
    with open_writer(path) as connection:
        connection.execute("CREATE TABLE kept AS SELECT * FROM range(100000)")
    content = path.read_bytes()
    path.write_bytes({"empty": b"", "text": b"text" * 2000, "cut": content[: len(content) // 2]}[how])


@pytest.mark.parametrize("how", ["empty", "text", "cut"])
@pytest.mark.parametrize("way_in", [open_writer, open_snapshot])
def test_a_damaged_file_is_told_apart(path, how, way_in):
    broken(path, how)
    with pytest.raises(WarehouseCorrupt, match="damaged or is no warehouse"), way_in(path) as connection:
        connection.execute("SELECT sum(range) FROM kept").fetchall()


def test_missing_files_say_what_to_run(path):
    with pytest.raises(SnapshotMissing, match="otklik run"), open_snapshot(path):
        pass
    with pytest.raises(WarehouseMissing, match="load a crawl"), open_reader(path):
        pass
    assert not path.exists()


def test_a_folder_that_cannot_be_made_is_unreachable(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with (
        pytest.raises(WarehouseUnreachable, match="choose another"),
        open_writer(tmp_path / "file" / "w.duckdb"),
    ):
        pass


def test_a_path_that_is_a_folder_is_refused(tmp_path):
    with pytest.raises(WarehouseUnreachable, match="check the path"), open_writer(tmp_path):
        pass


def test_a_full_disk_is_said_to_be_full_and_keeps_what_was_there(path):
    with open_writer(path) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    script = textwrap.dedent(
        """
        import pathlib, sys
        from warehouse.connection import open_writer
        from warehouse.errors import DiskFull
        try:
            with open_writer(pathlib.Path(sys.argv[1])) as connection:
                connection.execute("CREATE TABLE big AS SELECT md5(range::VARCHAR) AS m FROM range(400000)")
                connection.execute("CHECKPOINT")
        except DiskFull as error:
            print(error)
        """
    )
    limit = (2_000_000, 2_000_000)
    ran = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
    )
    assert "is full: free some space" in ran.stdout, ran.stderr
    with open_reader(path) as connection:
        assert connection.execute("SELECT * FROM kept").fetchall() == [(1,)]


def test_errors_of_sql_pass_as_they_are(path):
    with pytest.raises(duckdb.CatalogException), open_writer(path) as connection:
        connection.execute("SELECT * FROM nowhere")


def test_snapshots_see_no_files_and_take_no_writes(path):
    with open_writer(path) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    with open_snapshot(path) as connection:
        with pytest.raises(duckdb.PermissionException):
            connection.execute("SELECT * FROM read_text('/etc/hostname')")
        with pytest.raises(duckdb.InvalidInputException):
            connection.execute("INSERT INTO kept VALUES (2)")

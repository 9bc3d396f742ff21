"""Erasing texts: in the tables, on the disk, and for good."""

import pytest

from warehouse.connection import open_writer
from warehouse.errors import NothingToForget, WarehouseMissing
from warehouse.forget import forget
from warehouse.migrate import migrate

ANNA, BORIS = "a" * 32, "b" * 32
SECRET = "Неповторимая жалоба на Лунной улице"


@pytest.fixture
def loaded(stored, message):
    stored.crawl(
        0,
        {
            "t": [
                message("1", SECRET, author_hash=ANNA, raw={"said": SECRET}),
                message("2", author_hash=BORIS),
            ]
        },
    )
    stored.crawl(24, {"t": [message("1", f"{SECRET}!", author_hash=ANNA), message("2", author_hash=BORIS)]})
    [(version,)] = stored.rows("SELECT version_id FROM raw.message_versions WHERE text = ?", [SECRET])
    with open_writer(stored.path) as connection:
        connection.execute("INSERT INTO raw.mentions VALUES (?, '1', 'x', 0, 3, 'Неп', 'r')", [version])
        connection.execute(
            "INSERT INTO raw.evidence VALUES ('e', ?, '1', 'thanks', 'Неп', 0, 3, 'Неп', 'r')", [version]
        )
        connection.execute("CREATE SCHEMA marts; CREATE TABLE marts.messages AS FROM raw.message_versions")
    return stored


def test_an_authors_texts_and_quotes_go_and_counts_stay(loaded):
    forgotten = forget(loaded.path, author=ANNA)
    assert (forgotten.messages, forgotten.versions) == (1, 2)
    columns = "message_key, version_number, title, text, url, raw"
    rows = loaded.rows(f"SELECT {columns} FROM raw.message_versions ORDER BY 1, 2")
    assert rows[:2] == [("1", 1, "", "", "", None), ("1", 2, "", "", "", None)]
    assert rows[2][3] != ""
    assert loaded.rows("SELECT quote FROM raw.mentions") == [("",)]
    assert loaded.rows("SELECT quote, detail FROM raw.evidence") == [("", None)]
    assert loaded.rows("SELECT count(*) FROM raw.message_events") == [(3,)]


def test_no_trace_stays_on_the_disk(loaded):
    assert SECRET.encode() in b"".join(path.read_bytes() for path in files(loaded))
    forget(loaded.path, author=ANNA)
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in files(loaded))
    assert loaded.rows("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'marts'") == [(0,)]


def files(stored):
    return [path for path in stored.path.parent.rglob("*") if path.is_file() and "landing" not in path.parts]


def test_the_file_written_anew_has_the_same_schema(loaded):
    def schema():
        return loaded.rows(
            "SELECT table_name, constraint_type, constraint_text FROM duckdb_constraints()"
            " WHERE schema_name <> 'marts' ORDER BY ALL"
        )

    before = schema()
    forget(loaded.path, author=ANNA)
    assert schema() == before
    with open_writer(loaded.path) as connection:
        assert migrate(connection) == ()


def test_one_message_is_forgotten_alone(loaded):
    assert forget(loaded.path, message="2").messages == 1
    assert loaded.rows("SELECT count(*) FROM raw.message_versions WHERE text = ''") == [(1,)]


def test_later_crawls_do_not_bring_the_texts_back(loaded, message):
    forget(loaded.path, author=ANNA)
    forget(loaded.path, message="2")
    report = loaded.crawl(
        48, {"t": [message("1", "И снова", author_hash=ANNA), message("2", "Ещё", author_hash=BORIS)]}
    )
    assert report.events == {"edited": 2}
    assert loaded.rows("SELECT DISTINCT text FROM raw.message_versions") == [("",)]


def test_an_unchanged_page_is_unchanged_after_forgetting(loaded, message):
    forget(loaded.path, author=ANNA)
    again = loaded.crawl(
        48, {"t": [message("1", f"{SECRET}!", author_hash=ANNA), message("2", author_hash=BORIS)]}
    )
    assert (again.events, again.new_versions) == ({}, 0)


def test_nobody_to_forget_is_said(loaded, tmp_path):
    before = loaded.content()
    with pytest.raises(NothingToForget, match="check it in the snapshot"):
        forget(loaded.path, author="c" * 32)
    assert loaded.content() == before
    with pytest.raises(WarehouseMissing, match="nothing to forget"):
        forget(tmp_path / "none.duckdb", message="1")


def test_a_key_of_several_sources_wants_a_source(loaded, message):
    loaded.crawl(0, {"t": [message("1", "Другое")]}, source="blog")
    with pytest.raises(NothingToForget, match="name one: blog, forum"):
        forget(loaded.path, message="1")
    assert forget(loaded.path, message="1", source="blog").versions == 1
    assert loaded.rows("SELECT DISTINCT source FROM raw.message_versions WHERE text = ''") == [("blog",)]


def test_who_repeats_whom_is_remembered_before_the_marts_go(loaded):
    with open_writer(loaded.path) as connection:
        connection.execute(
            "CREATE OR REPLACE TABLE marts.messages AS SELECT * FROM (VALUES"
            " ('m1', 'forum', '1', NULL), ('m2', 'forum', '2', 'm1'))"
            " AS t(message_id, source, message_key, duplicate_of)"
        )
    forget(loaded.path, author=ANNA)
    forget(loaded.path, author=BORIS)
    assert loaded.rows("SELECT * FROM meta.reposts") == [("forum", "2", "forum", "1")]


def test_a_message_that_only_files_have_is_remembered_too(loaded, message, tmp_path):
    assert forget(loaded.path, message="7", elsewhere=["forum"]).messages == 0
    loaded.crawl(48, {"u": [message("7", SECRET)]})
    assert loaded.rows("SELECT text FROM raw.message_versions WHERE message_key = '7'") == [("",)]
    with pytest.raises(NothingToForget, match="name one: blog, forum"):
        forget(loaded.path, message="1", elsewhere=["blog"])


def test_the_addresses_of_probes_go_too(loaded, message):
    loaded.crawl(48, {"t": [message("2", author_hash=BORIS)]}, probes={"1": ("unknown", "alive")})
    forget(loaded.path, author=ANNA)
    assert loaded.rows("SELECT url FROM raw.probes") == [("",)]

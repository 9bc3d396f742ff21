"""Whatever is wrong outside: one sentence that says what to do, a non-zero exit, and nothing lost."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.failures import LINE, sentence

CSV = "Автор;Дата;Отзыв\n" + "".join(
    f"Маша;0{n}.02.2026;Кедрон не отвечает, заявка {n}\n" for n in range(1, 9)
)
FILES = {
    "cp1251 called utf-8": ("a.csv", CSV.encode("cp1251"), ("--encoding", "utf-8"), r"utf-8|UTF-8"),
    "broken in the middle": ("a.csv", CSV.encode() + b"\xff\xfe;\x98;\x00\xd0\n" + CSV.encode(), (), "UTF-8"),
    "mojibake": ("a.csv", CSV.encode().decode("cp1251", "replace").encode(), (), "save it anew as UTF-8"),
    "truncated JSON lines": (
        "a.jsonl",
        f"{LINE}\n{LINE[:40]}".encode(),
        (),
        r"line 2 is not whole JSON.*again",
    ),
    "truncated gzip": ("a.jsonl.gz", gzip.compress(f"{LINE}\n".encode() * 99)[:-9], (), "get it again"),
    "a column that is not there": (
        "a.csv",
        CSV.encode(),
        ("--map", "Текст=text"),
        r"Текст.*Автор.*Дата.*Отзыв",
    ),
    "a map the wrong way round": ("a.csv", CSV.encode(), ("--map", "text=Отзыв"), "write --map Отзыв=text"),
    "a field that is not there": ("a.csv", CSV.encode(), ("--map", "Отзыв=texxt"), r"texxt.*text"),
    "an empty file": ("a.csv", b"", (), "is empty: there is nothing to import"),
    "a header alone": ("a.csv", b"text,date\n", (), "a header and no row"),
    "no text in any row": ("a.csv", "Отзыв;Дата\n;01.02.2026\n;02.02.2026\n".encode(), (), "Отзыв|text"),
    "another kind of file": ("a.xlsx", b"PK\x03\x04", (), r"save it as \.csv"),
    "no Parquet": ("a.parquet", b"PAR1 and nothing else", (), "check the file"),
    "an unknown encoding": ("a.csv", CSV.encode(), ("--encoding", "utf-9"), "name utf-8, cp1251 or koi8-r"),
    "a name with blanks": ("a.csv", CSV.encode(), ("--source", "My reviews"), "a-z, 0-9"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_imported(place: Any, tmp_path: Path, case: str) -> None:
    name, content, options, words = FILES[case]
    (tmp_path / name).write_bytes(content)
    source = () if "--source" in options else ("--source", "mine")
    said = sentence(place.run("import", str(tmp_path / name), *source, *options))
    assert re.search(words, said), said


def test_a_file_that_is_not_there(place: Any) -> None:
    assert "no file nowhere.csv" in sentence(place.run("import", "nowhere.csv", "--source", "mine"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f'{LINE}\n{{"id": 2, "text": "обор'.encode(), "line 2 is not a whole JSON object.*truncated"),
        (f"{LINE}\n".encode("cp1251"), "line 1 is not UTF-8: save"),
        (b'{"id": 1}\n', "line 1 has no text"),
    ],
)
def test_texts_that_cannot_be_classified(place: Any, content: bytes, words: str) -> None:
    (place.folder / "texts.jsonl").write_bytes(content)
    target = place.folder / "answers.jsonl"
    said = sentence(place.run("classify", "texts.jsonl", "--output", str(target)))
    assert re.search(words, said), said
    assert not target.exists()


@pytest.mark.parametrize("command", [("crawl", "frum"), ("run", "--source", "frum")])
def test_an_unknown_source(place: Any, command: tuple[str, ...]) -> None:
    said = sentence(place.run(*command))
    assert re.search(r"no source 'frum'.*`otklik sources list`", said)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("query", "ignored"), r"no query ignored: choose one of .*ignored_now"),
        (("sql", "DELETE FROM raw.crawls"), "one SELECT"),
        (("sql", "CREATE TABLE t AS SELECT 1"), "one SELECT"),
        (("sql", "SELECT 1; DROP TABLE raw.crawls"), "one SELECT"),
        (("sql", "COPY raw.crawls TO 'stolen.csv'"), "one SELECT"),
        (("sql", "ATTACH 'other.duckdb'"), "one SELECT"),
        (("sql", "SELECT * FROM read_csv('otklik.toml')"), "leave out files"),
        (("sql", "SELECT * FROM 'otklik.toml'"), "otklik.toml"),
        (("sql", "SELEC 1"), "mend it"),
        (("sql", "SELECT nothing FROM raw.crawls"), "mend it"),
        (("sql", ""), "one SELECT"),
    ],
)
def test_a_question_that_cannot_be_asked(place: Any, command: tuple[str, ...], words: str) -> None:
    said = sentence(place.run(*command))
    assert re.search(words, said), said
    assert not (place.folder / "stolen.csv").exists()


def test_nothing_to_read_yet(make_place: Any) -> None:
    empty = make_place()
    steps = ("query", "coverage"), ("sql", "SELECT 1"), ("build",), ("publish",), ("report",), ("run",)
    for command in steps:
        assert re.search("`otklik |load a crawl or an import", sentence(empty.run(*command))), command
    assert not empty.warehouse.exists()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('data_dri = "x"', r"Unknown setting 'data_dri' in .*otklik\.toml; the settings are data_dir"),
        ('timezone = "Moskau"', "timezone.*write a time zone like Europe/Moscow"),
        ("contact = ", "is not valid TOML"),
        ("schedule = 6", "schedule"),
    ],
)
def test_settings_that_cannot_be_used(place: Any, line: str, words: str) -> None:
    path = place.folder / "otklik.toml"
    kept = [old for old in path.read_text("utf-8").splitlines() if old.split()[0] != line.split()[0]]
    path.write_text("\n".join([*kept, line]), "utf-8")
    said = sentence(place.run("load"))
    assert re.search(words, said), said


def test_a_provider_file_that_is_not_there(place: Any) -> None:
    (place.folder / "providers.toml").unlink()
    assert re.search(
        r"There is no .*providers\.toml: check the path in the settings", sentence(place.run("annotate"))
    )

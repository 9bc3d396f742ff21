import gzip
import json
from pathlib import Path

import pytest

from crawlers.errors import TableEmpty, TableUnreadable
from crawlers.tables import read_table

CSV = (
    "Дата;ОТЗЫВ;Оценка\n"
    "14.06.2019;Интернета нет, поддержка молчит третий день;1\n"
    "15.06.2019;Починили, спасибо большое;5\n"
)
ROWS = [
    {"Дата": "14.06.2019", "ОТЗЫВ": "Интернета нет, поддержка молчит третий день", "Оценка": "1"},
    {"Дата": "15.06.2019", "ОТЗЫВ": "Починили, спасибо большое", "Оценка": "5"},
]


def write(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r", "cp866"])
def test_a_table_is_read_in_whatever_encoding_it_is(tmp_path: Path, encoding: str) -> None:
    assert list(read_table(write(tmp_path / "reviews.csv", CSV, encoding))) == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_though_the_texts_hold_others(tmp_path: Path, delimiter: str) -> None:
    lines = [f'"{row["Дата"]}"{delimiter}"{row["ОТЗЫВ"]}"{delimiter}{row["Оценка"]}' for row in ROWS]
    table = "\n".join([f"Дата{delimiter}ОТЗЫВ{delimiter}Оценка", *lines])
    assert list(read_table(write(tmp_path / "reviews.csv", table))) == ROWS


def test_a_table_of_one_column_is_read(tmp_path: Path) -> None:
    table = write(tmp_path / "reviews.csv", "text\nнет интернета\n\nпочинили\n")
    assert list(read_table(table)) == [{"text": "нет интернета"}, {"text": "починили"}]


def test_line_breaks_and_doubled_quotes_inside_a_text_survive(tmp_path: Path) -> None:
    table = write(tmp_path / "reviews.csv", 'id,text\r\n1,"Сказали ""ждите"",\r\nи всё"\r\n2,ок\r\n')
    assert list(read_table(table)) == [
        {"id": "1", "text": 'Сказали "ждите",\r\nи всё'},
        {"id": "2", "text": "ок"},
    ]


@pytest.mark.parametrize("name", ["reviews.jsonl", "reviews.ndjson", "reviews.json", "reviews.jsonl.gz"])
def test_json_lines_are_read(tmp_path: Path, name: str) -> None:
    content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()
    table = write(tmp_path / name, gzip.compress(content) if name.endswith(".gz") else content)
    assert list(read_table(table)) == ROWS


@pytest.mark.parametrize("wrapped", [ROWS, {"page": 1, "reviews": ROWS}])
def test_a_json_list_is_read_bare_or_wrapped(tmp_path: Path, wrapped: object) -> None:
    assert list(read_table(write(tmp_path / "reviews.json", json.dumps(wrapped, indent=1)))) == ROWS


def test_a_gzipped_table_is_known_by_its_content(tmp_path: Path) -> None:
    assert list(read_table(write(tmp_path / "reviews.csv", gzip.compress(CSV.encode("cp1251"))))) == ROWS


def test_a_named_encoding_is_used(tmp_path: Path) -> None:
    table = write(tmp_path / "reviews.csv", "text\nда\n", "cp1251")
    with pytest.raises(TableUnreadable, match="cannot be told for sure"):
        list(read_table(table))
    assert list(read_table(table, encoding="cp1251")) == [{"text": "да"}]


def test_russian_far_behind_an_ascii_beginning_is_found(tmp_path: Path) -> None:
    beginning = "".join(f"{number},no text here\n" for number in range(10_000))
    table = write(
        tmp_path / "reviews.csv", f"id,text\n{beginning}10000,Третий день без интернета\n", "cp1251"
    )
    *_, last = read_table(table)
    assert last == {"id": "10000", "text": "Третий день без интернета"}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.jsonl", '{"text": "да"}\n{"text": "не', r"a\.jsonl, line 2 is not whole JSON .* may be cut off"),
        (
            "a.jsonl",
            ('{"text": "Третий день без интернета"}\n' * 9).encode()[:-4],
            r"a\.jsonl ends within a letter: it was cut",
        ),
        ("a.jsonl", '{"text": "да"}\n[1, 2]\n', r"a\.jsonl, line 2 is no object with named fields, but list"),
        ("a.json", '[\n{"text": "да"},\n{"text": "не', r"a\.json, line 3 is not whole JSON"),
        ("a.json", '{"one": [], "two": []}', r"a\.json is no list of reviews"),
        ("a.json", "5", r"a\.json is no list of reviews"),
        (
            "a.csv",
            'id,text\n1,"да\n2,нет\n',
            r"a\.csv, the row from line 2 on: unexpected end of data; close and double",
        ),
        ("a.csv", "id,text\n1,да\n2,нет, и всё\n", r"a\.csv, line 3 has 3 fields, the header 2; quote"),
        ("a.csv", "text,text\n1,2\n", r"a\.csv has two columns called 'text'"),
        ("a.csv.gz", gzip.compress(CSV.encode() * 9)[:-20], r"a\.csv\.gz is a damaged gzip file"),
        ("a.csv.gz", b"\x1f\x8bnot gzip at all", r"a\.csv\.gz is a damaged gzip file"),
        ("a.xlsx", "PK", r"a\.xlsx is no table that can be imported; save it as \.csv"),
        (
            "a.csv",
            CSV.encode("utf-8").decode("cp1251", "ignore"),
            r"unreadable in utf-8 \(UTF-8 read as cp1251\)",
        ),
    ],
)
def test_a_broken_table_says_what_is_wrong_and_where(
    tmp_path: Path, name: str, content: str | bytes, sentence: str
) -> None:
    with pytest.raises(TableUnreadable, match=sentence):
        list(read_table(write(tmp_path / name, content)))


@pytest.mark.parametrize(
    ("content", "sentence"), [("", "is empty"), (" \n", "is empty"), ("id,text\n", "has a header and no row")]
)
def test_an_empty_table_is_refused(tmp_path: Path, content: str, sentence: str) -> None:
    with pytest.raises(TableEmpty, match=sentence):
        list(read_table(write(tmp_path / "a.csv", content)))


def test_a_wrongly_named_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable, match="UTF-8 read as cp1251"):
        list(read_table(write(tmp_path / "a.csv", CSV), encoding="cp1251"))
    with pytest.raises(TableUnreadable, match="There is no encoding 'cp1215'"):
        list(read_table(write(tmp_path / "b.csv", CSV), encoding="cp1215"))


def test_a_table_that_changes_its_encoding_half_way_is_refused(tmp_path: Path) -> None:
    mixed = (CSV * 2000).encode() + CSV.encode("cp1251")
    with pytest.raises(TableUnreadable, match="changes its encoding half-way"):
        list(read_table(write(tmp_path / "a.csv", mixed)))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable, match=r"There is no file .*nowhere\.csv"):
        list(read_table(tmp_path / "nowhere.csv"))

"""The CSV of doubtful messages: safe in a spreadsheet, and what is read of it when it comes back."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.errors import CorrectionInvalid
from flows.review.table import COLUMNS, read_table, write_table
from warehouse.formulas import defused

Make = Callable[..., Any]
NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
HEAD = "version_id,checked,role,sentiment,ignoring,ignoring_kinds,leaving,by\n"


def written(*messages: Any) -> list[dict[str, str]]:
    file = io.StringIO()
    write_table(messages, file)
    return list(csv.DictReader(io.StringIO(file.getvalue().removeprefix("\ufeff"))))


def returned(folder: Path, rows: Sequence[dict[str, str]], **options: Any) -> Any:
    path = folder / "review.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return read_table(path, **{"by": "Анна", "at": NOON} | options)


def read(folder: Path, text: str, by: str | None = None) -> Any:
    path = folder / "mine.csv"
    path.write_text(text, encoding="utf-8")
    return read_table(path, by=by, at=NOON)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+7 900", "'+7 900"),
        ("-20 руб.", "'-20 руб."),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" \t=1", " \t'=1"),
        ("＝1+1", "'＝1+1"),
        ('да;=cmd|"/c calc"!A0', 'да;\'=cmd|"/c calc"!A0'),
        ("да\n- и нет", "да\n'- и нет"),
        ("2+2 = 4, а-а", "2+2 = 4, а-а"),
    ],
)
def test_no_cell_can_be_taken_for_a_formula(cell: str, shown: str) -> None:
    assert defused(cell) == shown


def test_a_hostile_text_stays_in_its_cell(doubtful: Make) -> None:
    hostile = '=HYPERLINK("http://x.invalid";"да")\n"version_id","x"'
    [row] = written(doubtful(text=hostile, doubts=("=1",), providers=("@x",), source="-s"))
    assert row["text"] == "'" + hostile
    assert [row[name][:2] for name in ("why", "providers", "source")] == ["'=", "'@", "'-"]
    assert not any(cell.lstrip()[:1] in set("=+-@") for cell in row.values() if cell)


def test_a_person_sees_labels_and_reasons_and_nobody(doubtful: Make) -> None:
    [row] = written(doubtful())
    assert tuple(row) == COLUMNS
    assert (row["checked"], row["ignoring"], row["leaving"], row["resolved"]) == ("", "claimed", "yes", "no")
    assert row["why"] == "the model alone says leaving"
    assert row["evidence"].startswith(
        "ignoring.claimed/unreachable «трубку никто не берёт!» (picks_up); channel"
    )
    assert not {"author", "author_hash", "url", "published_at"} & set(row)


def test_an_untouched_file_says_nothing(doubtful: Make, tmp_path: Path) -> None:
    assert returned(tmp_path, written(doubtful())) == []


def test_a_mark_confirms_and_a_change_corrects(doubtful: Make, tmp_path: Path) -> None:
    rows = written(*(doubtful(version_id=letter * 32) for letter in "abc"))
    rows[0]["checked"] = "Да"
    rows[1] |= {"sentiment": "Positive", "ignoring": "denied", "ignoring_kinds": "", "leaving": "нет"}
    confirmed, changed = returned(tmp_path, rows)
    assert (confirmed.version_id, confirmed.labels["leaving"]) == ("a" * 32, True)
    assert changed.labels == {
        "role": "customer", "sentiment": "positive", "apology": [], "ignoring": ["denied"],
        "ignoring_kinds": [], "compensation": [], "resolved": False, "leaving": False,
    }  # fmt: skip
    assert (changed.corrected_by, changed.corrected_at, changed.annotator_version) == ("Анна", NOON, "3+ab")
    assert confirmed.origin == changed.origin
    assert changed.place == "review.csv, row 3"


def test_a_table_of_ones_own_judges_every_row_and_only_its_columns(tmp_path: Path) -> None:
    [one] = read(tmp_path, "version_id;ignoring;by\nv1;;Борис\n")
    assert (one.labels, one.corrected_by) == ({"ignoring": [], "ignoring_kinds": []}, "Борис")


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("v,x,boss,neutral,,,no,a", "role", "'boss' is no such label, write customer, company or other."),
        ("v,x,,neutral,,,no,a", "role", "it has 0 labels and needs one, write customer, company or other."),
        ("v,x,other,neutral,lost,,no,a", "ignoring", "'lost' is no such label, write claimed or denied."),
        ("v,x,other,neutral,,,maybe,a", "leaving", "'maybe' is neither yes nor no, write one of them."),
        ("v,?,other,neutral,,,no,a", "checked", "'?' is neither yes nor no, write one of them."),
        (
            "v,x,other,neutral,denied,no_show,no,a",
            "ignoring_kinds",
            "kinds need `claimed` in the column ignoring, write both.",
        ),
        (",x,other,neutral,,,no,a", "version_id", "it is empty, take the line that `otklik review` wrote."),
        ("v,x,other,neutral,,,no,", "by", "it is empty, say who judged there or with --by NAME."),
        ("w,x,other,neutral,,,no,a", "version_id", "mine.csv, row 2 has it too, keep one of them."),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(tmp_path: Path, row: str, column: str, said: str) -> None:
    with pytest.raises(CorrectionInvalid) as refused:
        read(tmp_path, f"{HEAD}w,x,other,neutral,,,no,a\n{row}\n")
    assert str(refused.value) == f"mine.csv, row 3, column {column}: {said}"


def test_a_found_column_that_was_changed_is_named(doubtful: Make, tmp_path: Path) -> None:
    [row] = written(doubtful())
    for broken in ("{", "[]", '{"role": "customer"}'):
        with pytest.raises(CorrectionInvalid, match=r"row 2, column found: it was changed, put back"):
            returned(tmp_path, [row | {"found": broken}])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "lacks the column version_id"),
        ("version_id,by\nv,a\n", "has no column with labels"),
        (
            "version_id,ignoring_kinds,by\nv,no_show,a\n",
            "column ignoring_kinds: it needs the column ignoring",
        ),
    ],
)
def test_a_table_that_is_none_of_ours_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CorrectionInvalid, match=said):
        read(tmp_path, text)

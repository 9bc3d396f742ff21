"""Our spider and the bare one read the same small site; `python -m bench throughput` reads a larger one."""

import gzip
import json

import pytest

from bench.still import Shape, serve
from bench.throughput import bare, ours, rows
from crawlers.landing import read_messages, read_visits

SMALL = Shape(threads=3, pages=2, messages=4)


@pytest.fixture
def url():
    with serve(SMALL) as url:
        yield url


def test_both_spiders_bring_the_same_messages(url, tmp_path):
    mine, other = ours(url, tmp_path), bare(url, tmp_path, SMALL)
    assert mine.messages == other.messages == 24
    assert (mine.pages, other.pages) == (SMALL.count + 3, SMALL.count)  # each first page is read again
    (landed,) = (tmp_path / "landing").iterdir()
    assert {visit.status for visit in read_visits(landed)} == {"complete"}
    with gzip.open(tmp_path / "bare.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = {row["id"]: " ".join(row["text"].split()) for row in map(json.loads, lines)}
    assert {one.message_key: " ".join(one.text.split()) for one in read_messages(landed)} == found


def test_lists_lead_to_each_thread():
    shape = Shape(threads=26, pages=1, messages=1)
    assert (shape.lists, shape.count) == (2, 28)


def test_the_ratio_is_that_of_the_two_speeds():
    other, mine, whole = rows(SMALL, rounds=1)
    assert mine.ratio == pytest.approx(mine.value / other.value)
    assert whole.name == "24 messages of 7 pages"
    assert whole.ratio is not None
    assert whole.value > 0

"""Each folder pages/<engine>/<case> holds a page, how to read it (case.toml) and what has to come out.

`OTKLIK_CASES=otklik-data/sources pytest tests/crawlers/test_pages.py` tries one's own cases too.
`OTKLIK_WRITE_EXPECTED=1 pytest tests/crawlers/test_pages.py` writes expected.json anew; read the difference.
"""

import json
import os
import tomllib
from dataclasses import fields, is_dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path

import pytest

from crawlers.engines import ENGINES
from crawlers.pages.page import Place
from crawlers.sources import load_source
from crawlers.strict import read_record

OWN = os.environ.get("OTKLIK_CASES")  # a folder with cases of one's own sources
FOLDERS = [Path(__file__).parent / "pages", *([Path(OWN)] if OWN else [])]
CASES = sorted(case for folder in FOLDERS for case in folder.glob("*/*/case.toml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.parent.name}-{path.parent.name}")
def test_a_page_gives_what_is_expected_of_it(path):
    found = _plain(_read(path.parent, tomllib.loads(path.read_text(encoding="utf-8"))))
    expected = path.with_name("expected.json")
    if os.environ.get("OTKLIK_WRITE_EXPECTED"):
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))


def test_the_cases_are_found():
    assert len(CASES) >= 7


def _read(folder, case):
    module, name = case["parser"].split(".")
    page = next(folder.glob("page.*")).read_text(encoding="utf-8")
    place = Place(url=case["url"], now=case["now"], timezone="Europe/Moscow")
    headers = [case["headers"]] if "headers" in case else []
    options = {"thread_key": case["thread_key"]} if "thread_key" in case else {}
    parse = getattr(import_module(f"crawlers.pages.{module}"), name)
    return parse(page, *headers, rules=_rules(case, folder), place=place, **options)


def _rules(case, folder):
    if "source" in case:
        folders = (folder, Path(__file__).parents[2])  # beside the case, or in the repository
        return load_source(next(path for one in folders if (path := one / case["source"]).exists())).rules
    name = next(name for name in ENGINES if name in case)
    return read_record(ENGINES[name].rules_record(), case[name], name)


def _plain(value):
    """Return records without the fields that have their default: what is left is what the page said."""
    match value:
        case datetime():
            return value.isoformat()
        case tuple() | list():
            return [_plain(inner) for inner in value]
        case frozenset():
            return sorted(value)
        case _ if is_dataclass(value):
            shown = {one.name: getattr(value, one.name) for one in fields(value)}
            defaults = {one.name: one.default for one in fields(value)}
            return {
                key: _plain(inner) for key, inner in shown.items() if inner not in (defaults[key], {}, [], ())
            }
        case _:
            return value

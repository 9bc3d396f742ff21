"""The documents fail here when they lie: commands, settings, files and links have to be there."""

import re
from pathlib import Path

import pytest
import typer.main

from flows.cli import app
from flows.config import Settings
from warehouse.query import list_queries

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        ROOT / "demo/content/README.md",
        ROOT / "nlp/model/README.md",
    ]
)
FOLDERS = ("crawlers/", "nlp/", "warehouse/", "flows/", "reports/", "demo/", "tests/", "docs/", ".ci/")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _commands() -> set[str]:
    return set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def test_every_command_is_in_the_documents() -> None:
    told = " ".join(map(_text, DOCUMENTS))
    assert {name for name in _commands() if f"otklik {name}" not in told and f"`{name}`" not in told} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_in_the_documents_exist(document: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```|`([^`\n]+)`", _text(document), flags=re.DOTALL)
    told = re.findall(
        r"(?:^|[\s|])otklik(?: --config \S+| --debug)? ([a-z]+)", " \n ".join(map(" ".join, blocks))
    )
    assert {name for name in told if name not in _commands()} == set()


def test_named_questions_in_the_documents_exist() -> None:
    told = {name for path in DOCUMENTS for name in re.findall(r"\bquery ([a-z_0-9]{4,})\b", _text(path))}
    assert told
    assert told <= {query.name for query in list_queries()}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_and_named_files_are_there(document: Path) -> None:
    text = _text(document)
    links = [link for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) if "://" not in link]
    named = [
        name for name in re.findall(r"`([^`\s]+)`", text) if name.startswith(FOLDERS) and "<" not in name
    ]
    lost = [link for link in links if not (document.parent / link).exists()]
    lost += [name for name in named if not list(ROOT.glob(name.rstrip("/")))]
    assert lost == []


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_described(name: str) -> None:
    assert f"| `{name}` |" in _text(ROOT / "docs/running.md")
    assert re.search(rf"^{name} = ", _text(ROOT / "otklik.example.toml"), flags=re.MULTILINE)


def test_example_settings_are_valid() -> None:
    from flows.config import load_settings

    assert load_settings(ROOT / "otklik.example.toml").timezone == "Europe/Moscow"


def test_the_two_commands_of_the_readme_are_targets_of_make() -> None:
    targets = set(re.findall(r"^([a-z]+):", _text(ROOT / "Makefile"), flags=re.MULTILINE))
    assert {"demo", "test"} <= set(
        re.findall(r"^make ([a-z]+)", _text(ROOT / "README.md"), flags=re.MULTILINE)
    )
    assert (
        set(re.findall(r"\bmake ([a-z]+)\b", _text(ROOT / "README.md") + _text(ROOT / "CONTRIBUTING.md")))
        <= targets
    )

"""The house itself: our generic package names are ours, and the walls between the packages stand."""

import importlib.metadata
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("crawlers", "nlp", "warehouse", "flows", "reports", "demo")


@pytest.mark.parametrize("package", PACKAGES)
def test_package_resolves_to_this_checkout(package: str) -> None:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin == str(ROOT / package / "__init__.py")


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_owns_the_name(package: str) -> None:
    owners = set(importlib.metadata.packages_distributions().get(package, ["otklik"]))
    assert owners == {"otklik"}


def test_walls_notice_a_planted_import(tmp_path: Path) -> None:
    """The contract in pyproject.toml is enforced, not merely written: a copy with a door in it is refused."""
    for package in PACKAGES:
        source = ROOT / package
        for module in source.rglob("*.py"):
            target = tmp_path / module.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(module.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    (tmp_path / "warehouse" / "planted.py").write_text("import crawlers.items\n")
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [linter, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode != 0
    assert "warehouse.planted -> crawlers.items" in result.stdout


def test_the_lock_is_installed_without_asking_for_other_versions() -> None:
    """The pip of Debian 12 refuses the whole lock when it may look for dependencies of its own."""
    asked = subprocess.run(
        ["make", "--always-make", "--dry-run", ".venv/installed"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    commands = asked.stdout.replace("\\\n", " ").splitlines()
    installs = [command.split() for command in commands if " pip install " in command]
    assert len(installs) == 2
    assert all("--no-deps" in words for words in installs)


def test_the_lock_is_whole() -> None:
    """What is installed needs nothing that is not installed, and fits together."""
    checked = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "check"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("suffix", [".py", ".sql", ".toml", ".md", ".yml"])
def test_no_machine_path_stands_in_a_file(suffix: str) -> None:
    listed = subprocess.run(
        ["git", "ls-files", f"*{suffix}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    home = "/" + "home/"
    offenders = [name for name in listed.stdout.split() if home in (ROOT / name).read_text(encoding="utf-8")]
    assert offenders == []

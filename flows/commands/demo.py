"""`otklik demo`: the whole pipeline over the days of the invented site."""

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .output import relative, say, tell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from demo.server import DemoSite
    from flows.config import Settings
    from flows.tables import ProviderLine

DIRECTORY = Path("otklik-demo")
CONTACT = "demo@otklik.invalid"  # the invented site is told, as any site would be
SETTINGS_FILE = "otklik.toml"
_MARK = ".made-by-otklik-demo"
_HEAD = ("provider", "n", "negative", "answered in 72 h", "apologised", "ignored", "vanished")
NEXT = ("query ignored_now", "query evidence --provider kedron", 'sql "FROM marts.complaints LIMIT 5"')

Folder = Annotated[Path, typer.Option("--dir", help="Where to put it; made anew each time.")]


def demo(directory: Folder = DIRECTORY) -> None:
    """Serve the invented site on this machine and run the whole pipeline over its days."""
    from demo.server import serve
    from flows.config import load_settings
    from flows.server import start_server

    prepare(directory)
    with serve() as site:
        configure(directory, site.base_url)
        settings = load_settings(directory / SETTINGS_FILE)
        server = start_server(settings)
        tell(f"The invented site is at {site.base_url}; the Prefect server starts, in some 15 s.")
        _warm_up(settings)
        server.wait()
        page = _run_days(site)
    _show(settings, page)


def prepare(directory: Path) -> None:
    """Make an empty folder; only one that an earlier demonstration made is removed for it."""
    from flows.errors import OutputExists

    if directory.exists() and any(directory.iterdir()):
        if not (directory / _MARK).exists():
            raise OutputExists(f"{directory} is not from an earlier demo: choose another folder with --dir.")
        shutil.rmtree(directory)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / _MARK).touch()


def configure(directory: Path, base_url: str) -> None:
    """Write the source files and the settings of the demonstration."""
    from demo import provider_file, sources

    folder = directory / "sources"
    folder.mkdir()
    texts = sources(base_url)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    names = ", ".join(f'"{Path(name).stem}"' for name in texts)
    lines = (
        'data_dir = "."',
        f'contact = "{CONTACT}"',
        f"sources = [{names}]",
        f"provider_files = ['{provider_file()}']",
    )
    (directory / SETTINGS_FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _warm_up(settings: "Settings") -> None:
    """Load what is slow to load while the server starts on the other core."""
    from flows.steps import annotator

    annotator(settings)
    import flows.pipeline  # noqa: F401


def _run_days(site: "DemoSite") -> Path:
    """The report of the last day, after all the days before it."""
    from flows.pipeline import collect, run
    from flows.server import without_heartbeats

    *earlier, last = site.visit_days
    with without_heartbeats():
        for number, day in enumerate(earlier, 1):
            _begin(site, day, f"{number} of {len(earlier) + 1}")
            collect(at=day)
        _begin(site, last, "the last")
        return Path(run(at=last))


def _begin(site: "DemoSite", day: "datetime", which: str) -> None:
    site.set_day(day)
    tell(f"Visit day {day:%Y-%m-%d} ({which})")


def _show(settings: "Settings", page: Path) -> None:
    from flows.tables import provider_lines

    say("")
    print_providers(provider_lines(settings.snapshot))
    say(f"Report:    {relative(page)}")
    say(f"Warehouse: {relative(settings.warehouse)} (readers open {relative(settings.snapshot)})")
    say("Try next:")
    for rest in NEXT:
        say(f"  {_program()} --config {relative(settings.data_dir / SETTINGS_FILE)} {rest}")


def _program() -> str:
    """How this person can start us again: by name where the shell finds it, else by the path they used."""
    return "otklik" if shutil.which("otklik") else relative(Path(sys.argv[0]))


def print_providers(lines: "Sequence[ProviderLine]") -> None:
    """Print one line per provider: n, shares with their 95 % intervals, counts."""
    from flows.tables import print_rows

    rows = [
        (p.name, str(p.n), p.negative, p.answered_72h, p.apologised, p.ignored, p.vanished) for p in lines
    ]
    print_rows(_HEAD, rows)

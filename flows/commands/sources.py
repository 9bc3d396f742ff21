"""`otklik source`: which sites can be read, a new one, and a look at one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .output import relative, say

if TYPE_CHECKING:
    from crawlers.trial import Look

app = typer.Typer(help="The sites that can be read.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="What the source is called: a-z, 0-9, - and _.")]
Known = Annotated[str, typer.Argument(metavar="SOURCE", help="A source that `otklik source list` shows.")]
EngineName = Annotated[str, typer.Option("--engine", "-e", help="What kind of site it is, like wordpress.")]
Url = Annotated[str, typer.Option("--url", "-u", help="Where reading starts.")]
Keep = Annotated[
    Path | None,
    typer.Option("--keep", metavar="DIR", help="Keep the pages there; they may hold personal data."),
]


@app.command("list")
def list_sources() -> None:
    """List the sources: whether a run takes them, their name, engine and start."""
    from crawlers.sources import find_sources, load_source
    from flows.config import load_settings

    for path in find_sources(*load_settings().source_folders).values():
        source = load_source(path)
        say(f"{'on ' if source.enabled else 'off'}  {source.name:20}  {source.engine:10}  {source.url}")


@app.command("new")
def new(name: Name, engine: EngineName, url: Url) -> None:
    """Write the file of a new source, and a test case that fails until it is drawn."""
    from crawlers.scaffold import new_source
    from flows.config import load_settings

    folder = load_settings().data_dir / "sources"
    file, case = new_source(name, engine=engine, url=url, folder=folder)
    say(f"{relative(file)}: read the site's terms and robots.txt, fill in the file, then")
    say(f"  otklik source check {name}")
    say(f"{relative(case)}: put a page there and what it has to give, then")
    say(f"  OTKLIK_CASES={relative(folder)} pytest tests/crawlers/test_pages.py")


@app.command("check")
def check(source: Known, keep: Keep = None) -> None:
    """Read a few pages of a source, and say field by field what was found."""
    from crawlers.trial import look_at
    from flows import steps
    from flows.config import load_settings

    settings = load_settings()
    (chosen,) = steps.choose_sources(settings, [source])
    look = look_at(chosen, contact=steps.contact_for(settings, chosen), keep_pages=keep)
    _show(look)
    if not look.is_good:
        raise typer.Exit(1)


def _show(look: "Look") -> None:
    for host, decision in (look.crawl.robots if look.crawl else {}).items():
        say(f"robots.txt of {host}: {decision}")
    say(f"threads: {_counted(look.threads)}; messages: {_counted(look.kinds)}")
    for one in look.fields:
        mark = "expected" if one.is_expected else ""
        say(f"  {one.field:14} {one.filled:4} of {one.of:<4} {mark:8}  {one.example}".rstrip())
    for reason in look.reasons[:5]:
        say(reason)
    if look.error:
        say(look.error)


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "none"

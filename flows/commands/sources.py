"""`otklik sources`: which sites can be read."""

import typer

from .output import say

app = typer.Typer(help="The sites that can be read.", no_args_is_help=True)


@app.command("list")
def list_sources() -> None:
    """List the sources: whether a run takes them, their name, engine and start."""
    from crawlers.sources import find_sources, load_source
    from flows.config import load_settings

    for path in find_sources(*load_settings().source_folders).values():
        source = load_source(path)
        say(f"{'on ' if source.enabled else 'off'}  {source.name:20}  {source.engine:10}  {source.url}")


@app.callback()
def sources() -> None:
    """Typer makes a command of an app with a single one; this keeps it a group."""

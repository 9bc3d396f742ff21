"""`otklik providers`: the names that are known, and why a text names a provider or does not."""

from typing import TYPE_CHECKING, Annotated

import typer

from .output import say, tell

if TYPE_CHECKING:
    from nlp.providers import Candidate, ProviderFinder

app = typer.Typer(help="The names of the providers.", no_args_is_help=True)

Text = Annotated[str, typer.Argument(metavar="TEXT", help="What somebody wrote.")]
Page = Annotated[str | None, typer.Option("--page", "-p", help="The provider whose page the text stands on.")]


@app.command("list")
def list_providers() -> None:
    """List the providers: slug, name, the brand it belongs to."""
    for one in _finder().providers:
        say(f"{one.slug:20}  {one.name}" + (f" ({one.parent})" if one.parent else ""))


@app.command("check")
def check(text: Text, page: Page = None) -> None:
    """Show where a text names a provider and by which rule, or what an ambiguous name lacks to count."""
    from flows.errors import InputUnreadable

    finder = _finder()
    if page and not finder.resolve(page):
        raise InputUnreadable(
            f"No provider is called {page!r}: `otklik providers list` shows those that are."
        )
    found = finder.explain(text, page)
    if not found:
        tell("Nothing in this text looks like the name of a provider.")
    for one in found:
        _show(one)


def _finder() -> "ProviderFinder":
    from flows.config import load_settings
    from nlp.providers import ProviderFinder, load_providers

    return ProviderFinder(load_providers(load_settings().provider_files))


def _show(one: "Candidate") -> None:
    verdict = one.rule or "not taken"
    say(f"{one.start}-{one.end}  {one.quote}  {one.slug}  {verdict}  (alias «{one.alias}»)")
    for lack in one.missing:
        say(f"    {lack}")

"""The alias table: the providers that can be named, shipped and the user's own."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import ProviderFileBroken

SHIPPED = Path(__file__).with_name("providers.toml")
_LISTS = ("aliases", "ambiguous", "own_page", "decoys")
_KNOWN_KEYS = {"slug", "name", "parent", "needs_context", *_LISTS}


@dataclass(frozen=True, slots=True)
class Provider:
    """An internet provider as the alias table has it; `parent` is the slug of the brand it belongs to.

    `ambiguous` are the aliases that count only in context (with `needs_context` all of them), `own_page`
    those that count where page or text name the provider anyway, `decoys` phrases that hold an alias and
    name something else.
    """

    slug: str
    name: str
    parent: str | None
    aliases: tuple[str, ...]
    needs_context: bool = False
    ambiguous: tuple[str, ...] = ()
    own_page: tuple[str, ...] = ()
    decoys: tuple[str, ...] = ()


def load_providers(files: Sequence[Path] = ()) -> tuple[Provider, ...]:
    """The shipped providers and those of the files; a later entry replaces an earlier one with its slug."""
    found = {provider.slug: provider for file in (SHIPPED, *files) for provider in _read_file(file)}
    return tuple(found.values())


def _read_file(file: Path) -> list[Provider]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        return [_provider(entry) for entry in table["provider"]]
    except FileNotFoundError as error:
        raise ProviderFileBroken(f"There is no provider file {file}: check `provider_files`.") from error
    except (KeyError, TypeError, ValueError) as error:
        raise ProviderFileBroken(
            f"Cannot read the provider file {file} ({error}): it needs [[provider]] with slug, name, aliases."
        ) from error


def _provider(entry: dict[str, Any]) -> Provider:
    unknown = set(entry) - _KNOWN_KEYS
    if unknown:
        raise ValueError(f"unknown key {min(unknown)}")
    names = {key: _names(entry, key) for key in _LISTS}
    if not names["aliases"]:
        raise ValueError(f"no list of aliases for {entry['slug']}")
    return Provider(
        slug=entry["slug"],
        name=entry["name"],
        parent=entry.get("parent"),
        needs_context=bool(entry.get("needs_context", False)),
        **names,
    )


def _names(entry: dict[str, Any], key: str) -> tuple[str, ...]:
    names = entry.get(key, [])
    if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
        raise ValueError(f"no list of {key} for {entry['slug']}")
    return tuple(names)

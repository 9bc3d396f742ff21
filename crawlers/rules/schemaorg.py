"""What a source file says about pages that carry schema.org data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaorgRules:
    """Where the pages are and who speaks for the provider.

    `link` matches links to pages of messages on the list at `url`, `next_list` the link to its next page;
    with `link` empty the page at `url` is the only one. `next` matches the link to the next page of a thread.
    """

    link: str = ""
    next_list: str = ""
    next: str = ""
    official_names: tuple[str, ...] = ()
    official_badge: str = "official"

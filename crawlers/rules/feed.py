"""What a source file says about an RSS or Atom feed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRules:
    """How entries become threads, and who speaks for the provider.

    Entries that lead to one page are one thread. Where each entry has a page of its own although it belongs
    to a longer thread, the first group of `thread_pattern` in its address names the thread. `root` says what
    an entry that answers nothing is: "article", "review" or "comment". Feeds know authors by name only.
    """

    thread_pattern: str = ""
    root: str = "article"
    official_names: tuple[str, ...] = ()
    official_badge: str = "official"

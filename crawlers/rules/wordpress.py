"""What a source file says about a WordPress site."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class WordpressRules:
    """Which posts to read and who speaks for the provider.

    Official are the registered users listed by id (seen through REST), by user name (seen in HTML) or by
    shown name (seen in both; a guest of that name stays a guest). `post_query` is added to the REST list of
    posts, `list_url` is where HTML lists begin. `rest = false` reads the HTML pages only.
    """

    rest: bool = True
    official_user_ids: tuple[int, ...] = ()
    official_users: tuple[str, ...] = ()
    official_names: tuple[str, ...] = ()
    official_badge: str = "official"
    post_query: dict[str, str] = field(default_factory=dict)
    list_url: str = ""
    per_page: int = 100

    @property
    def can_probe(self) -> bool:
        """Whether comments can be asked for by id."""
        return self.rest

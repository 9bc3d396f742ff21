"""What a source file says about comments that a system of their own keeps under the pages of a site."""

from dataclasses import dataclass

ISSO, REMARK42, DISQUS = "isso", "remark42", "disqus"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsRules:
    """Comments under pages: `profile` is the system that keeps them, one of isso, remark42, disqus.

    `site` is what the system calls the site: the site id of Remark42, the short name of the forum at Disqus;
    Isso has none. `threads` are the pages whose comments are read: with Isso their paths ("/tarif/"), else
    their whole addresses, at Disqus also numbers of threads. With `find` the system is asked for pages that
    have comments: Isso for those of the `newest` comments (where its owner allows it), Disqus for the
    `newest` threads, Remark42 for all. A page that is known to have got a comment in the last `fresh_hours`
    is opened although it is not due. `pages` is the address that the paths of Isso belong to, "" where it is
    the host of `url`. `root` is what a comment that answers nobody is: "comment" or "review".

    Who speaks for the provider: `official_authors` are ids that nobody can choose (the hash that Isso shows,
    ids of users at Remark42, ids or user names at Disqus), and with `provider_owns` the administrators of
    Remark42. `with_deleted` asks Disqus for deleted comments too, which takes the key of a moderator;
    `key_name` is "api_key" or "api_secret", as the key is.
    """

    profile: str
    site: str = ""
    threads: tuple[str, ...] = ()
    find: bool = False
    newest: int = 200
    fresh_hours: float = 48.0
    pages: str = ""
    root: str = "comment"
    provider_owns: bool = False
    official_authors: tuple[str, ...] = ()
    official_badge: str = "official"
    with_deleted: bool = False
    key_name: str = "api_key"

    @property
    def can_probe(self) -> bool:
        """Whether single comments can be asked for: always."""
        return True

"""What a source file says about a forum: its engine's profile, and where the site differs from it."""

from dataclasses import dataclass, field, replace

from .forum_profiles import PROFILES, Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumRules:
    """A forum: `profile` is one of phpbb, smf, xenforo, ipb, vbulletin, spirit, discourse.

    The `url` of the source is the list of topics of one board, `boards` are further ones; `list_pages` of
    each are read (0: all). A topic with a message in the last `fresh_hours` is opened although it is not due.
    Who speaks for the provider: `official_groups` are ranks, groups and titles as the forum shows them,
    `official_authors` names or ids of registered authors. `selectors` takes the place of the profile's (the
    keys are those of `Profile` in forum_profiles.py), `cut` adds to what is not the author's text.
    """

    profile: str
    boards: tuple[str, ...] = ()
    list_pages: int = 0
    fresh_hours: float = 48.0
    official_groups: tuple[str, ...] = ()
    official_authors: tuple[str, ...] = ()
    official_badge: str = "Представитель"
    selectors: dict[str, str] = field(default_factory=dict)
    cut: tuple[str, ...] = ()

    @property
    def can_probe(self) -> bool:
        """Whether messages have addresses of their own to ask for."""
        profile = PROFILES.get(self.profile)
        return profile is None or bool(self.selectors.get("url", profile.url))

    @property
    def site(self) -> Profile:
        """The selectors of the site. KeyError for a profile that has none, TypeError for an unknown key."""
        profile = PROFILES[self.profile]
        return replace(profile, **self.selectors, cut=(*profile.cut, *self.cut))

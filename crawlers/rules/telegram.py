"""What a source file says about a Telegram channel."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramRules:
    """Which channel to read and who speaks for the provider.

    `comments` tells whether the discussion under each post is read too. The preview is read down to the
    `newest` posts; older ones are visited when they are due. Official are the channel itself, where
    `provider_owns` says that the provider runs it, and the users and shown names that are listed.
    """

    comments: bool = True
    newest: int = 100
    provider_owns: bool = True
    official_users: tuple[str, ...] = ()
    official_names: tuple[str, ...] = ()
    official_badge: str = "official"

    @property
    def can_probe(self) -> bool:
        """Whether single messages can be asked for: always, each has an embedded page."""
        return True

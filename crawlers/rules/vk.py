"""What a source file says about a community on VK."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class VkRules:
    """Which community to read, what of it, and who speaks for the provider.

    `owner_id` is the community's number, negative as VK writes it. Official are the community itself, where
    `provider_owns` says that the provider runs it, and the accounts of `official_ids` (communities negative,
    people positive). `filter` is whose posts on the wall are read: "all", "owner" or "others". Lists are read
    down to the `newest` posts and topics; older ones are visited when they are due. `pause` is how long VK is
    left alone after an error that passes, in seconds, `flood_pause` after "flood control"; each further try
    waits twice as long.
    """

    owner_id: int
    wall: bool = True
    board: bool = False
    filter: str = "all"
    newest: int = 500
    provider_owns: bool = True
    official_ids: tuple[int, ...] = ()
    official_badge: str = "official"
    pause: float = 1.0
    flood_pause: float = 60.0

    @property
    def can_probe(self) -> bool:
        """Whether single messages can be asked for: always."""
        return True

"""What the encoder's outputs stand for, in their order: attitude, role, acts."""

from .labels import IgnoringKind, Role, Sentiment

SENTIMENTS = tuple(Sentiment)
ROLES = tuple(Role)
ACTS = (
    "apology.given",
    "apology.reported",
    "apology.withheld",
    "ignoring.claimed",
    "ignoring.denied",
    "compensation.given",
    "compensation.withheld",
    "resolved",
    "leaving",
    "fault.admitted",
    "fault.blamed",
    *(f"ignoring.claimed/{kind}" for kind in IgnoringKind),
)
OUTPUTS = (*(f"sentiment.{one}" for one in SENTIMENTS), *(f"role.{one}" for one in ROLES), *ACTS)
SENTIMENT_AT = slice(0, len(SENTIMENTS))
ROLE_AT = slice(len(SENTIMENTS), len(SENTIMENTS) + len(ROLES))
ACTS_AT = slice(len(SENTIMENTS) + len(ROLES), len(OUTPUTS))

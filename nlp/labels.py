"""The only spelling of each label. What each means, with examples, is in docs/labelling-guide.md."""

from enum import StrEnum


class Role(StrEnum):
    """Who speaks."""

    CUSTOMER = "customer"
    COMPANY = "company"
    OTHER = "other"


class Sentiment(StrEnum):
    """The author's attitude to the provider."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Apology(StrEnum):
    """An apology by the company to a customer."""

    GIVEN = "given"
    REPORTED = "reported"
    WITHHELD = "withheld"


class Ignoring(StrEnum):
    """Whether the company leaves customers' requests unanswered."""

    CLAIMED = "claimed"
    DENIED = "denied"


class IgnoringKind(StrEnum):
    """How a customer says that he is ignored."""

    NO_REPLY = "no_reply"
    UNREACHABLE = "unreachable"
    HUNG_UP = "hung_up"
    RUNAROUND = "runaround"
    BRUSH_OFF = "brush_off"
    BROKEN_PROMISE = "broken_promise"
    NO_SHOW = "no_show"
    DELETED = "deleted"
    CLOSED = "closed"


class Compensation(StrEnum):
    """Money back, recalculation, free days or a gift because of a failure."""

    GIVEN = "given"
    WITHHELD = "withheld"


class Channel(StrEnum):
    """A private way to the company that the author says was tried."""

    PHONE = "phone"
    CHAT = "chat"
    ACCOUNT = "account"
    OFFICE = "office"
    EMAIL = "email"
    MESSENGER = "messenger"


class EvidenceLabel(StrEnum):
    """What a quoted span shows. `detail` holds the ignoring kind, the channel, the amount or the provider."""

    APOLOGY_GIVEN = "apology.given"
    APOLOGY_REPORTED = "apology.reported"
    APOLOGY_WITHHELD = "apology.withheld"
    IGNORING_CLAIMED = "ignoring.claimed"
    IGNORING_DENIED = "ignoring.denied"
    COMPENSATION_GIVEN = "compensation.given"
    COMPENSATION_WITHHELD = "compensation.withheld"
    RESOLVED = "resolved"
    THANKS = "thanks"
    LEAVING = "leaving"
    CHANNEL = "channel"
    DEFLECTION = "deflection"
    COMPANY_VOICE = "company_voice"
    FAULT_ADMITTED = "fault.admitted"
    FAULT_BLAMED = "fault.blamed"
    SENTIMENT_NEGATIVE = "sentiment.negative"
    SENTIMENT_POSITIVE = "sentiment.positive"

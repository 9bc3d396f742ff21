"""What a source file says about an app's reviews in the App Store."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AppstoreRules:
    """How many pages of the customer reviews feed to read; Apple shows ten of fifty reviews each."""

    pages: int = 10

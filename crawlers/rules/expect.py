"""What a source file may expect of a crawl."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What a healthy crawl brings; less of it makes the crawl red, `fields` missing make a visit partial."""

    min_messages: int = 1
    fields: tuple[str, ...] = ("text",)

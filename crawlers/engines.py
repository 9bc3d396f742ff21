"""The engines: how each kind of site is read. A source file names one and has a table of that name.

An engine is three modules of one name: `rules/<name>.py` with the record of the table, `pages/<name>.py` with
pure functions and `extractor_version`, `spiders/<name>.py` with the spider. What is named here is imported
when it is used, so that reading a source file starts no Scrapy.
"""

from dataclasses import MISSING, dataclass, fields
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .sources import Source
    from .spiders.base import SourceSpider


@dataclass(frozen=True, slots=True)
class Engine:
    """One engine: its name, and what its record of rules and its spider class are called.

    `least_delay` are the seconds between two requests below which a public site is never asked; an API may
    say itself that it bears more. `infers_removals` is false where a message that is not shown may be there
    all the same, and no answer tells gone from hidden: what is absent there is never called removed.
    """

    name: str
    rules: str
    spider: str
    least_delay: float = 1.0
    infers_removals: bool = True

    def rules_record(self) -> type[Any]:
        """Return the record of the engine's table in a source file."""
        record: type[Any] = getattr(import_module(f"{__package__}.rules.{self.name}"), self.rules)
        return record

    def needs_rules(self) -> bool:
        """Return whether a source file has to have the table."""
        return any(
            one.default is MISSING and one.default_factory is MISSING for one in fields(self.rules_record())
        )

    def spider_class(self) -> "type[SourceSpider]":
        """Return the spider; this imports Scrapy."""
        spider: type[SourceSpider] = getattr(import_module(f"{__package__}.spiders.{self.name}"), self.spider)
        return spider

    def check(self, source: "Source") -> None:
        """Try the rules of a source, as far as the engine can. SourceInvalid says what cannot be used."""
        check = getattr(self._pages(), "check_rules", None)
        if check:
            check(source.rules, str(source.path))

    def extractor_version(self, rules: object) -> str:
        """Return the version of the code that reads the pages, together with the rules."""
        return str(self._pages().extractor_version(rules))

    def _pages(self) -> Any:
        return import_module(f"{__package__}.pages.{self.name}")


ENGINES = {
    engine.name: engine
    for engine in (
        Engine("appstore", "AppstoreRules", "AppstoreSpider"),
        Engine("archive", "ArchiveRules", "ArchiveSpider", least_delay=2.0),
        Engine("comments", "CommentsRules", "CommentsSpider"),
        Engine("feed", "FeedRules", "FeedSpider", infers_removals=False),
        Engine("forum", "ForumRules", "ForumSpider"),
        Engine("reviews", "ReviewsRules", "ReviewsSpider"),
        Engine("schemaorg", "SchemaorgRules", "SchemaorgSpider"),
        Engine("telegram", "TelegramRules", "TelegramSpider", least_delay=2.0, infers_removals=False),
        Engine("vk", "VkRules", "VkSpider", least_delay=0.34),
        Engine("wordpress", "WordpressRules", "WordpressSpider"),
    )
}


def can_probe(source: "Source") -> bool:
    """Return whether single messages of the source can be asked for; the engine's rules say so."""
    return bool(getattr(source.rules, "can_probe", False))


def engine_of(source: "Source") -> Engine:
    """Return the engine of a source that was loaded."""
    return ENGINES[source.engine]

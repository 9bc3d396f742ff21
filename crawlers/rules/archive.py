"""What a source file says about a site that is read in a web archive instead of on its own."""

from dataclasses import dataclass

from .forum import ForumRules
from .reviews import ReviewsRules
from .schemaorg import SchemaorgRules
from .wordpress import WordpressRules

LATER_PAGES = (
    r"[?&](?:start|page|paged|p|pageId|cpage)=(?!0*1?(?:&|$))\d+"
    r"|/(?:comment-)?page[-/]?(?!1(?:\D|$))\d+|[?;/]topic[=,]\d+\.[1-9]\d*(?:\D|$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRules:
    """Which captures of which site to read, and how the site's pages are read.

    The `url` of the source is an index of captures, `indexes` are further ones (Common Crawl has one per
    crawl); `index` says how it is asked: "cdx" (Wayback, pywb) or "commoncrawl". `site` is the address of the
    original site today: archived addresses of it get its scheme and host, so that messages and threads have
    the keys and addresses that a live crawl gives them. `pages` are what the index is asked for, a * at the
    end stands for all that begins so; none stands for all of `site`.

    `replay` is where a capture is shown unchanged. With `records` captures are cut out of the archive's WARC
    files instead, which lie under that address.

    Addresses that match `thread_pattern` are pages of threads, and its first group is the thread's key, save
    with `wordpress`, whose pages tell the key (empty: what the table below says of keys). `list_pattern`
    matches lists that show whole reviews, `later_pages` the further pages of threads.

    Captures between `begin` and `end` (as in 2019 or 20190531) are read, oldest first, at most `captures` in
    one crawl; the next one goes on after them. Exactly one of the tables `reviews`, `forum`, `wordpress` and
    `schemaorg` says how pages are read; they are those of the engine of that name.
    """

    site: str
    index: str = "cdx"
    indexes: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    replay: str = "https://web.archive.org/web/{timestamp}id_/{url}"
    records: str = ""
    thread_pattern: str = ""
    list_pattern: str = ""
    later_pages: str = LATER_PAGES
    begin: str = ""
    end: str = ""
    captures: int = 500
    reviews: ReviewsRules | None = None
    forum: ForumRules | None = None
    wordpress: WordpressRules | None = None
    schemaorg: SchemaorgRules | None = None

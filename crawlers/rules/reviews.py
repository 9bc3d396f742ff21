"""What a source file says about its pages. CSS selectors may end in ::text or ::attr(name); without either
the visible text of the element counts. An empty selector means that the site does not show the thing.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRules:
    """The pages that list threads.

    `thread` matches one block per thread; inside it are `link` and `key`, of which `key_pattern` takes the
    first group. `marker` must be on every list page, `end` is the last element of a whole one.
    """

    thread: str
    marker: str
    link: str = "a::attr(href)"
    key: str = ""
    key_pattern: str = ""
    next: str = ""
    end: str = ""
    whole_reviews: bool = False  # the list shows the messages in full, a thread is one block; `key` is its id


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadRules:
    """The pages of one thread.

    `marker` must be on each; `total` declares how many messages the thread has, `pages` (any number of
    matches, the largest counts) how many pages; `gone` matches on pages that say «нет такой темы» with 200.
    """

    marker: str = ""
    next: str = ""
    end: str = ""
    total: str = ""
    pages: str = ""
    gone: str = ""
    provider: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRules:
    """One message: `block` matches it, all other selectors look inside the block (and not into nested ones).

    `badge` is the official mark; where it is not text, `official` names an element that only official
    messages have and `official_badge` the words to store. `star` and `half_star` match what is counted where
    a rating is not written as a number. `cut` matches quotes and notices that are not the author's text.
    `own_page` tells that `url` leads to a page of this message alone, so that it can be asked for by itself.

    Without `id` a key is made of date and text, and visits prove no absence; `root` matches inside the first
    message of a thread where the thread's key is all the id it has. `aspect` matches one block per aspect
    that was rated, with its name and its stars in it. `truncated` matches inside messages that the page
    cuts short, `unread` once for each message under this one that cannot be told from others.
    """

    block: str
    id: str
    text: str
    id_pattern: str = ""
    root: str = ""
    parent: str = ""
    parent_pattern: str = ""
    url: str = ""
    own_page: bool = False
    author: str = ""
    badge: str = ""
    official: str = ""
    official_badge: str = "official"
    date: str = ""
    date_formats: tuple[str, ...] = ()
    title: str = ""
    rating: str = ""
    rating_max: float = 5.0
    star: str = ""
    half_star: str = ""
    aspect: str = ""
    aspect_name: str = ""
    aspect_star: str = ""
    aspect_half_star: str = ""
    likes: str = ""
    provider: str = ""
    tombstone: str = ""
    hidden: str = ""
    truncated: str = ""
    unread: str = ""
    cut: tuple[str, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewsRules:
    """The selectors of a site of the engine "reviews": lists of threads, threads, messages."""

    lists: ListRules
    messages: MessageRules
    threads: ThreadRules = field(default_factory=ThreadRules)
    hides_subtrees: bool = False

    @property
    def can_probe(self) -> bool:
        """Whether each message has a page of its own to ask for."""
        return bool(self.messages.url) and self.messages.own_page

    @property
    def has_thread_pages(self) -> bool:
        """Whether threads can be visited that no list shows: not where a list is all that there is."""
        return bool(self.lists.link) or not self.lists.whole_reviews

"""Telegram's public preview: the posts of a channel, and the newest comments in the widget under each.

Whatever is asked for, the status is 200. Numbers of posts have gaps (albums, notes of the service), so a post
that is not shown proves nothing; that one is gone is said by its own embedded page alone.
"""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from parsel import Selector

from crawlers.errors import SourceInvalid
from crawlers.records import ParsedMessage
from crawlers.rules.telegram import TelegramRules

from .markup import has, has_end, is_wall, parse_html, value
from .page import ListPage, PageKind, Place, ThreadLink, ThreadPage
from .telegram_messages import BLOCK, Reader, exact_count

VERSION = "telegram-1"  # the number is raised with any change of what the parsers return
_ERROR = ".tgme_widget_message_error, .err_message"
_HISTORY = ".js-message_history"
_NOTHING = ".tme_no_messages_found"
_OLDER = "a.js-messages_more[data-before]::attr(href)"
_HEADER = ".js-header"
_FORM = ".js-new_message_form"  # where discussions are open there is a form, also for those who cannot use it


def extractor_version(_rules: TelegramRules) -> str:
    """Return the version of the parsers; the rules choose posts and speakers and change no text."""
    return VERSION


def check_rules(rules: TelegramRules, where: str) -> None:
    """Raise SourceInvalid for rules that cannot be followed."""
    if rules.newest <= 0:
        raise SourceInvalid(f"{where}: [telegram] newest has to be above 0.")


def parse_channel(text: str, *, rules: TelegramRules, place: Place) -> ListPage:
    """Return the posts of a page of the preview, each with itself as first message.

    A page that says «no posts» is no empty list: Telegram answers so when it is asked too often.
    """
    page = parse_html(text)
    if not has(page, _HISTORY) or has(page, _NOTHING):
        return ListPage(kind=PageKind.WALL if is_wall(page) else PageKind.OTHER)
    blocks = [one for one in page.css(BLOCK) if not has(one, ".service_message")]
    posts = [post for one in blocks if (post := Reader(rules, place).post(one))]
    return ListPage(
        kind=PageKind.LIST,
        threads=tuple(ThreadLink(key=one.thread_key, url=one.url, messages=(one,)) for one in posts),
        next_url=_older(page, place),
        is_whole=has_end(text),
        unreadable=len(blocks) - len(posts),
    )


def parse_post(text: str, *, rules: TelegramRules, place: Place, thread_key: str) -> ThreadPage:
    """Return the embedded page of one post; kind GONE where Telegram says that there is none."""
    page = parse_html(text)
    if has(page, _ERROR):
        return ThreadPage(kind=PageKind.GONE if is_missing(page) else PageKind.OTHER)
    posts = (Reader(rules, place).post(one) for one in page.css(BLOCK))
    post = next((one for one in posts if one and one.thread_key == thread_key), None)
    if not post:
        return ThreadPage(kind=PageKind.WALL if is_wall(page) else PageKind.OTHER)
    return ThreadPage(kind=PageKind.THREAD, messages=(post,), is_whole=has_end(text))


def parse_comments(text: str, *, rules: TelegramRules, place: Place, thread_key: str) -> ThreadPage:
    """Return the newest comments of a post. Kind OTHER where the discussion is not shown.

    Where as many are shown as there are, the page has a total and is the whole discussion; else it is a
    window, an empty one where no comment is shown: Telegram shows none to those who ask too often, too.
    """
    page = parse_html(text)
    blocks = page.css(BLOCK)
    total = exact_count(value(page, _HEADER))
    if has(page, _ERROR) or not (blocks or (has(page, _FORM) and not total)):
        return ThreadPage(kind=PageKind.OTHER)
    reader = Reader(rules, place)
    messages = tuple(one for block in blocks if (one := reader.comment(block, thread_key)))
    is_all = bool(blocks) and total == len(messages) and not has(page, _HISTORY + " [data-before]")
    return ThreadPage(
        kind=PageKind.THREAD,
        messages=messages,
        total=total if is_all else None,
        is_whole=has_end(text),
        unreadable=len(blocks) - len(messages),
        is_window=not is_all,
    )


def has_error(page: Selector) -> bool:
    """Return whether the page holds an error in the place of a message."""
    return has(page, _ERROR)


def is_missing(page: Selector) -> bool:
    """Return whether an error says «not found»: other errors tell that something may not be shown here."""
    return "not found" in value(page, _ERROR).casefold()


def root_outside(page: ThreadPage, post: ParsedMessage) -> ThreadPage:
    """Return a discussion under its post, which stands outside a window: what follows it may be left out."""
    under = page.under(post)
    is_cut = page.is_window and page.messages
    return replace(under, outside=frozenset({post.message_key})) if is_cut else under


def _older(page: Selector, place: Place) -> str | None:
    """Return the address of the page before this one; a link that does not lead back is none."""
    url = place.link(value(page, _OLDER))
    return url if url and "before" in parse_qs(urlsplit(url).query) else None

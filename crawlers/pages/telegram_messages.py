"""One block of Telegram's preview as a message: a post of the channel, or a comment in the widget."""

import re

from parsel import Selector

from crawlers.dates import parse_date
from crawlers.items import Kind, State
from crawlers.records import ParsedMessage
from crawlers.rules.telegram import TelegramRules

from .markup import has, value, values
from .page import Place
from .placeholders import is_placeholder
from .telegram_calls import comment_in, is_post, page_of

BLOCK = ".tgme_widget_message[data-post], .tgme_widget_message[data-post-id]"
_TEXT = ".tgme_widget_message_text.js-message_text"  # the quoted message has another class
_TIME = "a.tgme_widget_message_date time::attr(datetime)"
_AUTHOR = ".tgme_widget_message_bubble > .tgme_widget_message_author"  # not of the message that is answered
_NAME = ".tgme_widget_message_author_name"
_USER = re.compile(r"https?://t\.me/(\w{3,64})/?")
_COUNT = re.compile(r"(\d{1,3}(?:[ ,\u00a0\u202f]\d{3})+|\d{1,9})(?![\d.,]*[KM])", re.IGNORECASE)
_ROUNDED = re.compile(r"(\d+(?:\.\d+)?)\s*([KM]?)", re.IGNORECASE)
_THOUSANDS = {"": 1, "K": 1_000, "M": 1_000_000}
_MARKS = {
    "forwarded": ".tgme_widget_message_forwarded_from",
    "photo": ".tgme_widget_message_photo_wrap",
    "video": ".tgme_widget_message_video_player",
    "document": ".tgme_widget_message_document_wrap",
    "poll": ".tgme_widget_message_poll",
    "unsupported": ".message_media_not_supported",
}


def exact_count(text: str) -> int | None:
    """Return the number in «1,204 comments», None without one or for a rounded one («1.2K»)."""
    found = _COUNT.match(text.strip())
    return int(re.sub(r"\D", "", found[1])) if found else None


def rounded_count(text: str) -> int | None:
    """Return «1.2K» as 1200, None without a number."""
    found = _ROUNDED.fullmatch(text.strip())
    return round(float(found[1]) * _THOUSANDS[found[2].upper()]) if found and len(found[1]) < 10 else None


class Reader:
    """Reads the blocks of one page."""

    def __init__(self, rules: TelegramRules, place: Place) -> None:
        self.rules = rules
        self.place = place

    def post(self, block: Selector) -> ParsedMessage | None:
        """Return a post of a channel, None for a block without a key."""
        key = block.attrib.get("data-post", "")
        if not is_post(key):
            return None
        channel = key.partition("/")[0]
        return self._message(
            block, key=key, thread_key=key, parent=None, author=channel, is_official=self.rules.provider_owns
        )

    def comment(self, block: Selector, thread_key: str) -> ParsedMessage | None:
        """Return a comment under the post `thread_key`, None for a block without a number."""
        number = block.attrib.get("data-post-id", "")
        if not (number.isascii() and number.isdecimal()):
            return None
        answers = comment_in(value(block, "a.tgme_widget_message_reply::attr(href)"))
        name, user = value(block, f"{_AUTHOR} {_NAME}"), self._user(block)
        return self._message(
            block,
            key=f"{thread_key}?comment={number}",
            thread_key=thread_key,
            parent=f"{thread_key}?comment={answers}" if answers.isdecimal() else thread_key,
            author=user or name or None,
            is_official=self._is_official(user, name, thread_key),
        )

    def _user(self, block: Selector) -> str:
        found = _USER.fullmatch(value(block, f"{_AUTHOR} a{_NAME}::attr(href)"))
        return found[1].lower() if found else ""

    def _is_official(self, user: str, name: str, thread_key: str) -> bool:
        channel = thread_key.partition("/")[0].lower()
        listed = {one.lower().lstrip("@") for one in self.rules.official_users}
        return (
            user in listed
            or name in self.rules.official_names
            or (self.rules.provider_owns and user == channel)
        )

    def _message(
        self,
        block: Selector,
        *,
        key: str,
        thread_key: str,
        parent: str | None,
        author: str | None,
        is_official: bool,
    ) -> ParsedMessage:
        text = next(iter(values(block, _TEXT)), "")
        published_at, precision = parse_date(value(block, _TIME), timezone="UTC", now=self.place.now)
        return ParsedMessage(
            thread_key=thread_key,
            message_key=key,
            parent_key=parent,
            url=page_of(self.place.url, key),
            kind=_kind(parent, is_official),
            author=author,
            author_badge=self.rules.official_badge if is_official else None,
            published_at=published_at,
            published_precision=precision,
            text=text,
            state=State.TOMBSTONE if is_placeholder(text) else State.ALIVE,
            provider_name=self.place.provider,
            raw=_raw(block),
        )


def _kind(parent: str | None, is_official: bool) -> Kind:
    if parent is None:
        return Kind.ARTICLE
    return Kind.REPLY if is_official else Kind.COMMENT


def _reactions(block: Selector) -> dict[str, object]:
    """Return how many gave each reaction, rounded as Telegram does; 👎 is no like, so there is no sum."""
    given = (
        (value(one, "i"), "".join(one.xpath("./text()").getall())) for one in block.css(".tgme_reaction")
    )
    counts = {sign or "?": rounded_count(count) for sign, count in given}
    return {"reactions": counts} if counts else {}


def _raw(block: Selector) -> dict[str, object]:
    """Return what else is told: that it was edited, forwarded or has media. No names, no pictures."""
    marks: dict[str, object] = {name: True for name, css in _MARKS.items() if has(block, css)}
    is_edited = "edited" in value(block, ".tgme_widget_message_meta").casefold().split()
    return marks | _reactions(block) | ({"edited": True} if is_edited else {})

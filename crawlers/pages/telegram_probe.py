"""What the embedded page of one post or comment says of it."""

from crawlers.items import ProbeStatus

from .markup import parse_html
from .telegram import has_error, is_missing
from .telegram_calls import comment_in
from .telegram_messages import BLOCK


def judge(text: str, key: str) -> ProbeStatus:
    """Return whether the message is there: gone only where the page says «not found», and nothing else."""
    page = parse_html(text)
    if has_error(page):
        return ProbeStatus.GONE if is_missing(page) else ProbeStatus.UNKNOWN
    post, _, _ = key.partition("?")
    wanted = {"data-post-id": comment_in(key)} if "?" in key else {"data-post": post}
    shown = any(wanted.items() <= dict(block.attrib).items() for block in page.css(BLOCK))
    return ProbeStatus.ALIVE if shown else ProbeStatus.UNKNOWN

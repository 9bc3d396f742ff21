"""Addresses of Telegram's preview. Keys are those of its own links: "channel/12", "channel/12?comment=3"."""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

LIMIT = 100  # comments, the most that the discussion widget shows at once
_CHANNEL = re.compile(r"/s/([A-Za-z]\w{2,31})/?")
_POST = re.compile(r"([A-Za-z]\w{2,31})/(\d{1,18})")


def channel_of(url: str) -> str:
    """Return the channel whose preview stands at `url`, "" if none does: groups lead elsewhere."""
    found = _CHANNEL.fullmatch(urlsplit(url).path)
    return found[1] if found else ""


def is_post(key: str) -> bool:
    """Return whether `key` is that of a post."""
    return bool(_POST.fullmatch(key))


def page_of(base: str, key: str) -> str:
    """Return the address for readers of a post or a comment."""
    return urljoin(base, "/" + key)


def embed_of(url: str) -> str:
    """Return the address under which a post or a comment stands alone; `url` is the one for readers."""
    return url + ("&" if "?" in url else "?") + "embed=1"


def discussion_of(base: str, key: str) -> str:
    """Return the address of the newest comments of a post."""
    return f"{page_of(base, key)}?embed=1&discussion=1&comments_limit={LIMIT}"


def comment_in(url: str) -> str:
    """Return the number of the comment that a link leads to, "" for a link that leads to none."""
    try:
        return next(iter(parse_qs(urlsplit(url).query).get("comment", ())), "")
    except ValueError:
        return ""

"""Keys of messages that a site gives no id: made of what the page says, so that an edit makes another one."""

import hashlib

MADE = "made-"  # begins them: where a page has one, nothing can be said to be missing on it
WITHOUT_IDS = "the page gives its messages no ids, so absence proves nothing"


def made_key(date: str, body: str) -> str:
    """Return a key made of the date as shown and the text, "" without a text."""
    return MADE + hashlib.sha256(f"{date}|{body}".encode()).hexdigest()[:16] if body else ""


def is_made(key: str) -> bool:
    """Return whether a key was made here."""
    return key.startswith(MADE)

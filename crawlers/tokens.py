"""Keys of APIs: they live in the environment, and nowhere in a file, a log or a landing folder."""

import os

from .errors import TokenMissing
from .sources import Source


def token_of(source: Source) -> str:
    """Return the key whose variable the source file names, "" for none. TokenMissing if it is unset."""
    token = os.environ.get(source.token_env, "").strip() if source.token_env else ""
    if source.token_env and not token:
        raise TokenMissing(
            f"{source.name} needs a key: set the environment variable {source.token_env}, "
            "and write it into no file that is shared."
        )
    return token


def hidden(text: str, token: str) -> str:
    """Return `text` without the key."""
    return text.replace(token, "[token]") if token else text

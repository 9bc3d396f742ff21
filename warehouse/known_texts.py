"""Texts that were stored before, so that what is done to every text needs to be done to new ones only."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from .migrate import open_warehouse
from .statements import statement


class MessageLike(Protocol):
    """What a text is known by."""

    @property
    def source(self) -> str:
        """The site."""

    @property
    def message_key(self) -> str:
        """The site's key of the message."""

    @property
    def content_hash(self) -> str:
        """The hash of the text as it was written."""


def known_texts(warehouse: Path, messages: Sequence[MessageLike]) -> dict[tuple[str, str], tuple[str, str]]:
    """By message key and content hash, the (title, text) as stored, of those messages that have been stored.

    Texts that somebody asked to forget are stored empty. Nothing is known without a warehouse.
    """
    if not messages or not warehouse.exists():
        return {}
    keys = [{"message_key": one.message_key, "content_hash": one.content_hash} for one in messages]
    # As one text: DuckDB looks for modules at each value of a list that is bound.
    wanted = {"source": messages[0].source, "wanted": json.dumps(keys)}
    with open_warehouse(warehouse) as connection:
        rows = connection.execute(statement("ledger", "known_texts"), wanted).fetchall()
    return {(key, content): (title, text) for key, content, title, text in rows}

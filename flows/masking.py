"""Names and addresses are masked on the way from landing to the warehouse, beside the original file.

Masking is slow, and most of a crawl is what the crawl before brought. A text that the warehouse has already,
known by its hash, is taken from there as it was masked then.
"""

import gzip
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawlers.items import Message

MASKED = "messages.masked.jsonl.gz"


def mask_landing(folder: Path, warehouse: Path) -> Path:
    """The masked copy of the folder's messages; it appears whole or not at all."""
    from crawlers.landing import read_messages, to_line

    messages = list(read_messages(folder))
    return write_lines((to_line(message) for message in _masked(messages, warehouse)), folder / MASKED)


def keep_masked_only(folder: Path) -> None:
    """Put the masked copy in the place of the original, for a folder that stays."""
    from crawlers.landing import MESSAGES

    (folder / MASKED).replace(folder / MESSAGES)


def _masked(messages: Sequence["Message"], warehouse: Path) -> Iterable["Message"]:
    from nlp.privacy import mask_names
    from warehouse.known_texts import known_texts

    known = known_texts(warehouse, messages)
    fresh = [message for message in messages if (message.message_key, message.content_hash) not in known]
    titles = mask_names([message.title for message in fresh])
    texts = mask_names([message.text for message in fresh])
    masked = iter(zip(titles, texts, strict=True))
    for message in messages:
        title, text = known.get((message.message_key, message.content_hash)) or next(masked)
        yield replace(message, title=title, text=text)


def write_lines(lines: Iterable[str], target: Path) -> Path:
    """The path of a gzip file with these lines; it appears whole or not at all."""
    partial = target.with_name(f".{target.name}.partial")
    with gzip.open(partial, "wt", encoding="utf-8", compresslevel=6) as file:
        file.writelines(lines)
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    return partial.replace(target)

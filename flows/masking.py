"""Names and addresses are masked on the way from landing to the warehouse, beside the original file."""

import gzip
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

MASKED = "messages.masked.jsonl.gz"


def mask_landing(folder: Path) -> Path:
    """The masked copy of the folder's messages; it appears whole or not at all."""
    from crawlers.landing import read_messages, to_line
    from nlp.privacy import mask_names

    messages = list(read_messages(folder))
    titles = mask_names([message.title for message in messages])
    texts = mask_names([message.text for message in messages])
    masked = (
        replace(message, title=title, text=text)
        for message, title, text in zip(messages, titles, texts, strict=True)
    )
    return _write((to_line(message) for message in masked), folder / MASKED)


def keep_masked_only(folder: Path) -> None:
    """Put the masked copy in the place of the original, for a folder that stays."""
    from crawlers.landing import MESSAGES

    (folder / MASKED).replace(folder / MESSAGES)


def _write(lines: Iterable[str], target: Path) -> Path:
    partial = target.with_name(f".{target.name}.partial")
    with gzip.open(partial, "wt", encoding="utf-8", compresslevel=6) as file:
        file.writelines(lines)
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    return partial.replace(target)

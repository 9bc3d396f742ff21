"""The key of the author hashes: made at first use, readable by its owner alone, never on a command line."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from .errors import KeyUnusable

_LENGTH = 32  # bytes; as long as the SHA-256 it keys


def author_key(path: Path) -> bytes:
    """The key in `path`, made there if it is missing; two processes that make it at once get the same one."""
    if not path.exists():
        _make(path)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise KeyUnusable(
            f"The author key {path} cannot be read: restore it from a copy, or authors are not recognised."
        ) from error
    if len(key) < _LENGTH:
        raise KeyUnusable(f"The author key {path} is cut short: restore it from a copy.")
    return key


def _make(path: Path) -> None:
    """Write beside and link into place, so that nobody ever reads half a key or replaces one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_LENGTH) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was faster: its key counts
            os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)

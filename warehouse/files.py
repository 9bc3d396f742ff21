"""Files that appear whole or not at all."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import DiskFull, WarehouseUnreachable

_MARK = ".partial-"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def replacement(target: Path) -> Iterator[Path]:
    """A path in a new folder beside `target`; the file made there takes the place of `target` at the end.

    When the body raises, `target` stays as it was. What a killed process left behind is removed by the next.
    Raises `DiskFull` and `WarehouseUnreachable`.
    """
    with _translated(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        for leftover in target.parent.glob(f"{_MARK}{target.name}-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{_MARK}{target.name}-", dir=target.parent))
        try:
            yield folder / target.name
            _swap_in(folder / target.name, target)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _swap_in(made: Path, target: Path) -> None:
    _sync(made)
    made.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _translated(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(f"The disk under {target} is full: free some space and start again.") from error
        raise WarehouseUnreachable(
            f"{target} cannot be written ({error.strerror}): choose another path."
        ) from error

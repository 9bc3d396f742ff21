"""How commands speak: results to stdout, progress and errors to stderr."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import typer

_LOGGERS = ("flows", "crawlers", "nlp", "warehouse", "demo", "reports")


def say(text: str) -> None:
    """Print a line of the result."""
    typer.echo(text)


def tell(text: str) -> None:
    """Print a line of progress."""
    typer.echo(text, err=True)


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A text file that appears when all of it is written."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("w", encoding="utf-8") as target:
            yield target
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def show_progress(level: int = logging.INFO) -> None:
    """Send the packages' own log lines to stderr; other libraries keep to their warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.handlers = [handler]
        logger.propagate = False


def relative(path: Path) -> str:
    """The path as a person in this folder would write it."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)

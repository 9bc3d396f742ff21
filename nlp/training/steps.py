"""What all steps of the training share: their errors, their exit status, their log of scores."""

import json
import logging
from collections.abc import Callable
from pathlib import Path

from nlp.errors import Error

LOG_FILE = Path(__file__).with_name("log.jsonl")

_log = logging.getLogger(__name__)


class LibraryMissing(Error):
    """The training needs a library that running does not."""

    def __init__(self, name: str | None) -> None:
        super().__init__(f"The training needs {name}: install the extra with `pip install -e '.[train]'`.")


def run_step(step: Callable[[], None]) -> int:
    """The exit status of a step: 0, or 1 with one sentence on stderr."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        step()
    except ModuleNotFoundError as error:
        _log.error("%s", LibraryMissing(error.name))
        return 1
    except Error as error:
        _log.error("%s", error)
        return 1
    return 0


def log_scores(line: dict[str, object], log: Path = LOG_FILE) -> None:
    """Append one line of scores to the log."""
    text = json.dumps(line, ensure_ascii=False)
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{text}\n")
    _log.info("%s", text)

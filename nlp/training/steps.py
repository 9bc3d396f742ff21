"""What all steps of the training share: their errors, their exit status, their log of scores."""

import argparse
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from nlp.errors import Error

LOG_FILE = Path(__file__).with_name("log.jsonl")

_log = logging.getLogger(__name__)


class LibraryMissing(Error):
    """The training needs a library that running does not."""

    def __init__(self, name: str | None) -> None:
        super().__init__(f"The training needs {name}: install the extra with `pip install -e '.[train]'`.")


def make_parser(step: str, description: str | None) -> argparse.ArgumentParser:
    """The parser of a step, with the options that all steps have."""
    parser = argparse.ArgumentParser(prog=f"python -m nlp.training {step}", description=description)
    parser.add_argument("--log", type=Path, default=LOG_FILE, help="file that gets one line of scores")
    parser.add_argument("--seed", type=int, default=0)
    return parser


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


def log_scores(options: argparse.Namespace, line: dict[str, object]) -> None:
    """Append one line of scores to the log, with the time and the seed."""
    head = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "seed": options.seed}
    text = json.dumps(head | line, ensure_ascii=False)
    with options.log.open("a", encoding="utf-8") as file:
        file.write(f"{text}\n")
    _log.info("%s", text)

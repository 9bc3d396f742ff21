"""Train the sentiment baseline: `python -m nlp.training.baseline --data DIR --out nlp/model`.

Needs the extra `train` (scikit-learn). Writes `sentiment.npz`, appends one line of scores to `log.jsonl`,
and fails if the numpy inference of `nlp.sentiment` strays from scikit-learn.
"""

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from nlp.errors import Error
from nlp.sentiment import MODEL_FILE
from nlp.training.corpus import check_data

LOG_FILE = Path(__file__).with_name("log.jsonl")

_log = logging.getLogger(__name__)


class LibraryMissing(Error):
    """The training needs a library that running does not."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0, or 1 with one sentence on stderr."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        check_data(options.data)
        line = json.dumps(_train(options), ensure_ascii=False)
    except Error as error:
        _log.error("%s", error)
        return 1
    with options.log.open("a", encoding="utf-8") as log:
        log.write(f"{line}\n")
    _log.info("%s", line)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m nlp.training.baseline", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the *.jsonl.gz files")
    parser.add_argument("--out", type=Path, default=MODEL_FILE.parent, help="folder for the model")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--log", type=Path, default=LOG_FILE, help="file that gets one line of scores")
    return parser


def _train(options: argparse.Namespace) -> dict[str, object]:
    try:
        from nlp.training.fitting import train
    except ModuleNotFoundError as error:
        message = f"The training needs {error.name}: install the extra with `pip install -e '.[train]'`."
        raise LibraryMissing(message) from error
    return train(options.data, options.out, seed=options.seed)


if __name__ == "__main__":
    sys.exit(main())

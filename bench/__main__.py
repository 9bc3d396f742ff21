"""`python -m bench [NAME …]`: runs the named benches, without a name all, and prints a table of each."""

import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module

from .table import Row, print_rows

# Name ▶ module with a function `rows` that measures and returns the table.
BENCHES = {
    "ledger": "bench.ledger",
    "reading": "bench.reading",
    "throughput": "bench.throughput",
    "attitude": "bench.attitude",
}
_MISSING = "The bench {name} was left out: {library} is not installed; .ci/install-training brings it.\n"


def main(names: Sequence[str]) -> int:
    """Run and print; 2 for a name that is no bench, 1 where one that was named lacks its libraries."""
    wanted = tuple(names) or tuple(BENCHES)
    unknown = [name for name in wanted if name not in BENCHES]
    if unknown:
        sys.stderr.write(f"There is no bench {unknown[0]!r}; there are {', '.join(BENCHES)}.\n")
        return 2
    missing = False
    for name in wanted:
        try:
            measure: Callable[[], Iterable[Row]] = import_module(BENCHES[name]).rows
        except ModuleNotFoundError as error:
            sys.stderr.write(_MISSING.format(name=name, library=error.name))
            missing = True
            continue
        print_rows(name, measure())
    return int(bool(names) and missing)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

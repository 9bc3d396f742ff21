"""`python -m bench [NAME …]`: runs the named benches, without a name all, and prints a table of each."""

import sys
from collections.abc import Callable, Iterable
from importlib import import_module

from .table import Row, print_rows

# Name ▶ module with a function `rows` that measures and returns the table.
BENCHES = {"ledger": "bench.ledger", "reading": "bench.reading", "throughput": "bench.throughput"}


def main(names: Iterable[str]) -> int:
    """Run and print; 2 for a name that is no bench."""
    wanted = tuple(names) or tuple(BENCHES)
    unknown = [name for name in wanted if name not in BENCHES]
    if unknown:
        sys.stderr.write(f"There is no bench {unknown[0]!r}; there are {', '.join(BENCHES)}.\n")
        return 2
    for name in wanted:
        measure: Callable[[], Iterable[Row]] = import_module(BENCHES[name]).rows
        print_rows(name, measure())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

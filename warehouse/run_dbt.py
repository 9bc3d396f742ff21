"""Runs dbt in a process of its own that ends with the one that started it: `python run_dbt.py build …`."""

import ctypes
import signal
import sys

from dbt.cli.main import cli

_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>


def _end_with_parent() -> None:
    """Ask Linux for a SIGKILL when the starter dies, so that no orphan holds the warehouse."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)


if __name__ == "__main__":
    _end_with_parent()
    cli()

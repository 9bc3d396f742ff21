"""Runs dbt in a process of its own that ends with the one that started it: `python run_dbt.py build …`."""

import ctypes
import os
import signal
import sys

_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
_STARTER = "OTKLIK_BUILD_STARTER"  # the process id of the one that waits for us


def _end_with_starter() -> None:
    """Ask Linux for a SIGKILL when the starter dies, so that no orphan holds the warehouse.

    It may have died before we ask; then it is no longer our parent.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != int(os.environ.get(_STARTER, os.getppid())):
            os._exit(1)


if __name__ == "__main__":
    _end_with_starter()  # before dbt, whose import takes seconds
    from dbt.cli.main import cli

    cli()

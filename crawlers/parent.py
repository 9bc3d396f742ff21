"""A crawl must not outlive the run that ordered it: a forgotten crawler is a rude one."""

import ctypes
import os
import signal
import sys

_PARENT = "OTKLIK_PARENT_PID"
_PR_SET_PDEATHSIG = 1


def environment() -> dict[str, str]:
    """Return the environment for a crawl process started by this one."""
    return {**os.environ, _PARENT: str(os.getpid())}


def die_with_parent() -> None:
    """Have the kernel kill this process when the one that started it dies (Linux; elsewhere nothing happens).

    The parent may have died before this call; then its process id is no longer our parent's, and we leave.
    """
    parent = os.environ.get(_PARENT)
    if parent is None or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):
        os._exit(1)

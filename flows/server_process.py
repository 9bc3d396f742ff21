"""The child that `flows.server` starts: the Prefect API on the port given, until standard input ends."""

import os
import signal
import sys
import time
from threading import Thread

GRACE = 5.0  # seconds for the server to close its files


def main(port: int, *, ephemeral: bool) -> None:
    """Serve until told to stop or until the parent is gone; `ephemeral` leaves out the scheduler."""
    Thread(target=_end_with_parent, daemon=True).start()
    import uvicorn
    from prefect.server.api.server import create_app

    uvicorn.run(
        create_app(ephemeral=ephemeral), host="127.0.0.1", port=port, log_level="error", lifespan="on"
    )


def _end_with_parent() -> None:
    """A pipe ends when its writer dies, even of SIGKILL, on any system."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]), ephemeral=sys.argv[2] == "run")

"""Scheduled runs on one machine: `otklik serve`. For work pools see `prefect.yaml`."""

import logging

from .config import Settings, config_file
from .server import start_server

logger = logging.getLogger(__name__)

DEPLOYMENT = "scheduled"


def serve_runs(settings: Settings) -> None:
    """Run the flow on the schedule of the settings until told to stop.

    Uses the server of PREFECT_API_URL; without one it keeps its own, whose memory is in the data folder.
    """
    server = start_server(settings, with_scheduler=True)
    logger.info("serve: waits for the Prefect server")
    server.wait()
    logger.info("serve: runs at %r (%s), Prefect is at %s", settings.schedule, settings.timezone, server.url)
    _serve(settings)


def _serve(settings: Settings) -> None:
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    from .pipeline import run

    file = config_file()
    run.serve(
        name=DEPLOYMENT,
        schedule=Cron(settings.schedule, timezone=settings.timezone),
        paused=False,  # a schedule that an earlier stop has paused begins again
        limit=1,  # one writer: a run that is due while another goes on waits for it
        parameters={"config": str(file.absolute()) if file else None},
        print_starting_message=False,
        entrypoint_type=EntrypointType.MODULE_PATH,  # the package's relative imports need it
    )

"""Serves the demonstration site on loopback: one port, one settable day."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from .errors import UnknownVisitDay
from .site import Site
from .story import Story, load_story


@dataclass(slots=True)
class DemoSite:
    """A running site. It shows the state of its day: at first the first visit day.

    `requests` lists the targets asked for since the start, for tests of what a crawler leaves alone.
    """

    base_url: str
    story: Story
    day: datetime
    requests: list[str] = field(default_factory=list)

    @property
    def visit_days(self) -> tuple[datetime, ...]:
        """The moments at which a crawler is meant to come, UTC."""
        return self.story.visit_days

    def set_day(self, day: datetime) -> None:
        """Show the site as it stands at `day`, an aware datetime not before the first visit."""
        if day.tzinfo is None or day < self.visit_days[0]:
            raise UnknownVisitDay(
                f"The site's story begins at {self.visit_days[0].isoformat()}; {day} is not in it."
            )
        self.day = day.astimezone(UTC)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: DemoSite

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a reader that was stopped in the middle of an answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body go out at once, not 40 ms apart

    def do_GET(self) -> None:
        site = self.server.site
        site.requests.append(self.path)
        response = Site(site.story, site.day, site.base_url).respond(self.path)
        self.send_response(response.status)
        for name, value in {"Content-Type": response.content_type, **response.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base class's
        """Keep quiet: the caller has `DemoSite.requests`."""


@contextmanager
def serve(port: int = 0) -> Iterator[DemoSite]:
    """A running site on 127.0.0.1, stopped at the end of the block; port 0 takes a free one."""
    with _Server(("127.0.0.1", port), _Handler) as server:
        story = load_story()
        server.site = DemoSite(f"http://127.0.0.1:{server.server_port}", story, story.visit_days[0])
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server.site
        finally:
            server.shutdown()
            thread.join()

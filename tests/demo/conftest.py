from collections.abc import Iterator

import pytest

from demo.server import DemoSite, serve
from demo.story import Story, load_story


@pytest.fixture(scope="session")
def story() -> Story:
    return load_story()


@pytest.fixture
def site() -> Iterator[DemoSite]:
    with serve() as running:
        yield running

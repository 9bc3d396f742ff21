"""One Spirit for all tests of a module."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tests.servers.spirit.forum import Spirit, running


@pytest.fixture(scope="module")
def spirit(servers: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spirit]:
    with running(servers, tmp_path_factory.mktemp("spirit")) as forum:
        yield forum

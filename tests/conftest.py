"""What all tests share: one real OctoPrint for the whole run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hosts.host import OctoPrintHost


@pytest.fixture(scope="session")
def octoprint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OctoPrintHost]:
    """A running OctoPrint with its virtual printer."""
    host = OctoPrintHost(tmp_path_factory.mktemp("octoprint"))
    host.start()
    yield host
    host.kill()

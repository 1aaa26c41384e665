"""What all tests share: how they are dealt out to workers, and one real OctoPrint for the whole run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hosts.host import OctoPrintHost


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Keep the tests of a file on one worker, for they share a shop; only what names a group of its own is apart.

    Browsers come last: what drives them leaves a loop running in its process, beside which no other loop can run.
    """
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def octoprint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OctoPrintHost]:
    """A running OctoPrint with its virtual printer."""
    host = OctoPrintHost(tmp_path_factory.mktemp("octoprint"))
    host.start()
    yield host
    host.kill()

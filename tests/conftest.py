"""What all tests share: one real OctoPrint for the whole run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hosts.host import OctoPrintHost


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    A file's tests stay together on one worker, for they share a shop; those that each start their own do not.

    The latter come last, so that both workers end at the same time.
    """

    def alone(item: pytest.Item) -> bool:
        return item.get_closest_marker("alone") is not None

    for item in items:
        if not alone(item):
            item.add_marker(pytest.mark.xdist_group(item.path.name + item.path.parent.name))
    items.sort(key=alone)


@pytest.fixture(scope="session")
def octoprint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OctoPrintHost]:
    """A running OctoPrint with its virtual printer."""
    host = OctoPrintHost(tmp_path_factory.mktemp("octoprint"))
    host.start()
    yield host
    host.kill()

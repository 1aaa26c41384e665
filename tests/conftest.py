"""What all tests share: how they are dealt out to workers, what is tried twice, and the real hosts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.hosts.bambu import BambuHost
from tests.hosts.moonraker import MoonrakerHost
from tests.hosts.octoprint import OctoPrintHost
from tests.hosts.process import started
from tests.hosts.prusalink import PrusaLinkHost

# How fast the machine is proves nothing.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

#: Files whose tests share nothing but what a worker has anyway, and take long: each of them may go to any worker.
SCATTERED = {
    "tests/browser/test_budgets.py",
    "tests/browser/test_everywhere.py",
    "tests/browser/test_picture.py",
    "tests/browser/test_steady.py",
    "tests/generators/sweep/test_catalog_sweep.py",
}
#: Here real browsers, slicers, hosts and servers share the machine with all else that runs on it.
CROWDED = ("tests/browser/", "tests/flow/")


class ByFile(LoadScopeScheduling):
    """Keeps the tests of a file on one worker, for they share a shop."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if file in SCATTERED else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Deal the tests out to the workers."""
    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """
    Browsers come last: what drives them leaves a loop running in its process, beside which no other loop can run.

    Of these, what is scattered comes at the very end, so that all workers end together. What needs other programs to
    be quick is tried once more when it fails, unless `--reruns` says otherwise; the summary names it (`R`), so that it
    is seen and mended.
    """
    for item in items:
        crowded = item.nodeid.startswith(CROWDED) or item.get_closest_marker("host")
        if crowded and config.getoption("reruns") is None:
            item.add_marker(pytest.mark.flaky(reruns=1))

    def place(item: pytest.Item) -> tuple[bool, bool]:
        browser = item.get_closest_marker("browser") is not None
        return browser, browser and item.nodeid.partition("::")[0] in SCATTERED

    items.sort(key=place)


@pytest.fixture(scope="session")
def octoprint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OctoPrintHost]:
    """A running OctoPrint with its virtual printer."""
    host = OctoPrintHost(tmp_path_factory.mktemp("octoprint"))
    host.start()
    yield host
    host.kill()


@pytest.fixture(scope="module")
def moonraker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MoonrakerHost]:
    """A running Moonraker with a stand-in for Klipper."""
    with started(MoonrakerHost(tmp_path_factory.mktemp("moonraker"))) as host:
        yield host


@pytest.fixture(scope="module")
def prusalink() -> Iterator[PrusaLinkHost]:
    """A running PrusaLink with a stand-in for a MK3S."""
    with started(PrusaLinkHost()) as host:
        yield host


@pytest.fixture(scope="module")
def bambu() -> Iterator[BambuHost]:
    """A running model of a Bambu, behind a real broker and a real FTP server."""
    with started(BambuHost()) as host:
        yield host

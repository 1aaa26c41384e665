"""One started shop for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.shop import SAMPLES, Shop, running, virtual


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop with one virtual printer."""
    with running(tmp_path_factory.mktemp("shop") / "data", SAMPLES + virtual(speed=2000)) as started:
        yield started

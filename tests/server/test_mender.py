"""Mends in the shop: found by workers, shared, remembered, told as they go, ended with their last visitor."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from server.choice import Choice
from server.errors import InvalidInput, NotFound
from server.mender import Mender
from server.settings import Settings
from server.workshop import Workshop
from tests.shop import ROOT

CHOICE = Choice("virtual-220", "pla", "standard")
SLUG = "cable-box"

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Witness(Workshop):
    """A workshop that counts what its workers are asked."""

    asked_for: list[str]
    at_once = 0
    most = 0
    tried: asyncio.Semaphore

    async def trials(self, count: int) -> None:
        """Wait until so many more were begun."""
        for _ in range(count):
            await self.tried.acquire()

    async def asked(self, do: str, *words: Any, **facts: Any) -> dict[str, Any]:
        """Ask, and count."""
        self.asked_for.append(do)
        if do == "trial":
            self.tried.release()
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        try:
            return await super().asked(do, *words, **facts)
        finally:
            self.at_once -= 1


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def workshop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Witness]:
    """One that is warm, with two workers and the templates of the samples."""
    folder: Path = ROOT / "samples" / "templates"

    def no_artefacts(name: str) -> bytes:
        raise NotFound(name)

    settings = Settings(data=tmp_path_factory.mktemp("shop"), workers=2, drafts=True, templates=[folder])
    made = Witness(settings, no_artefacts)
    await made.start()
    made.asked_for, made.tried = [], asyncio.Semaphore(0)
    yield made
    await made.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def mender(workshop: Witness) -> Mender:
    """One that remembers nothing."""
    workshop.asked_for.clear()
    workshop.most = 0
    workshop.tried = asyncio.Semaphore(0)
    return Mender(workshop)


async def test_it_finds_what_one_process_finds(workshop: Witness, mender: Mender) -> None:
    """The lines of a box with a thin divider and a lip, though two workers tried the settings between them."""
    mend = await mender.mend(SLUG, {"divider": "0.5", "lip": "6"}, CHOICE)
    assert {line["parameter"]: (line["from"], line["to"], line["alone"]) for line in mend["changes"]} == {
        "divider": (0.5, 0.9, True),
        "lip": (6.0, 1.0, True),
    }
    assert mend["clean"]
    assert mend["evaluations"] == workshop.asked_for.count("trial")


async def test_what_is_known_is_not_tried_again(workshop: Witness, mender: Mender) -> None:
    """Two who ask at once share one mend, who asks later has it at once; and a neighbour's trials are used."""
    wish = {"divider": "0.5"}
    one, other = await asyncio.gather(*(mender.mend(SLUG, wish, CHOICE) for _ in range(2)))
    assert one == other
    assert workshop.asked_for.count("trial") == one["evaluations"] == 3
    assert await mender.mend(SLUG, wish, CHOICE) == one
    assert workshop.asked_for.count("trial") == 3
    await mender.mend(SLUG, {"divider": "0.6"}, CHOICE)
    assert workshop.asked_for.count("trial") == 4, "0.9 and 0.8 mm were tried before"


async def test_it_tells_how_far_it_is(mender: Mender) -> None:
    """Settings tried so far, never fewer than before, and the mend at the end."""
    told = [step async for step in mender.steps(SLUG, {"divider": "0.4"}, CHOICE)]
    counts = [step["tried"] for step in told[:-1]]
    assert counts == sorted(set(counts))
    assert counts[0] == 0
    assert told[-1]["mend"]["clean"]


async def test_it_ends_with_its_last_visitor(workshop: Witness, mender: Mender) -> None:
    """Nothing more is tried once nobody waits; who comes back is served anew."""
    wish = {"feet": "true", "wall": "0.4"}
    asked = [asyncio.create_task(mender.mend(SLUG, wish, CHOICE)) for _ in range(2)]
    await workshop.trials(2)
    asked[0].cancel()
    await asyncio.sleep(0.05)
    assert workshop.at_once, "one visitor who leaves must not end what another waits for"
    asked[1].cancel()
    await asyncio.gather(*asked, return_exceptions=True)
    await asyncio.sleep(0.05)
    before = len(workshop.asked_for)
    assert not workshop.at_once
    await asyncio.sleep(0.3)
    assert len(workshop.asked_for) == before
    assert (await mender.mend(SLUG, wish, CHOICE))["clean"]
    assert workshop.most == 2, "one worker stood idle the whole time"


async def test_what_cannot_be_meant_is_refused(mender: Mender) -> None:
    """A name that the form does not have, and a product that the shop does not have."""
    with pytest.raises(InvalidInput):
        await mender.mend(SLUG, {"dividre": "1"}, CHOICE)
    with pytest.raises(NotFound):
        await mender.mend("cable-bx", {}, CHOICE)

"""A design is seen as soon as it is meshed, judged where anybody asks, and built once for all who ask for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from server.choice import Choice
from server.errors import InvalidInput
from server.workshop import Model, Workshop
from tests.server.conftest import warm_workshop

CHOICE = Choice("virtual-220", "pla", "standard")
LARGE = {"width": 189, "depth": 189, "height": 42}  # a bin whose judgement takes longer than its look


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def workshop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Workshop]:
    """One that is warm, with a single worker: what one request leaves behind, the next one meets."""
    async with warm_workshop(tmp_path_factory.mktemp("shop"), workers=1) as made:
        yield made


@pytest.fixture
def heard(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Every last word of the workers, from a shop that remembers nothing."""
    workshop.forget()
    heard: list[dict[str, Any]] = []
    run = workshop.slots.run

    async def listening(*given: Any, **named: Any) -> Any:
        answer, bodies = await run(*given, **named)
        heard.append(answer)
        return answer, bodies

    monkeypatch.setattr(workshop.slots, "run", listening)  # an ear at the door; everything behind it is real
    return heard


async def test_a_look_alone_is_not_judged_and_the_worker_goes_on(
    workshop: Workshop, heard: list[dict[str, Any]]
) -> None:
    """Where nobody asks for the report it is left, and one that is asked for later is of the same design."""
    look = await workshop.look("bin", LARGE, CHOICE)
    assert not isinstance(look, Model)
    assert look.glb[:4] == b"glTF"
    model = await workshop.model("bin", LARGE, CHOICE)
    assert [answer.get("error") for answer in heard if "templates" not in answer] == ["dropped", None]
    assert (model.digest, model.glb) == (look.digest, look.glb)
    assert model.report["printable"] is True
    assert len(model.stls) == len(model.parts) == 1


async def test_look_and_report_of_one_design_share_a_build(workshop: Workshop, heard: list[dict[str, Any]]) -> None:
    """The look is there before the judgement, and neither is made twice."""
    order: list[str] = []

    async def seen() -> str:
        digest = (await workshop.look("bin", LARGE, CHOICE)).digest
        order.append("look")
        return digest

    async def judged() -> str:
        digest = (await workshop.model("bin", LARGE, CHOICE)).digest
        order.append("report")
        return digest

    first, second, third = await asyncio.gather(judged(), seen(), seen())
    assert first == second == third
    assert order == ["look", "look", "report"]
    assert len([answer for answer in heard if "report" in answer]) == 1
    await workshop.look("bin", LARGE, CHOICE)
    await workshop.model("bin", LARGE, CHOICE)
    assert len([answer for answer in heard if "report" in answer]) == 1


async def test_an_impatient_visitor_costs_the_others_nothing(workshop: Workshop, heard: list[dict[str, Any]]) -> None:
    """Who goes away in the middle takes no build with them."""
    waiting = asyncio.create_task(workshop.model("bin", LARGE, CHOICE))
    impatient = asyncio.create_task(workshop.look("bin", LARGE, CHOICE))
    await asyncio.sleep(0.05)
    impatient.cancel()
    assert (await waiting).report["printable"] is True
    assert len([answer for answer in heard if "report" in answer]) == 1


async def test_values_that_cannot_be_are_refused_by_both(workshop: Workshop) -> None:
    """A look names the wrong field as the report does."""
    for ask in (workshop.look, workshop.model):
        with pytest.raises(InvalidInput) as refused:
            await ask("bin", {"width": 5000}, CHOICE)
        assert refused.value.facts["errors"][0]["field"] == "width"


async def test_what_nobody_waits_for_any_more_ends(workshop: Workshop, heard: list[dict[str, Any]]) -> None:
    """The only visitor goes away before anything is to be seen: the worker is free for the next at once."""
    slow = {**LARGE, "width": 188}
    only = asyncio.create_task(workshop.look("bin", slow, CHOICE))
    await asyncio.sleep(0.05)
    only.cancel()
    with pytest.raises(asyncio.CancelledError):
        await only
    assert (await workshop.model("coupon", {}, CHOICE)).glb[:4] == b"glTF"
    assert len([answer for answer in heard if "templates" not in answer]) == 1, "the build that was left has no end"
    assert (await workshop.look("bin", slow, CHOICE)).glb[:4] == b"glTF", "and is begun anew for who asks again"


async def test_what_waits_for_a_worker_is_struck_off_when_nobody_waits_for_it(
    workshop: Workshop, heard: list[dict[str, Any]]
) -> None:
    """A queue of designs that nobody wants any more is not worked off."""
    first = asyncio.create_task(workshop.model("bin", LARGE, CHOICE))
    await asyncio.sleep(0.02)
    others = [asyncio.create_task(workshop.look("bin", {**LARGE, "width": width}, CHOICE)) for width in range(150, 170)]
    await asyncio.sleep(0.02)
    for other in others:
        other.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    assert (await first).report["printable"] is True
    await workshop.model("coupon", {}, CHOICE)
    assert len([answer for answer in heard if "templates" not in answer]) == 2

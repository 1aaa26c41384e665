"""A finding that says how to lay a part better carries the values that do so, tried before they are offered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generators import lays
from generators.lays import with_lays
from generators.limits import Limits
from generators.make import Made, make
from generators.uploads import read, shelf
from generators.uploads.product import template
from generators.uploads.turning import SIDES, settings, turned
from tests.generators.uploads.files import block, stl

SAMPLES = Path(__file__).parents[3] / "samples" / "meshes"


def judged(data: bytes, limits: Limits | None = None, **values: Any) -> Made:
    """The file as a design, with lays."""
    file = shelf.put(read(data, "a.stl").to_bytes())
    bounds = limits or Limits.generic()
    return with_lays(make(template, template.parameters.read({"file": file, **values}), bounds), lambda _: bounds)


def by_code(design: Made) -> dict[str, Any]:
    """The findings as they are sent, by code."""
    return {finding.code: finding.to_json() for finding in design.findings}


@pytest.mark.parametrize("name", ["better_side", "overhang_unsupported"])
@pytest.mark.parametrize("lying", [{}, {"side": "front", "tilt_x": 11.5, "tilt_y": -20.25}])
def test_the_values_end_the_finding(name: str, lying: dict[str, Any]) -> None:
    """However the model lies now: with the values it is told to take, the finding and what hung free are gone."""
    data = (SAMPLES / f"{name}.stl").read_bytes()
    found = by_code(judged(data, **lying))
    lay = found["BETTER_SIDE"]["lay"]
    assert lay["tried"] is True
    assert lay["values"].keys() == {"side", "tilt_x", "tilt_y"}
    ended = {code for code, finding in found.items() if finding["lay"] == lay}
    assert {"BETTER_SIDE", "OVERHANG_UNSUPPORTED"} <= ended, "what blocks the order offers its end too"
    after = by_code(judged(data, **{**lying, **lay["values"]}))
    assert not ended & after.keys()
    assert {code for code, finding in after.items() if finding["severity"] != "info"} <= found.keys() - ended


def test_what_is_too_tall_is_laid_down() -> None:
    """A post taller than the printer says how it fits; one that only has to turn about the vertical says nothing."""
    low = replace(Limits.generic(), volume=(100.0, 100.0, 50.0))
    lay = by_code(judged(stl(block(20, 20, 80)), low))["DOES_NOT_FIT"]["lay"]
    assert (lay["values"]["tilt_x"], lay["values"]["tilt_y"], lay["tried"]) == (0, 0, True)
    assert lay["values"]["side"] in ("front", "back", "left", "right")
    narrow = replace(Limits.generic(), volume=(100.0, 200.0, 200.0))
    found = by_code(judged(stl(block(150, 40, 6)), narrow))
    assert found["TURN_TO_FIT"]["rotation"] is not None
    assert found["TURN_TO_FIT"]["lay"] is None


def test_what_helps_nothing_is_not_offered() -> None:
    """A lay that brings another error with it is none."""
    free = judged((SAMPLES / "better_side.stl").read_bytes())
    (proposal,) = (one for one in free.findings if one.code == "BETTER_SIDE")
    worse = replace(proposal, rotation=tuple(np.array(SIDES["left"], dtype=float).reshape(-1).tolist()), lay=None)
    others = tuple(replace(one, lay=None) for one in free.findings if one.code != "BETTER_SIDE")
    asked = with_lays(replace(free, findings=(*others, worse)), lambda _: Limits.generic())
    assert all(finding.lay is None for finding in asked.findings)


def test_what_is_too_fine_to_try_is_a_proposal(monkeypatch: pytest.MonkeyPatch) -> None:
    """It carries the values, and says that nobody tried them."""
    monkeypatch.setattr(lays, "_CHEAP", 4)
    found = by_code(judged((SAMPLES / "better_side.stl").read_bytes()))
    assert found["BETTER_SIDE"]["lay"] == {"values": {"side": "back", "tilt_x": 0, "tilt_y": 0}, "tried": False}
    assert found["OVERHANG_UNSUPPORTED"]["lay"] is None


def test_a_product_that_cannot_turn_offers_nothing() -> None:
    """A template whose parameters lay nothing has the rotation alone."""
    fixed = replace(template, lays=None)
    file = shelf.put(read((SAMPLES / "better_side.stl").read_bytes(), "a.stl").to_bytes())
    made = make(fixed, fixed.parameters.read({"file": file}), Limits.generic())
    assert by_code(with_lays(made, lambda _: Limits.generic()))["BETTER_SIDE"]["lay"] is None


def test_any_direction_can_be_brought_down() -> None:
    """Of a thousand rotations each has values within the fields' bounds that bring the same direction down."""
    chance = np.random.default_rng(7)
    for _trial in range(1000):
        rotation, _rest = np.linalg.qr(chance.normal(size=(3, 3)))
        found: Any = settings(rotation)
        template.parameters.read(found)
        assert turned(**found)[2] @ rotation[2] > np.cos(np.radians(0.01))

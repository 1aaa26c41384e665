"""Repairs change what they say and nothing else; what cannot be repaired safely stays as it is, and is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.uploads import read
from generators.uploads.brought import joined
from generators.uploads.repairs import REPAIRS, repaired
from generators.uploads.skin import Skin
from generators.uploads.turning import SIDES, turned
from generators.uploads.turning import settings as lying
from tests.generators.uploads.files import block, stl

SAMPLES = Path(__file__).parents[3] / "samples" / "uploads"
TRUTH: dict[str, dict[str, Any]] = json.loads((SAMPLES / "truth.json").read_text())


def skin(*bodies: Any) -> Skin:
    """A skin of loose triangles."""
    return Skin(*joined(np.concatenate(bodies)))


def all_of(found: Skin) -> Skin:
    """Every repair done."""
    return repaired(found, list(REPAIRS))[0]


@pytest.mark.parametrize("name", TRUTH)
def test_real_files_are_offered_what_helps(name: str) -> None:
    """Which repairs change something, what is left open, and the volume that comes of it."""
    found = read((SAMPLES / name).read_bytes(), name)
    first = Skin(found.vertices, found.faces)
    same, offers = repaired(first, [])
    assert same is first, "nothing is done that was not agreed to"
    assert [offer.name for offer in offers] == TRUTH[name]["repairs"]
    assert not any(offer.accepted for offer in offers)
    done, told = repaired(first, [offer.name for offer in offers])
    assert all(change.accepted for change in told)
    assert done.open_edges == TRUTH[name]["left_open"]
    if "volume" in TRUTH[name]:
        assert done.volume == pytest.approx(TRUTH[name]["volume"], rel=1e-4)


def test_a_good_block_is_offered_nothing() -> None:
    """There is nothing to agree to where nothing is wrong."""
    assert repaired(skin(block()), list(REPAIRS))[1] == ()


def test_a_cavity_stays_a_cavity() -> None:
    """A shell inside another that looks inward is meant; of two inside each other only the outer one is turned."""
    hollow = skin(block(), block(10, 10, 10, (5, 5, 5))[:, ::-1])
    assert repaired(hollow, list(REPAIRS))[1] == ()
    inside_out = skin(block()[:, ::-1], block(10, 10, 10, (5, 5, 5))[:, ::-1])
    done, (turn,) = repaired(inside_out, ["turn"])
    assert turn.count == 12
    assert done.volume == pytest.approx(8000 - 1000)


def test_bodies_that_run_into_each_other_become_one() -> None:
    """Two blocks that share 1,500 mm³ lose them, and only them; a cavity that nothing fills stays."""
    room = block(2, 2, 2, (2, 2, 2))[:, ::-1]
    done, (unite,) = repaired(skin(block(), block(20, 20, 20, (5, 10, 10)), room), ["unite"])
    assert unite.volumes == pytest.approx((16_000 - 8, 16_000 - 1500 - 8), abs=1e-3)
    assert done.volume == pytest.approx(16_000 - 1500 - 8, abs=1e-6)
    assert done.open_edges == 0


def test_bodies_that_only_touch_are_left() -> None:
    """Two blocks side by side, or in an edge, share no volume: nothing is offered for them."""
    assert repaired(skin(block(), block(at=(20, 20, 0))), [])[1] == ()
    assert repaired(skin(block(), block(at=(50, 0, 0))), [])[1] == ()


def test_opposite_walls_between_two_rooms_vanish() -> None:
    """Where two blocks share a whole face, both copies go, and one body of both volumes is left."""
    done, told = repaired(skin(block(), block(at=(20, 0, 0))), ["clean"])
    assert [change.name for change in told] == ["clean"]
    assert (done.count, done.open_edges) == (1, 0)
    assert done.volume == pytest.approx(16_000)


def test_what_is_open_stays_open() -> None:
    """No hole is filled: nobody but its owner knows what belongs there."""
    assert all_of(skin(block()[2:])).open_edges == 4


def test_a_strip_with_one_side_is_left_alone() -> None:
    """A Möbius strip has no inside, so that no way of turning its triangles is right."""
    count = 12
    angle = 2 * np.pi * np.arange(count) / count
    way = np.stack([np.cos(angle), np.sin(angle), np.zeros(count)], axis=1)
    half = 3 * (np.cos(angle / 2)[:, None] * way + np.sin(angle / 2)[:, None] * [0, 0, 1])
    points = np.concatenate([10 * way + half, 10 * way - half])
    faces = []
    for one in range(count):
        other = (one + 1) % count
        low, high = (other + count, other) if other == 0 else (other, other + count)
        faces += [(one, low, high), (one, high, one + count)]
    strip = Skin(points, np.array(faces))
    assert [offer.name for offer in repaired(strip, [])[1]] == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 11), max_size=8, unique=True), st.integers(0, 2**31), st.floats(0, 0.0009))
def test_a_spoilt_block_is_mended(flipped: list[int], seed: int, apart: float) -> None:
    """A block with triangles turned over, doubled, squeezed flat and corners a hair apart is the same block again."""
    random = np.random.default_rng(seed)
    triangles = block()
    triangles[flipped] = triangles[flipped][:, ::-1]
    twins = triangles[random.integers(0, 12, 2)]
    squeezed = np.repeat(triangles[:1, :1], 3, axis=1)
    spoilt = skin(triangles + random.uniform(-apart, apart, triangles.shape) / 2, twins, squeezed)
    done, told = repaired(spoilt, list(REPAIRS))
    assert (done.open_edges, done.count) == (0, 1)
    assert done.volume == pytest.approx(8000, rel=1e-3)
    assert sum(change.triangles[0] - change.triangles[1] for change in told) == len(spoilt.faces) - 12


@pytest.mark.parametrize("side", SIDES)
def test_the_side_that_is_named_lies_below(side: str) -> None:
    """Each side comes down by whole quarter turns, and any direction by a side and two tilts."""
    away = {"bottom": -2, "top": 2, "front": -1, "back": 1, "left": -0.5, "right": 0.5}[side]
    axis = {0.5: 0, 1: 1, 2: 2}[abs(away)]
    down = np.eye(3)[axis] * np.sign(away)
    assert (turned(side, 0, 0) @ down).tolist() == [0, 0, -1]
    assert np.linalg.det(turned(side, 0, 0)) == 1
    for tilts in ((0.0, 0.0), (20.0, -35.0), (-44.0, 1.0)):
        rotation = turned(side, *tilts)
        found = lying(rotation)
        again = turned(str(found["side"]), float(found["tilt_x"]), float(found["tilt_y"]))
        assert np.degrees(np.arccos(np.clip(again[2] @ rotation[2], -1, 1))) < 0.02


def test_reading_is_not_repairing() -> None:
    """Points that are equal to the last bit are one point; all else stays as the file has it."""
    assert len(read(stl(block())).vertices) == 8
    apart = block()
    apart[0] += 0.001
    assert len(read(stl(apart)).vertices) == 11

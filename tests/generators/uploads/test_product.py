"""A file of one's own is a design like any other: one digest, the same checks, words that fit its owner."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generators import gltf
from generators.errors import InvalidValues
from generators.limits import Limits
from generators.make import Made, make
from generators.uploads import read, shelf
from generators.uploads.product import template
from tests.generators.uploads.files import block, one_block, stl, threemf

SAMPLES = Path(__file__).parents[3] / "samples" / "uploads"


def made(data: bytes, name: str = "a.stl", **values: Any) -> Made:
    """The file as a design."""
    file = shelf.put(read(data, name).to_bytes())
    return make(template, template.parameters.read({"file": file, **values}), Limits.generic())


def codes(design: Made) -> dict[str, str]:
    """The findings by code, with their severity."""
    return {finding.code: finding.severity for finding in design.findings}


def sample(name: str, **values: Any) -> Made:
    """A real file as a design."""
    return made((SAMPLES / name).read_bytes(), name, **values)


def test_the_sample_stands_in() -> None:
    """Without a file there is a cube of 20 mm that prints."""
    design = make(template, template.parameters.read({}), Limits.generic())
    assert (design.sizes, design.parts[0].volume, design.findings) == ((20, 20, 20), 8000, ())


def test_everything_that_was_chosen_is_in_the_digest() -> None:
    """Another file, unit, scale, side or accepted repair is another design; the same is the same."""
    first, other = stl(block()), stl(block(x=21))
    ways = [{}, {"units": "inch", "scale": 10}, {"scale": 101}, {"side": "top"}, {"tilt_x": 0.5}, {"turn": True}]
    found = {made(first, **way).digest for way in ways} | {made(other).digest}  # type: ignore[arg-type]  # mixed values
    assert len(found) == 7
    assert made(first).digest in found


def test_it_lies_on_the_bed_whatever_side_is_below() -> None:
    """Every side and tilt rests on Z = 0, over the origin."""
    for side, size in (("bottom", (30, 20, 10)), ("left", (10, 20, 30)), ("back", (30, 10, 20))):
        design = made(stl(block(30, 20, 10, (500, -70, 9))), side=side)
        assert design.sizes == size
        low, high = design.parts[0].mesh.bounds
        assert low[2] == 0
        assert (low + high)[:2].tolist() == [0, 0]
    tilted = made(stl(block()), tilt_x=45)
    assert tilted.sizes == pytest.approx((20, 20 * 2**0.5, 20 * 2**0.5), abs=1e-4)


@pytest.mark.parametrize(
    ("size", "asked"), [(2.88, True), (2.9, False), (577.0, False), (578.0, True), (1.0, True), (1100.0, True)]
)
def test_odd_sizes_without_a_unit_are_asked_about(size: float, asked: bool) -> None:
    """A diagonal below 5 mm or above 1 m, where the file does not say its unit; whoever answers is believed."""
    data = stl(block(size, size, size))
    design = made(data)
    assert (codes(design).get("UNITS_SUSPECT") == "error") is asked
    assert design.printable is False or not asked
    assert "UNITS_SUSPECT" not in codes(made(data, units="millimeter"))
    finding = next((one for one in design.findings if one.code == "UNITS_SUSPECT"), None)
    if finding is not None:
        assert finding.parameter == "units"
        assert all(word in finding.message for word in ("inches", "metres", "millimetres"))


def test_a_3mf_is_believed() -> None:
    """It names its unit: a small thing is a small thing."""
    small = one_block("millimeter").replace(b"20.0", b"2.0")
    assert "UNITS_SUSPECT" not in codes(made(threemf(small), "a.3mf"))


def test_what_no_printer_could_make_is_a_wrong_field() -> None:
    """A hundred metres or a tenth of a millimetre are never built; the error says which unit or scale would do."""
    with pytest.raises(InvalidValues) as wrong:
        made(stl(block(4, 4, 4)), units="meter")
    assert [(error.field, error.nearest) for error in wrong.value.errors] == [("units", "inch")]
    with pytest.raises(InvalidValues) as wrong:
        made(threemf(one_block("meter")), "a.3mf")
    assert [(error.field, error.nearest) for error in wrong.value.errors] == [("scale", 10)]
    assert made(threemf(one_block("meter")), "a.3mf", scale=10).sizes == pytest.approx((2000, 2000, 2000))


def test_faults_are_told_to_the_owner_with_their_place() -> None:
    """An open model is said to be open, in words for who drew it, with pins where; nothing can be ordered of it."""
    design = sample("teapot.stl")
    finding = next(one for one in design.findings if one.code == "MESH_OPEN")
    assert finding.severity == "error"
    assert finding.points
    assert "the shop" not in finding.message
    assert "bring it again" in finding.message
    assert not design.printable


def test_a_repair_is_offered_then_told() -> None:
    """Turned triangles: blocked and offered at first, then done, with the volume before and after."""
    before = sample("multibody.stl", units="inch")
    finding = next(one for one in before.findings if one.code == "MESH_FLIPPED")
    assert finding.parameter == "turn"
    after = sample("multibody.stl", units="inch", turn=True)
    assert "MESH_FLIPPED" not in codes(after)
    repaired = next(one for one in after.findings if one.code == "REPAIRED")
    assert (repaired.severity, repaired.measured) == ("info", 26)
    assert "mm³" in repaired.message
    told = template.told(after.values) if template.told else {}  # type: ignore[arg-type]  # of this template
    assert json.loads(json.dumps(told)) == told
    (change,) = told["repairs"]
    assert (change["accepted"], change["count"]) == (True, 26)
    assert change["volume_after"] == pytest.approx(0.007423 * 25.4**3, rel=1e-3)


def test_pins_are_on_the_triangles_of_the_picture() -> None:
    """A finding's triangles are those of the GLB: of one mesh, in one order."""
    design = sample("multibody.stl", units="inch")
    finding = next(one for one in design.findings if one.code == "MESH_FLIPPED")
    assert max(finding.faces) < len(design.parts[0].mesh.faces)
    assert gltf.glb(design)[:4] == b"glTF"
    mesh = design.parts[0].mesh
    assert (np.diff(mesh.face_of) >= 0).all()
    assert len(mesh.face_ranges) < len(mesh.faces), "flat faces hang together"


def test_a_file_that_is_gone_is_said_to_be_gone() -> None:
    """A link to a file that the shop has not says so."""
    values = template.parameters.read({"file": "0" * 64})
    with pytest.raises(InvalidValues, match="bring it again") as wrong:
        make(template, values, Limits.generic())
    assert [(error.field, error.code, error.nearest) for error in wrong.value.errors] == [
        ("file", "artwork_missing", "cube")
    ]

"""The parts of the corpus are what they say, in both forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.specimen import CORPUS, PLACES, corpus
from benchmarks.volumes import fillet_loss, integral, polygon_area, rounded_area, stepped_volume
from generators.library import load_file
from generators.make import build
from generators.shapes import extruded, rounded

#: Parts whose idiomatic form is built in a fraction of a second.
SLOW = ("m9", "m10")  # seconds of the kernel for each place
QUICK = ("m0", "m1", "m3", "m4", "m8")


def test_there_are_nine_parts_and_three_that_hurt() -> None:
    """None was left out; each has a trace of twenty values that its slider allows, without the default."""
    assert list(corpus()) == [f"m{number}" for number in range(12)]
    for specimen in corpus().values():
        default = specimen.plain()[specimen.slider]
        assert len(set(specimen.trace)) == PLACES
        assert default not in specimen.trace
        assert [specimen.plain(place)[specimen.slider] for place in specimen.trace] == list(specimen.trace)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.long] if name in SLOW else [])
        for name in corpus()
        if name not in ("m6", "m7")
    ],
)
def test_a_template_has_the_volume_that_is_stated(name: str) -> None:
    """At both ends of the slider, within three thousandths, as solids on the bed."""
    specimen = corpus()[name]
    for place in (specimen.trace[0], specimen.trace[-1]):
        values = specimen.values(place)
        parts, _hardware, _ghosts = build(specimen.product(), values)
        assert sum(part.solid.Volume() for part in parts) == pytest.approx(specimen.volume(values), rel=3e-3)
        assert all(part.solid.isValid() for part in parts)
        assert all(abs(part.solid.BoundingBox().zmin) < 1e-6 for part in parts)


@pytest.mark.parametrize("name", QUICK)
def test_both_forms_are_one_part(name: str) -> None:
    """What plain CadQuery makes has the stated volume, too."""
    specimen = corpus()[name]
    values = specimen.values()
    volume = sum(piece.val().Volume() for piece in specimen.idiomatic(values))  # type: ignore[union-attr]
    assert volume == pytest.approx(specimen.volume(values), rel=1e-4)


@pytest.mark.parametrize("path", sorted(CORPUS.glob("m*.py")), ids=lambda path: path.stem)
def test_a_shop_can_offer_each_part(path: Path) -> None:
    """Every file of the folder is a template of the part's name."""
    assert load_file(path).slug == path.stem.partition("_")[0]


def test_the_formula_of_a_fillet_is_the_kernels() -> None:
    """What a fillet takes from the foot of a rounded block, beside the kernel's own."""
    block = extruded(rounded(80, 50, 6), 20)
    foot = min(block.Faces(), key=lambda face: face.Center().z)
    lost = block.Volume() - block.fillet(1.2, foot.Edges()).Volume()
    assert fillet_loss(80, 50, 6, 1.2) == pytest.approx(lost, rel=1e-6)


def test_formulas_agree_where_they_must() -> None:
    """A straight step is area times height, a cone's frustum its own formula, and parabolas are integrated exactly."""
    assert stepped_volume(40, 30, 5, [(0, 0), (0, 7)]) == pytest.approx(7 * rounded_area(40, 30, 5))
    assert stepped_volume(20, 20, 10, [(0, 0), (4, 3)]) == pytest.approx(3.141592653589793 * 3 / 3 * (100 + 60 + 36))
    assert integral(lambda x: 3 * x**2, 1, 3, 2) == pytest.approx(26)
    assert polygon_area([(0, 0), (4, 0), (4, 3)]) == 6

"""Comments are read as people write them, and bounds are derived on a round grid."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from generators.fields import Number
from generators.scripts.bounds import bounds
from generators.scripts.remarks import Remark, titled


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("mm: the height of the box (10..200)", Remark("The height of the box.", "mm", 10, 200)),
        ("[10:200]", Remark("", "", 10, 200)),
        ("Size of the box [10:0.5:200]", Remark("Size of the box.", "", 10, 200, 0.5)),
        ("min: 10 max: 200", Remark("", "", 10, 200)),
        ("wall, min=0.8, max=3, step=0.2", Remark("Wall.", "", 0.8, 3, 0.2)),
        ("between 5 and 30 mm", Remark("", "mm", 5, 30)),
        ("how steep, in degrees", Remark("How steep.", "deg")),
        ("inches", Remark("", "in")),
        ("in the box", Remark("In the box.")),
        ("for an M3-10 screw", Remark("For an M3-10 screw.")),
        ("DIN 912-8", Remark("DIN 912-8.")),
        ("[small, large]", Remark(options=(("small", "Small"), ("large", "Large")))),
        ("[1:One, 2:Two, 3:Three]", Remark(options=(("1", "One"), ("2", "Two"), ("3", "Three")))),
        ("", Remark()),
    ],
)
def test_a_comment_is_read(text: str, meant: Remark) -> None:
    """Unit, bounds, step and answers are taken out; the words that remain are one sentence."""
    assert Remark.read(text) == meant


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("wall_thickness", "Wall thickness"),
        ("wallThickness", "Wall thickness"),
        ("WALL_THICKNESS", "Wall thickness"),
        ("L", "L"),
    ],
)
def test_a_name_is_read(name: str, words: str) -> None:
    """Names of programs become words of people."""
    assert titled(name) == words


@given(
    some.decimals(min_value="-500", max_value="500", places=3).filter(lambda number: number != 0),
    some.none() | some.decimals(min_value="-600", max_value="600", places=1),
    some.none() | some.decimals(min_value="-600", max_value="600", places=1),
)
def test_a_slider_always_holds_its_default(default: Decimal, least: Decimal | None, most: Decimal | None) -> None:
    """Whatever bounds are given: the ends are whole steps from the default and none that is believed is passed."""
    found = bounds(default, least, most)
    if found is None:
        return
    slider = Number("length", "L", "", "", "", None, found.minimum, found.maximum, found.step, "mm")
    assert slider.snap(float(default)) == float(default)
    assert least is None or least > default or found.minimum >= float(least)
    assert most is None or most < default or found.maximum <= float(most)


@pytest.mark.parametrize(
    ("default", "ends"),
    [("60", (30, 120, 1)), ("2.4", (1.2, 4.8, 0.05)), ("-5", (-10, -2.5, 0.1)), ("22.225", (11.115, 44.45, 0.005))],
)
def test_bounds_are_half_to_double(default: str, ends: tuple[float, float, float]) -> None:
    """The step is round, and small against the default."""
    found = bounds(Decimal(default))
    assert found is not None
    assert (found.minimum, found.maximum, found.step) == ends


def test_zero_gives_no_bounds() -> None:
    """Nothing is made up from zero; given bounds are taken."""
    assert bounds(Decimal(0)) is None
    found = bounds(Decimal(0), Decimal(0), Decimal(20))
    assert found is not None
    assert (found.minimum, found.maximum) == (0, 20)

"""A hook is as strong as it says, and its list of screws fits the wall."""

import math
import re
from typing import Any

import pytest
from numpy.testing import assert_allclose

from generators.catalog.hook import back_depth, build, template
from generators.errors import InvalidValues
from generators.template import Hardware, Part

HEADS = {"3.5": 7.5, "4": 8.5, "5": 10.5}


def made(**values: Any) -> tuple[Part, list[Hardware]]:
    part, *hardware = build(template.parameters.read(values))
    assert isinstance(part, Part)
    return part, [one for one in hardware if isinstance(one, Hardware)]


@pytest.mark.parametrize(
    "values",
    [
        {"load": 3, "arm": 40, "tip": 12, "width": 18, "screws": 1, "screw": "4"},
        {"load": 10, "arm": 80, "tip": 30, "width": 30, "screws": 1, "screw": "5"},
        {"load": 1, "arm": 20, "tip": 6, "width": 14, "screws": 1, "screw": "3.5"},
    ],
)
def test_the_volume_is_that_of_the_drawing(values: dict[str, Any]) -> None:
    """Outline times width, less bevels and bores, worked out by hand: within 0.3 %."""
    part, _hardware = made(**values)
    load, reach, tip, wide = (float(values[name]) for name in ("load", "arm", "tip", "width"))
    head, hole = HEADS[values["screw"]], float(values["screw"]) + 0.5
    arm = max(5.0, math.sqrt(6 * load * 9.81 * reach / (wide * 10)))
    back = max(0.7 * arm, (head - hole) / 2 + 3, arm * math.sqrt(1 - arm / (arm + tip + head)))
    front, top = max(5.0, 0.6 * arm), arm + tip + 2 * head
    rim = min(front, tip) / 2.1
    convex = [2, min(arm, 12), rim, rim, 2.4]
    concave = [min(6, tip - rim - 0.5), min(8, reach / 3)]
    area = (back + reach + front) * arm + front * tip + back * (top - arm)
    area += (1 - math.pi / 4) * (sum(r * r for r in concave) - sum(r * r for r in convex))
    around = 2 * (back + reach + front) + 2 * top + 2 * tip - (2 - math.pi / 2) * sum(convex + concave)
    bevels = 2 * (around * 0.8**2 / 2 - math.pi * 0.8**3 / 3)
    sink = (head - hole) / 2
    cone = math.pi * sink / 3 * (head**2 + head * hole + hole**2) / 4
    bore = math.pi * hole**2 / 4 * (back - sink) + cone
    assert_allclose(part.solid.Volume(), area * wide - bevels - bore, rtol=3e-3)


@pytest.mark.parametrize("screws", [1, 2, 3])
@pytest.mark.parametrize(("load", "arm", "width"), [(10, 80, 14), (10, 20, 30), (4, 60, 18)])
def test_no_section_of_the_back_bears_more_than_a_fifth(screws: int, load: float, arm: float, width: float) -> None:
    """From the arm to the top screw the bending stress stays at or below 10 MPa, across the holes too."""
    values = template.parameters.read({"load": load, "arm": arm, "width": width, "screws": screws})
    high = max(5.0, math.sqrt(6 * load * 9.81 * arm / (width * 10)))
    holes = [high + values.tip + 8.5 + number * 17 for number in range(screws)]
    depth = back_depth(values, holes)
    for place, across in [(high, width), *((hole, width - 8) for hole in holes)]:
        moment = load * 9.81 * arm * (1 - place / holes[-1])
        assert 6 * moment / (across * depth**2) <= 10 + 1e-6


@pytest.mark.parametrize("wall", ["masonry", "wood", "board"])
def test_the_screws_are_long_enough_for_the_wall(wall: str) -> None:
    """There is one screw for each hole, and 20 mm and more of it are in the wall."""
    part, hardware = made(wall=wall, load=5, screws=3)
    length = float(re.findall(r"x (\d+) mm", hardware[0].name)[0])
    back = part.solid.BoundingBox().xlen - 40 - max(5.0, 0.6 * math.sqrt(6 * 5 * 9.81 * 40 / 180))
    assert hardware[0].quantity == 3
    assert length - back >= 20
    assert len(hardware) == (1 if wall == "wood" else 2)


def test_plasterboard_takes_a_light_load_only() -> None:
    """Two screws in plasterboard take 5 kg; the refusal names it."""
    with pytest.raises(InvalidValues) as refused:
        template.parameters.read({"wall": "board", "load": 8})
    assert (refused.value.errors[0].field, refused.value.errors[0].nearest) == ("load", 5.0)

"""A box has the room asked for, and every kind of lid goes on it with the air of its fit."""

import math

import cadquery as cq
import pytest
from cadquery import func
from numpy.testing import assert_allclose

from generators.catalog.box import build, case, template
from generators.errors import InvalidValues
from generators.limits import Limits
from generators.make import make
from generators.shapes.hinged_lids import HingedLid
from generators.template import Hardware, Part

AIRS = {"loose": 0.4, "normal": 0.25, "tight": 0.15}


def parts(**values: object) -> dict[str, Part]:
    pieces = build(template.parameters.read(values))
    return {piece.name: piece for piece in pieces if isinstance(piece, Part)}


def area(width: float, depth: float, radius: float) -> float:
    return width * depth - (4 - math.pi) * radius**2


@pytest.mark.parametrize(
    ("width", "depth", "height", "wall", "corner"), [(80, 50, 40, 2, 8), (60, 60, 25, 1.2, 25), (30, 90, 12, 4, 1)]
)
def test_an_open_box_has_the_volume_of_its_walls_and_floor(
    width: float, depth: float, height: float, wall: float, corner: float
) -> None:
    """A block less the room asked for, less the bevel of 0.6 mm at its foot."""
    (box,) = parts(lid="none", width=width, depth=depth, height=height, wall=wall, corner=corner).values()
    outer = area(width + 2 * wall, depth + 2 * wall, corner + wall)
    round_ = 2 * (width + depth + 4 * wall) - (8 - 2 * math.pi) * (corner + wall)
    bevel = 0.6**2 / 2 * round_
    expected = outer * (height + wall) - area(width, depth, corner) * height - bevel
    assert_allclose(box.solid.Volume(), expected, rtol=1e-3)
    bounds = box.solid.BoundingBox(1e-6)
    assert_allclose(
        [bounds.xlen, bounds.ylen, bounds.zlen], [width + 2 * wall, depth + 2 * wall, height + wall], atol=1e-4
    )


@pytest.mark.parametrize("fit", AIRS)
@pytest.mark.parametrize("lid", ["drop", "slide", "snap", pytest.param("screw", marks=pytest.mark.long)])
def test_a_lid_goes_on_with_the_air_of_its_fit(lid: str, fit: str) -> None:
    """In its place it meets no plastic of the box, and below the rim it comes as near as its air, no nearer."""
    box, cover = parts(lid=lid, fit=fit, wall=2.4).values()
    assert isinstance(cover.place, cq.Location)
    placed = cover.solid.moved(cover.place)
    assert func.intersect(box.solid, placed).Volume() < 1e-6
    if lid == "screw":
        lifted = placed.moved(cq.Location((0, 0, 1)))
        assert func.intersect(box.solid, lifted).Volume() > 0.1  # the thread holds it
        return
    rim = box.solid.BoundingBox(1e-6).zmax
    faces = placed.Faces()
    if lid != "slide":
        bounds = [(face, face.BoundingBox(1e-6)) for face in faces]
        faces = [face for face, box_ in bounds if box_.zmin < rim - 1e-3 and box_.zmax < rim + 1e-3]
    assert_allclose(cq.Compound.makeCompound(faces).distance(box.solid), AIRS[fit], atol=0.02)


@pytest.mark.parametrize("fit", ["normal", *(pytest.param(fit, marks=pytest.mark.long) for fit in ("loose", "tight"))])
def test_a_hinged_lid_turns_with_the_air_of_its_fit(fit: str) -> None:
    """Closed it rests on the rim; open it is its air from the box, and a piece of filament goes through the hinge."""
    values = template.parameters.read({"lid": "hinge", "fit": fit})
    pair = HingedLid(case(values), AIRS[fit])
    pin, box, cover = build(values)
    assert isinstance(pin, Hardware)
    assert isinstance(box, Part)
    assert isinstance(cover, Part)
    assert (pin.name, pin.quantity) == ("piece of 1.75 mm filament", 1)
    assert pin.help.startswith("64 mm long")  # the back side between its round corners
    assert isinstance(cover.place, cq.Location)
    placed = cover.solid.moved(cover.place)
    assert func.intersect(box.solid, placed).Volume() < 1e-3
    assert_allclose(box.solid.distance(placed), 0, atol=1e-6)
    for angle in (15, 45, 90, 110):
        opened = cover.solid.moved(pair.opened(angle))
        assert func.intersect(box.solid, opened).Volume() < 1e-3
        assert_allclose(box.solid.distance(opened), AIRS[fit], atol=0.02)
    outside = box.solid.BoundingBox(1e-6)
    assert_allclose(outside.ymax + outside.ymin, 2 * 3 + AIRS[fit], atol=1e-4)  # mm that the hinge stands out
    axis = cq.Vector(-32, 25 + 2 + 3 + AIRS[fit], 2 + 40 + 2)
    filament = cq.Solid.makeCylinder(1.75 / 2, 64, axis, cq.Vector(1, 0, 0))
    for part in (box.solid, placed):
        assert func.intersect(filament, part).Volume() < 1e-6


def test_a_hinge_keeps_two_lines_around_its_pin_whatever_air_the_shop_needs() -> None:
    """With the most air that a shop can ask for, lid and knuckles become thicker, and still print."""
    wide = Limits.from_json(
        {**Limits.generic().to_json(), "clearance_loose": {"value": 0.95, "unit": "mm", "source": "-"}}
    )
    made = make(template, template.parameters.read({"lid": "hinge", "fit": "loose"}, wide), wide)
    assert made.findings == ()
    lid = next(part for part in made.parts if part.name == "lid")
    assert_allclose(lid.mesh.sizes[2], 2 * (2.2 + math.sqrt(2) * 0.95), atol=0.01)


@pytest.mark.parametrize("lid", ["drop", "slide", "snap", "hinge", "none"])
def test_compartments_share_the_room_under_the_lid(lid: str) -> None:
    """Three by two, as large as walls of 1.2 mm leave them, and the dividers end below the lid."""
    box, *cover = parts(lid=lid, columns=3, rows=2, corner=1).values()
    section = box.solid.intersect(cq.Face.makePlane(300, 300, cq.Vector(0, 0, 10)))
    holes = [cq.Face.makeFromWires(wire) for face in section.Faces() for wire in face.innerWires()]
    size = (80 - 2 * 1.2) / 3, (50 - 1.2) / 2
    corner = (1 - math.pi / 4) * 1
    assert_allclose(sorted(hole.Area() for hole in holes),
                    sorted([size[0] * size[1]] * 2 + [size[0] * size[1] - corner] * 4), rtol=1e-6)  # fmt: skip
    for one in cover:
        assert isinstance(one.place, cq.Location)
        assert func.intersect(box.solid, one.solid.moved(one.place)).Volume() < 1e-6


def test_a_round_box_has_the_inner_diameter_asked_for() -> None:
    """Below its neck; the lid's thread has a pitch of 3 mm: a full turn lifts it without a touch."""
    box, cover = parts(lid="screw", width=50, height=40).values()
    section = box.solid.intersect(cq.Face.makePlane(300, 300, cq.Vector(0, 0, 10)))
    (hole,) = (wire for face in section.Faces() for wire in face.innerWires())
    assert_allclose(hole.BoundingBox(1e-6).xlen, 50, atol=1e-3)
    assert isinstance(cover.place, cq.Location)
    lifted = cover.solid.moved(cq.Location((0, 0, 3)) * cover.place)
    assert func.intersect(box.solid, lifted).Volume() < 1e-6


@pytest.mark.parametrize(
    ("values", "field", "nearest"),
    [
        ({"width": 230}, "width", 208.0),
        ({"wall": 1.2, "lid": "slide"}, "wall", 1.8),
        ({"corner": 19, "lid": "snap"}, "corner", 17.0),
        ({"corner": 39, "width": 90, "depth": 90, "lid": "hinge"}, "corner", 38.0),
        ({"depth": 200, "lid": "hinge"}, "depth", 198.0),
        ({"height": 12, "lid": "screw"}, "height", 20.0),
        ({"width": 20, "corner": 4, "height": 190}, "height", 114.0),
        ({"columns": 8}, "columns", 7),
    ],
)
def test_what_would_not_print_is_refused_with_the_nearest(
    values: dict[str, object], field: str, nearest: float
) -> None:
    """The bed, the groove in the wall, the tabs, the hinge, the thread, the footing, the compartments."""
    with pytest.raises(InvalidValues) as refused:
        template.parameters.read(values)
    (error,) = refused.value.errors
    assert (error.field, error.nearest) == (field, nearest)


def test_a_larger_printer_makes_a_larger_box() -> None:
    """The limit is the machine's, not the template's."""
    values = template.parameters.read({"width": 230}, Limits.generic(volume=(300, 300, 300)))
    assert values.width == 230


def test_a_box_of_the_first_version_opens_as_it_was() -> None:
    """It had no choice of lid: it still drops in, and nothing is said to have changed."""
    opened = template.opened({"width": 67, "depth": 24, "height": 92, "corner": 3, "fit": "tight"}, "1.0.0")
    assert opened.changes == ()
    assert opened.values["lid"] == "drop"


def test_a_hinge_has_to_fit_on_the_printer_too() -> None:
    """It stands out behind the box, and its knuckles above the rim: the form counts both."""
    small = Limits.generic(volume=(180, 180, 120))
    with pytest.raises(InvalidValues) as refused:
        template.parameters.read({"lid": "hinge", "width": 150, "depth": 170, "height": 115}, small)
    assert {error.field: error.nearest for error in refused.value.errors} == {"depth": 166.0, "height": 113.0}
    largest = template.parameters.read({"lid": "hinge", "width": 150, "depth": 166, "height": 113}, small)
    assert make(template, largest, small).findings == ()

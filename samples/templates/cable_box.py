"""A box for cables whose form allows walls, slots, lips and holes that do not print, and names no cause."""

from collections.abc import Iterator

import cadquery as cq

from generators import Option, Parameters, Part, Template, choice, length, text, toggle
from generators.shapes import extruded, lettering

LENGTH, DEPTH, HEIGHT = 70.0, 40.0, 22.0  # mm


class CableBoxParameters(Parameters):
    """What a customer can set."""

    wall: float = length(2, 0.2, 4, step=0.1, label="Wall", help="All around.")
    base: float = length(1.2, 0.1, 4, step=0.1, label="Floor", help="Below.")
    divider: float = length(1.2, 0.2, 4, step=0.1, label="Divider", help="Across the middle.")
    vent: float = length(2, 0.1, 4, step=0.1, label="Slots", help="For air.")
    lip: float = length(0, 0, 15, step=0.5, label="Lip", help="How far it reaches out at the top, on one side.")
    name: str = text("", longest=10, label="Name", help="Raised on the front.")
    letters: float = length(8, 2, 14, step=0.5, label="Letters", help="How high.")
    feet: bool = toggle(False, label="Feet", help="It stands on its four corners, and spans what is between.")
    bar: str = choice(
        "none",
        [Option("none", "None"), Option("thin", "Thin"), Option("stout", "Stout")],
        label="Handle",
        help="A fin along the top of the back wall.",
    )


def build(values: CableBoxParameters) -> Iterator[Part]:
    """Hollow a block, then add and cut what was asked for."""
    low = 2.0 if values.feet else 0.0
    block = cq.Solid.makeBox(LENGTH, DEPTH, HEIGHT).translate(cq.Vector(0, 0, low))
    wall = values.wall
    room = (LENGTH - wall - values.divider) / 2 - wall / 2
    rooms = [
        cq.Solid.makeBox(room, DEPTH - 2 * wall, HEIGHT).translate(cq.Vector(x, wall, low + values.base))
        for x in (wall, LENGTH - wall - room)
    ]
    slots = [cq.Solid.makeBox(values.vent, wall + 0.2, 8).translate(cq.Vector(x, -0.1, low + 9)) for x in (12, 20, 28)]
    box: cq.Shape = block.cut(*rooms, *slots)
    added: list[cq.Shape] = []
    if values.name:
        upright = cq.Location((4, 0.1, low + 9), (1, 0, 0), 90)
        added += [extruded(face, 0.7).moved(upright) for face in lettering(values.name, values.letters)]
    if values.lip:
        added.append(cq.Solid.makeBox(values.lip + 1, DEPTH, 2).translate(cq.Vector(LENGTH - 1, 0, low + HEIGHT - 2)))
    if values.feet:
        added += [cq.Solid.makeBox(6, 6, 2.1).translate(cq.Vector(x, y, 0)) for x in (0, 64) for y in (0, 34)]
    if values.bar != "none":
        width = 0.3 if values.bar == "thin" else 2
        added.append(cq.Solid.makeBox(40, width, 6).translate(cq.Vector(15, DEPTH - width, low + HEIGHT - 0.1)))
    if added:
        box = box.fuse(*added)
    yield Part("box", box)


template = Template(
    slug="cable-box",
    title="Cable box",
    version="1.0.0",
    summary="A box for cables that may be asked for in ways that do not print.",
    need="Try how a setting is mended.",
    when_not="Nothing anybody would buy.",
    licence="CC0-1.0",
    author="The Printwright developers",
    parameters=CableBoxParameters,
    build=build,
)

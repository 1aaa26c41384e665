"""A rail for keys and tools that may be longer than any printer: it then comes in pieces with pins."""

from collections.abc import Iterator

import cadquery as cq

from generators import Cuts, Parameters, Part, Template, fit, length


class RailParameters(Parameters):
    """What a customer can set."""

    width: float = length(180, 60, 900, step=1, label="Length", help="From end to end.", axis="x")
    depth: float = length(24, 16, 60, step=1, label="Depth", help="Front to back.", axis="y")
    height: float = length(14, 12, 30, step=1, label="Thickness", help="From the bed to the top.", axis="z")
    joint: str = fit("tight", label="Joints", help="How firmly its pins sit, where it comes in pieces.")


def build(values: RailParameters) -> Iterator[Part]:
    """Lay a bar with a groove along its top; pins sit below the groove."""
    bar: cq.Shape = cq.Solid.makeBox(values.width, values.depth, values.height)
    groove = cq.Solid.makeBox(values.width + 2, values.depth / 4, 2)
    bar = bar.cut(groove.moved(cq.Location(cq.Vector(-1, values.depth * 3 / 8, values.height - 2))))
    middle = (values.height - 2) / 2
    pins = ((values.depth / 4, middle), (values.depth * 3 / 4, middle))
    yield Part("rail", bar, cuts=Cuts("x", pins, air=values.clearance("joint")))


template = Template(
    slug="rail",
    title="Rail",
    version="1.0.0",
    summary="A rail as long as the wall, in as many pieces as the printer needs.",
    need="Try how a part is cut that is larger than the bed.",
    when_not="Nothing anybody would buy.",
    licence="CC0-1.0",
    author="The Printwright developers",
    parameters=RailParameters,
    build=build,
)

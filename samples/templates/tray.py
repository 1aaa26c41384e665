"""A tray whose form lets it grow larger than any printer: what the tests of refused orders turn."""

from collections.abc import Iterator

from generators import Parameters, Part, Template, length
from generators.shapes import extruded, rounded, sunk


class TrayParameters(Parameters):
    """What a customer can set."""

    width: float = length(80, 20, 400, step=1, label="Inner width", help="Room inside, left to right.", axis="x")
    depth: float = length(50, 20, 200, step=1, label="Inner depth", help="Room inside, front to back.", axis="y")


def build(values: TrayParameters) -> Iterator[Part]:
    """Hollow a rounded block."""
    block = extruded(rounded(values.width + 4, values.depth + 4, 6), 20)
    yield Part("tray", sunk(block, [rounded(values.width, values.depth, 4, z=20)], 18))


template = Template(
    slug="tray",
    title="Tray",
    version="1.0.0",
    summary="A tray without a limit.",
    need="Try what happens when something cannot be printed.",
    when_not="Nothing anybody would buy.",
    licence="CC0-1.0",
    author="The Printwright developers",
    parameters=TrayParameters,
    build=build,
)

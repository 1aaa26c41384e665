"""A block with a slot and a hole, and the phone that stands in it as a ghost: what the tests of pictures look at."""

from collections.abc import Iterator

import cadquery as cq

from generators import Ghost, Parameters, Part, Template, length
from generators.shapes import extruded, pierced, rounded, sunk

_DEEP, _HIGH, _SLOT = 60.0, 30.0, 20.0
_CABLE = 6.5  # across, of the hole in front


class CradleParameters(Parameters):
    """What a customer can set."""

    phone: float = length(75, 40, 120, step=1, label="Phone width", help="Of the phone, with its cover.")
    thick: float = length(10, 6, 16, step=0.5, label="Phone thickness", help="With its cover.")


def build(values: CradleParameters) -> Iterator[Part | Ghost]:
    """Sink a slot with a millimetre of air, and stand the phone on its floor."""
    block = extruded(pierced(rounded(values.phone + 20, _DEEP, 8), 0, -20, _CABLE), _HIGH)
    yield Part("cradle", sunk(block, [rounded(values.phone + 1, values.thick + 1, 2, z=_HIGH)], _SLOT))
    phone = extruded(rounded(values.phone, values.thick, values.thick / 2.2), 2 * values.phone)
    yield Ghost("Your phone", phone, place=cq.Location((0, 0, _HIGH - _SLOT)))


template = Template(
    slug="cradle",
    title="Cradle",
    version="1.0.0",
    summary="A block that a phone stands in.",
    need="Try how a thing looks in use.",
    when_not="Nothing anybody would buy.",
    licence="CC0-1.0",
    author="The Printwright developers",
    parameters=CradleParameters,
    build=build,
)

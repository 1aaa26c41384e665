"""A knob whose grip is knurled by flutes; `describe_parameter` tells of its numbers."""

import cadquery as cq

diameter = 32.0
describe_parameter(diameter, "The outside diameter of the grip")  # noqa: F821
height = 14.0
flutes = 12
describe_parameter(flutes, "The flutes around the grip")  # noqa: F821
flute_share = 0.5  # ratio of flute to pitch
size = (6.2, 9.0)  # bore and its depth, mm
tolerance = 1e-4

grip = cq.Workplane("XY").circle(diameter / 2).extrude(height)
pitch = 3.14159 * diameter / flutes
grip = grip.cut(
    cq.Workplane("XY").polarArray(diameter / 2, 0, 360, flutes).circle(pitch * flute_share / 2).extrude(height)
)
bore = cq.Workplane("XY").circle(size[0] / 2).extrude(size[1])
show_object(grip.cut(bore).clean() if tolerance else grip)  # noqa: F821

"""A comb that keeps cables side by side on the edge of a desk."""

import cadquery as cq

cables = 5  # how many cables lie in it [2:12]
cable_diameter = 6.0  # mm: the thickest of them (3..12)
gap = 3.0  # mm: the tooth between two cables
height = 15.0  # [10:1:40]
thickness = 4.0  # min: 2 max: 8 step: 0.5

pitch = cable_diameter + gap
width = cables * pitch + gap

comb = cq.Workplane("XY").box(width, height, thickness, centered=(True, False, False))
slots = (
    cq.Workplane("XY")
    .pushPoints([((index - (cables - 1) / 2) * pitch, height) for index in range(cables)])
    .rect(cable_diameter, 2 * (height - 5))
    .extrude(thickness)
)
result = comb.cut(slots)
show_object(result)  # noqa: F821

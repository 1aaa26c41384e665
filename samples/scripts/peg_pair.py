"""Two pegs and a washer, shown one after the other under one name."""

import cadquery as cq

peg_diameter = 8.0
peg_length = 20.0

for x in (0, 15):
    show_object(cq.Workplane("XY").circle(peg_diameter / 2).extrude(peg_length).translate((x, 0, -5)), name="peg")  # noqa: F821
washer = cq.Workplane("XY").circle(peg_diameter).circle(peg_diameter / 2 + 0.3).extrude(2)
print("pegs are", peg_length, "long")
show_object(washer.val())  # noqa: F821
debug(cq.Workplane("XY").rect(5, 5))  # noqa: F821
show_object(cq.Workplane("XY").rect(40, 40), name="outline")  # noqa: F821

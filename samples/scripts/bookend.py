# A bookend of two plates at an angle.
# SPDX-License-Identifier: CC0-1.0
__author__ = "The Printwright developers"

import cadquery as cq

# Plates
plate_width = 90.0
plate_height = 120.0
plate_depth = 80.0

# how thick both plates are, in mm
wall = 4.0

ribbed = True  # whether a rib stiffens the corner

foot = cq.Workplane("XY").box(plate_width, plate_depth, wall, centered=(True, False, False))
back = cq.Workplane("XY").box(plate_width, wall, plate_height, centered=(True, False, False))
bookend = foot.union(back)
if ribbed:
    rib = (
        cq.Workplane("YZ").moveTo(wall, wall).lineTo(wall, plate_height / 2).lineTo(plate_depth / 2, wall).close()
    ).extrude(wall / 2, both=True)
    bookend = bookend.union(rib)

if __name__ == "__main__":
    cq.exporters.export(bookend, "bookend.stl")
else:
    show_object(bookend)  # noqa: F821

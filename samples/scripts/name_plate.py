"""A plate with raised letters, in one of three shapes."""

import cadquery as cq

label = "ADA"  # what stands on it
shape = "round"  # round, square or cut
width: float = 70.0
letter_depth = 0.04  # in: how far the letters stand out

plate = cq.Workplane("XY").box(width, 24, 3, centered=(True, True, False))
if shape == "round":
    plate = plate.edges("|Z").fillet(6)
elif shape == "cut":
    plate = plate.edges("|Z").chamfer(6)

font = "DejaVu Sans"
letters = cq.Workplane("XY").workplane(offset=3).text(label, 14, letter_depth * 25.4, font=font)
show_object(plate.union(letters), name="plate", options={"color": (200, 60, 60)})  # noqa: F821

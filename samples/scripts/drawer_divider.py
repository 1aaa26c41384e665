"""A divider for drawers. The numbers stand in a dictionary."""

import cadquery as cq

params = {
    "length": 150.0,  # mm: along the drawer [60:5:200]
    "height": 45,
    "compartments": 3,
    "wall": {"value": 1.6, "min": 0.8, "max": 3.2, "step": 0.4, "description": "How thick all walls are."},
}

length = params["length"]
height = params["height"]
wall = params["wall"]["value"]
cells = params["compartments"]

spine = cq.Workplane("XY").box(length, wall, height, centered=(False, True, False))
step = (length - wall) / cells
for index in range(cells + 1):
    fin = cq.Workplane("XY").box(wall, 40, height, centered=(False, True, False)).translate((index * step, 0, 0))
    spine = spine.union(fin)

result = spine

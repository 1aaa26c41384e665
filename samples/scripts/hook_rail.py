import cadquery as cq

length = params.get("length", 120.0)  # mm: of the rail (60..220)  # noqa: F821
hooks = params.get("hooks", 4)  # noqa: F821

rail = cq.Workplane("XY").box(length, 20, 4, centered=(True, True, False))
spacing = length / hooks
pins = cq.Workplane("XY").workplane(offset=4).rarray(spacing, 1, hooks, 1).circle(4).extrude(18)
result = rail.union(pins)

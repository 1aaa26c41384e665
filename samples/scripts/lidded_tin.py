"""A round tin and its lid, shown as an assembly in two colours."""

import cadquery as cq

outer_radius = 25.0  # mm
inner_height = 30.0  # mm
wall = 2.0  # mm
lid_clearance = 0.2  # air between tin and lid, (0.1 - 0.4 mm)

tin = cq.Workplane("XY").circle(outer_radius).extrude(inner_height + wall)
tin = tin.cut(cq.Workplane("XY").workplane(offset=wall).circle(outer_radius - wall).extrude(inner_height))
lid = (
    cq.Workplane("XY")
    .circle(outer_radius)
    .extrude(wall)
    .faces(">Z")
    .workplane()
    .circle(outer_radius - wall - lid_clearance)
    .extrude(3)
)

closed = (
    cq.Assembly(name="closed")
    .add(tin, name="tin", color=cq.Color("steelblue"))
    .add(
        lid,
        name="lid",
        color=cq.Color("orange"),
        loc=cq.Location((0, 0, inner_height + 2 * wall), (1, 0, 0), 180),
    )
)
show_object(closed)  # noqa: F821

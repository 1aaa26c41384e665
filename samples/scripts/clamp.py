from types import SimpleNamespace

import cadquery as cq

m = SimpleNamespace(
    rod_diameter=12.0,  # mm (6..30)
    wall=3.0,
    width=15.0,
)


def clamp(diameter, wall, width):
    ring = cq.Workplane("XY").circle(diameter / 2 + wall).circle(diameter / 2).extrude(width)
    opening = cq.Workplane("XY").box(diameter * 0.8, diameter * 2, width, centered=(True, False, False))
    return ring.cut(opening)


def main():
    cq.exporters.export(clamp(m.rod_diameter, m.wall, m.width), "clamp.step")


if __name__ == "__main__":
    main()

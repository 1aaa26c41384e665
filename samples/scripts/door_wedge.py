import math

import cadquery as cq
from ocp_vscode import *  # noqa: F403

LENGTH, WIDTH = 100.0, 30.0
slope_angle = 15  # degrees
tipHeight = 2.0  # noqa: N816
offset = -5.0  # how far the end lies behind the door [-20:20]

rise = LENGTH * math.tan(math.radians(slope_angle))
wedge = (
    cq.Workplane("XZ")
    .moveTo(offset, 0)
    .lineTo(LENGTH, 0)
    .lineTo(LENGTH, tipHeight)
    .lineTo(offset, tipHeight + rise)
    .close()
    .extrude(WIDTH)
)
show(wedge, names=["wedge"])  # noqa: F405

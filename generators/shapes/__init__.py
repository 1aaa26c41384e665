"""
Solids that makers share, one noun per file.

All sizes are in mm, Z is up. A face is flat and lies level; it becomes a solid when it is extruded.
"""

from generators.shapes.letters import lettering, text_bounds, text_width
from generators.shapes.plates import bent, cut, extruded, framed, moved, pierced, raised, rounded, softened, sunk
from generators.shapes.screws import countersunk

__all__ = [
    "bent",
    "countersunk",
    "cut",
    "extruded",
    "framed",
    "lettering",
    "moved",
    "pierced",
    "raised",
    "rounded",
    "softened",
    "sunk",
    "text_bounds",
    "text_width",
]

"""
From faces of a solid to triangles.

Most faces of printed things are flat or ruled: planes, cylinders, cones, walls under a drawn line. Their triangles
follow from their outlines, and are laid here, many faces at a time. What is left goes to OpenCASCADE's mesher, and
so does the whole solid where an outline is not a plain one.

    whole → outlines (which way each face is walked) → flats, strips, reading (OpenCASCADE's) → facets
"""

from generators.meshing.facets import Facets
from generators.meshing.whole import meshed

__all__ = ["Facets", "meshed"]

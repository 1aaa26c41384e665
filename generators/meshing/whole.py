"""The whole way from a shape to the triangles of its faces."""

from __future__ import annotations

from typing import Any

from OCP.BRep import BRep_Tool
from OCP.Geom import Geom_Plane

from generators.meshing import reading
from generators.meshing.edges import Edges
from generators.meshing.facets import Facets
from generators.meshing.flats import Flats
from generators.meshing.outlines import UnusualOutline, outlines
from generators.meshing.ruled import Ruled, ruled
from generators.meshing.strips import Strips
from generators.template import MeshSettings
from generators.topology import faces_of


def meshed(shape: Any, settings: MeshSettings) -> Facets:
    """
    Give the triangles of a TopoDS_Shape, its faces in order.

    Raises ValueError when a face cannot be meshed, or there is none.
    """
    faces = faces_of(shape)
    if not faces:
        raise ValueError("the solid has no faces")
    try:
        return Facets.joined(_laid(shape, faces, settings))
    except UnusualOutline:
        reading.mesh(faces, settings.freeform, settings.turn)
        return Facets.joined([reading.facets(number, face) for number, face in enumerate(faces)])


def _laid(shape: Any, faces: list[Any], settings: MeshSettings) -> list[Facets]:
    surfaces = [BRep_Tool.Surface_s(face) for face in faces]
    edges = Edges(shape, settings.deflection, settings.turn)
    strips: dict[int, Ruled] = {}
    others = []
    for number, surface in enumerate(surfaces):
        if isinstance(surface, Geom_Plane):
            continue
        how = ruled(faces[number], surface, edges)
        if how is None:
            others.append(number)
        else:
            strips[number] = how
    found: list[Facets] = []
    if others:  # first, for they cut their edges as they like
        reading.mesh([faces[number] for number in others], settings.freeform, settings.turn)
        found += [reading.facets(number, faces[number], edges) for number in others]
    flats, laid = Flats(), Strips(edges)
    for number, surface in enumerate(surfaces):
        if isinstance(surface, Geom_Plane):
            flats.add(number, faces[number], surface.Pln(), outlines(faces[number], edges))
        elif number in strips:
            laid.add(number, strips[number], outlines(faces[number], edges)[0])
    return [*found, *flats.facets(), *laid.facets()]

"""Standing solids on the flat top of another, without computing a union."""

from __future__ import annotations

from collections.abc import Sequence

import cadquery as cq

from generators.shapes.rooms import flat_face, stitched

_LEVEL = 1e-6  # mm within which a flat face counts as lying in a plane


def standing(solid: cq.Solid, pillars: Sequence[cq.Solid]) -> cq.Solid:
    """
    Join solids to the flat top that they stand on.

    Each must stand well inside the top and clear of the others, which is not checked here. Raises `ValueError`
    where the top is not one flat face, or a pillar has no flat foot on it.
    """
    if not pillars:
        return solid
    level = max(face.Center().z for face in solid.Faces())
    tops = [face for face in solid.Faces() if _lies_at(face, level)]
    if len(tops) != 1:
        raise ValueError(f"the top must be one flat face, but has {len(tops)}")
    top = tops[0]
    skin = [face.wrapped for face in solid.Faces() if not face.wrapped.IsSame(top.wrapped)]
    holes: list[cq.Wire] = []
    for pillar in pillars:
        feet = [face for face in pillar.Faces() if _lies_at(face, level)]
        if not feet:
            raise ValueError(f"a pillar must have a flat foot at {level:g} mm")
        for foot in feet:
            holes.append(foot.outerWire())
            skin.extend(flat_face(wire, [], level, up=True) for wire in foot.innerWires())
        skin.extend(face.wrapped for face in pillar.Faces() if not _lies_at(face, level))
    skin.append(flat_face(top.outerWire(), [*top.innerWires(), *holes], level, up=True))
    return stitched(skin)


def _lies_at(face: cq.Face, z: float) -> bool:
    return face.geomType() == "PLANE" and abs(abs(face.normalAt().z) - 1) < _LEVEL and abs(face.Center().z - z) < _LEVEL

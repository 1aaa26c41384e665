"""Is the solid itself sound, and not only its triangles?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from OCP.BRepCheck import BRepCheck_Analyzer

from generators.topology import faces_of

if TYPE_CHECKING:
    import cadquery as cq

    from generators.findings import Finding
    from generators.subject import Subject

_SOURCE = "OpenCASCADE's BRepCheck: faces that cross, edges off their surfaces, shells that do not close"


def solidity(solid: cq.Shape, subject: Subject) -> Finding | None:
    """
    Say whether the kernel takes the solid for valid; None where it does, or where it is drawn by triangles alone.

    It takes about half a millisecond for each face, and finds no face that runs through itself: that is what
    `checks/crossings.py` is for.
    """
    if getattr(solid, "triangulated", None) is not None or BRepCheck_Analyzer(solid.wrapped).IsValid():
        return None
    bad = [number for number, face in enumerate(faces_of(solid.wrapped)) if not BRepCheck_Analyzer(face).IsValid()]
    mesh = subject.mesh
    faces = [triangle for triangle, number in enumerate(mesh.face_of.tolist()) if number in set(bad)]
    return subject.finding(
        "SOLID_INVALID",
        "warning",
        "The solid is not sound",
        f"The solid of the {subject.part} has {len(bad) or 'some'} faces that do not fit together. Its STEP file "
        "may not open elsewhere. This is a fault of the product, not of your choice: please tell the shop.",
        measured=len(bad) or None,
        unit="faces",
        source=_SOURCE,
        faces=faces,
        points=mesh.triangles[faces].mean(axis=1) if faces else mesh.bounds.mean(axis=0),
    )

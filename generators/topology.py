"""What a shape is made of, straight from the kernel."""

from __future__ import annotations

from typing import Any

from OCP.TopAbs import TopAbs_FACE
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS


def faces_of(shape: Any) -> list[Any]:
    """Give the TopoDS_Faces of a TopoDS_Shape in their order; one that is met twice is there twice."""
    found = []
    explorer = TopExp_Explorer(shape, TopAbs_FACE)
    while explorer.More():
        found.append(TopoDS.Face_s(explorer.Current()))
        explorer.Next()
    return found

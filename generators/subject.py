"""What a check looks at: one part's mesh, with the costly views of it made once and shared."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import cached_property
from typing import Any, TypeVar

import manifold3d
import numpy as np
import numpy.typing as npt
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore_scene import EmbreeScene

from generators.findings import MOST_POINTS, Finding, Severity
from generators.limits import Limit
from generators.mesh import Mesh

Floats = npt.NDArray[np.float64]
Views = TypeVar("Views")


class Subject:
    """
    One part as it lies on the bed; `place` (4, 4) takes points into the assembled view.

    `spiral` is the width in mm of the one line as which it is laid, None for layer by layer.
    """

    def __init__(
        self, part: str, mesh: Mesh, place: npt.NDArray[np.float64] | None = None, spiral: float | None = None
    ) -> None:
        self.part = part
        self.mesh = mesh
        self.spiral = spiral
        self.place = np.eye(4) if place is None else place
        self._views: dict[Hashable, Any] = {}

    def once(self, name: Hashable, view: Callable[[], Views]) -> Views:
        """Give what `view` makes of this part, which is made when it is first asked for."""
        if name not in self._views:
            self._views[name] = view()
        found: Views = self._views[name]
        return found

    @cached_property
    def scene(self) -> Any:
        """Give the triangles ready for rays; its answers name triangles of the mesh."""
        scene = EmbreeScene()
        TriangleMesh(scene, self.mesh.vertices.astype(np.float32), self.mesh.faces.astype(np.int32))
        return scene

    @cached_property
    def manifold(self) -> Any | None:
        """Give the solid ready for slicing, or None where the surface is not closed."""
        solid = manifold3d.Manifold(
            manifold3d.Mesh(self.mesh.vertices.astype(np.float32), self.mesh.faces.astype(np.uint32))
        )
        whole = solid.status() == manifold3d.Error.NoError and solid.volume() > 0
        return solid if whole else None

    def finding(
        self,
        code: str,
        severity: Severity,
        title: str,
        message: str,
        *,
        measured: float | None,
        limit: Limit | None = None,
        unit: str = "mm",
        source: str = "",
        faces: Iterable[int] = (),
        points: npt.ArrayLike = (),
        rotation: npt.ArrayLike | None = None,
    ) -> Finding:
        """Make a finding of this part; `points` (n, 3) lie on it as it is printed, and `rotation` (3, 3) turns that."""
        return Finding(
            code=code,
            severity=severity,
            title=title,
            message=message,
            part=self.part,
            measured=None if measured is None else round(float(measured), 3),
            limit=None if limit is None else limit.value,
            unit=unit if limit is None else limit.unit,
            source=source if limit is None else limit.source,
            faces=tuple(sorted({int(number) for number in faces})),
            points=self._placed(points),
            rotation=() if rotation is None else tuple(np.asarray(rotation).round(9).reshape(-1).tolist()),
        )

    def _placed(self, where: npt.ArrayLike) -> tuple[tuple[float, float, float], ...]:
        """Give at most 20 of these points, spread over them, in the assembled view's frame."""
        points = np.asarray(where, dtype=np.float64).reshape(-1, 3)
        if len(points) > MOST_POINTS:
            points = points[np.linspace(0, len(points) - 1, MOST_POINTS).astype(int)]
        placed = points @ self.place[:3, :3].T + self.place[:3, 3]
        return tuple((round(x, 3), round(y, 3), round(z, 3)) for x, y, z in placed.tolist())

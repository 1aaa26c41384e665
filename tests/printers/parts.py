"""Parts to print, made of plain bodies; all rest on Z = 0."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import trimesh

from printers.plate import Item

Mesh: TypeAlias = Any  # trimesh.Trimesh, which carries no types


def item(name: str, mesh: Mesh) -> Item:
    """A mesh moved to rest at the origin."""
    mesh = mesh.copy()
    mesh.apply_translation(-mesh.bounds[0])
    # Through float32, as every file on its way to a slicer.
    vertices = np.asarray(mesh.vertices, dtype=np.float32).astype(np.float64)
    return Item(name, vertices, np.asarray(mesh.faces, dtype=np.int64))


def box(x: float, y: float, z: float, at: tuple[float, float, float] = (0, 0, 0)) -> Mesh:
    """A box standing on `at`."""
    mesh = trimesh.creation.box((x, y, z))
    mesh.apply_translation([at[0], at[1], at[2] + z / 2])
    return mesh


def rod(radius: float, height: float, at: tuple[float, float, float] = (0, 0, 0)) -> Mesh:
    """An upright cylinder standing on `at`."""
    mesh = trimesh.creation.cylinder(radius, height, sections=64)
    mesh.apply_translation([at[0], at[1], at[2] + height / 2])
    return mesh


def cut(body: Mesh, *tools: Mesh) -> Mesh:
    """The body without the tools."""
    return trimesh.boolean.difference([body, *tools])


def join(*bodies: Mesh) -> Mesh:
    """All bodies as one."""
    return trimesh.boolean.union(list(bodies))


SHAPES: dict[str, Callable[[], Mesh]] = {
    "cube": lambda: box(20, 20, 20),
    "plate": lambda: box(60, 40, 3),
    "tube": lambda: cut(rod(15, 30), rod(12, 40, (0, 0, -5))),
    "cup": lambda: cut(box(50, 40, 30), box(46, 36, 40, (0, 0, 2))),
    "bracket": lambda: join(box(40, 20, 4), box(4, 20, 40, (-18, 0, 0))),
    "holes": lambda: cut(box(70, 50, 4), *(rod(3, 10, (x, y, -2)) for x in (-25, 0, 25) for y in (-15, 15))),
    "cone": lambda: trimesh.creation.cone(15, 30, sections=64),
    "tag": lambda: join(box(50, 20, 2), *(box(2, 10, 1.2, (x, 0, 2)) for x in range(-20, 21, 5))),
    "comb": lambda: join(box(60, 30, 3), *(box(1.5, 30, 15, (x, 0, 3)) for x in range(-28, 29, 7))),
    "knob": lambda: join(rod(15, 10), rod(8, 25)),
}

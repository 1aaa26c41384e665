"""3MF files: objects, what they are put together from, and where they are placed; colours and settings are left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from generators.errors import BadUpload
from generators.uploads.bounds import FARTHEST, Bounds
from generators.uploads.brought import UNITS, Floats, Ints, too_many
from generators.uploads.markup import walk
from generators.uploads.package import Package
from generators.uploads.stl import not_a_length

_CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
_PRODUCTION = "http://schemas.microsoft.com/3dmanufacturing/production/2015/06"
_ROOT = "3d/3dmodel.model"
#: Shapes that are no triangles; a model that has them would print as something else.
_OTHER_SHAPES = ("beamlattice", "slicestack", "volumetricstack", "displacementmesh")


@dataclass
class _Object:
    vertices: list[float] = field(default_factory=list)
    triangles: list[int] = field(default_factory=list)
    components: list[_Placed] = field(default_factory=list)
    kind: str = "model"


@dataclass(frozen=True)
class _Placed:
    path: str  # the model part that holds the object
    object: str
    transform: Floats  # (4, 3): a row vector is multiplied from the left


@dataclass(frozen=True)
class _Sheet:
    """One model part: its unit, objects and build items."""

    unit: str
    objects: Mapping[str, _Object]
    items: tuple[_Placed, ...]


def read(data: bytes, bounds: Bounds) -> tuple[Floats, Ints, str]:
    """Give the points, the triangles and the unit of all that the file places on its plate; raises `BadUpload`."""
    package = Package(data, bounds)
    models = package.models()
    root = _ROOT if _ROOT in models else next(iter(models), None)
    if root is None:
        raise BadUpload("no_model", "The 3MF holds no model. Is it a 3MF file at all?")
    sheets: dict[str, _Sheet] = {}
    count = [0]

    def sheet(path: str) -> _Sheet:
        if path not in sheets:
            sheets[path] = _Reader(path, bounds, count).read(package.read(path))
        return sheets[path]

    places: list[Floats] = []
    corners: list[Ints] = []
    unit = sheet(root).unit
    placed = [0]

    def put(one: _Placed, transform: Floats, way: tuple[tuple[str, str], ...]) -> None:
        placed[0] += 1
        if placed[0] > bounds.copies:
            words = f"The 3MF places its objects more than {bounds.copies:,} times, which is the most."
            raise BadUpload("too_many_copies", words, bounds.copies)
        name = (one.path, one.object)
        if name in way:
            raise BadUpload("circle", f"Object {one.object[:20]} of the 3MF contains itself.")
        if len(way) >= bounds.nesting:
            words = f"The 3MF nests more than {bounds.nesting} objects in each other."
            raise BadUpload("too_deep", words, bounds.nesting)
        found = sheet(one.path).objects.get(one.object)
        if found is None:
            raise BadUpload("no_such_object", f"The 3MF places object {one.object[:20]}, which it does not hold.")
        if found.kind not in ("model", "solidsupport"):
            return  # supports are the slicer's, surfaces have no inside
        whole = _after(one.transform, transform)
        if found.triangles:
            scale = UNITS[sheet(one.path).unit] / UNITS[unit]
            points = np.array(found.vertices, dtype=np.float64).reshape(-1, 3)
            named = np.array(found.triangles, dtype=np.int64).reshape(-1, 3)
            if named.max() >= len(points):
                words = f"A triangle of the 3MF names point {int(named.max()):,}; the object has {len(points):,}."
                raise BadUpload("no_such_point", words, len(points))
            if np.linalg.det(whole[:3]) < 0:
                named = named[:, ::-1]  # mirrored, its triangles would show their inside
            corners.append(named + sum(map(len, places)))
            places.append((points @ whole[:3] + whole[3]) * scale)
            if sum(map(len, corners)) > bounds.triangles:
                raise too_many(sum(map(len, corners)), bounds.triangles)
        for component in found.components:
            put(component, whole, (*way, name))

    for item in sheet(root).items:
        put(item, _identity(), ())
    if not corners:
        raise BadUpload("empty", "The 3MF places nothing on its plate that could be printed.")
    points = np.concatenate(places)
    if not np.isfinite(points).all() or (np.abs(points) > FARTHEST).any():
        raise not_a_length("the 3MF, placed as it says,")
    return points + 0.0, np.concatenate(corners), unit


def _identity() -> Floats:
    return np.vstack([np.eye(3), np.zeros(3)])


def _after(first: Floats, then: Floats) -> Floats:
    return np.vstack([first[:3] @ then[:3], first[3] @ then[:3] + then[3]])


class _Reader:
    """Reads one model part; `count` is shared by all parts of a file."""

    def __init__(self, path: str, bounds: Bounds, count: list[int]) -> None:
        self._path = path
        self._bounds = bounds
        self._count = count
        self._unit = "millimeter"
        self._objects: dict[str, _Object] = {}
        self._items: list[_Placed] = []
        self._at: _Object | None = None

    def read(self, data: bytes) -> _Sheet:
        walk(data, self._bounds, self._begin, self._end)
        return _Sheet(self._unit, self._objects, tuple(self._items))

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        space, _, word = name.rpartition(" ")
        if word in _OTHER_SHAPES:
            words = f"The 3MF describes its shape by a “{word}”, not by triangles. Please export it as a plain mesh."
            raise BadUpload("other_shape", words)
        if space != _CORE:
            return
        if word == "vertex" and self._at is not None:
            self._at.vertices += [_number(attributes.get(axis, ""), axis) for axis in "xyz"]
            if len(self._at.vertices) > 3 * self._bounds.vertices:
                raise too_many(len(self._at.vertices) // 9, self._bounds.triangles)
        elif word == "triangle" and self._at is not None:
            self._at.triangles += [_index(attributes.get(corner, "")) for corner in ("v1", "v2", "v3")]
            self._count[0] += 1
            if self._count[0] > self._bounds.triangles:
                raise too_many(self._count[0], self._bounds.triangles)
        elif word == "model":
            self._unit = attributes.get("unit", "millimeter")
            if self._unit not in UNITS:
                known = ", ".join(UNITS)
                words = f"The 3MF is drawn in “{self._unit[:20]}”; units of 3MF are {known}."
                raise BadUpload("unknown_unit", words, nearest="millimeter")
        elif word == "object":
            self._at = self._objects[attributes.get("id", "")] = _Object(kind=attributes.get("type", "model"))
            if len(self._objects) > self._bounds.copies:
                words = f"The 3MF holds more than {self._bounds.copies:,} objects."
                raise BadUpload("too_many_objects", words, self._bounds.copies)
        elif word == "component" and self._at is not None:
            self._at.components.append(self._placed(attributes))
        elif word == "item":
            self._items.append(self._placed(attributes))
        if self._at is not None and len(self._at.components) + len(self._items) > self._bounds.copies:
            words = f"The 3MF places its objects more than {self._bounds.copies:,} times, which is the most."
            raise BadUpload("too_many_copies", words, self._bounds.copies)

    def _end(self, name: str) -> None:
        if name == f"{_CORE} object":
            self._at = None

    def _placed(self, attributes: Mapping[str, str]) -> _Placed:
        path = attributes.get(f"{_PRODUCTION} path", "").lstrip("/").lower() or self._path
        given = attributes.get("transform")
        if given is None:
            return _Placed(path, attributes.get("objectid", ""), _identity())
        words = given.split()
        if len(words) != 12:
            raise BadUpload("not_3mf", f"A place in the 3MF has {len(words)} numbers instead of 12.", 12)
        numbers = [_number(word, "a place") for word in words]
        return _Placed(path, attributes.get("objectid", ""), np.array(numbers).reshape(4, 3))


def _number(word: str, where: str) -> float:
    try:
        if len(word) > 40 or "_" in word:
            raise ValueError
        number = float(word)
    except ValueError:
        words = f"A coordinate ({where}) in the 3MF is no number: “{word[:20]}”. Please export it again."
        raise BadUpload("not_a_number", words) from None
    if not abs(number) <= FARTHEST:  # so that NaN is caught too
        raise not_a_length(f"the 3MF ({where})")
    return number


def _index(word: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) < 10):
        raise BadUpload("not_3mf", f"A triangle of the 3MF names “{word[:20]}” as its point.")
    return int(word)

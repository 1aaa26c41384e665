"""Strokes and ribs that are thin in the layer, though no two of their sides face each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import manifold3d
import numpy as np
import shapely

from generators.findings import Finding
from generators.layers import Layers, area_of, layers_of, pieces
from generators.limits import Limits
from generators.rays import opposite
from generators.subject import Subject

_SLACK = 0.02  # mm: a stroke of exactly the limit is not too thin
_LONG = 3.0  # widths that a stroke must be long: an opening nibbles a corner for less than one
_SMALLEST = 0.05  # mm² of one layer
_LAYERS = 24  # looked at
_LASTING = 4  # layers that a stroke must go on for
_FOLLOWED = 12  # layers to which a stroke is followed
_PLAIN = 0.01  # mm by which outlines are made simpler first
_UPRIGHT, _FLAT = 0.1, 0.85  # the vertical share of a slanting side's normal
_TOLD = 0.5  # mm around a stroke within which a thin wall is the same place
_MOST = 3  # places told of


def strokes(subject: Subject, limits: Limits) -> Iterator[Finding]:
    """
    Ribs with slanting sides that an opening by the narrowest stroke takes away, in layers that lie on each other.

    The width in mm is the diameter of the largest circle that goes in, in the fourth narrowest layer: a ridge that runs
    out within three layers is only rounded a little. Where the sides face each other it is a thin wall, which `walls`
    tells of.

    Source: stroke_error and stroke_warning of the limits. PrusaSlicer 2.5 (Arachne) makes raised letters with
    strokes of 0.26 mm almost half as fat again, without a word.
    """
    mesh = subject.mesh
    rising = np.abs(mesh.face_normals[:, 2])
    slanting = (rising > _UPRIGHT) & (rising < _FLAT)
    if subject.manifold is None or subject.spiral is not None or not slanting.any():
        return
    layers = layers_of(subject, limits.layer_height.value)
    least = limits.stroke_warning.value - _SLACK
    heights = mesh.triangles[slanting, :, 2]
    held = set(layers.holding(heights.min(axis=1), heights.max(axis=1)))
    thin = _Thin(layers, least)
    found: list[tuple[float, int, Any]] = []
    for index in [index for index in layers.telling(_LAYERS) if index in held]:
        for piece in thin.at(index):
            stack = thin.followed(index, piece)
            if len(stack) >= _LASTING:
                found.append((sorted(map(_width, stack))[_LASTING - 1], index, piece))
    if not found:
        return
    told = _walls(subject, limits)
    fresh = [one for one in found if not _known(told, one[2], layers.middle(one[1]))]
    for place in _places(fresh)[:_MOST]:
        width, index, piece = min(place, key=lambda one: one[0])
        fails = width < limits.stroke_error.value - _SLACK
        limit = limits.stroke_error if fails else limits.stroke_warning
        z = layers.middle(index)
        rim = np.asarray(piece.exterior.segmentize(2.0).coords)[:-1]
        middles = subject.mesh.triangles.mean(axis=1)
        area = shapely.union_all([one[2] for one in place]).buffer(0.2)
        near = np.flatnonzero(shapely.contains_xy(area, middles[:, 0], middles[:, 1]))
        yield subject.finding(
            "STROKE_THIN",
            "error" if fails else "warning",
            "Thin stroke",
            f"At a height of {z:.1f} mm a stroke of the {subject.part} is {width:.2f} mm wide; this printer needs "
            f"{limit.value:.2f} mm. It {'would come out much fatter or not' if fails else 'may come out fatter'}. "
            "Make it wider.",
            measured=width,
            limit=limit,
            faces=near,
            points=np.column_stack([rim, np.full(len(rim), z)]),
        )


def _width(piece: Any) -> float:
    return 2 * float(shapely.maximum_inscribed_circle(piece, tolerance=0.01).length)


class _Thin:
    """The pieces of each layer that are narrower than `least` and long."""

    def __init__(self, layers: Layers, least: float) -> None:
        self._layers = layers
        self._least = least
        self._found: dict[int, list[Any]] = {}

    def at(self, index: int) -> list[Any]:
        """Give those of one layer; there are none where there is no layer."""
        if not 0 <= index < self._layers.count:
            return []
        if index not in self._found:
            self._found[index] = self._pieces(self._layers.section(index))
        return self._found[index]

    def followed(self, index: int, piece: Any) -> list[Any]:
        """Give a piece and what it goes on as in the layers above and below."""
        found = [piece]
        for way in (1, -1):
            here, last = index + way, piece
            while len(found) < _FOLLOWED:
                beside = next((other for other in self.at(here) if other.intersects(last)), None)
                if beside is None:
                    break
                found.append(beside)
                here, last = here + way, beside
        return found

    def _pieces(self, here: Any) -> list[Any]:
        plain = here.simplify(_PLAIN)
        # With mitred corners an opening gives every corner back as it was.
        opened = plain.offset(-self._least / 2, manifold3d.JoinType.Miter, 4.0)
        opened = opened.offset(self._least / 2 + _PLAIN, manifold3d.JoinType.Miter, 4.0)
        rest = plain - opened
        if rest.area() < _SMALLEST:
            return []
        return [
            piece
            for piece in pieces(area_of(rest.to_polygons()))
            if piece.area > _SMALLEST and piece.length / 2 > _LONG * self._least
        ]


def _walls(subject: Subject, limits: Limits) -> Any:
    """Give where `walls` may have told of it: the samples (n, 3) that measure thin."""
    gaps = opposite(subject, outward=False)
    return gaps.samples.points[gaps.distances < limits.wall_warning.value]


def _known(told: Any, piece: Any, z: float) -> bool:
    near = told[np.abs(told[:, 2] - z) < 1.0]
    return bool(len(near)) and bool(shapely.contains_xy(piece.buffer(_TOLD), near[:, 0], near[:, 1]).any())


def _places(found: list[tuple[float, int, Any]]) -> list[list[tuple[float, int, Any]]]:
    """Group strokes that lie on each other, the narrowest first."""
    groups: list[list[tuple[float, int, Any]]] = []
    for one in found:
        group = next((group for group in groups if any(one[2].intersects(other[2]) for other in group)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return sorted(groups, key=lambda group: min(one[0] for one in group))

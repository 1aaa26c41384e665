"""Round holes so small that they would close."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from generators.findings import Finding
from generators.layers import layers_of
from generators.limits import Limits
from generators.subject import Subject

Floats = npt.NDArray[np.float64]

_SLACK = 0.02  # mm
_ROUND = 0.85  # 4π area over the outline's length squared: a square has 0.79, a hexagon 0.91; letters have less
_CIRCLE = 0.02  # the share by which the corners of a circle may differ in their distance from its middle
_UPRIGHT = 0.5  # the vertical share of a normal below which a face is a hole's wall
_LAYERS = 150  # looked at; a hole that begins and ends between two of them is found in neither
_MOST = 3  # places told of


@dataclass(frozen=True, eq=False)
class _Hole:
    """One hole in one layer: its outline (n, 2), its middle (2,), its width and z in mm."""

    ring: Floats
    middle: Floats
    width: float
    z: float


def holes(subject: Subject, limits: Limits) -> Iterator[Finding]:
    """
    Upright round holes narrower than the printer keeps open, one finding for each width.

    The eye of a raised letter is no hole: a hole is at least as deep as it is wide.

    The width in mm is the diameter through the corners where they lie on one circle, else that of the largest circle
    that goes in.

    Source: hole_minimum and hole_warning of the limits.
    """
    mesh = subject.mesh
    if subject.manifold is None:
        return
    layers = layers_of(subject, limits.layer_height.value)
    found: list[_Hole] = []
    for index in layers.telling(_LAYERS):
        section = layers.section(index)
        if section.num_contour() > 1:
            for ring in section.to_polygons():
                hole = _hole(np.asarray(ring), layers.middle(index), limits.hole_minimum.value)
                if hole is not None:
                    found.append(hole)
    for place in _places(_deep(found, layers.height))[:_MOST]:
        worst = min(place, key=lambda one: one.width)
        many = len({tuple((one.middle * 2).round().tolist()) for one in place})
        closes = worst.width < limits.hole_warning.value - _SLACK
        limit = limits.hole_warning if closes else limits.hole_minimum
        middles = mesh.triangles.mean(axis=1)
        near = np.zeros(len(middles), dtype=bool)
        for hole in place:
            near |= np.hypot(*(middles[:, :2] - hole.middle).T) < hole.width
        yield subject.finding(
            "HOLE_SMALL",
            "warning" if closes else "info",
            "Small hole",
            f"{'A hole' if many == 1 else f'{many} holes'} of the {subject.part} {'is' if many == 1 else 'are'} "
            f"{worst.width:.2f} mm wide. Holes come out narrower than drawn; below {limit.value:.1f} mm "
            f"{'they may close' if closes else 'drill them to size where it matters'}.",
            measured=worst.width,
            limit=limit,
            faces=np.flatnonzero(near & (np.abs(mesh.face_normals[:, 2]) < _UPRIGHT)),
            points=[(*one.middle, one.z) for one in place],
        )


def _hole(ring: Floats, z: float, least: float) -> _Hole | None:
    """Give the hole that a clockwise outline is, where it is round and narrower than `least`."""
    wide = np.ptp(ring, axis=0)
    if len(ring) < 5 or wide.min() > least * 1.1:
        return None
    steps = np.roll(ring, -1, axis=0) - ring
    area = float((ring[:, 0] * np.roll(ring[:, 1], -1) - np.roll(ring[:, 0], -1) * ring[:, 1]).sum()) / 2
    around = float(np.hypot(*steps.T).sum())
    if area >= 0 or -4 * math.pi * area < _ROUND * around**2:
        return None
    middle = (ring.min(axis=0) + ring.max(axis=0)) / 2
    reach = np.hypot(*(ring - middle).T)
    if len(ring) > 8 and np.ptp(reach) < _CIRCLE * reach.max():
        width = 2 * float(reach.mean())
    else:
        width = 2 * float(shapely.maximum_inscribed_circle(shapely.Polygon(ring), tolerance=0.005).length)
    return _Hole(ring, middle, width, z) if width < least - _SLACK else None


def _deep(found: list[_Hole], height: float) -> list[_Hole]:
    """Leave those that go on, at the same place, for at least their own width."""
    stacks: dict[tuple[float, ...], list[_Hole]] = {}
    for hole in found:
        stacks.setdefault(tuple((hole.middle * 2).round().tolist()), []).append(hole)
    deep: list[_Hole] = []
    for stack in stacks.values():
        depth = max(hole.z for hole in stack) - min(hole.z for hole in stack) + height
        deep.extend(hole for hole in stack if depth >= hole.width)
    return deep


def _places(found: list[_Hole]) -> list[list[_Hole]]:
    """Group holes of one width, to a tenth of a millimetre, the narrowest first."""
    groups: dict[float, list[_Hole]] = {}
    for hole in found:
        groups.setdefault(round(hole.width, 1), []).append(hole)
    return [groups[width] for width in sorted(groups)]

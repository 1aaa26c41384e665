"""Plastic laid over nothing: islands, free edges, long bridges and steep undersides."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import manifold3d
import numpy as np
import numpy.typing as npt
import shapely

from generators.findings import Finding
from generators.layers import layers_of, pieces
from generators.limits import Limits
from generators.subject import Subject

_SLACK = 0.01  # mm
_ANCHORED = 0.9  # the share of strands that must be held at both ends to call it a bridge
_STRAND = 0.5  # mm between the strands laid across to measure a bridge
_MOST = 3  # places told of each kind


@dataclass(frozen=True, eq=False)
class _Hanging:
    """One area of one layer that the layer below does not hold: z in mm, and its measure in mm."""

    z: float
    area: Any
    measure: float


def overhangs(subject: Subject, limits: Limits) -> Iterator[Finding]:
    """
    Every layer against the one below it, grown by what 45° (and 2° of tolerance) may lean out.

    What is left over is an island where it touches nothing; a bridge, with its span in mm, where its strands
    are held at both ends; a free edge, with its reach in mm, where they are not.

    Source: overhang_angle, bridge_*, cantilever_* of the limits; the same yes or no as PrusaSlicer 2.9.2's
    stability alerts on 49 of 50 trial parts.
    """
    mesh = subject.mesh
    lean = math.radians(limits.overhang_angle.value + limits.overhang_tolerance.value)
    lows, highs = mesh.triangles[:, :, 2].min(axis=1), mesh.triangles[:, :, 2].max(axis=1)
    lifted = highs > mesh.bounds[0, 2] + 1e-3
    steep = lifted & (mesh.face_normals[:, 2] < -math.sin(lean))
    # An island's first layer always has an underside, if only a blunt tip, so all of them are looked at.
    under = lifted & (mesh.face_normals[:, 2] < -0.3)
    if subject.manifold is None or not under.any():
        return
    layers = layers_of(subject, limits.layer_height.value)
    islands: list[_Hanging] = []
    bridges: list[_Hanging] = []
    free: list[_Hanging] = []
    grow = layers.height * math.tan(lean)
    little = limits.cantilever_warning.value + _SLACK
    least = limits.hanging_area.value
    leaning = set(layers.holding(lows[steep], highs[steep]))
    for index in layers.holding(lows[under], highs[under]):
        # Where no face leans further than it may, no edge of a layer moves out further than that.
        if _held(layers.section(index - 1), layers.section(index), grow if index in leaning else None, least):
            continue
        below, here = layers.polygon(index - 1), layers.polygon(index)
        z = layers.bottom(index)
        loose = list(_loose(here, below, limits.island_area.value))
        islands.extend(_Hanging(z, piece, float(piece.area)) for piece in loose)
        unheld = here.difference(below.buffer(grow, 4))
        for piece in pieces(unheld):
            if piece.area < least or any(shapely.intersects(island, piece) for island in loose):
                continue
            near = _near(below, piece, grow)
            whole = _whole(piece, here, near, grow)
            if whole is None or (reach := _reach(whole, near, little)) <= little:
                continue
            held, span = _bridged(whole, near)
            if held > _ANCHORED:
                bridges.append(_Hanging(z, whole, span))
            else:
                free.append(_Hanging(z, whole, reach))
    yield from _islands(subject, steep | under, islands)
    yield from _bridges(subject, steep, [one for one in bridges if one.measure > limits.bridge_warning.value], limits)
    yield from _free(subject, steep, free, limits)
    if not (islands or free):
        yield from _steep(subject, steep, limits)


def _held(below: Any, here: Any, grow: float | None, least: float) -> bool:
    """
    Tell in a hurry that a layer, one piece as most are, lies on the one below; False says that it may not.

    `grow` is how far in mm it may lean out; None where it is known that it does not lean further. `least` is the area
    in mm² from which on what leans further counts.
    """
    if grow is not None:
        beyond = here - below.offset(grow, manifold3d.JoinType.Round, circular_segments=16)
        if beyond.area() >= least:
            return False
    return len(here.decompose()) == 1 and not (here ^ below).is_empty()


def _loose(here: Any, below: Any, least: float) -> Iterator[Any]:
    """Give the pieces of a layer, of more than `least` mm², that touch nothing of the one below."""
    above = pieces(here)
    if not above:
        return  # a cut in the very plane of a face may hold nothing
    touching = shapely.STRtree(pieces(below)).query(above, predicate="intersects")[0]
    held = set(touching.tolist())
    for number, piece in enumerate(above):
        if piece.area > least and number not in held:
            yield piece


def _near(below: Any, piece: Any, grow: float) -> Any:
    """Give what may hold a piece: no point of it is farther from its own hold than the piece is long."""
    left, front, right, back = piece.bounds
    about = right - left + back - front + 2 * grow
    return below.intersection(shapely.box(left - about, front - about, right + about, back + about))


def _whole(piece: Any, here: Any, below: Any, grow: float) -> Any | None:
    """Give the unheld area back to the true edge of the layer below."""
    back = pieces(piece.buffer(grow + 0.01, 4).intersection(here).difference(below.buffer(0.01, 4)))
    return max(back, key=lambda one: float(one.area)) if back else None


def _reach(area: Any, below: Any, least: float) -> float:
    """
    Give how far in mm the area's edge, or the middle of its widest spot, is from anything that holds it.

    An edge that is nearer than `least` is not measured.
    """
    rim = np.vstack([np.asarray(ring.segmentize(0.5).coords) for ring in (area.exterior, *area.interiors)])
    points = shapely.points(rim)
    shapely.prepare(below)
    far = points[~shapely.dwithin(below, points, least)]
    edge = float(shapely.distance(below, far).max()) if len(far) else 0.0
    return max(edge, float(shapely.maximum_inscribed_circle(area, tolerance=0.1).length))


def _bridged(area: Any, below: Any) -> tuple[float, float]:
    """
    Lay strands over the area in many directions: (share held at both ends, their length in mm) of the best.

    A printer bridges along the direction in which most strands are held, and of those along the shortest.
    """
    anchors = below.buffer(0.2, 4)
    shapely.prepare(anchors)
    rings = [np.asarray(ring.coords) for ring in (area.exterior, *area.interiors)]
    sides = np.concatenate([np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings])
    corners = np.asarray(area.minimum_rotated_rectangle.exterior.coords)
    along = math.degrees(math.atan2(*(corners[1] - corners[0])[::-1].tolist()))
    results = [_strands(sides, anchors, turn) for turn in (along, along + 90, *range(0, 180, 10))]
    most = max(held for held, _span in results)
    return most, min(span for held, span in results if held > most - 0.05)


def _strands(sides: npt.NDArray[np.float64], anchors: Any, turn: float) -> tuple[float, float]:
    """
    Lay strands at `turn` degrees over the area within these `sides` (n, 2, 2): (share held, their length in mm).

    Every side is met with all the rows that cross it at once: intersecting shapes takes a hundred times as long.
    """
    cosine, sine = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    back = np.array([[cosine, sine], [-sine, cosine]])
    flat = sides @ back.T
    bottom, top = flat[..., 1].min(), flat[..., 1].max()
    start = bottom + _STRAND / 2 if top - bottom > _STRAND else (bottom + top) / 2
    rising = flat[..., 1].argsort(axis=1, kind="stable")[..., None]
    low, high = np.take_along_axis(flat, rising, axis=1).transpose(1, 0, 2)
    first, last = (np.ceil((end[:, 1] - start) / _STRAND).astype(int) for end in (low, high))
    first = np.maximum(first, 0)
    counts = np.maximum(last - first, 0)
    side = np.repeat(np.arange(len(flat)), counts)
    row = first[side] + np.arange(len(side)) - np.repeat(np.cumsum(counts) - counts, counts)
    y = start + row * _STRAND
    share = (y - low[side, 1]) / (high[side, 1] - low[side, 1])
    x = low[side, 0] + share * (high[side, 0] - low[side, 0])
    order = np.lexsort((x, row))
    ends = np.column_stack([x, y])[order].reshape(-1, 2, 2)
    lengths = ends[:, 1, 0] - ends[:, 0, 0]
    ends, lengths = ends[lengths > 1e-6], lengths[lengths > 1e-6]
    if not len(ends):
        return 0.0, math.inf
    where = ends @ back
    held = shapely.contains_xy(anchors, where[..., 0], where[..., 1]).all(axis=1)
    span = float(np.percentile(lengths[held], 95)) if held.any() else math.inf
    return float(lengths[held].sum() / lengths.sum()), span


def _faces(subject: Subject, among: npt.NDArray[np.bool_], where: _Hanging) -> npt.NDArray[np.int64]:
    """Give the triangles of the undersides that make this area hang."""
    mesh = subject.mesh
    numbers = np.flatnonzero(among & (np.abs(mesh.triangles[:, :, 2] - where.z).min(axis=1) < 0.5))
    middles = shapely.points(mesh.triangles[numbers, :, :2].mean(axis=1))
    inside: npt.NDArray[np.int64] = numbers[shapely.contains(where.area.buffer(0.2), middles)]
    return inside


def _rim(where: _Hanging) -> npt.NDArray[np.float64]:
    flat = np.asarray(where.area.exterior.segmentize(2.0).coords)[:-1]
    return np.column_stack([flat, np.full(len(flat), where.z)])


def _worst(found: list[_Hanging]) -> list[_Hanging]:
    """Give the worst place of each spot seen from above: a place that lasts for layers is told once."""
    told: list[_Hanging] = []
    for one in sorted(found, key=lambda hanging: -hanging.measure):
        if len(told) < _MOST and not any(shapely.intersects(one.area, other.area) for other in told):
            told.append(one)
    return told


def _islands(subject: Subject, under: npt.NDArray[np.bool_], found: list[_Hanging]) -> Iterator[Finding]:
    for one in _worst(found):
        yield subject.finding(
            "ISLAND",
            "error",
            "Begins in mid-air",
            f"At a height of {one.z:.1f} mm a piece of the {subject.part} begins with nothing below it. It would "
            "be printed into the air.",
            measured=one.measure,
            unit="mm²",
            source="a layer is laid on the one below",
            faces=_faces(subject, under, one),
            points=_rim(one),
        )


def _bridges(
    subject: Subject, steep: npt.NDArray[np.bool_], found: list[_Hanging], limits: Limits
) -> Iterator[Finding]:
    for one in _worst(found):
        fails = one.measure > limits.bridge_error.value
        limit = limits.bridge_error if fails else limits.bridge_warning
        yield subject.finding(
            "BRIDGE_LONG",
            "error" if fails else "warning",
            "Long bridge",
            f"At a height of {one.z:.1f} mm the {subject.part} spans {one.measure:.1f} mm over nothing; this "
            f"printer bridges {limit.value:.0f} mm. It {'would sag' if fails else 'may sag a little'}.",
            measured=one.measure,
            limit=limit,
            faces=_faces(subject, steep, one),
            points=_rim(one),
        )


def _free(subject: Subject, steep: npt.NDArray[np.bool_], found: list[_Hanging], limits: Limits) -> Iterator[Finding]:
    for one in _worst(found):
        fails = one.measure > limits.cantilever_error.value
        limit = limits.cantilever_error if fails else limits.cantilever_warning
        yield subject.finding(
            "OVERHANG_UNSUPPORTED",
            "error" if fails else "warning",
            "Hangs free",
            f"At a height of {one.z:.1f} mm the {subject.part} reaches {one.measure:.1f} mm out over nothing; "
            f"{limit.value:.0f} mm hold by themselves. The edge {'would fall' if fails else 'may droop'}.",
            measured=one.measure,
            limit=limit,
            faces=_faces(subject, steep, one),
            points=_rim(one),
        )


def _steep(subject: Subject, steep: npt.NDArray[np.bool_], limits: Limits) -> Iterator[Finding]:
    """Tell of broad undersides that lean out too far, though each layer still holds the next."""
    mesh = subject.mesh
    sloped = np.flatnonzero(steep & (mesh.face_normals[:, 2] > -0.999))
    if float(mesh.areas[sloped].sum()) < limits.steep_area.value:
        return
    # A hair of width joins triangles whose common edge differs in the last digit.
    flat = shapely.union_all(shapely.polygons(mesh.triangles[sloped, :, :2])).buffer(1e-3, 1)
    for spot in sorted(pieces(flat), key=lambda one: -float(one.area))[:_MOST]:
        narrow = 2 * float(shapely.maximum_inscribed_circle(spot, tolerance=0.5).length)
        inside = sloped[shapely.contains(spot.buffer(0.05), shapely.points(mesh.triangles[sloped, :, :2].mean(axis=1)))]
        area = float(mesh.areas[inside].sum())
        if narrow < limits.steep_width.value or area < limits.steep_area.value:
            continue
        angle = float(np.degrees(np.arcsin(-mesh.face_normals[inside, 2].min())))
        yield subject.finding(
            "OVERHANG_STEEP",
            "info",
            "Rough underside",
            f"An underside of the {subject.part} leans out by {angle:.0f}°; up to "
            f"{limits.overhang_angle.value:.0f}° come out clean. It will be a little rough.",
            measured=angle,
            limit=limits.overhang_angle,
            faces=inside,
            points=mesh.triangles[inside].mean(axis=1),
        )

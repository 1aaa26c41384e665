"""
A picture of a made design, as a product photograph: soft daylight, a shadow where it stands, thin edges.

Rays are cast through the very triangles that are printed; no graphics card or display is needed, and the same
design gives the same picture everywhere.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore_scene import EmbreeScene
from PIL import Image
from scipy.ndimage import gaussian_filter

from generators.camera import Camera, framing

if TYPE_CHECKING:
    from generators.make import Shaped

Floats = npt.NDArray[np.float32]

BACKGROUND = "#e9ebe6"
_FINE = 2  # samples across one pixel
_COARSE = 6  # samples of the ground's shadow share a square this wide
_OFF = 0.02  # mm that a second ray starts off the surface

_AMBIENT = 0.60
_KEY = 0.56
_RIM = 0.16
_LINE = 0.42  # how much an edge darkens
_GROUND_AMBIENT = 0.72
_GROUND_KEY = 0.22


@dataclass(frozen=True, eq=False)
class _Scene:
    """All triangles of the assembled view, ready for rays; normals at the corners (m, 3, 3)."""

    rays: Any
    normals: Floats
    edges: npt.NDArray[np.float64]  # (e, 2, 3)
    points: npt.NDArray[np.float64]  # (n, 3)

    def free(self, starts: Floats, way: Floats) -> npt.NDArray[np.bool_]:
        """Say for each start (n, 3) whether it sees the sky along one direction (3,)."""
        ways = np.empty_like(starts)
        ways[:] = way
        return np.asarray(self.rays.run(starts, ways, query="OCCLUDED")) < 0


@dataclass(frozen=True, eq=False)
class _Hits:
    """What the samples that show the object see: sample, triangle, where on it, how far away, along which ray."""

    samples: npt.NDArray[np.int64]  # (k,) rising
    triangles: npt.NDArray[np.int32]
    u: Floats
    v: Floats
    distances: Floats
    ways: Floats  # (k, 3)


def picture(
    made: Shaped,
    width: int = 640,
    height: int = 480,
    colour: str = "#e3a010",
    background: str | None = BACKGROUND,
    colours: Mapping[str, str] = MappingProxyType({}),
    kind: str = "png",
) -> bytes:
    """
    Give the assembled view from the front right; without a background it is transparent.

    `colours` are those of slots that differ from the body's `colour`. `kind` is "png", which keeps every shade, or
    "webp", which is about an eighth as large.
    """
    scene = _scene(made)
    camera = framing(scene.points, width * _FINE, height * _FINE)
    found = _hits(scene, camera)
    light = _lit(scene, camera, found) * _edge_shade(scene, camera, found)[:, None]
    ground = _ground(scene, camera).reshape(-1, 1)
    image = np.empty((len(ground), 4), dtype=np.float32)
    if background is None:
        image[:, :3] = 0
        image[:, 3:] = 1 - ground
    else:
        image[:, :3] = _linear(background) * ground
        image[:, 3] = 1
    painted = np.concatenate(
        [np.tile(_linear(colours.get(part.colour, colour)), (len(part.mesh.faces), 1)) for part in made.parts]
    )
    image[found.samples, :3] = light[:, :1] * painted[found.triangles] + light[:, 1:]
    image[found.samples, 3] = 1
    return _encoded(image.reshape(camera.height, camera.width, 4), kind, transparent=background is None)


def _hits(scene: _Scene, camera: Camera) -> _Hits:
    """Cast a ray through every sample of the part of the frame that can show the object."""
    columns, rows, _far = camera.seen(scene.points)
    left, right = max(int(columns.min()) - 1, 0), min(int(columns.max()) + 3, camera.width)
    top, bottom = max(int(rows.min()) - 1, 0), min(int(rows.max()) + 3, camera.height)
    row, column = np.mgrid[top:bottom, left:right].reshape(2, -1)
    ways = camera.ways(column, row)
    starts = np.empty_like(ways)
    starts[:] = camera.eye
    answer = scene.rays.run(starts, ways, output=1)
    met = np.flatnonzero(answer["primID"] >= 0)
    samples = row[met] * camera.width + column[met]
    return _Hits(samples, answer["primID"][met], answer["u"][met], answer["v"][met], answer["tfar"][met], ways[met])


def _scene(made: Shaped) -> _Scene:
    points, faces, normals, edges = [], [], [], []
    count = 0
    for part in made.parts:
        turn, shift = part.place[:3, :3], part.place[:3, 3]
        points.append(part.placed)
        faces.append(part.mesh.faces + count)
        normals.append((part.mesh.normals @ turn.T)[part.mesh.corners])
        edges.append(part.mesh.edges @ turn.T + shift)
        count += len(part.mesh.vertices)
    every = np.concatenate(points)
    rays = EmbreeScene()
    TriangleMesh(rays, every.astype(np.float32), np.concatenate(faces).astype(np.int32))
    return _Scene(rays, np.concatenate(normals).astype(np.float32), np.concatenate(edges), every)


def _dome(count: int) -> Floats:
    """Spread directions evenly over the sky, (count, 3) unit vectors."""
    index = np.arange(count) + 0.5
    z = 1 - index / count
    turn = np.pi * (1 + 5**0.5) * index
    flat = np.sqrt(1 - z * z)
    return np.stack([flat * np.cos(turn), flat * np.sin(turn), z], axis=1).astype(np.float32)


def _key(camera: Camera, count: int, spread: float) -> Floats:
    """Give directions to a soft light at the front left, above the camera."""
    right, up, back = camera.axes
    middle = -0.62 * right + 0.45 * up + 0.62 * back
    middle /= np.linalg.norm(middle)
    side = np.cross(middle, [0.0, 0.0, 1.0])
    side /= np.linalg.norm(side)
    over = np.cross(side, middle)
    index = np.arange(count) + 0.5
    radius, turn = spread * np.sqrt(index / count), np.pi * (1 + 5**0.5) * index
    ways = middle + np.outer(radius * np.cos(turn), side) + np.outer(radius * np.sin(turn), over)
    unit: Floats = (ways / np.linalg.norm(ways, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _lit(scene: _Scene, camera: Camera, found: _Hits) -> Floats:
    """Give for each sample on the object (k, 4): the share of its colour shown, and gloss for each channel."""
    corners = scene.normals[found.triangles]
    u, v, ways = found.u[:, None], found.v[:, None], found.ways
    normals = corners[:, 0] * (1 - u - v) + corners[:, 1] * u + corners[:, 2] * v
    normals /= np.sqrt(np.einsum("ij,ij->i", normals, normals))[:, None] + 1e-9
    at = camera.eye.astype(np.float32) + found.distances[:, None] * ways + np.float32(_OFF) * normals

    # Daylight changes slowly over a surface, the edge of a shadow does not.
    asking, source = _shared(found, normals, camera, 2 * _FINE)
    sky = _open_sky(scene, at[asking], normals[asking])[source]
    asking, source = _shared(found, normals, camera, _FINE)
    key = _key_light(scene, camera, at[asking], normals[asking])[source]

    middle = _key(camera, 1, 0.0)[0]
    half = middle - ways
    half /= np.sqrt(np.einsum("ij,ij->i", half, half))[:, None]
    gloss = np.clip(np.einsum("ij,ij->i", normals, half), 0, 1) ** 28 * 0.10 * (key > 0)
    facing = np.clip(-np.einsum("ij,ij->i", normals, ways), 0, 1)
    rim = _RIM * (1 - facing) ** 3 * sky
    shown = _AMBIENT * sky + _KEY * key
    out: Floats = np.concatenate([shown[:, None], np.repeat((gloss + rim)[:, None], 3, axis=1)], axis=1).astype(
        np.float32
    )
    return out


def _shared(
    found: _Hits, normals: Floats, camera: Camera, size: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """
    Let one sample of each square of `size` ask for light: (who asks, whose answer each sample takes).

    A sample that faces elsewhere than the one asking, or lies deeper, asks for itself.
    """
    rows, columns = np.divmod(found.samples, camera.width)
    cell = (rows // size) * (-(-camera.width // size)) + columns // size
    every = np.arange(len(cell))
    first = np.empty(int(cell.max()) + 1, dtype=np.int64)
    first[cell[::-1]] = every[::-1]
    leader = first[cell]
    alike = np.einsum("ij,ij->i", normals, normals[leader]) > 0.985
    alike &= np.abs(found.distances - found.distances[leader]) < 0.01 * found.distances
    asking = np.flatnonzero(~alike | (leader == every))
    place = np.empty(len(leader), dtype=np.int64)
    place[asking] = np.arange(len(asking))
    return asking, place[np.where(alike, leader, every)]


def _open_sky(scene: _Scene, at: Floats, normals: Floats, count: int = 28) -> Floats:
    """Give the share of daylight that reaches points: a sky all round, less the object itself, plus the ground."""
    total = np.zeros(len(at), dtype=np.float32)
    full = np.zeros(len(at), dtype=np.float32)
    for way in _dome(count):
        facing = normals @ way
        toward = np.flatnonzero(facing > 0)
        full[toward] += facing[toward]
        total[toward] += facing[toward] * scene.free(at[toward], way)
    seen = total / np.maximum(full, 1e-6)
    up = 0.5 + 0.5 * normals[:, 2]
    # What looks down gets what the ground throws back.
    light: Floats = (seen * (0.45 + 0.55 * up)).astype(np.float32)
    return np.where(full > 0, light, np.float32(0.3))


def _key_light(scene: _Scene, camera: Camera, at: Floats, normals: Floats, count: int = 6) -> Floats:
    total = np.zeros(len(at), dtype=np.float32)
    for way in _key(camera, count, 0.12):
        facing = normals @ way
        toward = np.flatnonzero(facing > 0)
        total[toward] += facing[toward] * scene.free(at[toward], way)
    return total / np.float32(count)


def _ground(scene: _Scene, camera: Camera) -> Floats:
    """Give how bright the ground is, in each sample of the frame: 1 is the untouched background."""
    shape = (-(-camera.height // _COARSE), -(-camera.width // _COARSE))
    rows, columns = (np.mgrid[0 : shape[0], 0 : shape[1]].reshape(2, -1) + 0.5) * _COARSE - 0.5
    ways = camera.ways(columns, rows)
    floor = float(scene.points[:, 2].min())
    down = ways[:, 2] < -1e-3
    reach = np.where(down, (floor - camera.eye[2]) / np.where(down, ways[:, 2], -1), 0)
    at = (camera.eye + reach[:, None] * ways).astype(np.float32)
    at[:, 2] = floor + _OFF
    # Only the surroundings of the object can lie in its shadow.
    low, high = scene.points.min(axis=0), scene.points.max(axis=0)
    room = 3.0 * (high[2] - low[2]) + 0.2 * float(max(high[:2] - low[:2]))
    near = down & np.all((at[:, :2] > low[:2] - room) & (at[:, :2] < high[:2] + room), axis=1)
    points = at[near]
    ambient = np.zeros(len(points), dtype=np.float32)
    sky = _dome(48)
    for way in sky:
        ambient += way[2] * scene.free(points, way)
    ambient /= sky[:, 2].sum()
    key = np.zeros(len(points), dtype=np.float32)
    soft = _key(camera, 16, 0.16)
    for way in soft:
        key += scene.free(points, way)
    key /= len(soft)
    out = np.ones(len(at), dtype=np.float32)
    out[near] = 1 - _GROUND_AMBIENT * (1 - ambient) - _GROUND_KEY * (1 - key)
    # A shadow is smooth, so a coarse grid holds it; its rim under the object would show the grid.
    coarse = Image.fromarray(gaussian_filter(out.reshape(shape), 0.9, mode="nearest"))
    wide, tall = shape[1] * _COARSE, shape[0] * _COARSE
    fine = np.asarray(coarse.resize((wide, tall), Image.Resampling.BICUBIC), dtype=np.float32)
    return np.minimum(fine[: camera.height, : camera.width], np.float32(1))


def _edge_shade(scene: _Scene, camera: Camera, found: _Hits) -> Floats:
    """Give how much of its light each sample keeps: those on a visible CAD edge are darker."""
    if not len(scene.edges):
        return np.ones(len(found.samples), dtype=np.float32)
    shade = np.ones(camera.width * camera.height, dtype=np.float32)
    depth = np.full(len(shade), np.inf, dtype=np.float32)
    depth[found.samples] = found.distances
    first, last = scene.edges[:, 0], scene.edges[:, 1]
    x0, y0, _near = camera.seen(first)
    x1, y1, _far = camera.seen(last)
    steps = np.ceil(np.hypot(x1 - x0, y1 - y0) * 1.3).astype(np.int64) + 1
    line = np.repeat(np.arange(len(steps)), steps)
    along = (np.arange(len(line)) - np.repeat(np.cumsum(steps) - steps, steps)) / np.repeat(steps, steps)
    points = first[line] + along[:, None] * (last - first)[line]
    x, y, distance = camera.seen(points)
    columns, rows = np.rint(x).astype(np.int64), np.rint(y).astype(np.int64)
    inside = (columns >= 0) & (columns < camera.width) & (rows >= 0) & (rows < camera.height)
    sample = (rows * camera.width + columns)[inside]
    visible = distance[inside] < depth[sample] * 1.002 + 0.05
    shade[sample[visible]] = 1 - _LINE
    return shade[found.samples]


def _linear(colour: str) -> Floats:
    """Give a colour "#rrggbb" in linear light."""
    parts = np.array([int(colour[index : index + 2], 16) for index in (1, 3, 5)], dtype=np.float32) / 255
    out: Floats = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4).astype(np.float32)
    return out


def _encoded(image: Floats, kind: str, *, transparent: bool) -> bytes:
    height, width = image.shape[0] // _FINE, image.shape[1] // _FINE
    # Colours of samples that show nothing must not bleed into the edge.
    image[..., :3] *= image[..., 3:]
    small = image.reshape(height, _FINE, width, _FINE, 4).mean(axis=(1, 3))
    light = np.clip(small[..., :3] / np.maximum(small[..., 3:], 1e-6), 0, 1)
    screen = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    channels = np.concatenate([screen, small[..., 3:]], axis=2) if transparent else screen
    pixels = (channels * 255 + 0.5).astype(np.uint8)
    out = io.BytesIO()
    drawn = Image.fromarray(pixels, "RGBA" if transparent else "RGB")
    if kind == "webp":
        drawn.save(out, "WEBP", quality=86)
    else:
        drawn.save(out, "PNG", compress_level=6)
    return out.getvalue()

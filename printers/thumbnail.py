"""
Small pictures of a plate, written into its G-code as slicers with a window do; printers and hosts show them.

Each is a block of comments: `; thumbnail begin WIDTHxHEIGHT LETTERS`, the PNG in base64, `; thumbnail end`.
Source: PrusaSlicer, src/libslic3r/GCode/Thumbnails.
"""

import base64
import io
import re
from collections.abc import Sequence

import numpy as np
from embreex.mesh_construction import TriangleMesh
from embreex.rtcore_scene import EmbreeScene
from numpy.typing import NDArray
from PIL import Image

from printers.models import Solid
from printers.profile import Profile

#: What most printers and hosts show: an icon, and a picture for the screen.
USUAL = ((16, 16), (220, 124))
_MOST = 4  # pictures in a file
_LARGEST = 640  # pixels along a side
_LINE = 78  # letters in a line
_FINE = 2  # samples across a pixel
_COLOUR = (227, 160, 16)
_FROM = np.array([0.52, -0.74, 0.43])  # where the eye is: before the bed, to the right, above
_LIGHT = np.array([0.15, -0.55, 0.82])
_SIZE = re.compile(r"(\d+)x(\d+)(?:/(\w+))?")


def thumbnails(solids: Sequence[Solid], profile: Profile) -> str:
    """The blocks for one plate, in the sizes that the profile asks for, or the usual ones."""
    return "".join(
        _block(picture(solids, width, height, _colour(profile)), width, height) for width, height in sizes(profile)
    )


def sizes(profile: Profile) -> tuple[tuple[int, int], ...]:
    """Width and height in pixels of each picture; of those that a profile wants in another format than PNG none."""
    found = [
        (int(match[1]), int(match[2]))
        for match in _SIZE.finditer(profile.settings.get("thumbnails", ""))
        if (match[3] or "PNG").upper() == "PNG"
    ]
    return tuple(size for size in found if min(size) > 0 and max(size) <= _LARGEST)[:_MOST] or USUAL


def picture(solids: Sequence[Solid], width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A PNG of the parts as they stand on the plate, seen from the front right, on nothing."""
    corners = np.concatenate([solid.placed()[solid.faces] for solid in solids])  # (m, 3, 3) mm
    across, columns, rows = _view(corners.reshape(-1, 3), width * _FINE, height * _FINE)
    eye = _FROM / np.linalg.norm(_FROM)
    far = float(np.abs(corners).max()) * 4 + 1000
    starts = (across[0][None, None] * columns[None, :, None] + across[1][None, None] * rows[:, None, None]).reshape(
        -1, 3
    )
    scene = EmbreeScene()
    TriangleMesh(scene, np.ascontiguousarray(corners, dtype=np.float32))
    ways = np.tile(-eye, (len(starts), 1)).astype(np.float32)
    hit = scene.run((starts + eye * far).astype(np.float32), ways, query="INTERSECT")
    edges = np.diff(corners, axis=1)
    normals = np.cross(edges[:, 0], edges[:, 1])
    normals /= np.maximum(np.linalg.norm(normals, axis=1), 1e-12)[:, None]
    light = np.clip(normals @ (_LIGHT / np.linalg.norm(_LIGHT)), 0, 1) * 0.62 + 0.38
    image = np.zeros((len(starts), 4), dtype=np.uint8)
    seen = np.asarray(hit) >= 0
    image[seen, :3] = np.clip(np.outer(light[np.asarray(hit)[seen]], colour), 0, 255).astype(np.uint8)
    image[seen, 3] = 255
    fine = Image.fromarray(image.reshape(height * _FINE, width * _FINE, 4), "RGBA")
    out = io.BytesIO()
    fine.resize((width, height), Image.Resampling.BOX).save(out, "PNG", optimize=True)
    return out.getvalue()


def _view(
    points: NDArray[np.float64], width: int, height: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Right and up of the picture (2, 3), and where its columns and rows lie along them, mm; all parts fit in."""
    eye = _FROM / np.linalg.norm(_FROM)
    right = np.cross([0.0, 0.0, 1.0], eye)
    right /= np.linalg.norm(right)
    across = np.stack([right, np.cross(eye, right)])
    flat = points @ across.T
    least, most = flat.min(axis=0), flat.max(axis=0)
    step = float(max((most[0] - least[0]) / width, (most[1] - least[1]) / height, 1e-6)) * 1.08
    middle = (least + most) / 2
    columns = middle[0] + (np.arange(width) + 0.5 - width / 2) * step
    rows = middle[1] - (np.arange(height) + 0.5 - height / 2) * step
    return across, columns, rows


def _block(png: bytes, width: int, height: int) -> str:
    text = base64.b64encode(png).decode("ascii")
    lines = "".join(f"; {text[at : at + _LINE]}\n" for at in range(0, len(text), _LINE))
    return f";\n; thumbnail begin {width}x{height} {len(text)}\n{lines}; thumbnail end\n;\n"


def _colour(profile: Profile) -> tuple[int, int, int]:
    match = re.search(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})", profile.settings.get("filament_colour", ""))
    return (int(match[1], 16), int(match[2], 16), int(match[3], 16)) if match else _COLOUR

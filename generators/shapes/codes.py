"""QR codes as flat faces, for raising from a plate or sinking into it."""

from __future__ import annotations

from collections.abc import Sequence

import cadquery as cq
import numpy as np
import numpy.typing as npt
import segno
import shapely

from generators.shapes.bounds import within
from generators.shapes.rooms import flat_face

Matrix = npt.NDArray[np.bool_]

QUIET = 4  # modules that must stay light around a code (ISO/IEC 18004)
LEAST_MODULE = 0.9  # mm: two lines, so that a single module prints
_LEVELS = ("L", "M", "Q", "H")
_SECURITIES = ("WPA", "WEP", "nopass")
_HAIR = 0.05  # mm by which modules grow, so that two which meet at a corner share more than an edge


def qr(text: str, level: str = "M") -> Matrix:
    """
    Give the modules of a QR code, row 0 at the top, True where dark, without its light border.

    `level` is how much may be lost: L 7 %, M 15 %, Q 25 %, H 30 %. It is raised where that costs no module.
    Raises `ValueError` for a text that no code holds.
    """
    if level not in _LEVELS:
        raise ValueError(f"level is {level}, but must be one of {', '.join(_LEVELS)}")
    if not text:
        raise ValueError("text is empty, but must have at least 1 character")
    # Without a word on the encoding, readers take a lone accented letter for a Japanese one.
    foreign = not text.isascii()
    try:
        code = segno.make_qr(text, error=level, encoding="utf-8" if foreign else None, eci=foreign)
    except segno.DataOverflowError as error:
        raise ValueError(f"text has {len(text)} characters, more than a QR code of level {level} holds") from error
    return np.array(code.matrix, dtype=np.bool_)


def wifi(ssid: str, password: str = "", security: str = "WPA", *, hidden: bool = False) -> str:
    """
    Give the text of a code that joins a wireless network.

    WPA stands for WPA2 and WPA3 too. Source: the convention of ZXing's wiki, "Barcode Contents", section Wi-Fi
    Network config, which telephones follow.
    """
    if security not in _SECURITIES:
        raise ValueError(f"security is {security}, but must be one of {', '.join(_SECURITIES)}")
    if not ssid:
        raise ValueError("ssid is empty, but must have at least 1 character")
    if security != "nopass" and not password:
        raise ValueError("password is empty, but must have at least 1 character; an open network has security nopass")
    parts = [f"T:{security}", f"S:{_escaped(ssid)}"]
    if security != "nopass":
        parts.append(f"P:{_escaped(password)}")
    if hidden:
        parts.append("H:true")
    return f"WIFI:{';'.join(parts)};;"


def qr_size(matrix: Matrix, module: float) -> float:
    """Give the side in mm of a code with its light border."""
    return (len(matrix) + 2 * QUIET) * module


def qr_faces(matrix: Matrix, module: float, z: float = 0) -> list[cq.Face]:
    """
    Give the dark modules as flat faces at height z, joined where they meet, centred on the Z axis.

    The light border is left to the plate: it takes `qr_size` in all. Modules that meet at a corner only are joined
    by a hair of plastic, so that no two walls meet in one line.
    """
    within("module", module, LEAST_MODULE)
    half = len(matrix) / 2
    rows, columns = np.nonzero(matrix)
    left, top = (columns - half) * module, (half - rows) * module
    squares = shapely.box(left, top - module, left + module, top)
    # Mitred, every corner stays a corner; each side moves out by half a hair, a fiftieth of a line's width.
    joined = shapely.union_all(squares).buffer(_HAIR / 2, join_style="mitre").simplify(1e-6)
    return [_face(part, z) for part in shapely.get_parts(joined).tolist()]


def _escaped(text: str) -> str:
    return "".join(f"\\{character}" if character in '\\;,":' else character for character in text)


def _face(area: shapely.Polygon, z: float) -> cq.Face:
    outline, *holes = (_wire(ring.coords[:-1], z) for ring in (area.exterior, *area.interiors))
    return cq.Face(flat_face(outline, holes, z, up=True))


def _wire(points: Sequence[Sequence[float]], z: float) -> cq.Wire:
    return cq.Wire.makePolygon([cq.Vector(x, y, z) for x, y in points], close=True)

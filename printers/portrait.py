"""What the camera of a virtual printer sees: a frame, a bed, a head, and the part as far as it has grown."""

import io

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 480, 360
_ROOM, _FRAME, _BED, _HEAD = (38, 42, 46), (120, 128, 134), (70, 76, 82), (205, 208, 210)
_PART, _HOT = np.array([227.0, 160.0, 16.0]), np.array([255.0, 84.0, 40.0])


def portrait(progress: float | None, at: float, nozzle: float) -> bytes:
    """
    A PNG. Without progress the bed is empty; the nozzle glows as it warms.

    progress: 0 to 1. at: seconds, moves the head while there is progress. nozzle: degrees Celsius.
    """
    canvas = np.empty((HEIGHT, WIDTH, 3), dtype=np.uint8)
    canvas[:] = _ROOM
    for box in ((40, 30, 52, 320), (428, 30, 440, 320), (40, 30, 440, 42)):
        _fill(canvas, box, _FRAME)
    _fill(canvas, (90, 300, 390, 316), _BED)
    grown = round(180 * min(1.0, max(0.0, progress or 0.0)))
    if grown:
        shade = np.linspace(1.0, 0.75, grown)[:, None, None]
        canvas[300 - grown : 300, 180:300] = (_PART * shade).astype(np.uint8)
    across = 240 + round(50 * np.sin(at * 2.1)) if progress is not None else 100
    top = 300 - grown - 46
    _fill(canvas, (across - 24, top, across + 24, top + 34), _HEAD)
    warm = min(1.0, max(0.0, (nozzle - 25.0) / 190.0))
    glow = np.array(_HEAD) * (1 - warm) + _HOT * warm
    _fill(canvas, (across - 5, top + 34, across + 5, top + 45), tuple(int(part) for part in glow))
    file = io.BytesIO()
    Image.fromarray(canvas).save(file, "PNG")
    return file.getvalue()


def _fill(canvas: np.ndarray, box: tuple[int, int, int, int], colour: tuple[int, ...]) -> None:
    left, top, right, bottom = box
    canvas[top:bottom, left:right] = colour

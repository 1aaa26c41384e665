"""Pictures: PNG, JPEG and WebP become one small grey PNG."""

from __future__ import annotations

import io
import math
import warnings
from typing import TYPE_CHECKING, Any

from generators.errors import BadArtwork

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FORMATS = ("PNG", "JPEG", "WEBP")
LONGER_SIDE = 400  # px of the result: finer than any nozzle draws on a bed
MOST_PIXELS = 40_000_000
_SMALLEST = 16  # px of a side
_FLAT = 8  # of 255 between the darkest and the lightest pixel: less shows nothing in plastic

# EXIF 2.32, tag 0x0112: what undoes each way a camera can be held, as names of Pillow's transpositions.
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}


def picture(data: bytes) -> npt.NDArray[np.float64]:
    """Give a read picture's brightness, (h, w) from 0 black to 1 white, the top row first."""
    import numpy as np
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
        return np.asarray(image.convert("L"), dtype=np.float64) / 255


def normalised(data: bytes) -> tuple[bytes, float, float, tuple[str, ...]]:
    """Give canonical PNG bytes, width, height and notes of an uploaded picture; raises `BadArtwork`."""
    from PIL import Image

    _check_webp(data)
    notes: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of what is refused here by a lower limit, and of odd metadata
        try:
            opened = Image.open(io.BytesIO(data), formats=FORMATS)
        except Image.DecompressionBombError as error:
            raise _too_many_pixels() from error
        except Exception as error:  # a decoder may stumble over a broken file in any way
            raise _unreadable(data) from error
        with opened:
            _check_size(*opened.size)
            try:
                grey = _upright(_grey(opened, notes), opened, notes)
            except BadArtwork:
                raise
            except Exception as error:  # as above
                raise _damaged() from error
    longer = max(grey.size)
    if longer > LONGER_SIDE:
        grey = grey.resize(_fitted(grey.size), Image.Resampling.LANCZOS)
        notes.append(f"Scaled down to {grey.width} × {grey.height} pixels: a printer draws nothing finer.")
    darkest, lightest = grey.getextrema()
    if lightest - darkest < _FLAT:
        raise BadArtwork("one_tone", "The picture has one single tone: there is nothing to see in it.", _FLAT)
    out = io.BytesIO()
    # A new image, so that nothing but pixels is written.
    Image.frombytes("L", grey.size, grey.tobytes()).save(out, "PNG", compress_level=9)
    return out.getvalue(), grey.width, grey.height, tuple(notes)


def _grey(opened: Any, notes: list[str]) -> Any:
    """Give brightness on white paper, at most twice as fine as is needed."""
    from PIL import Image, ImageChops

    if getattr(opened, "is_animated", False):
        notes.append("Only the first picture of the animation is used.")
    shrink = max(1, max(opened.size) // (2 * LONGER_SIDE))
    if opened.mode.startswith("I") or opened.mode == "F":
        return _eight_bit(opened).reduce(shrink)
    if opened.has_transparency_data:
        # Premultiplied, so that what transparent pixels would look like does not bleed into their neighbours.
        image = opened.convert("RGBA")
        see_through = image.getextrema()[3][0] < 255
        image = image.convert("RGBa").reduce(shrink)
        bands = image.split()
        if see_through:
            notes.append("Transparent parts were laid on white.")
        return ImageChops.add(Image.merge("RGB", bands[:3]).convert("L"), ImageChops.invert(bands[3]))
    image = opened.convert("L") if opened.mode in ("1", "L") else opened.convert("RGB")
    if opened.mode not in ("1", "L"):
        notes.append("Colours became shades of grey.")
    return image.reduce(shrink).convert("L")


def _eight_bit(opened: Any) -> Any:
    """Give 16-bit brightness in 8 bits; Pillow's own conversion would cut it off at 255."""
    import numpy as np
    from PIL import Image

    values = np.asarray(opened)
    sixteen = values if values.dtype == np.uint16 else values.clip(0, 65535).astype(np.uint16)
    return Image.fromarray((sixteen >> 8).astype(np.uint8))


def _upright(grey: Any, opened: Any, notes: list[str]) -> Any:
    from PIL import Image

    turn = _UPRIGHT.get(opened.getexif().get(_ORIENTATION, 1))
    if turn is None:
        return grey
    notes.append("Turned upright, as the camera was held.")
    return grey.transpose(Image.Transpose[turn])


def _fitted(size: tuple[int, int]) -> tuple[int, int]:
    share = LONGER_SIDE / max(size)
    width, height = (max(_SMALLEST, math.floor(side * share + 0.5)) for side in size)
    return width, height


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()
    if min(width, height) < _SMALLEST:
        raise BadArtwork(
            "too_small", f"The picture is {width} × {height} pixels; it needs {_SMALLEST} on each side.", _SMALLEST
        )
    most = LONGER_SIDE // _SMALLEST
    if max(width, height) > most * min(width, height):
        raise BadArtwork("too_narrow", f"The picture is more than {most} times as long as it is wide.", most)


def _check_webp(data: bytes) -> None:
    """Refuse a WebP by the size its header tells: the decoder makes room for the whole canvas when it opens one."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return
    kind, head = data[12:16], data[20:30].ljust(10, b"\0")
    if kind == b"VP8X":
        width, height = (int.from_bytes(head[at : at + 3], "little") + 1 for at in (4, 7))
    elif kind == b"VP8L":
        packed = int.from_bytes(head[1:5], "little")
        width, height = (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    else:
        width, height = (int.from_bytes(head[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> BadArtwork:
    millions = MOST_PIXELS // 1_000_000
    return BadArtwork(
        "too_many_pixels", f"The picture has more than {millions} million pixels; please scale it down.", millions
    )


def _damaged() -> BadArtwork:
    return BadArtwork("damaged", "The picture is damaged or cut off; please save it anew.")


def _unreadable(data: bytes) -> BadArtwork:
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return _damaged()
    if b"<svg" in data[:4096]:
        return BadArtwork("not_a_picture", "This is a drawing (SVG); a picture (PNG, JPEG or WebP) is asked for here.")
    return BadArtwork("not_a_picture", "This is no picture that can be read; PNG, JPEG and WebP can.")

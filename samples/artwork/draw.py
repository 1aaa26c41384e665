"""
Draws artwork as customers do upload it: broken, hostile, or merely odd.

`python samples/artwork/draw.py` writes the files anew, and `truth.json`: whether each is refused, by which code, or
taken, with which sizes, area and notes. Files beyond 64 KB are not kept; `drawn()` gives them.
"""

from __future__ import annotations

import io
import json
import math
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

HERE = Path(__file__).parent
LARGEST = 64 * 1024
SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'

Drawn = dict[str, tuple[bytes, dict[str, Any]]]


def svg(inside: str, frame: str = 'viewBox="0 0 10 10"', before: str = "") -> bytes:
    """A drawing with the given contents."""
    return f"{before}<svg {SVG} {frame}>{inside}</svg>".encode()


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, rows: bytes = b"", depth: int = 8, colour: int = 0) -> bytes:
    """A PNG that says it has this size, with whatever rows."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def ramp(width: int = 64, height: int = 48) -> Image.Image:
    """Black on the left to white on the right."""
    return Image.fromarray(np.tile(np.linspace(0, 255, width).astype(np.uint8), (height, 1)))


def saved(image: Image.Image, form: str, **more: Any) -> bytes:
    """An image as the bytes of a file."""
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def refused(code: str) -> dict[str, Any]:
    """The file cannot be used."""
    return {"refused": code}


def taken(width: float, height: float, *notes: str, **more: Any) -> dict[str, Any]:
    """The file is used: sizes of what it became, the beginnings of the notes, and more facts."""
    return {"width": width, "height": height, "notes": list(notes), **more}


def images() -> Drawn:
    """Pictures."""
    grey = ramp()
    jpeg = saved(grey, "JPEG", quality=90)
    held = Image.Exif()
    held[0x0112] = 6
    clear = Image.new("RGBA", (64, 48), (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (16, 12, 48, 36))
    deep = Image.fromarray(np.tile(np.linspace(0, 65535, 64).astype(np.uint16), (48, 1)))
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "blue")]
    frames[0].paste("white", (0, 0, 32, 48))
    broken = bytearray(saved(grey, "PNG"))
    broken[-30:-20] = b"\xff" * 10
    return {
        "empty.png": (b"", refused("empty")),
        "words.png": (b"This is not a picture at all.\n" * 3, refused("not_a_picture")),
        "drawing.png": (svg('<rect width="9" height="9"/>'), refused("not_a_picture")),
        "gif.png": (saved(grey, "GIF"), refused("not_a_picture")),
        "cut.jpg": (jpeg[: len(jpeg) // 2], refused("damaged")),
        "broken.png": (bytes(broken), refused("damaged")),
        "header.png": (png(64, 64)[:30], refused("damaged")),
        "bomb.png": (png(50_000, 50_000), refused("too_many_pixels")),
        "bomb_true.png": (png(8_000, 5_100, bytes(1_001 * 5_100), depth=1), refused("too_many_pixels")),
        "bomb.webp": (
            b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x3f\0\xff\x3f\0",
            refused("too_many_pixels"),
        ),
        "heavy.png": (saved(grey, "PNG") + bytes(8 * 1024 * 1024), refused("too_big")),
        "tiny.png": (saved(ramp(15, 40), "PNG"), refused("too_small")),
        "ribbon.png": (saved(ramp(1000, 20), "PNG"), refused("too_narrow")),
        "white.png": (saved(Image.new("L", (64, 48), 255), "PNG"), refused("one_tone")),
        "clear.png": (saved(Image.new("RGBA", (64, 48), (200, 0, 0, 0)), "PNG"), refused("one_tone")),
        "renamed.jpg": (saved(grey, "PNG"), taken(64, 48, mean=0.5)),
        "held.jpg": (saved(grey, "JPEG", exif=held), taken(48, 64, "Turned upright", mean=0.5)),
        "large.png": (saved(ramp(1000, 500), "PNG"), taken(400, 200, "Scaled down", mean=0.5)),
        "clear_around.png": (saved(clear, "PNG"), taken(64, 48, "Transparent parts", mean=0.75)),
        "deep.png": (saved(deep, "PNG"), taken(64, 48, mean=0.5)),
        "inks.jpg": (saved(grey.convert("CMYK"), "JPEG"), taken(64, 48, "Colours", mean=0.5)),
        "palette.png": (saved(grey.convert("P"), "PNG"), taken(64, 48, "Colours", mean=0.5)),
        "moving.webp": (
            saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True),
            taken(64, 48, "Only the first picture", "Colours", mean=(1 + 0.299) / 2),
        ),
    }


def hostile() -> Drawn:
    """Drawings that are meant to harm, or that are nothing."""
    laughs = "".join('<!ENTITY l{} "{}">'.format(n, f"&l{n - 1};" * 10) for n in range(1, 9))
    uses = "".join('<g id="u{}">{}</g>'.format(n, f'<use href="#u{n - 1}"/>' * 10) for n in range(1, 9))
    zigzag = " ".join(f"{10 * (n % 2)} {n * 7919 % 1000 / 100}" for n in range(3000))
    outside = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    pixel = "data:image/png;base64,iVBORw0KGgo="
    return {
        "empty.svg": (b"", refused("empty")),
        "words.svg": (b"This is not a drawing at all.", refused("not_a_drawing")),
        "picture.svg": (saved(ramp(), "PNG"), refused("not_a_drawing")),
        "page.svg": (b"<html><body/></html>", refused("not_a_drawing")),
        "cut.svg": (svg('<rect width="9" height="9"/>')[:-20], refused("not_a_drawing")),
        "squeezed.svg": (b"\x1f\x8b\x08\x00" + bytes(40), refused("compressed")),
        "outside.svg": (svg("<desc>&x;</desc>", before=outside), refused("entities")),
        "laughs.svg": (
            svg("<desc>&l8;</desc>", before=f'<!DOCTYPE svg [<!ENTITY l0 "ha">{laughs}]>'),
            refused("entities"),
        ),
        "uses.svg": (svg(f'<rect id="u0" width="1" height="1"/>{uses}'), refused("too_many_elements")),
        "circular.svg": (svg('<g id="a"><use href="#a"/></g>'), refused("too_deep")),
        "deep.svg": (svg("<g>" * 70 + "</g>" * 70), refused("too_deep")),
        "script.svg": (svg('<script>alert(1)</script><rect width="9" height="9"/>'), refused("script")),
        "onload.svg": (svg('<rect width="9" height="9" onload="alert(1)"/>'), refused("script")),
        "href.svg": (svg('<use xlink:href="https://example.com/a.svg#b"/>'), refused("external")),
        "style_import.svg": (
            svg('<style>@import "https://example.com/a.css";</style><rect width="9" height="9"/>'),
            refused("external"),
        ),
        "style_url.svg": (svg('<rect style="fill:url(//example.com/a)" width="9" height="9"/>'), refused("external")),
        "sheet.svg": (svg("", before='<?xml-stylesheet href="a.css"?>'), refused("external")),
        "heavy.svg": (svg(" " * 2 * 1024 * 1024), refused("too_big")),
        "elements.svg": (svg("<g/>" * 20_000), refused("too_many_elements")),
        "styles.svg": (svg(f"<style>{'((((' * 60_000}</style>"), refused("too_many_elements")),
        "points.svg": (svg(f'<path d="M0 0{"h1v1" * 250_000}"/>'), refused("too_many_points")),
        "tangle.svg": (svg(f'<path d="M{zigzag}"/>'), refused("tangled")),
        "nan.svg": (svg('<path d="M0 0HNaNV5z"/>'), refused("bad_path")),
        "infinite.svg": (svg('<path d="M0 0H1e308V5z"/>'), refused("bad_number")),
        "infinite_scale.svg": (
            svg('<g transform="scale(1e8)"><g transform="scale(1e8)"><rect width="9" height="9"/></g></g>'),
            refused("bad_number"),
        ),
        "cut_path.svg": (svg('<path d="M0 0L5 5 L8"/>'), refused("bad_path")),
        "text.svg": (svg('<text y="9">Ada</text>'), refused("text")),
        "raster.svg": (svg(f'<image width="9" height="9" xlink:href="{pixel}"/>'), refused("raster")),
        "raster_outside.svg": (svg('<image width="9" height="9" href="photo.png"/>'), refused("external")),
        "mask.svg": (
            svg('<mask id="m"><circle r="5" fill="#fff"/></mask><rect mask="url(#m)" width="9" height="9"/>'),
            refused("mask"),
        ),
        "nothing.svg": (svg(""), refused("nothing_drawn")),
        "no_size.svg": (svg('<rect width="0" height="9"/><circle r="0"/>'), refused("nothing_drawn")),
        "unseen.svg": (
            svg('<rect width="9" height="9" display="none"/><rect width="9" height="9" opacity="0"/>'),
            refused("nothing_drawn"),
        ),
        "beyond.svg": (svg('<rect x="20" width="9" height="9"/>'), refused("nothing_drawn")),
        "hairline.svg": (svg('<path stroke="#000" stroke-width=".001" d="M1 1H9"/>'), refused("too_fine")),
    }


def odd() -> Drawn:
    """Drawings that are put right; areas are shares of the longer side's square."""
    five = [(math.sin(4 * math.pi * n / 5), -math.cos(4 * math.pi * n / 5)) for n in range(5)]
    pentagram = " ".join(f"{x:.6f},{y:.6f}" for x, y in five)
    wide = 2 * math.sin(math.radians(72))
    # Ten triangles from the middle: tip, inner corner.
    inner = math.sin(math.radians(18)) / math.cos(math.radians(36))
    star = 5 * inner * math.sin(math.radians(36))
    ring = "M0 0H9V9H0zM3 3H6V6H3z"
    square = '<rect x="2" y="2" width="5" height="5"/>'
    return {
        "pentagram.svg": (
            svg(f'<polygon points="{pentagram}"/>', 'viewBox="-1 -1 2 2"'),
            taken(1, (1 + math.cos(math.radians(36))) / wide, "Lines that cross", area=star / wide**2, parts=1),
        ),
        "open.svg": (svg('<path d="M1 1H9V9"/>'), taken(1, 1, "Open lines", area=0.5, parts=1)),
        "strokes.svg": (
            svg('<g fill="none" stroke="#000" stroke-width="1"><path d="M0 1H9"/><path d="M0 4H9"/></g>'),
            taken(1, 4 / 9, "Lines became areas", area=2 / 9, parts=2, thinnest=1 / 9),
        ),
        "stroke_stretched.svg": (
            svg('<path transform="scale(2 1)" fill="none" stroke="#000" d="M1 1H4V4"/>'),
            taken(1, 0.5, "Lines became areas", area=(7 + 2 * 2.5) / 49, parts=1, thinnest=1 / 7),
        ),
        "evenodd.svg": (svg(f'<path fill-rule="evenodd" d="{ring}"/>'), taken(1, 1, area=72 / 81, parts=1)),
        "nonzero.svg": (svg(f'<path d="{ring}"/>'), taken(1, 1, area=1, parts=1)),
        "white_inside.svg": (
            svg('<path fill="#fff" d="M0 0H10V10H0z"/><path d="M1 1H9V9H1z"/><path fill="#fff" d="M3 3H7V7H3z"/>'),
            taken(1, 1, "White shapes", area=0.75, parts=1, thinnest=0.25),
        ),
        "all_white.svg": (svg('<rect fill="#fff" width="9" height="9"/>'), taken(1, 1, "The drawing is white", area=1)),
        "percent.svg": (
            svg('<rect x="10%" y="10%" width="80%" height="40%"/>', 'viewBox="0 0 200 200"'),
            taken(1, 0.5, area=0.5),
        ),
        "units.svg": (
            svg('<rect width="1in" height="12.7mm"/>', 'width="5cm" height="5cm"'),
            taken(1, 0.5, area=0.5),
        ),
        "frame_negative.svg": (svg(square, 'viewBox="0 0 -10 -10"'), taken(1, 1, "The drawing's frame", area=1)),
        "frame_corner.svg": (svg('<rect x="-9" y="-9" width="5" height="5"/>', 'viewBox="-10 -10 9 9"'), taken(1, 1)),
        "cropped.svg": (svg('<rect x="5" y="5" width="20" height="2"/>'), taken(1, 0.4, "What lies", area=0.4)),
        "huge.svg": (
            svg('<path d="M9e8 9e8h1e6v5e5h-1e6z"/>', 'viewBox="9e8 9e8 1e6 1e6"'),
            taken(1, 0.5, area=0.5),
        ),
        "little.svg": (
            svg('<path d="M0 0h1e-6v5e-7h-1e-6z"/>', 'viewBox="0 0 1e-6 1e-6"'),
            taken(1, 0.5, area=0.5),
        ),
        "gradient.svg": (
            svg(f'<linearGradient id="g"><stop/></linearGradient><g fill="url(#g)">{square}</g>'),
            taken(1, 1, "Gradients", area=1),
        ),
        "pattern.svg": (
            svg(f'<pattern id="p" width="1" height="1"><text>x</text></pattern><g fill="url(#p)">{square}</g>'),
            taken(1, 1, "Gradients", area=1),
        ),
        "clipped.svg": (
            svg('<clipPath id="c"><path d="M0 0H5V10H0z"/></clipPath><path clip-path="url(#c)" d="M1 1H9V9H1z"/>'),
            taken(0.5, 1, area=0.5, parts=1),
        ),
        "dashes.svg": (
            svg('<path stroke="#000" stroke-width="2" stroke-dasharray="1 1" d="M1 5H9"/>'),
            taken(1, 0.25, "Dashed lines", "Lines became areas", area=0.25, parts=1),
        ),
        "sheet_inside.svg": (
            svg(
                "<style>.a{fill:none}#b,.c{fill:#123}</style>"
                f'<g class="a">{square}<path id="b" d="M2 2H7V4H2z"/></g>'
            ),
            taken(1, 0.4, area=0.4, parts=1),
        ),
        "sheet_hard.svg": (
            svg(f"<style>g > rect:first-child {{fill:none}}</style><g>{square}</g>"),
            taken(1, 1, "Some style rules", area=1),
        ),
        "touching.svg": (
            svg('<path d="M0 0H5V5H0zM5 5H10V10H5z"/>'),
            taken(1, 1, "Parts that touched", area=0.5, parts=1),
        ),
        "specks.svg": (
            svg(f'{square}<rect x="1" y="1" width=".01" height=".01"/><path d="M2 8H7V8.001H2z"/>'),
            taken(1, 1, "Specks", area=1, parts=1),
        ),
        "doctype.svg": (
            svg(square, before='<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">'),
            taken(1, 1, area=1),
        ),
        "symbol.svg": (
            svg(
                '<symbol id="s" viewBox="0 0 2 4"><path d="M0 0H2V4H0z"/></symbol><use href="#s" width="4" height="4"/>'
            ),
            taken(0.5, 1, area=0.5),
        ),
        "arc_flags.svg": (
            svg('<path d="M1,5A4,4 0 109,5A4,4 0 101,5z"/>'),
            taken(1, 1, area=math.pi / 4, parts=1),
        ),
        "effects.svg": (
            svg(f'<filter id="f"/><g filter="url(#f)">{square}</g>'),
            taken(1, 1, "Shadows", area=1),
        ),
    }


def drawn() -> Drawn:
    """Every file by name, with what is true of it."""
    return {**images(), **hostile(), **odd()}


def main() -> None:
    """Write the files that are small, and what is true of all."""
    truth = {}
    for name, (data, facts) in drawn().items():
        if len(data) <= LARGEST:
            (HERE / name).write_bytes(data)
        truth[name] = facts
    (HERE / "truth.json").write_text(json.dumps(truth, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

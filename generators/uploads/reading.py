"""A customer's model file, whatever its name says: recognised by its bytes, read within bounds, or refused."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import PurePath

import numpy as np

from generators.errors import BadUpload
from generators.uploads import obj, stl, threemf
from generators.uploads.bounds import Bounds
from generators.uploads.brought import FORMATS, Brought, Floats, Format, Ints

#: What each ending says that a file is.
ENDINGS: dict[str, Format] = {".stl": "stl", ".obj": "obj", ".3mf": "3mf", ".step": "step", ".stp": "step"}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OTHERS = {
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"%PDF": "a PDF",
    b"glTF": "a GLB model",
    b"\x1f\x8b": "packed by gzip",
    b"Rar!": "packed by RAR",
    b"7z\xbc\xaf": "packed by 7-Zip",
}


def read(
    data: bytes, name: str = "", bounds: Bounds | None = None, formats: Collection[str] = tuple(FORMATS)
) -> Brought:
    """
    Read a model file; `name` is what it is called, for its ending, `formats` are those that are taken.

    Raises `BadUpload` naming what is wrong, the limit and what to do.
    """
    bounds = bounds or Bounds()
    if not data:
        raise BadUpload("empty", "The file is empty.")
    if len(data) > bounds.bytes:
        raise too_large(bounds.bytes)
    kind = _agreed(recognised(data), name, data)
    if kind not in formats:
        taken = ", ".join(words for one, words in FORMATS.items() if one in formats)
        raise BadUpload("format_not_taken", f"This shop does not take {FORMATS[kind]} files; it takes {taken}.")
    brep, unit = b"", None
    vertices: Floats = np.zeros((0, 3))
    faces: Ints = np.zeros((0, 3), dtype=np.int64)
    if kind == "step":
        from generators.uploads import step  # loads the kernel, which no mesh needs

        brep, unit = step.read(data, bounds), "millimeter"
    elif kind == "3mf":
        vertices, faces, unit = threemf.read(data, bounds)
    else:
        vertices, faces = (stl if kind == "stl" else obj).read(data, bounds)
    if kind != "step":
        flat = vertices[faces].reshape(-1, 3)
        if (flat.max(axis=0) == flat.min(axis=0)).any():
            raise BadUpload("flat", "The model has no thickness: all of it lies in one plane. It needs a body.")
    return Brought(kind, hashlib.sha256(data).hexdigest(), unit, vertices, faces, brep)


def recognised(data: bytes) -> Format | None:
    """Say what a file is by its bytes alone."""
    if data.startswith(_ZIP):
        return "3mf"
    if stl.is_binary(data) or stl.is_text(data):
        return "stl"
    if data[:256].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"ISO-10303-21"):
        return "step"
    return "obj" if obj.is_obj(data) else None


def too_large(most: int) -> BadUpload:
    """Say that a file has more bytes than the shop takes."""
    words = (
        f"This file is larger than {most / (1 << 20):,.4g} MB, which is the most that this shop takes. Please save the "
        "model coarser, or as binary STL or 3MF, which are smaller."
    )
    return BadUpload("too_big", words, most)


def _agreed(found: Format | None, name: str, data: bytes) -> Format:
    """Give the kind that name and bytes agree upon; raises `BadUpload` where they do not."""
    ending = PurePath(name.replace("\\", "/")).suffix.lower()
    shown = "".join(letter for letter in PurePath(name.replace("\\", "/")).name if letter.isprintable())[:60]
    said = ENDINGS.get(ending)
    if said is None and ending:
        words = f"“{shown}” ends in “{ending[:12]}”; model files that can be printed end in {', '.join(ENDINGS)}."
        raise BadUpload("unknown_ending", words, nearest=f".{found}" if found else None)
    if found is None:
        other = next((words for begin, words in _OTHERS.items() if data.startswith(begin)), None)
        if said is not None and other is None:
            return said  # its own reader says best what is missing
        what = f"The file is {other}" if other else "The file is none that can be read"
        raise BadUpload("not_a_model", f"{what}; models can be brought as {', '.join(FORMATS.values())}.")
    if said is not None and said != found:
        words = (
            f"“{shown}” is called {FORMATS[said]}, but its contents are {FORMATS[found]}. If that is meant, give it a "
            f"name that ends in “.{found}”."
        )
        raise BadUpload("wrong_ending", words, nearest=f".{found}")
    return found

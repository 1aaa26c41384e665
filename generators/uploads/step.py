"""STEP files: true surfaces, read by CadQuery's importer and kept as OpenCASCADE's own."""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path

import cadquery as cq
from OCP.BinTools import BinTools
from OCP.Message import Message, Message_Gravity
from OCP.TopoDS import TopoDS_Shape

from generators.errors import BadUpload
from generators.uploads.bounds import FARTHEST, Bounds

_BEGIN = b"ISO-10303-21"
_END = b"END-ISO-10303-21"
_QUOTED = re.compile(rb"'[^']*'")
_RECORD = re.compile(rb"#\d+\s*=")
_BRACKET = re.compile(rb"[()]")


def is_step(data: bytes) -> bool:
    """Whether this begins as a STEP file does."""
    return data[:256].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_BEGIN)


def read(data: bytes, bounds: Bounds) -> bytes:
    """
    Give the solids of the file in mm as OpenCASCADE keeps them; the unit is the file's own, turned into mm.

    Raises `BadUpload`. What passes is still read by a large library: never do this outside a process that may die.
    """
    if _END not in data[-4096:]:
        words = (
            f"The STEP file is cut off: its last line ({_END.decode()};) is missing. Please export or copy it again."
        )
        raise BadUpload("truncated", words)
    plain = _QUOTED.sub(b"''", data)
    records = sum(1 for _ in _RECORD.finditer(plain))
    if records > bounds.records:
        words = f"The STEP file has {records:,} records; {bounds.records:,} are the most. Please simplify the model."
        raise BadUpload("too_many_records", words, bounds.records)
    _check_depth(plain, bounds.nesting)
    for printer in Message.DefaultMessenger_s().Printers():
        printer.SetTraceLevel(Message_Gravity.Message_Fail)  # its report of the transfer would go to stdout
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.step"
        path.write_bytes(data)
        try:
            found = cq.importers.importStep(str(path))
        except Exception as error:  # the kernel raises what it likes
            raise BadUpload("not_step", "The STEP file cannot be read. Please export it again.") from error
    solids = [solid for one in found.vals() if isinstance(one, cq.Shape) for solid in one.Solids()]
    if not solids:
        words = "The STEP file holds no solid, only surfaces or lines. Please export a closed body."
        raise BadUpload("no_solid", words)
    whole = solids[0] if len(solids) == 1 else cq.Compound.makeCompound(solids)
    box = whole.BoundingBox()
    if not max(map(abs, (box.xmin, box.xmax, box.ymin, box.ymax, box.zmin, box.zmax))) <= FARTHEST:
        raise BadUpload("not_a_number", f"The STEP file reaches beyond {FARTHEST:,.0f} mm.", FARTHEST)
    out = io.BytesIO()
    BinTools.Write_s(whole.wrapped, out)
    return out.getvalue()


def solid_of(brep: bytes) -> cq.Shape:
    """Give the solids that `read` gave."""
    shape = TopoDS_Shape()
    BinTools.Read_s(shape, io.BytesIO(brep))
    return cq.Shape.cast(shape)


def _check_depth(plain: bytes, most: int) -> None:
    depth = 0
    for found in _BRACKET.finditer(plain):
        depth += 1 if found.group() == b"(" else -1
        if depth > most:
            raise BadUpload("too_deep", f"The STEP file nests more than {most} brackets in each other.", most)

"""A made design as the files of other programs: STL, 3MF and STEP. The same design gives the same bytes."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from OCP.APIHeaderSection import APIHeaderSection_MakeHeader
from OCP.BRepBuilderAPI import BRepBuilderAPI_Transform
from OCP.gp import gp_Trsf
from OCP.IFSelect import IFSelect_RetDone
from OCP.Interface import Interface_Static
from OCP.Message import Message, Message_Gravity
from OCP.STEPCAFControl import STEPCAFControl_Writer
from OCP.STEPControl import STEPControl_AsIs
from OCP.TCollection import TCollection_ExtendedString, TCollection_HAsciiString
from OCP.TDataStd import TDataStd_Name
from OCP.TDocStd import TDocStd_Document
from OCP.XCAFDoc import XCAFDoc_DocumentTool

from generators.errors import UnreadableFile
from generators.mesh import Mesh, from_triangles

if TYPE_CHECKING:
    from generators.make import Made

_STL = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("rest", "<u2")])
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a zip file can name
_GAP = 6.0  # mm between parts laid side by side in a 3MF


def stl(mesh: Mesh) -> bytes:
    """Give one part as binary STL in mm, lying on the bed as it is printed."""
    records = np.zeros(len(mesh.faces), dtype=_STL)
    records["normal"] = mesh.face_normals
    records["corners"] = mesh.triangles
    return b"Printwright, mm".ljust(80) + np.uint32(len(records)).tobytes() + records.tobytes()


def read_stl(data: bytes, name: str = "the file") -> Mesh:
    """Read a binary STL in mm; raises `UnreadableFile` when it is not one."""
    if len(data) < 84:
        raise UnreadableFile(name, "too short to be a binary STL")
    count = int.from_bytes(data[80:84], "little")
    if len(data) != 84 + 50 * count:
        raise UnreadableFile(name, f"says it holds {count} triangles, which its length does not fit")
    triangles = np.frombuffer(data, dtype=_STL, offset=84)["corners"]
    if not count or not np.isfinite(triangles).all():
        raise UnreadableFile(name, "holds no triangles, or coordinates that are not numbers")
    return from_triangles(triangles)


def threemf(made: Made) -> bytes:
    """Give all parts as one 3MF, each as it is printed and side by side, with the design's name and values."""
    values = json.dumps(made.values.canonical(), sort_keys=True, ensure_ascii=False)
    metadata = {
        "Title": made.template.title,
        "Designer": made.template.author,
        "LicenseTerms": made.template.licence,
        "Application": "Printwright",
        "pw:digest": made.digest,
        "pw:template": f"{made.template.slug} {made.template.version}",
        "pw:values": values,
    }
    objects, items = [], []
    x = 0.0
    for number, part in enumerate(made.parts, 1):
        vertices = "".join(f'<vertex x="{a:.9g}" y="{b:.9g}" z="{c:.9g}"/>' for a, b, c in part.mesh.vertices.tolist())
        triangles = "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in part.mesh.faces.tolist())
        objects.append(
            f'<object id="{number}" type="model" name={quoteattr(part.name)}>'
            f"<mesh><vertices>{vertices}</vertices><triangles>{triangles}</triangles></mesh></object>"
        )
        low, high = part.mesh.bounds
        for _copy in range(part.quantity):
            items.append(f'<item objectid="{number}" transform="1 0 0 0 1 0 0 0 1 {x - low[0]:.6g} {-low[1]:.6g} 0"/>')
            x += float(high[0] - low[0]) + _GAP
    lines = [f"<metadata name={quoteattr(name)}>{escape(value)}</metadata>" for name, value in metadata.items()]
    model = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<model unit="millimeter" xml:lang="en" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02" '
        'xmlns:pw="urn:printwright:design">'
        f"{''.join(lines)}<resources>{''.join(objects)}</resources><build>{''.join(items)}</build></model>"
    )
    types = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>'
    )
    relations = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Target="/3D/3dmodel.model" Id="rel0" '
        'Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in (("[Content_Types].xml", types), ("_rels/.rels", relations), ("3D/3dmodel.model", model)):
            package.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode("utf-8"), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def step(made: Made) -> bytes:
    """Give all parts as one STEP file in mm, where they stand in the assembled view; true surfaces."""
    for printer in Message.DefaultMessenger_s().Printers():
        printer.SetTraceLevel(Message_Gravity.Message_Fail)  # its report of the transfer would go to stdout
    Interface_Static.SetCVal_s("write.step.unit", "MM")
    document = TDocStd_Document(TCollection_ExtendedString("XmlOcaf"))
    shapes = XCAFDoc_DocumentTool.ShapeTool_s(document.Main())
    for part in made.parts:
        move = gp_Trsf()
        move.SetValues(*part.place[:3].reshape(-1).tolist())
        # A named shape: without names the writer counts the products of the process, and no two files are equal.
        placed = BRepBuilderAPI_Transform(part.solid.wrapped, move, True).Shape()
        TDataStd_Name.Set_s(shapes.AddShape(placed, False), TCollection_ExtendedString(part.name, True))
    names = STEPCAFControl_Writer()
    names.Transfer(document, STEPControl_AsIs)
    writer = names.ChangeWriter()
    header = APIHeaderSection_MakeHeader(writer.Model())
    header.SetTimeStamp(TCollection_HAsciiString("1980-01-01T00:00:00"))
    header.SetName(TCollection_HAsciiString(made.digest))
    header.SetAuthorValue(1, TCollection_HAsciiString(made.template.author.encode("ascii", "replace").decode()))
    out = io.BytesIO()
    if writer.WriteStream(out) != IFSelect_RetDone:
        raise OSError("the STEP writer gave up without a reason")
    return out.getvalue()

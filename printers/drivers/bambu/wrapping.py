"""
A .gcode.3mf: the package in which a Bambu printer takes G-code.

An Open Packaging container (https://3mf.io/spec) with an empty model and one plate, whose G-code is named by a
relationship of the maker's own kind. The same G-code makes the same bytes. What slicers add beyond that (pictures,
names of filaments, the time it takes) is left out: we found no document that calls it needed, and nothing is invented.
"""

import hashlib
import shutil
import zipfile
from pathlib import Path

PLATE = "Metadata/plate_1.gcode"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = f"""{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
 <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
 <Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>
 <Default Extension="gcode" ContentType="text/x.gcode"/>
</Types>
"""
_ROOT = f"""{_XML}<Relationships xmlns="{_LINKS}">
 <Relationship Target="/3D/3dmodel.model" Id="rel-1"
  Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/>
</Relationships>
"""
_MODEL = f"""{_XML}<model unit="millimeter" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02">
 <metadata name="Application">Printwright</metadata>
 <resources/>
 <build/>
</model>
"""
_SETTINGS = f"""{_XML}<config>
 <plate>
  <metadata key="plater_id" value="1"/>
  <metadata key="locked" value="false"/>
  <metadata key="gcode_file" value="{PLATE}"/>
 </plate>
</config>
"""
_GCODE = f"""{_XML}<Relationships xmlns="{_LINKS}">
 <Relationship Target="/{PLATE}" Id="rel-1" Type="http://schemas.bambulab.com/package/2021/gcode"/>
</Relationships>
"""
_SLICE = f"""{_XML}<config>
 <header>
  <header_item key="X-BBL-Client-Type" value="slicer"/>
 </header>
 <plate>
  <metadata key="index" value="1"/>
 </plate>
</config>
"""


def wrap(gcode: Path, into: Path) -> str:
    """Write the package; returns its SHA-256 in hexadecimal."""
    with gcode.open("rb") as file:
        md5 = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    with zipfile.ZipFile(into, "w") as package:
        for name, words in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _ROOT),
            ("3D/3dmodel.model", _MODEL),
            ("Metadata/model_settings.config", _SETTINGS),
            ("Metadata/_rels/model_settings.config.rels", _GCODE),
            ("Metadata/slice_info.config", _SLICE),
            (f"{PLATE}.md5", md5.upper()),
        ):
            package.writestr(_entry(name), words)
        with gcode.open("rb") as file, package.open(_entry(PLATE), "w", force_zip64=True) as inside:
            shutil.copyfileobj(file, inside, 1 << 20)
    with into.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)  # dated 1980: what is packed makes the bytes, not when
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry

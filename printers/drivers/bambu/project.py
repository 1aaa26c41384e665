"""The order that starts a print: the file, our number for it, and the spool it is printed from."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from printers.drivers.bambu.status import Slot
from printers.drivers.bambu.storage import remote
from printers.drivers.bambu.wrapping import PLATE
from printers.errors import Refused


def project(name: str, slot: int | None) -> Mapping[str, Any]:
    """What goes into `print.project_file`; slot: a place of the AMS, or None for the spool outside."""
    # A number of 31 bits: a P1S cuts larger ones off and takes two prints for one.
    number = str(int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") & 0x7FFF_FFFF or 1)
    return {
        "param": PLATE,
        "url": f"ftp:///{remote(name)}",
        "file": remote(name),
        "project_id": "0",
        "profile_id": "0",
        "task_id": number,
        "subtask_id": number,
        "subtask_name": name,
        "md5": "",
        "timelapse": False,
        "bed_type": "auto",
        "bed_levelling": True,
        "flow_cali": False,
        "vibration_cali": False,
        "layer_inspect": False,
        "use_ams": slot is not None,
        "ams_mapping": "" if slot is None else [slot],
    }


def suits(name: str, number: int, known: Sequence[Slot], materials: frozenset[str]) -> None:
    """Raises `Refused` when a slot is empty, or holds what the settings do not name; `materials` in lower case."""
    told = ", ".join(map(str, known)) or "no AMS"
    slot = next((slot for slot in known if slot.number == number), None)
    if slot is None or not slot.material:
        raise Refused(name, f"slot {number} of the AMS holds nothing the printer knows of ({told})")
    if materials and slot.material.lower() not in materials:
        named = ", ".join(sorted(materials))
        raise Refused(name, f"slot {number} of the AMS holds {slot.material}, and the settings name {named} ({told})")

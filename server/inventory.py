"""Whether what the settings name is there: drivers, machines, materials, qualities."""

from __future__ import annotations

import difflib

from printers.drivers import drivers
from printers.profile import machines, materials, qualities
from server.errors import ServerError
from server.settings import Settings


def check(settings: Settings) -> None:
    """Refuse settings that name a driver, machine, material or quality which is not there, with the nearest that is."""
    have = {
        "driver": drivers(),
        "machine": tuple(machine.id for machine in machines()),
        "material": tuple(material.id for material in materials()),
        "quality": tuple(quality.id for quality in qualities()),
    }
    asked = [("quality", settings.quality, "the shop")]
    asked += [("material", material.id, "the shop") for material in settings.materials]
    for printer in settings.printers:
        asked += [("driver", printer.driver, f"printer {printer.id!r}")]
        asked += [("machine", printer.machine, f"printer {printer.id!r}")]
    for kind, name, who in asked:
        if name not in have[kind]:
            near = difflib.get_close_matches(name, have[kind], n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            known = ", ".join(have[kind])
            raise ServerError(f"The settings of {who} name the {kind} {name!r}; known are {known}.{hint}")

"""Whether what the settings name is there: drivers, machines, materials, qualities."""

from __future__ import annotations

import difflib
import os

from printers.drivers import drivers
from printers.errors import PrintersError
from printers.profile import machines, materials, qualities
from printers.slicers import VARIABLE
from server.bridge import find_profile
from server.errors import ServerError
from server.settings import Settings


def check(settings: Settings) -> None:
    """Refuse settings that name a driver, machine, material or quality which is not there, with the nearest that is."""
    if settings.slicer:
        # Profiles may come from this slicer's bundles, and are read in build processes, too, which know no settings.
        os.environ[VARIABLE] = settings.slicer
    loaded = {material for printer in settings.printers for material in printer.materials}
    asked = [("material", material.id, "the shop") for material in settings.materials if material.id not in loaded]
    asked += [("driver", printer.driver, f"printer {printer.id!r}") for printer in settings.printers]
    if not settings.printers:
        asked += [("quality", settings.quality, "the shop")]
    have = {
        "driver": drivers(),
        # Only of a printer of the shop can an hour have a price, or of one that it could have without more ado.
        "machine": (*{printer.machine: None for printer in settings.printers}, *(one.id for one in machines())),
        "material": tuple(material.id for material in materials()),
        "quality": tuple(quality.id for quality in qualities()),
    }
    asked += [("machine", machine, "the prices") for machine in settings.prices.machines]
    for kind, name, who in asked:
        if name not in have[kind]:
            near = difflib.get_close_matches(name, have[kind], n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            known = ", ".join(have[kind])
            raise ServerError(f"The settings of {who} name the {kind} {name!r}; known are {known}.{hint}")
    for printer in settings.printers:
        for material in printer.materials:
            try:
                find_profile(printer.machine, material, settings.quality)
            except PrintersError as wrong:
                near_name = getattr(wrong, "nearest", None)
                hint = f" Did you mean {near_name!r}?" if near_name else ""
                raise ServerError(f"The settings of printer {printer.id!r} cannot be used: {wrong}{hint}") from wrong

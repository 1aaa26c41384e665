"""Camera pictures of the printers, asked for at most every two seconds however many pages look."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from printers.errors import PrintersError
from printers.picture import SECONDS, kind_of, taken
from server.errors import NotFound
from server.farm import Farm

#: How long a picture is new enough, seconds.
NEW = 2.0
#: Drivers whose hosts may know of a camera.
SEEING = frozenset({"octoprint", "moonraker", "prusalink", "bambu", "virtual"})


@dataclass(frozen=True)
class Picture:
    """What a camera saw: a whole file, and its media type."""

    data: bytes
    kind: str


class Pictures:
    """The newest picture of each printer, or why there is none; nobody asks a camera twice at once."""

    def __init__(self, farm: Farm) -> None:
        self._farm = farm
        self._last: dict[str, tuple[float, Picture | NotFound]] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    async def of(self, printer_id: str) -> Picture:
        """What its camera sees. Raises `NotFound`, with the reason."""
        if printer_id not in self._farm.printers:
            known = ", ".join(sorted(self._farm.printers))
            raise NotFound(f"There is no printer {printer_id[:40]!r}. There are: {known}.", field="printer")
        async with self._asking.setdefault(printer_id, asyncio.Lock()):
            at, found = self._last.get(printer_id, (0.0, None))
            if found is None or time.monotonic() - at > NEW:
                found = await self._taken(printer_id)
                self._last[printer_id] = time.monotonic(), found
        if isinstance(found, NotFound):
            raise NotFound(found.detail, code="no_picture")
        return found

    async def _taken(self, printer_id: str) -> Picture | NotFound:
        printer = self._farm.printers[printer_id]
        try:
            if camera := printer.options.get("camera"):
                data: bytes | None = await taken(str(camera))
            else:
                driver = self._farm.open_driver(printer_id)
                try:
                    async with asyncio.timeout(2 * SECONDS):
                        data = await driver.picture()
                finally:
                    await driver.close()
        except TimeoutError:
            return NotFound(f"The camera of {printer.name} does not answer.")
        except PrintersError as wrong:
            return NotFound(f"The camera of {printer.name} shows nothing: {wrong}")
        if data is None or (kind := kind_of(data)) is None:
            return NotFound(f"{printer.name} knows of no camera.")
        return Picture(data, kind)

"""
What is asked of Moonraker: Klipper's objects, the files, the history.

Every question raises `Unreachable`, `Denied` and `WrongHost`.
"""

from pathlib import Path
from typing import Any

import httpx

from printers.errors import Busy, InUse, Mismatch, NoSpace, Rejected, WrongHost
from printers.uploads import Upload
from printers.web import WebHost, fields, words

HISTORY = 50  # prints looked back over
OBJECTS = "webhooks&print_stats&virtual_sdcard&idle_timeout=state&gcode_move=gcode_position" + "".join(
    f"&{heater}=temperature,target" for heater in ("extruder", "heater_bed")
)


class Klipper:
    """One Moonraker, and the Klipper behind it."""

    def __init__(self, host: WebHost) -> None:
        self._host = host
        self._sliced: tuple[str, dict[str, Any]] = ("", {})  # what the host read in the file in hand

    async def objects(self) -> tuple[dict[str, Any], str]:
        """What Klipper shows; empty, with the reason, while Moonraker has none behind it."""
        answer = await self._host.ask("GET", f"/printer/objects/query?{OBJECTS}")
        if answer.status_code == 200 and isinstance(status := result(answer).get("status"), dict):
            return status, ""
        # Before Klipper was ever there this is 404, as at any other host; afterwards 503.
        return {}, f"Klipper is {(await self.server()).get('klippy_state', 'unknown')}"

    async def server(self) -> dict[str, Any]:
        """Moonraker's word on itself; proof that it is one."""
        answer = await self._host.ask("GET", "/server/info")
        found = result(answer)
        if "klippy_state" not in found:
            raise WrongHost(self._host.address, f"/server/info: {words(answer)}")
        return found

    async def configuration(self) -> dict[str, Any]:
        """The objects that say what the machine is."""
        path = "/printer/objects/query?configfile=settings&toolhead=axis_minimum,axis_maximum"
        return result(await self._host.ask("GET", path)).get("status") or {}

    async def sliced(self, name: str) -> dict[str, Any]:
        """What the host read in a file; asked once for each."""
        if name != self._sliced[0]:
            answer = await self._host.ask("GET", "/server/files/metadata", params={"filename": name})
            self._sliced = name, result(answer)
        return self._sliced[1]

    async def remembered(self, name: str) -> str | None:
        """The history's word for how the last print of a file went."""
        answer = await self._host.ask("GET", f"/server/history/list?limit={HISTORY}&order=desc")
        jobs = result(answer).get("jobs", []) if answer.status_code == 200 else []
        return next((str(job.get("status")) for job in jobs if job.get("filename") == name), None)

    async def has(self, name: str) -> bool:
        """Whether the host has a file of this name."""
        return await self._host.found(f"/server/files/gcodes/{name}", "HEAD") is not None

    async def upload(self, name: str, file: Path, sha256: str) -> None:
        """Raises also `NoSpace`, `Busy` (what came of it is deleted), `Rejected`, `Mismatch`."""
        size = Upload(file).size
        with file.open("rb") as data:
            answer = await self._host.ask(
                "POST",
                "/server/files/upload",
                files={"file": (name, data, "application/octet-stream")},
                data={"root": "gcodes", "print": "false", "checksum": sha256},
                seconds=self._host.upload_seconds,
            )
        if answer.status_code == 422:
            raise Mismatch(name, sha256, "another checksum")
        if answer.status_code >= 500:
            await self.delete(name)
            disk = result(await self._host.ask("GET", "/server/files/directory?path=gcodes")).get("disk_usage", {})
            if disk.get("free") is not None and disk["free"] < size:
                raise NoSpace(name, deleted=True)
            raise Busy(name, words(answer))
        if answer.status_code != 201:
            raise Rejected(name, words(answer))

    async def digest(self, name: str) -> str | None:
        """SHA-256 of what the host holds; what it says about an upload is about another one's bytes, too."""
        return await self._host.digest(f"/server/files/gcodes/{name}")

    async def delete(self, name: str) -> None:
        """Delete, then look. Raises also `InUse`, and `Rejected` when the file stays."""
        answer = await self._host.ask("DELETE", f"/server/files/gcodes/{name}")
        if answer.status_code == 403 and "in use" in words(answer):
            raise InUse(name)
        if await self.has(name):
            raise Rejected(name, f"the file is still there after it was deleted: {words(answer)}")


def result(answer: httpx.Response) -> dict[str, Any]:
    """What Moonraker wraps its answers in."""
    found = fields(answer).get("result")
    return found if isinstance(found, dict) else {}

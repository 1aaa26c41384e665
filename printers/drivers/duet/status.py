"""
What a Duet's object model means.

Source: Object Model Documentation of RepRapFirmware, keys `state`, `job`, `heat`, `tools`, `move`, `boards`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from printers.printer import RUNNING, Capabilities, Phase, Snapshot
from printers.reading import begun, share

JOBS = "0:/gcodes/"
BLOCKING = 2  # message boxes from this mode on keep the machine waiting for a person

Model = Mapping[str, Any]

_PHASES: Mapping[str, Phase] = {
    "idle": Phase.IDLE,
    "processing": Phase.PRINTING,
    "resuming": Phase.PRINTING,
    "changingTool": Phase.PRINTING,
    "pausing": Phase.PRINTING,  # until the moves in its hands have ended
    "paused": Phase.PAUSED,
    "cancelling": Phase.STOPPING,
    "busy": Phase.PREPARING,
    "simulating": Phase.PREPARING,
    "halted": Phase.ERROR,
}  # off, disconnected, starting, updating, and what else there is: unavailable


@dataclass(frozen=True)
class Sight:
    """A print as it was last seen in hand; when, by `printers.steady.running`."""

    name: str
    at: float
    status: str
    position: float  # bytes read of its file
    size: float  # bytes
    seconds: float  # that it had printed


def status(model: Model) -> str:
    """The machine's own word for what it does."""
    return str((model.get("state") or {}).get("status"))


def job(model: Model) -> Model:
    """What it says of the print in hand, and of the last one."""
    return model.get("job") or {}


def free(volumes: object) -> int | None:
    """Bytes that are free on the first of its cards, where it says so."""
    first = volumes[0] if isinstance(volumes, list) and volumes else None
    room = first.get("freeSpace") if isinstance(first, dict) else None
    return None if room is None else int(room)


def in_hand(model: Model) -> str | None:
    """The name of the file that is being printed; of others than jobs the whole path."""
    if status(model) == "simulating" or _PHASES.get(status(model)) not in RUNNING:
        return None
    return _plain((job(model).get("file") or {}).get("fileName"))


def last(model: Model) -> str | None:
    """The name of the file that it had in hand last."""
    return _plain(job(model).get("lastFileName"))


def sight(at: float, model: Model) -> Sight | None:
    """What there is to remember of the print in hand."""
    name = in_hand(model)
    if name is None:
        return None
    said = job(model)
    file = said.get("file") or {}
    return Sight(
        name,
        at,
        status(model),
        float(said.get("filePosition") or 0.0),
        float(file.get("size") or 0.0),
        float(said.get("duration") or 0.0),
    )


def up_for(model: Model) -> float | None:
    """For how long the firmware runs, in whole seconds that have passed."""
    seconds = (model.get("state") or {}).get("upTime")
    return None if seconds is None else float(seconds)


def snapshot(at: float, model: Model) -> Snapshot:
    """One reading."""
    said, name, now = job(model), in_hand(model), status(model)
    phase = _PHASES.get(now, Phase.UNAVAILABLE)
    box = (model.get("state") or {}).get("messageBox") or {}
    text = " - ".join(str(part) for part in (now, box.get("title"), box.get("message")) if part)
    temperatures = _temperatures(model)
    size, position = (said.get("file") or {}).get("size"), said.get("filePosition")
    if not (position and said.get("layer")):
        phase = begun(phase, temperatures)
    if phase in RUNNING and (box.get("mode") or 0) >= BLOCKING:
        phase = Phase.ATTENTION
    left = said.get("timesLeft") or {}
    return Snapshot(
        at=at,
        phase=phase,
        text=text,
        remote=name,
        progress=share(position or 0.0, size) if name and size else None,
        seconds_left=next((float(left[by]) for by in ("slicer", "filament", "file") if left.get(by) is not None), None)
        if name
        else None,
        layer=said.get("layer") if name else None,
        layers=((said.get("file") or {}).get("numLayers") or None) if name else None,
        temperatures=temperatures,
        moving=phase is Phase.PRINTING,
    )


def capabilities(model: Model, board: str | None) -> Capabilities:
    """As it is configured: the travel of its axes. It knows nothing of its nozzle, nor of its maker's name."""
    axes = {str(axis.get("letter")): axis for axis in (model.get("move") or {}).get("axes") or ()}
    reach = {letter: _reach(axes.get(letter)) for letter in "XYZ"}
    bed = (reach["X"], reach["Y"])
    return Capabilities(model=board, bed=bed if bed[0] and bed[1] else None, height=reach["Z"])  # type: ignore[arg-type]  # both are there


def firmware(model: Model) -> tuple[str, str, str | None]:
    """Its name, its version, and the name of the board."""
    boards: Sequence[Mapping[str, Any]] = model.get("boards") or ({},)
    first = boards[0] or {}
    return (
        str(first.get("firmwareName") or "RepRapFirmware"),
        str(first.get("firmwareVersion") or "of unknown version"),
        first.get("name"),
    )


def _reach(axis: Mapping[str, Any] | None) -> float | None:
    """From the corner of the bed, in mm: what lies below zero is room for parking."""
    if axis is None or axis.get("max") is None:
        return None
    return float(axis["max"]) - max(0.0, float(axis.get("min") or 0.0))


def _plain(path: object) -> str | None:
    return str(path).removeprefix(JOBS) if path else None


def _temperatures(model: Model) -> dict[str, float]:
    heat, tools = model.get("heat") or {}, model.get("tools") or ()
    heaters: Sequence[Mapping[str, Any] | None] = heat.get("heaters") or ()
    first = next((tool for tool in tools if tool and tool.get("heaters")), None)
    bed = next((number for number in heat.get("bedHeaters") or () if number is not None and number >= 0), None)
    found: dict[str, float] = {}
    for ours, number in (("nozzle", first["heaters"][0] if first else None), ("bed", bed)):
        heater = heaters[number] if number is not None and 0 <= number < len(heaters) else None
        if heater is None or heater.get("current") is None:
            continue
        found[ours] = float(heater["current"])
        found[f"{ours}_target"] = float(heater.get(str(heater.get("state"))) or 0.0)  # `active`, `standby` or off
    return found

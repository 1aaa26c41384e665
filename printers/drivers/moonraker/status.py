"""
What Klipper's objects mean.

Its own state (`webhooks`) goes before the print's: after it has stopped itself, the print is still called paused.
Source: https://www.klipper3d.org/Status_Reference.html
"""

from collections.abc import Mapping, Sequence
from typing import Any

from printers.printer import RUNNING, Capabilities, Outcome, Phase, Seen, Snapshot
from printers.reading import heated, share

Objects = Mapping[str, Any]

#: By the word of a print in hand, and by that of the history.
OUTCOMES: Mapping[str, Outcome] = {
    "complete": Outcome.DONE,
    "completed": Outcome.DONE,
    "cancelled": Outcome.CANCELLED,
    "error": Outcome.FAILED,
    "klippy_shutdown": Outcome.FAILED,
    "klippy_disconnect": Outcome.FAILED,
}


def selected(objects: Objects) -> str:
    """The file that is printed, or was last; empty when there is none."""
    return str(objects.get("print_stats", {}).get("filename") or "")


def in_hand(objects: Objects) -> str | None:
    """The file of a print that has not ended, even if Klipper itself has stopped."""
    return selected(objects) or None if _state(objects) in ("printing", "paused") else None


def of_selected(objects: Objects) -> Seen | None:
    """What becomes of the print in hand, or became of the last one; None when there was none."""
    state = _state(objects)
    if in_hand(objects):
        if _ready(objects):
            return Seen("running", f"Klipper has it in hand ({state})")
        return Seen("ended", _first_line(objects["webhooks"]["state_message"]), Outcome.FAILED)
    if state in OUTCOMES:
        return Seen("ended", _of_print(objects), OUTCOMES[state])
    return None


def snapshot(at: float, objects: Objects, sliced: Mapping[str, Any]) -> Snapshot:
    """One reading; `sliced` is what the host read in the file."""
    phase, text = _phase(objects)
    runs, card = phase in RUNNING, objects.get("virtual_sdcard", {})
    progress = share(card.get("progress") or 0.0, 1.0) if selected(objects) else None
    estimate = sliced.get("estimated_time")
    layer, layers = _layers(objects, sliced) if runs else (None, None)
    return Snapshot(
        at=at,
        phase=phase,
        text=text,
        remote=None if _moved_by_others(objects) else selected(objects) or None,
        progress=progress,
        seconds_left=float(estimate) * (1.0 - progress) if runs and estimate and progress is not None else None,
        layer=layer,
        layers=layers,
        temperatures=heated(objects, "extruder", "heater_bed", "temperature", "target"),
        moving=phase is Phase.PRINTING,
    )


def capabilities(objects: Objects) -> Capabilities:
    """As Klipper is configured (`configfile`, `toolhead`); the bed of a delta lies around its middle."""
    settings = (objects.get("configfile") or {}).get("settings") or {}
    low, high = ((objects.get("toolhead") or {}).get(end) for end in ("axis_minimum", "axis_maximum"))
    nozzle = (settings.get("extruder") or {}).get("nozzle_diameter")
    if not low or not high:
        return Capabilities(nozzle=nozzle)
    around = "delta" in str((settings.get("printer") or {}).get("kinematics"))
    width, depth = (float(high[axis] - (low[axis] if around else max(0.0, low[axis]))) for axis in (0, 1))
    return Capabilities(bed=(width, depth), height=float(high[2]), nozzle=nozzle)


def _phase(objects: Objects) -> tuple[Phase, str]:
    klipper, job, state = objects.get("webhooks", {}), objects.get("print_stats", {}), _state(objects)
    if not _ready(objects):
        stopped = klipper.get("state") in ("shutdown", "error")
        return (Phase.ERROR if stopped else Phase.UNAVAILABLE), _first_line(klipper.get("state_message"))
    if state == "printing":
        return (Phase.PRINTING if job.get("print_duration") else Phase.PREPARING), state
    if state == "paused":
        return Phase.PAUSED, str(job.get("message") or state)
    if _moved_by_others(objects):
        ended = state in OUTCOMES
        return (Phase.STOPPING, f"{state}, still moving") if ended else (Phase.PREPARING, "moved, but by no print")
    return Phase.IDLE, _of_print(objects)


def _moved_by_others(objects: Objects) -> bool:
    """Moves that belong to no print: somebody homes it by hand, or a print that has ended makes its last ones."""
    moves = bool(objects.get("idle_timeout", {}).get("state") == "Printing")
    return moves and _ready(objects) and _state(objects) not in ("printing", "paused")


def _layers(objects: Objects, sliced: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """By `SET_PRINT_STATS_INFO`, else counted from the height of the nozzle."""
    said = objects.get("print_stats", {}).get("info") or {}
    if said.get("current_layer") is not None:
        return int(said["current_layer"]), said.get("total_layer")
    first, each, height = (sliced.get(key) for key in ("first_layer_height", "layer_height", "object_height"))
    position: Sequence[float] = objects.get("gcode_move", {}).get("gcode_position") or ()
    if not (first and each and height) or len(position) < 3:
        return None, None
    layers = round((height - first) / each) + 1
    return min(layers, max(1, round((position[2] - first) / each) + 1)), layers


def _state(objects: Objects) -> str:
    return str(objects.get("print_stats", {}).get("state"))


def _ready(objects: Objects) -> bool:
    return bool(objects.get("webhooks", {}).get("state") == "ready")


def _of_print(objects: Objects) -> str:
    message = str(objects.get("print_stats", {}).get("message") or "")
    return f"{_state(objects)}: {message}" if message else _state(objects)


def _first_line(said: object) -> str:
    return str(said or "").strip().partition("\n")[0] or "Klipper has stopped"

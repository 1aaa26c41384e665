"""
What a Bambu printer's reports mean.

P1 and A1 send only what has changed, X1 sends all: either way the reports are laid over each other. Codes of faults are
two numbers of 32 bits, written as four groups of hexadecimal digits; the maker explains each on a page of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from printers.printer import Phase, Snapshot

Status = dict[str, Any]

# https://wiki.bambulab.com/en/hms/home lists them; these say who ended a print, or that control is kept from us.
CANCELLED = frozenset({0x0500_400E, 0x0300_400C})
LOCKED = "0500-0500-0001-0007"
LOCKED_WORDS = "it takes no orders: switch on Developer Mode on its screen (Settings, LAN Only, Developer Mode)"
_SAYINGS: Mapping[str, str] = {
    LOCKED: LOCKED_WORDS,
    "0500-400E": "the print was cancelled",
    "0300-400C": "the print was cancelled",
    "0500-4003": "it could not read the file",
    "0500-4004": "it is busy and takes no other print",
    "0700-8011": "the filament in the AMS has run out",
}
_MODULES: Mapping[int, str] = {
    0x03: "motion controller",
    0x05: "mainboard",
    0x07: "AMS",
    0x08: "tool head",
    0x0C: "camera",
}
_GRADES: Mapping[int, str] = {1: "fatal", 2: "serious", 3: "common", 4: "for information"}
_NEEDS_A_PERSON = (1, 2)
_BUSY: Mapping[str, Phase] = {
    "PREPARE": Phase.PREPARING,
    "SLICING": Phase.PREPARING,
    "INIT": Phase.PREPARING,
    "RUNNING": Phase.PRINTING,
    "PAUSE": Phase.PAUSED,
}
_RESTING = ("IDLE", "FINISH", "FAILED")


@dataclass(frozen=True)
class Slot:
    """One place for a spool in an AMS."""

    number: int  # as a print is told: four to an AMS, counted from 0
    material: str  # as the printer calls it, such as "PLA"; empty when there is none, or it is not known
    colour: str  # RRGGBB

    def __str__(self) -> str:
        where = f"AMS {self.number // 4 + 1} slot {self.number % 4 + 1}"
        return f"{where}: {self.material or 'nothing it knows of'}{f' #{self.colour}' if self.colour else ''}"


def merged(old: Status, news: Mapping[str, Any]) -> Status:
    """One report over what was known; lists of numbered things (AMS, trays) are merged by their number."""
    return {**old, **{name: _merged(old.get(name), value) for name, value in news.items()}}


def phase(status: Status) -> Phase:
    """In the common vocabulary."""
    state = str(status.get("gcode_state", ""))
    error = _number(status.get("print_error"))
    if state == "PAUSE" and (error or any(grade in _NEEDS_A_PERSON for _code, grade in _hms(status))):
        return Phase.ATTENTION
    if state in _BUSY:
        return _BUSY[state]
    if state not in _RESTING:
        return Phase.UNAVAILABLE
    if state == "FAILED" and error and error not in CANCELLED:
        return Phase.ERROR
    return Phase.UNAVAILABLE if locked(status) else Phase.IDLE


def locked(status: Status) -> bool:
    """Whether the printer has said that it takes no orders from us."""
    return any(code == LOCKED for code, _grade in _hms(status))


def troubles(status: Status) -> list[str]:
    """Everything it complains of, in words and with the maker's code."""
    error = _number(status.get("print_error"))
    told = [f"{_SAYINGS.get(_short(error), 'print error')} ({_short(error)})"] if error else []
    for code, grade in _hms(status):
        where = f"{_MODULES.get(int(code[:2], 16), 'printer')}, {_GRADES.get(grade, 'of unknown weight')}"
        page = f"https://wiki.bambulab.com/en/x1/troubleshooting/hmscode/{code.replace('-', '_')}"
        told.append(f"{_SAYINGS.get(code) or where} ({code}, {page})")
    return told


def snapshot(at: float, status: Status) -> Snapshot:
    """One reading."""
    now = phase(status)
    percent, minutes = status.get("mc_percent"), status.get("mc_remaining_time")
    busy = str(status.get("gcode_state")) in _BUSY
    layer, layers = (_number(status.get(name)) for name in ("layer_num", "total_layer_num"))
    names = {"nozzle": "nozzle_temper", "bed": "bed_temper"}
    names |= {"nozzle_target": "nozzle_target_temper", "bed_target": "bed_target_temper"}
    return Snapshot(
        at=at,
        phase=now,
        text="; ".join([str(status.get("gcode_state", "no state")), *troubles(status)]),
        remote=name_of(status),
        remote_job=str(status.get("subtask_id") or "") or None,
        progress=min(1.0, max(0.0, float(percent) / 100)) if busy and isinstance(percent, int | float) else None,
        seconds_left=float(minutes) * 60 if busy and isinstance(minutes, int | float) else None,
        layer=layer or None,
        layers=layers or None,
        temperatures={ours: float(status[its]) for ours, its in names.items() if _is_number(status.get(its))},
        moving=now is Phase.PRINTING,
    )


def name_of(status: Status) -> str | None:
    """The print it has, or had last."""
    return str(status.get("subtask_name") or "") or None


def slots(status: Status) -> list[Slot]:
    """What lies in the AMS, as far as its reader or somebody at the screen has told the printer."""
    found = []
    for unit in _things(_fields(status.get("ams")).get("ams")):
        for tray in _things(unit.get("tray")):
            number = 4 * _number(unit.get("id")) + _number(tray.get("id"))
            material, colour = (str(tray.get(name) or "") for name in ("tray_type", "tray_color"))
            found.append(Slot(number, material, colour[:6]))
    return sorted(found, key=lambda slot: slot.number)


def _merged(old: object, new: object) -> object:
    if isinstance(old, dict) and isinstance(new, dict):
        return merged(old, new)
    if isinstance(old, list) and isinstance(new, list) and _numbered(old) and _numbered(new):
        known = {thing["id"]: thing for thing in old}
        for thing in new:
            known[thing["id"]] = merged(known.get(thing["id"], {}), thing)
        return list(known.values())
    return new


def _numbered(things: list[Any]) -> bool:
    return bool(things) and all(isinstance(thing, dict) and "id" in thing for thing in things)


def _hms(status: Status) -> Iterator[tuple[str, int]]:
    """Code and grade of each complaint."""
    for entry in _things(status.get("hms")):
        attribute, code = _number(entry.get("attr")), _number(entry.get("code"))
        yield f"{_short(attribute)}-{_short(code)}", code >> 16


def _short(number: int) -> str:
    return f"{number >> 16:04X}-{number & 0xFFFF:04X}"


def _number(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        return 0


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _fields(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _things(value: object) -> list[dict[str, Any]]:
    return [thing for thing in value if isinstance(thing, dict)] if isinstance(value, list) else []

"""What PrusaLink's status and job mean, beside a printer and in one (Buddy)."""

from collections.abc import Mapping
from typing import Any

from printers.printer import Outcome, Phase, Snapshot
from printers.reading import begun, share, warmth

Status = Mapping[str, Any]

ENDS: Mapping[str, Outcome] = {"FINISHED": Outcome.DONE, "STOPPED": Outcome.CANCELLED, "ERROR": Outcome.FAILED}
_PHASES: Mapping[str, Phase] = {
    "IDLE": Phase.IDLE,
    "READY": Phase.IDLE,
    "PRINTING": Phase.PRINTING,
    "PAUSED": Phase.PAUSED,
    "ATTENTION": Phase.ATTENTION,
    "BUSY": Phase.PREPARING,
    "ERROR": Phase.ERROR,
}


def state(status: Status | None) -> str:
    """The host's own word; a status of None is that of a host without its printer."""
    return "no printer" if status is None else str(status["printer"].get("state"))


def snapshot(at: float, status: Status, name: str | None, buddy: bool) -> Snapshot:
    """One reading, with the file it has in hand."""
    printer, job, text = status["printer"], status.get("job") or {}, state(status)
    temperatures = warmth(
        printer, nozzle="temp_nozzle", nozzle_target="target_nozzle", bed="temp_bed", bed_target="target_bed"
    )
    phase, text = _phase(printer, text, buddy)
    if not job.get("progress"):
        phase = begun(phase, temperatures)
    return Snapshot(
        at=at,
        phase=phase,
        text=text,
        remote=name,
        remote_job=None if job.get("id") is None else str(job["id"]),
        progress=share(job.get("progress")),
        seconds_left=job.get("time_remaining"),
        temperatures=temperatures,
        moving=phase is Phase.PRINTING,
    )


def name_of(file: object) -> str | None:
    """Ours is the one that is shown: in a Buddy `name` is a short one of FAT."""
    if not isinstance(file, dict):
        return None
    name = file.get("display_name") or file.get("display") or file.get("name")
    return None if name is None else str(name)


def _phase(printer: Mapping[str, Any], text: str, buddy: bool) -> tuple[Phase, str]:
    said = (printer.get("status_printer") or {}).get("message")
    if text == "ERROR" and said:
        return (Phase.UNAVAILABLE if "does not exist" in str(said) else Phase.ERROR), str(said)
    if text in ("FINISHED", "STOPPED"):
        # Buddy takes the next start while it shows this; PrusaLink beside the printer refuses it until it is over.
        return (Phase.IDLE if buddy else Phase.STOPPING), text
    return _PHASES.get(text, Phase.UNAVAILABLE), text

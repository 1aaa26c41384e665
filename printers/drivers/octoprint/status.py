"""What OctoPrint's answers about its job, its printer and a file's history mean."""

from collections.abc import Mapping
from typing import Any

from printers.printer import Capabilities, Outcome, Phase, Seen, Snapshot
from printers.reading import begun, heated, share

Job = Mapping[str, Any]

_PHASES: Mapping[str, Phase] = {
    "Operational": Phase.IDLE,
    "Starting": Phase.PREPARING,
    "Starting print from SD": Phase.PREPARING,
    "Printing": Phase.PRINTING,
    "Printing from SD": Phase.PRINTING,
    "Sending file to SD": Phase.PRINTING,
    "Transferring file to SD": Phase.PRINTING,
    "Resuming": Phase.PRINTING,
    "Finishing": Phase.PRINTING,
    "Pausing": Phase.PRINTING,  # until the moves and heating in the printer's hands have ended
    "Paused": Phase.PAUSED,
    "Cancelling": Phase.STOPPING,
    "Error": Phase.ERROR,
}


def phase(job: Job) -> Phase:
    """By the host's own word for it."""
    text = str(job.get("state", ""))
    if text.startswith("Error"):
        return Phase.ERROR
    # Offline, Offline after error, Closed, Connecting, Detecting serial connection, and what else there is.
    return _PHASES.get(text, Phase.UNAVAILABLE)


def selected(job: Job) -> str | None:
    """The file the host has in hand, printing or not."""
    path = ((job.get("job") or {}).get("file") or {}).get("path")
    return str(path) if path else None


def ended(file: Mapping[str, Any]) -> Seen | None:
    """How the last print of a file went, by the host's count of them; None while it has counted none."""
    prints = file.get("prints") or {}
    if not (prints.get("success") or prints.get("failure")):
        return None
    if prints.get("last", {}).get("success"):
        return Seen("ended", "the host says that it was printed to the end", Outcome.DONE)
    why = "it ended early; this host does not keep whether it was cancelled or failed"
    return Seen("ended", why, Outcome.FAILED)


def snapshot(at: float, job: Job, printer: Mapping[str, Any]) -> Snapshot:
    """One reading; `printer` is empty while the host has none connected."""
    progress = job.get("progress") or {}
    completion, now = progress.get("completion"), phase(job)
    temperatures = heated(printer.get("temperature") or {}, "tool0", "bed", "actual", "target")
    if not (completion or 0) > 1.0:
        now = begun(now, temperatures)
    return Snapshot(
        at=at,
        phase=now,
        text=str(job.get("error") or job.get("state") or ""),
        remote=selected(job),
        progress=share(completion),
        seconds_left=progress.get("printTimeLeft"),
        temperatures=temperatures,
        moving=now is Phase.PRINTING,
    )


def capabilities(profiles: Mapping[str, Any]) -> Capabilities:
    """Of the printer profile that is in use there."""
    current: Mapping[str, Any] = next((profile for profile in profiles.values() if profile.get("current")), {})
    volume = current.get("volume") or {}
    width, depth = volume.get("width"), volume.get("depth")
    return Capabilities(
        model=current.get("model"),
        bed=(float(width), float(depth)) if width and depth else None,
        height=volume.get("height"),
        nozzle=(current.get("extruder") or {}).get("nozzleDiameter"),
    )

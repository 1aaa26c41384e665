"""
What drivers share when they turn a host's words into a reading, and when a start depends on one.
"""

from collections.abc import Mapping
from typing import Any

from printers.errors import Denied, Refused, Unreachable, WrongHost
from printers.printer import Clock, Driver, Phase, Snapshot

COLD = 5.0  # degrees below its target: the nozzle is still being heated


def silence(clock: Clock, error: Unreachable) -> Snapshot:
    """The reading of a host that does not answer."""
    return Snapshot(clock(), Phase.UNREACHABLE, error.why)


def warmth(said: Mapping[str, Any], **names: str) -> dict[str, float]:
    """Temperatures, °C, under our names (`nozzle`, `nozzle_target`, `bed`, `bed_target`), of those the host says."""
    return {ours: float(said[its]) for ours, its in names.items() if said.get(its) is not None}


def heated(heaters: Mapping[str, Any], nozzle: str, bed: str, now: str, target: str) -> dict[str, float]:
    """The same of a host that shows an object for each heater, with its temperature and its target."""
    found: dict[str, float] = {}
    for ours, its in (("nozzle", nozzle), ("bed", bed)):
        found |= warmth(heaters.get(its) or {}, **{ours: now, f"{ours}_target": target})
    return found


def begun(phase: Phase, temperatures: Mapping[str, float]) -> Phase:
    """The same phase, but preparing for what is called printing while its nozzle is still being heated."""
    nozzle, target = temperatures.get("nozzle"), temperatures.get("nozzle_target")
    cold = nozzle is not None and bool(target) and nozzle < (target or 0.0) - COLD
    return Phase.PREPARING if phase is Phase.PRINTING and cold else phase


def share(progress: float | None, whole: float = 100.0) -> float | None:
    """Progress from 0 to 1; None where the host does not say it."""
    return None if progress is None else min(1.0, max(0.0, float(progress) / whole))


async def idle(driver: Driver, name: str) -> None:
    """Ask before a start that the host itself would not refuse. Raises `Refused` unless the answer is idle."""
    try:
        now = await driver.read()
    except (Denied, WrongHost) as closed:
        raise Refused(name, f"nothing was sent: {closed}") from closed
    only_idle(name, now)


def only_idle(name: str, now: Snapshot) -> None:
    """Raises `Refused` when a machine has something else to do."""
    if now.phase is not Phase.IDLE:
        raise Refused(name, f"the machine is {now.phase}: {now.text}")

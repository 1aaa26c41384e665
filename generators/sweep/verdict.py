"""The verdict on one setting: it prints, it prints but not as drawn, or how it fails."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from generators.errors import BuildFailed, InvalidValues, Value

if TYPE_CHECKING:
    from generators.limits import Limits
    from generators.make import Made
    from generators.template import Template

Values = Mapping[str, Value]


class Outcome(StrEnum):
    """How a setting ends."""

    PRINTABLE = "printable"
    WARNING = "warning"  # prints, but not as drawn
    UNPRINTABLE = "unprintable"  # a finding blocks printing
    BROKEN = "broken"  # the template's code stopped
    HANG = "hang"  # no answer in time
    CRASH = "crash"  # the build process ended
    MEMORY = "memory"  # more memory than a build may use
    NO_NEAREST = "no_nearest"  # the form refuses it and offers nothing that works
    NOT_REPRODUCIBLE = "not_reproducible"  # two builds of one design differ
    NOT_SLICED = "not_sliced"  # the slicer, or the guard behind it, refused it


PRINTS = frozenset({Outcome.PRINTABLE, Outcome.WARNING})


@dataclass(frozen=True)
class Reason:
    """Why a setting does not print, or not as drawn: a finding's code or the line that stopped, and words."""

    code: str
    words: str
    part: str = ""
    parameter: str | None = None
    severity: str = "error"


@dataclass(frozen=True)
class Trial:
    """
    One setting that was tried.

    `product` is a fingerprint of all that leaves the house: triangles, quantities, colours, places, hardware. It is
    empty where nothing was built. `seconds` are the processor's, so that a busy machine does not make a template slow;
    they are the only number here that two runs need not share.
    """

    values: dict[str, Value]
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    digest: str = ""
    product: str = ""
    triangles: int = 0
    volume: float = 0.0  # mm³
    seconds: float = 0.0

    @property
    def prints(self) -> bool:
        """Whether a customer gets a part of it."""
        return self.outcome in PRINTS

    @property
    def faults(self) -> tuple[str, ...]:
        """Give each way it fails, once: "unprintable WALL_THIN", "broken line 12", "hang"."""
        if self.prints:
            return ()
        codes = [reason.code for reason in self.reasons if reason.severity == "error"]
        return tuple(dict.fromkeys(f"{self.outcome} {code}".strip() for code in codes or [""]))

    @property
    def warnings(self) -> int:
        """Give how many findings say that it prints, but not as drawn."""
        return sum(reason.severity == "warning" for reason in self.reasons)


def failed(values: Values, outcome: Outcome, words: str, code: str = "", digest: str = "") -> Trial:
    """Give the trial of a setting that came to nothing."""
    return Trial(dict(values), outcome, (Reason(code, words),), digest)


def judged(template: Template[Any], values: Values, limits: Limits) -> Trial:
    """Make one setting, check it as the server does, and say how it ended."""
    began = time.process_time()
    trial = _judged(template, values, limits)
    return replace(trial, seconds=round(time.process_time() - began, 4))


def _judged(template: Template[Any], values: Values, limits: Limits) -> Trial:
    from generators.make import make

    try:
        read = template.parameters.read(values, limits)
        digest = template.digest(read)
        made = make(template, read, limits)
    except BuildFailed as error:
        if isinstance(error.__cause__, MemoryError):
            return failed(values, Outcome.MEMORY, "It asked for more memory than a build may use.")
        kind = error.message.partition(":")[0]
        code = f"line {error.line}" if error.line else kind
        return failed(values, Outcome.BROKEN, error.message, code, digest)
    except InvalidValues as error:
        return failed(values, Outcome.BROKEN, f"the template refuses its own values: {error}", "InvalidValues", digest)
    except MemoryError:
        return failed(values, Outcome.MEMORY, "It asked for more memory than a build may use.")
    except SystemExit:
        return failed(values, Outcome.CRASH, "The template's code ended the build process.", digest=digest)
    except Exception as error:  # a mistake of the house's own is a fault of this setting, not of the sweep
        return failed(values, Outcome.BROKEN, f"{type(error).__name__}: {error}", type(error).__name__, digest)
    return _looked_at(made)


def _looked_at(made: Made) -> Trial:
    reasons = tuple(
        Reason(one.code, one.message, one.part, one.parameter, one.severity)
        for one in made.findings
        if one.severity != "info"
    )
    severities = {reason.severity for reason in reasons}
    outcome = Outcome.PRINTABLE
    if severities:
        outcome = Outcome.UNPRINTABLE if "error" in severities else Outcome.WARNING
    return Trial(
        made.values.canonical(),
        outcome,
        reasons,
        made.digest,
        fingerprint(made),
        sum(len(part.mesh.faces) for part in made.parts),
        round(sum(part.volume * part.quantity for part in made.parts), 3),
    )


def fingerprint(made: Made) -> str:
    """Give a SHA-256 over all that a customer gets: equal for equal products, whatever they are called."""
    mark = hashlib.sha256()
    for part in made.parts:
        mark.update(f"{part.name}\n{part.quantity}\n{part.colour}\n{part.spiral}\n".encode())
        mark.update(part.place.tobytes())
        mark.update(part.mesh.triangles.astype("<f4").tobytes())
    for thing in made.hardware:
        mark.update(f"{thing.name}\n{thing.quantity}\n{thing.help}\n".encode())
    return mark.hexdigest()

"""
Everything that can go wrong on the way from parts to plastic.

    PrintersError
    ├── ProfileError             UnknownProfile, BrokenProfile
    ├── PlateError               PlateFull, BrokenModel, BrokenPlate
    ├── SlicerError              SlicerMissing, SlicerCrashed, SlicerTimedOut, SlicerRefused
    ├── GcodeRefused
    └── DriverError
        ├── about the door       UnknownDriver, Unreachable, Denied, WrongHost
        ├── about a file         Busy, NoSpace, Rejected, Mismatch, InUse
        └── about a start        Refused, Unsure

The first paragraph of each docstring is the message a person reads; its facts are attributes.
`retryable` says whether the same call may succeed later with nothing changed by us.
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from inspect import getdoc
from typing import ClassVar

_TOLD = 12  # names that a person reads; further ones are only counted


class PrintersError(Exception):
    """Something went wrong between the parts and the machine."""

    retryable: ClassVar[bool] = False

    def __str__(self) -> str:
        words = (getdoc(type(self)) or type(self).__name__).split("\n\n", 1)[0]
        return " ".join(words.split()).format_map({**vars(self), **self._words()})

    def __reduce__(self) -> tuple[type["PrintersError"], tuple[object, ...]]:
        # Errors cross process borders; the default way forgets facts that were given by name.
        return type(self), tuple(getattr(self, field.name) for field in fields(self))  # type: ignore[arg-type]  # every leaf is a dataclass

    def _words(self) -> dict[str, str]:
        return {}


@dataclass(eq=False)
class ProfileError(PrintersError):
    """The settings of a machine, material or quality cannot be used."""


@dataclass(eq=False)
class UnknownProfile(ProfileError):
    """There is no {kind} called "{given}"; known are: {choices}."""

    kind: str
    given: str
    known: tuple[str, ...]
    nearest: str | None = None

    def _words(self) -> dict[str, str]:
        # A slicer's bundles know hundreds: those that look like what was given come first, and some are enough.
        near = difflib.get_close_matches(self.given, self.known, _TOLD, 0.0) if len(self.known) > _TOLD else self.known
        more = f" and {len(self.known) - len(near)} more" if len(self.known) > len(near) else ""
        return {"choices": ", ".join(near) + more}


@dataclass(eq=False)
class BrokenProfile(ProfileError):
    """The profile {file} cannot be used: {reason}."""

    file: str
    reason: str
    setting: str | None = None


@dataclass(eq=False)
class PlateError(PrintersError):
    """The parts cannot be put on a plate."""


@dataclass(eq=False)
class PlateFull(PlateError):
    """ "{item}" measures {size_words} mm, but this machine prints no more than {bed_words} mm."""

    item: str
    size: tuple[float, float, float]
    bed: tuple[float, float, float]

    def _words(self) -> dict[str, str]:
        return {"size_words": _sizes(self.size), "bed_words": _sizes(self.bed)}


@dataclass(eq=False)
class BrokenModel(PlateError):
    """ "{item}" cannot be printed: {reason}."""

    item: str
    reason: str


@dataclass(eq=False)
class BrokenPlate(PlateError):
    """The plate was not laid out as it has to be: {reason}."""

    reason: str


@dataclass(eq=False)
class SlicerError(PrintersError):
    """The slicer made no G-code."""


@dataclass(eq=False)
class SlicerMissing(SlicerError):
    """
    PrusaSlicer was not found (looked for: {places}). Install it ("apt install prusa-slicer" on Debian and
    Ubuntu, else from prusa3d.com), or name its program in the setting or in PRINTWRIGHT_SLICER.
    """

    looked: tuple[str, ...]

    def _words(self) -> dict[str, str]:
        return {"places": ", ".join(self.looked)}


@dataclass(eq=False)
class SlicerCrashed(SlicerError):
    """The slicer was ended by signal {signal}. {told}"""

    signal: int
    messages: tuple[str, ...] = ()

    def _words(self) -> dict[str, str]:
        return {"told": _told(self.messages)}


@dataclass(eq=False)
class SlicerTimedOut(SlicerError):
    """The slicer was stopped because it had not finished after {seconds:g} seconds."""

    retryable: ClassVar[bool] = True  # a busy computer slices later what it could not slice now
    seconds: float


@dataclass(eq=False)
class SlicerRefused(SlicerError):
    """The slicer made no complete G-code. {told}"""

    messages: tuple[str, ...]

    def _words(self) -> dict[str, str]:
        return {"told": _told(self.messages)}


@dataclass(eq=False)
class GcodeRefused(PrintersError):
    """{where}{reason}{what}."""

    line: int | None
    reason: str
    command: str | None = None

    def _words(self) -> dict[str, str]:
        return {
            "where": f"line {self.line}: " if self.line else "",
            "what": f' in "{self.command[:60]}"' if self.command else "",
        }


@dataclass(eq=False)
class DriverError(PrintersError):
    """The printer could not be asked or told."""


@dataclass(eq=False)
class UnknownDriver(DriverError):
    """There is no driver "{given}"; known are: {choices}."""

    given: str
    known: tuple[str, ...]
    nearest: str | None = None

    def _words(self) -> dict[str, str]:
        return {"choices": ", ".join(self.known)}


@dataclass(eq=False)
class Unreachable(DriverError):
    """{address} does not answer: {why}."""

    retryable: ClassVar[bool] = True
    address: str
    why: str


@dataclass(eq=False)
class Denied(DriverError):
    """{address} refused the key."""

    address: str


@dataclass(eq=False)
class WrongHost(DriverError):
    """{address} is not a host of this kind: {why}."""

    address: str
    why: str


@dataclass(eq=False)
class Busy(DriverError):
    """The host is too busy to take "{name}" now: {why}."""

    retryable: ClassVar[bool] = True
    name: str
    why: str


@dataclass(eq=False)
class NoSpace(DriverError):
    """There is no room for "{name}" on the host; what was written of it is deleted: {deleted}."""

    name: str
    deleted: bool


@dataclass(eq=False)
class Rejected(DriverError):
    """The host did not take "{name}": {why}."""

    name: str
    why: str


@dataclass(eq=False)
class Mismatch(DriverError):
    """The host holds other bytes than ours under "{name}" (ours {ours:.12}, its {theirs:.12})."""

    name: str
    ours: str
    theirs: str


@dataclass(eq=False)
class InUse(DriverError):
    """The host is printing "{name}" and keeps it."""

    retryable: ClassVar[bool] = True
    name: str


@dataclass(eq=False)
class Refused(DriverError):
    """ "{name}": the host surely did not do it: {why}."""

    name: str
    why: str


@dataclass(eq=False)
class Unsure(DriverError):
    """ "{name}" may have started, or may not: {why}."""

    name: str
    why: str


def _sizes(sizes: Sequence[float]) -> str:
    return " x ".join(f"{size:.1f}".removesuffix(".0") for size in sizes)


def _told(messages: Sequence[str]) -> str:
    return f"It said: {'; '.join(messages)}." if messages else "It said nothing."

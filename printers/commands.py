"""
The G-code words that may reach a machine, and those that never may.

Meanings of the words: Marlin firmware documentation, "G-code index".
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

# Each word with the letters that may follow it. A slicer needs no more than these between start and end code.
BASE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        word: frozenset(letters)
        for word, letters in {
            "G0": "XYZF",
            "G1": "XYZEF",
            "G2": "XYZIJEF",  # arcs, their centre from where they begin
            "G3": "XYZIJEF",
            "G4": "SP",  # dwell
            "G21": "",  # millimetres
            "G28": "XYZ",  # home
            "G90": "",  # absolute positions
            "G92": "E",  # counted filament only: an axis must never get a new origin
            "M73": "PR",  # progress on the display
            "M82": "",
            "M83": "",
            "M84": "",  # motors off
            "M104": "S",
            "M105": "",
            "M106": "S",
            "M107": "",
            "M109": "S",
            "M140": "S",
            "M190": "S",
            "M204": "PRST",  # acceleration
            "M400": "",  # wait for the moves to end
        }.items()
    }
)

# Lengths anew, feed and flow in per cent, limits, motor current: only as the profile's own code says it, and there.
# Not even when a profile asks for them:
NEVER: Mapping[str, str] = MappingProxyType(
    {
        word: why
        for why, words in {
            "writes the machine's memory": "M500 M501 M502 M503 M504 M505",
            "changes steps, geometry or probe": "M92 M206 M428 M665 M666 M667 M669 M851 M290",
            "changes or tunes heater control": "M301 M303 M304 M306",
            "lets a cold nozzle push": "M302",
            "switches off the limits of the axes": "M211 M121",
            "switches pins, servos or power": "M42 M43 M80 M81 M226 M280 M355 M260 M261",
            "changes motor drivers": "M569 M909 M910 M911 M912 M913 M914 M915",
            "waits for a person": "M0 M1 M125 M600 M601 M603",
            "reads or writes the machine's files": (
                "M20 M21 M22 M23 M24 M25 M26 M27 M28 M29 M30 M32 M33 M36 M928 M929"
            ),
            "runs a stored macro": "M98 M99 M810 M811 M812 M813 M814 M815 M816 M817 M818 M819",
            "stops or restarts the firmware": "M112 M997 M998 M999 M108 M410",
            "talks to the host": "M118",
            "changes the network or passwords": (
                "M510 M511 M512 M540 M550 M551 M552 M553 M554 M559 M560 M575 M581 M582 M584 M585 M586 M587 M588 M589"
            ),
            "changes how lengths are read": "G20 G10 G53 G54 G55 G56 G57 G58 G59",
        }.items()
        for word in words.split()
    }
)


# Lines of makers' own code. M302 moves the limit of cold pushing to 150 °C or more while a nozzle is wiped (S0 and P1
# would lift it); M569 has motors step quietly or strongly.
_HARMLESS = re.compile(r"M302 S(?:1[5-9]\d|2\d\d)|M569 S[01](?: [XYZE])*")


def is_harmless(body: str) -> bool:
    """Whether a line with a word that is never allowed does nothing that the word is forbidden for."""
    return _HARMLESS.fullmatch(body) is not None


def forbidden(code: Iterable[str]) -> tuple[str, ...]:
    """The words of a start or end code that may never reach a machine, each once."""
    bodies = (line.partition(";")[0].strip() for line in code)
    return tuple(sorted({body.split()[0] for body in bodies if body and not is_harmless(body)} & NEVER.keys()))


def words_of(code: Iterable[str]) -> frozenset[str]:
    """The first word of every line that is a command; comments and blank lines are passed over."""
    lines = (line.partition(";")[0].split() for line in code)
    return frozenset(words[0] for words in lines if words)

"""What a slicer said while it sliced, sorted: which part, what about it, in words that a person understands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class About(StrEnum):
    """What a message is about; the values are stored."""

    EMPTY_LAYER = "empty_layer"
    FLOATING_PART = "floating_part"
    FLOATING_ANCHORS = "floating_anchors"
    LOOSE_LINES = "loose_lines"
    LONG_BRIDGES = "long_bridges"
    COLLAPSING_OVERHANG = "collapsing_overhang"
    LOW_ADHESION = "low_adhesion"
    #: Anything that is not one of these; the words are the slicer's own.
    OTHER = "other"


@dataclass(frozen=True)
class Message:
    """One thing that a slicer said."""

    about: About
    words: str
    part: str | None = None

    def __str__(self) -> str:
        return f"{self.part}: {self.words}" if self.part else self.words


#: PrusaSlicer's names (src/libslic3r/SupportSpotsGenerator, SupportPointCause), and ours.
_ISSUES: Mapping[str, tuple[About, str]] = {
    "Floating object part": (About.FLOATING_PART, "a piece of it begins in mid-air"),
    "Floating bridge anchors": (About.FLOATING_ANCHORS, "a bridge ends in mid-air"),
    "Loose extrusions": (About.LOOSE_LINES, "some lines are laid on nothing"),
    "Long bridging extrusions": (About.LONG_BRIDGES, "some lines span a long way without support"),
    "Collapsing overhang": (About.COLLAPSING_OVERHANG, "an overhang may sink while it is printed"),
    "Low bed adhesion": (About.LOW_ADHESION, "it stands on so little that it may come off the bed"),
}
_WARNING = "print warning:"
_STABILITY = "Detected print stability issues"
_EMPTY = re.compile(r"Empty layer between ([\d.]+?) and ([\d.]+?)\.?$")
_NOISE = re.compile(r"\d+ => |\[\d{4}-.*\] \[(?:trace|debug|info)\]|Slicing result exported|Slic3r::")
_LOGGED = re.compile(r"^(?:\[[^\]]*\]\s*)+")  # hour, thread and level before what is said
_ADVICE = ("Consider enabling", "Also consider enabling", "Make sure the object is printable")


def messages(said: str) -> tuple[Message, ...]:
    """Everything in a slicer's output that a person should know, each once, in order."""
    found: dict[Message, None] = {}
    block: list[str] = []
    for line in (*said.splitlines(), ""):
        text = line.strip()
        if _NOISE.match(text):
            continue
        if text.startswith(_WARNING):
            found.update(dict.fromkeys(_read(block)))
            block = []
            text = text.removeprefix(_WARNING).strip()
        if text:
            block.append(_LOGGED.sub("", text))
    found.update(dict.fromkeys(_read(block)))
    return tuple(found)


def _read(block: list[str]) -> Iterator[Message]:
    lines = [line for line in block if not line.startswith(_ADVICE)]
    if lines and lines[0].startswith(_STABILITY):
        yield from _stability(lines[1:])
        return
    part = next((line.partition(":")[2].strip() for line in lines if line.startswith("Object name:")), None)
    for line in lines:
        if match := _EMPTY.match(line):
            words = f"nothing is printed between Z {match[1]} and {match[2]} mm"
            yield Message(About.EMPTY_LAYER, words, part)
        elif not line.startswith("Object name:"):
            yield Message(About.OTHER, line)


def _stability(lines: list[str]) -> Iterator[Message]:
    """Pairs of lines: a part and its issues, or, where many parts have the same, an issue and its parts."""
    rest = iter(lines)
    for first in rest:
        second = next(rest, "")
        if first.rstrip(":") in _ISSUES:
            for part in second.split(", "):
                yield Message(*_ISSUES[first.rstrip(":")], part or None)
            continue
        for issue in filter(None, second.split(", ")):
            about, words = _ISSUES.get(issue, (About.OTHER, issue))
            yield Message(about, words, first)
        if not second:
            yield Message(About.OTHER, first)

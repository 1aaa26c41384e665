"""
What a profile's own start and end code lets a file say besides the basic words: those very lines, and no others.

A placeholder stands for one number or one quoted name; of an `{if} {else} {endif}` inside a line any branch may stand.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from printers.commands import NEVER
from printers.profile import Profile

_NUMBER = r"-?(?:\d+\.?\d*|\.\d+)"
_NAME = r"[\w.\-+ ]*"  # between quotation marks
_PLACEHOLDER = re.compile(r"\{(if|elsif|else|endif)\b[^}]*\}|\{[^}]*\}|\[[^\]]*\]")
#: Where code stands that is run in the middle of printing.
_BETWEEN = ("before_layer_gcode", "layer_gcode")
_AROUND = ("start_filament_gcode", "end_filament_gcode")
#: Words with which PrusaSlicer writes a machine's limits before the start code, and the settings that hold them.
_LIMITS = {"M201": "machine_max_acceleration_", "M203": "machine_max_feedrate_", "M205": "machine_max_jerk_"}


class OwnCode:
    """The lines of one profile, each as a pattern."""

    def __init__(self, profile: Profile) -> None:
        settings = profile.settings
        around = [profile.machine.start_gcode, profile.machine.end_gcode, *(settings.get(key, "") for key in _AROUND)]
        self._around = _patterns("\n".join(around))
        self._between = _patterns("\n".join(settings.get(key, "") for key in _BETWEEN))
        self._limits = _limits(settings)

    def holds(self, body: str, *, between: bool) -> bool:
        """Whether a line, its comment left out, is one of them; `between`: in the middle of printing."""
        patterns = self._between if between else self._around
        return any(pattern.fullmatch(body) for pattern in patterns)

    def limits(self, word: str, given: Mapping[str, float | None]) -> bool:
        """Whether this sets no limit of the machine above what the profile says of it."""
        most = self._limits.get(word)
        return most is not None and all(
            value is not None and 0 <= value <= most.get(letter, -1.0) for letter, value in given.items()
        )


@lru_cache(maxsize=64)
def _patterns(code: str) -> tuple[re.Pattern[str], ...]:
    found = {}
    for line in code.replace("\\n", "\n").splitlines():
        text = line.partition(";")[0].strip()
        if text:
            pattern = _pattern(text)
            found[pattern.pattern] = pattern
    return tuple(found.values())


def _pattern(text: str) -> re.Pattern[str]:
    words = [match[1] for match in _PLACEHOLDER.finditer(text)]
    whole = words.count("if") == words.count("endif")  # else the condition runs over several lines
    parts, end = [], 0
    for match in _PLACEHOLDER.finditer(text):
        parts.append(_literal(text[end : match.start()]))
        end = match.end()
        if match[1] is None:
            parts.append(_NAME if text[: match.start()].count('"') % 2 else _NUMBER)
        elif whole:
            parts.append({"if": "(?:", "endif": ")" if "else" in words else "|)"}.get(match[1], "|"))
    parts.append(_literal(text[end:]))
    return re.compile("".join(parts))


def _literal(text: str) -> str:
    return " +".join(re.escape(part) for part in re.split(r"\s+", text))


def _limits(settings: Mapping[str, str]) -> dict[str, dict[str, float]]:
    if settings.get("machine_limits_usage") != "emit_to_gcode":
        return {}
    found: dict[str, dict[str, float]] = {}
    for word, prefix in _LIMITS.items():
        if word in NEVER:
            continue
        axes = {axis: settings.get(prefix + axis.lower()) for axis in "XYZE"}
        found[word] = {axis: _greatest(value) for axis, value in axes.items() if value}
    found.setdefault("M205", {}).update({"S": 0.0, "T": 0.0})
    return found


def _greatest(value: str) -> float:
    # A machine with a silent mode has two of each.
    return max(float(part) for part in value.split(","))

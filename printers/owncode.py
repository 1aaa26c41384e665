"""
What a profile's own start and end code lets a file say besides the basic words: those very lines, and no others.

A placeholder stands for the value that the profile gives it, or, where the slicer computes it, for one number or one
quoted name; of an `{if} {else} {endif}` inside a line any branch may stand. A line may also call a macro of the
machine (Klipper): what that does nobody can see, so only its name and its numbers are judged.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from printers.commands import NEVER
from printers.flat import plain
from printers.profile import Profile

_NUMBER = r"-?(?:\d+\.?\d*|\.\d+)"
_NAME = r"[\w.\-+ ]*"  # between quotation marks
_CONTROL = re.compile(r"\{(if|elsif|else|endif)\b[^}]*\}")
_PLACEHOLDER = re.compile(r"\{[^}]*\}|\[(?:[^\[\]]|\[[^\]]*\])*\]")
_SETTING = re.compile(r"[\[{]\s*([a-z_0-9]+)(?:\[(?:0|initial_tool|initial_extruder|current_extruder)\])?\s*[\]}]")
_MACRO = re.compile(r"[A-Za-z_][A-Za-z0-9_]{3,63}")
_WORD = re.compile(r"[A-Za-z]\d")
_NUMBERS = re.compile(r"(?<![A-Za-z0-9_.])-?\d+\.?\d*")
_BEGINS = re.compile(r"start|begin|prepare|home", re.IGNORECASE)
_ENDS = re.compile(r"end|finish|stop|off", re.IGNORECASE)
#: Where code stands that is run in the middle of printing.
_BETWEEN = ("before_layer_gcode", "layer_gcode")
_AROUND = ("start_filament_gcode", "end_filament_gcode")
#: Words with which PrusaSlicer writes a machine's limits before the start code, and the settings that hold them.
_LIMITS = {"M201": "machine_max_acceleration_", "M203": "machine_max_feedrate_", "M205": "machine_max_jerk_"}


class OwnCode:
    """The lines of one profile, each as a pattern."""

    def __init__(self, profile: Profile) -> None:
        settings = profile.settings
        around = [profile.machine.start_gcode, profile.machine.end_gcode]
        around += [plain(settings.get(key, "")) for key in _AROUND]
        values = tuple(sorted((key, value) for key, value in settings.items() if len(value) < 80))
        self._around = _patterns("\n".join(around), values)
        self._between = _patterns("\n".join(plain(settings.get(key, "")) for key in _BETWEEN), values)
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


def is_macro(word: str) -> bool:
    """Whether this is the name of a macro, and no word of G-code."""
    return _MACRO.fullmatch(word) is not None and not _WORD.match(word)


def begins(word: str) -> bool:
    """Whether a macro says by its name that it makes the machine ready: homed, and as warm as its numbers say."""
    return _BEGINS.search(word) is not None


def ends(word: str) -> bool:
    """Whether a macro says by its name that it ends a print, which switches the heaters off."""
    return _ENDS.search(word) is not None


def numbers(body: str) -> tuple[float, ...]:
    """The numbers that a macro is given."""
    return tuple(float(number) for number in _NUMBERS.findall(body))


@lru_cache(maxsize=64)
def _patterns(code: str, values: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], ...]:
    settings, found = dict(values), {}
    for line in code.replace("\\n", "\n").splitlines():
        for variant in _variants(line):
            text = variant.partition(";")[0].strip()
            if text:
                pattern = _pattern(text, settings)
                found[pattern.pattern] = pattern
    return tuple(found.values())


def _variants(line: str) -> Iterator[str]:
    """What may become of a line with conditions: each branch; a condition over several lines is passed over."""
    words = [match[1] for match in _CONTROL.finditer(line)]
    first = _CONTROL.search(line)
    if first is None or words.count("if") != words.count("endif"):
        yield _CONTROL.sub("", line)
        return
    depth, begin, branches, has_else = 0, first.end(), [], False
    for match in _CONTROL.finditer(line, first.start()):
        if match[1] == "if":
            depth += 1
        elif match[1] == "endif":
            depth -= 1
        if depth == 1 and match[1] in ("elsif", "else"):
            branches.append(line[begin : match.start()])
            begin, has_else = match.end(), has_else or match[1] == "else"
        if not depth:
            branches.append(line[begin : match.start()])
            rest = line[match.end() :]
            break
    for branch in branches if has_else else [*branches, ""]:
        yield from _variants(line[: first.start()] + branch + rest)


def _pattern(text: str, settings: Mapping[str, str]) -> re.Pattern[str]:
    parts, end = [], 0
    for match in _PLACEHOLDER.finditer(text):
        parts.append(_literal(text[end : match.start()]))
        end = match.end()
        setting = _SETTING.fullmatch(match[0])
        value = settings.get(setting[1], "").split(",")[0].strip('"') if setting else ""
        if text[: match.start()].count('"') % 2:
            parts.append(re.escape(value) if value else _NAME)
        else:
            parts.append(re.escape(value) + r"(?:\.0*)?" if re.fullmatch(_NUMBER, value) else _NUMBER)
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

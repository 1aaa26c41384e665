"""
What may be done to a G-code file, by an enemy, a fault or a mistake: each change with the reason it is refused for.

The changes work on the files of any machine, material and quality that PrusaSlicer writes for us.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

Change = Callable[[str], str]
LAYER = ";LAYER_CHANGE\n"
LAID = re.compile(r"^G1 (?:Z\S+ )?X\S+ Y\S+ E\d*\.\d+\n", re.M)  # a line that lays something
PLAIN = "it is not one plain G-code command"


@dataclass(frozen=True)
class Tampering:
    """One change, and words of the refusal; `parts`: it needs a plate with two parts, laid by layers."""

    change: Change
    reason: str
    parts: bool = False


def insert(code: str) -> Change:
    """Lines in the middle of printing, after a line that lays something."""

    def change(text: str) -> str:
        layers = [match.end() for match in re.finditer(LAYER, text)]
        found = LAID.search(text, layers[len(layers) // 2])
        assert found
        return f"{text[: found.end()]}{code}\n{text[found.end() :]}"

    return change


def at_start(code: str) -> Change:
    """Lines in the start code, where it is all warm."""
    return lambda text: text.replace("G92 E0\n", f"{code}\nG92 E0\n", 1)


def at_end(code: str) -> Change:
    """Lines in the end code."""
    return lambda text: text.replace("M84\n", f"{code}\nM84\n", 1)


def shift(letter: str, by: float) -> Change:
    """Every number after a letter made greater."""
    return lambda text: re.sub(
        rf"(?m)^(G1 .*?\b{letter})(-?[\d.]+)", lambda match: f"{match[1]}{float(match[2]) + by:.3f}", text
    )


def without(pattern: str) -> Change:
    """All lines that begin like this taken out."""
    return lambda text: "".join(line for line in text.splitlines(keepends=True) if not re.match(pattern, line))


def instead(old: str, new: str, count: int = 0) -> Change:
    """Text in place of what matches a pattern."""
    return lambda text: re.sub(old, new, text, count=count, flags=re.M)


def layers(change: Callable[[list[str]], list[str]]) -> Change:
    """The layers in another order, or number."""

    def whole(text: str) -> str:
        head, *rest = text.split(LAYER)
        last, _, tail = rest[-1].partition(";TYPE:Custom\n")
        *inner, final = [*rest[:-1], last]
        return LAYER.join([head, *change([*inner, final])]) + ";TYPE:Custom\n" + tail

    return whole


def times(factor: float) -> Change:
    """Every push along a way made greater."""
    return lambda text: re.sub(
        r"(?m)^(G1 (?:Z\S+ )?X\S+ Y\S+ E)(\d*\.\d+)", lambda match: f"{match[1]}{float(match[2]) * factor:.5f}", text
    )


def printed_twice(text: str) -> str:
    """In every layer the first part is printed once more."""
    return re.sub(r"(?s)(; printing object (\S+) id.*?; stop printing object [^\n]*\n)", r"\1\1", text)


def first_layer(by: float) -> Change:
    """The whole first layer lifted."""

    def change(text: str) -> str:
        end = [match.start() for match in re.finditer(LAYER, text)][1]
        return (
            re.sub(r"(?m)^(G1 Z)(\.\d+)", lambda match: f"{match[1]}{float(match[2]) + by:g}", text[:end]) + text[end:]
        )

    return change


def never_primed(text: str) -> str:
    """A retraction in the middle whose return was lost."""
    layers = [match.end() for match in re.finditer(LAYER, text)]
    found = LAID.search(text, layers[len(layers) // 2])
    assert found
    return f"{text[: found.end()]}G1 E-1.2 F2400\n{text[found.end() :]}"


def with_arcs(text: str) -> str:
    """The same file with each run of moves around one centre written as an arc."""
    done: list[str] = []
    run: list[tuple[float, float, float]] = []
    at = (0.0, 0.0)
    begin = at

    def flush() -> None:
        nonlocal run
        if not run:
            return
        centre = _centre(begin, [(x, y) for x, y, _ in run])
        if len(run) < 6 or centre is None:
            done.extend(f"G1 X{x:g} Y{y:g} E{e:.5f}" for x, y, e in run)
        else:
            (cx, cy), (x, y, _) = centre, run[-1]
            (ax, ay), (bx, by, _) = begin, run[0]
            word = "G3" if (ax - cx) * (by - cy) - (ay - cy) * (bx - cx) > 0 else "G2"
            pushed = sum(e for *_, e in run)
            done.append(f"{word} X{x:g} Y{y:g} I{cx - ax:.3f} J{cy - ay:.3f} E{pushed:.5f}")
        run = []

    for line in text.splitlines():
        match = re.fullmatch(r"G1 X(\S+) Y(\S+)(?: E(\.\d+))?(?: F\d+)?", line)
        if match and match[3] and "F" not in line:
            if math.dist(at, (float(match[1]), float(match[2]))) > 0.8:
                flush()  # a line straight across a round part ends on its circle, too
            if not run:
                begin = at
            run.append((float(match[1]), float(match[2]), float(match[3])))
            if len(run) == 24:  # never a whole turn
                flush()
            elif len(run) > 2 and _centre(begin, [(x, y) for x, y, _ in run]) is None:
                last = run.pop()
                flush()
                begin, run = at, [last]
        else:
            flush()
            done.append(line)
        if match:
            at = (float(match[1]), float(match[2]))
    flush()
    return "\n".join(done) + "\n"


def _centre(begin: tuple[float, float], points: list[tuple[float, float]]) -> tuple[float, float] | None:
    """The centre of the circle on which all points lie, to 0.01 mm; None where there is none of 10 mm or less."""
    if len(points) < 3:
        return None
    (ax, ay), (bx, by), (cx, cy) = begin, points[len(points) // 2], points[-1]
    d = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by))
    if abs(d) < 1e-6:
        return None
    a, b, c = (x * x + y * y for x, y in ((ax, ay), (bx, by), (cx, cy)))
    x = (a * (by - cy) + b * (cy - ay) + c * (ay - by)) / d
    y = (a * (cx - bx) + b * (ax - cx) + c * (bx - ax)) / d
    radius = ((ax - x) ** 2 + (ay - y) ** 2) ** 0.5
    if radius > 10 or any(abs(((px - x) ** 2 + (py - y) ** 2) ** 0.5 - radius) > 0.01 for px, py in points):
        return None
    return x, y


#: The 21 of the first trial of a guard. Its last three were missed by one that looked at prints only.
FIRST: dict[str, Tampering] = {
    "moved off the bed in X": Tampering(shift("X", 200), "outside of where"),
    "nozzle at 350": Tampering(instead("^M104 S2[0-9]+", "M104 S350", 1), "the nozzle is set to 350"),
    "nozzle at 260 in mid print": Tampering(insert("M104 S260"), "the nozzle is set to 260"),
    "nozzle left on": Tampering(without("M104 S0"), "the nozzle heater is left on"),
    "writes the memory": Tampering(insert("M500"), "writes the machine's memory"),
    "tunes the heater": Tampering(insert("M303 E0 S200 C8"), "tunes heater control"),
    "stops the firmware": Tampering(insert("M112"), "stops or restarts"),
    "lower case": Tampering(insert("m500"), PLAIN),
    "line number and checksum": Tampering(insert("N12 M500*55"), PLAIN),
    "macro call": Tampering(insert("RUN_SHELL_COMMAND CMD=x"), PLAIN),
    "cut in half": Tampering(lambda text: text[: len(text) // 2], "cut short"),
    "tail cut off": Tampering(lambda text: "".join(text.splitlines(keepends=True)[:-5]), "cut short"),
    "twice the filament": Tampering(times(2), "too thick|mm of filament are pushed|mm³/s are pushed"),
    "not homed": Tampering(without("G28"), "before it was homed"),
    "too tall": Tampering(shift("Z", 300), "outside of where"),
    "never heated": Tampering(without("M10[49] S2"), "before the nozzle was heated"),
    "layers missing": Tampering(layers(lambda all_: all_[:5] + all_[8:]), "layer 6 lies at Z .*, it must lie at"),
    "relative moves left on": Tampering(insert("G91"), "G91 is not on the list"),
    "two commands on a line": Tampering(insert("G1 X10 M500"), "takes no M"),
    "below the bed": Tampering(insert("G1 Z-3 F600"), "outside of where"),
    "travels off the machine": Tampering(insert("G1 X400 Y400 F9000"), "outside of where"),
}

HEAT: dict[str, Tampering] = {
    "bed left on": Tampering(without("M140 S0"), "the bed heater is left on"),
    "bed at 120": Tampering(insert("M140 S120"), "the bed is set to 120"),
    "bed never waited for": Tampering(without("M190"), "before the bed was heated"),
    "heats by R": Tampering(insert("M109 R400"), "M109 takes no R"),
    "number in scientific form": Tampering(insert("M104 S1e3"), PLAIN),
    "heats to nothing": Tampering(insert("M104 S"), "S has no number"),
    "nozzle off in mid print": Tampering(insert("M104 S0"), "switched off in the middle"),
    "bed off in mid print": Tampering(insert("M140 S0"), "bed is switched off in the middle"),
    "cooled, then warmed without waiting": Tampering(
        lambda text: at_start("M104 S0\n" + re.findall(r"(?m)^M104 S2\d+", text)[0])(text),
        "before the nozzle was heated",
    ),
    "cold extrusion allowed": Tampering(insert("M302 S0"), "lets a cold nozzle push"),
    "cold extrusion before heating": Tampering(instead("^M109.*\n", ""), "before the nozzle was heated"),
    "heats by an own word": Tampering(insert("M568 P0 S300"), "M568 is not on the list"),
    "chamber": Tampering(insert("M141 S90"), "M141 is not on the list"),
    "fan missing": Tampering(instead("^M106 .*\n", ""), "the fan turns at 0"),
    "fan stopped after a while": Tampering(insert("M107"), "the fan turns at 0"),
    "fan on in the first layer": Tampering(
        lambda text: text.replace(LAYER, "M106 S255\n" + LAYER, 1), "the fan blows on layer 1"
    ),
    "fan beyond its range": Tampering(insert("M106 S999"), "the fan runs from 0 to 255"),
}

MOVES: dict[str, Tampering] = {
    "moved off the bed in Y": Tampering(shift("Y", -150), PLAIN + "|outside of where"),
    "moved half way off": Tampering(shift("X", 110), "outside of where|leaves the bed"),
    "moves the origin": Tampering(insert("G92 Z100"), "G92 takes no Z"),
    "moves every origin": Tampering(insert("G92"), "E has no number"),
    "moves the origin by a hidden letter": Tampering(insert("G92 E0 X50"), "G92 takes no X"),
    "own coordinates": Tampering(insert("G54"), "changes how lengths are read"),
    "work offset": Tampering(insert("G10 L2 P1 Z-5"), "changes how lengths are read"),
    "inches": Tampering(insert("G20"), "changes how lengths are read"),
    "absolute words again": Tampering(insert("G90"), "how lengths are counted is changed"),
    "too fast": Tampering(insert("G1 X50 Y50 F99999"), "a feed of 99999"),
    "feed of nothing": Tampering(insert("G1 F0"), "a feed of 0"),
    "creeps": Tampering(insert("G1 F1"), "a feed of 1 mm/min"),
    "feed without a number": Tampering(insert("G1 X50 F"), "a letter has no number"),
    "homed in mid print": Tampering(insert("G28"), "homed where something is printed"),
    "homed on top of the part": Tampering(at_end("G28 Z"), "homed where something is printed"),
    "probed in mid print": Tampering(insert("G29"), "G29 is not on the list"),
    "motors off in mid print": Tampering(insert("M84"), "before it was homed"),
    "drags through the part": Tampering(insert("G1 Z.2 F720"), "sinks to Z 0.2"),
    "arc that leaves the bed": Tampering(insert("G2 X100 Y100 I150 J0 F3000"), "outside of where|from its centre"),
    "arc that bulges over the edge": Tampering(
        insert("G1 X20 Y100 F3000\nG3 X20 Y101 I0 J-60"), "from its centre|outside of where|is interrupted"
    ),
    "whole circle over the edge": Tampering(insert("G1 X150 Y100 F3000\nG2 I60 J0"), "outside of where|is interrupted"),
    "arc without a centre": Tampering(insert("G3 X100 Y100"), "an arc has no centre"),
    "arc by its radius": Tampering(insert("G2 X100 Y100 R20"), "G2 takes no R"),
    "arc with turns": Tampering(insert("G2 X100 Y100 I5 J0 P9"), "G2 takes no P"),
    "arc around itself": Tampering(insert("G2 X100 Y100 I0 J0"), "begins at its own centre"),
    "arc that does not meet": Tampering(insert("G3 X101 Y107 I5 J0"), "from its centre"),
    "curve": Tampering(insert("G5 X10 Y10 I1 J1 P1 Q1"), "G5 is not on the list"),
    "acceleration beyond the machine": Tampering(insert("M204 P99999"), "an acceleration is above"),
    "speed in per cent": Tampering(insert("M220 S500"), "M220 is not on the list"),
    "steps per mm": Tampering(insert("M92 X200"), "changes steps"),
    "fastest feeds rewritten": Tampering(insert("M203 X999 Y999 Z50"), "M203 is not on the list"),
    "fastest feeds rewritten at the start": Tampering(at_start("M203 X999 Y999 Z50"), "M203 is not on the list"),
    "jerk rewritten": Tampering(insert("M205 X50"), "M205 is not on the list"),
    "limits of the axes off": Tampering(insert("M211 S0"), "switches off the limits"),
    "waits for ever": Tampering(insert("G4 S99999"), "a wait is longer"),
    "waits a little, often": Tampering(insert("G4 S59\n" * 7), "all of them longer than 300"),
    "waits less than nothing": Tampering(insert("G4 S-5"), "a wait is longer"),
    "slow all over": Tampering(instead(r"\bF\d{4,}", "F200"), "the moves take"),
}

FILAMENT: dict[str, Tampering] = {
    "pushes on the spot": Tampering(insert("G1 E50 F300"), "pushed on the spot"),
    "pushes on the spot, a little and often": Tampering(insert("G1 E.9 F300\n" * 9), "on the spot beyond"),
    "pushes on the spot while lifting": Tampering(insert("G1 E2 F300"), "on the spot beyond"),
    "drawn back for good": Tampering(never_primed, "still drawn back"),
    "drawn out of the heater": Tampering(insert("G1 E-40 F2400"), "drawn back, 10 mm is the limit"),
    "a blob on a short way": Tampering(
        insert("G1 X100 Y100\nG1 X100.3 Y100 E4 F1200"), "mm³ are laid on|mm³/s are pushed|is interrupted"
    ),
    "melts faster than it can": Tampering(
        insert("G1 X100 Y100\nG1 X110 Y100 E9 F6000"), "mm³/s are pushed|is interrupted"
    ),
    "a tenth more filament": Tampering(times(1.1), "mm of filament are pushed|too thick"),
    "a tenth less filament": Tampering(times(0.9), "mm of filament are pushed|too thin"),
    "counted from nought at once": Tampering(
        insert("M82"), "pushed on the spot|mm³|mm of filament|drawn back|is interrupted"
    ),
    "flow in per cent": Tampering(insert("M221 S200"), "M221 is not on the list"),
    "purges a spool": Tampering(at_start("G1 X60 E60 F60\nG1 X5 E60 F60"), "the start code pushes"),
    "pushes after the end": Tampering(instead("^M104 S0$", "G1 X50 E20 F300\nM104 S0"), "after the last layer"),
    "prints after the end": Tampering(at_end(";TYPE:Perimeter\nG1 X50 Y50 E2 F1200"), "after the end code"),
    "hides a line as own code": Tampering(
        insert(";TYPE:Custom\nG1 X100 Y100 E1 F1200\n;TYPE:Perimeter"), "after the last layer"
    ),
    "firmware retraction": Tampering(insert("G11"), "G11 is not on the list"),
    "another tool": Tampering(insert("T1"), "T1 is not on the list"),
    "filament swap": Tampering(insert("M600"), "waits for a person"),
    "stops for a person": Tampering(insert("M0"), "waits for a person"),
    "stops for a person, by another word": Tampering(insert("M25"), "reads or writes the machine's files"),
    "pause with a message": Tampering(insert("M1 Click"), PLAIN),
    "unloads": Tampering(insert("M702"), "M702 is not on the list"),
}

WORDS: dict[str, Tampering] = {
    "two commands without a space": Tampering(insert("G1 X1M104S999"), PLAIN),
    "two commands on a line, both allowed": Tampering(insert("M107 M107"), "takes no M"),
    "pin switched": Tampering(insert("M42 P4 S255"), "switches pins"),
    "motor current": Tampering(insert("M906 X2000"), "M906 is not on the list"),
    "motor driver": Tampering(insert("M569 S1 X"), "changes motor drivers"),
    "leading zeros": Tampering(insert("M0500"), "writes the machine's memory"),
    "letter twice": Tampering(insert("G1 X1 X2"), "X is given twice"),
    "text for the host": Tampering(insert("M118 //action:shutdown"), PLAIN),
    "text for the display": Tampering(insert("M117 // action:cancel"), PLAIN),
    "stored macro": Tampering(insert("M98 P1"), "runs a stored macro"),
    "file on the card": Tampering(insert("M23"), "reads or writes the machine's files"),
    "carriage return in a comment": Tampering(insert("; good\rM500"), PLAIN),
    "carriage return in a command": Tampering(insert("G1 X50\rM500"), PLAIN),
    "vertical tab": Tampering(insert("G1 X50\x0bM500"), PLAIN),
    "zero byte": Tampering(insert("G1 X1\0"), PLAIN),
    "zero byte in a comment": Tampering(insert("; well\0M500"), PLAIN),
    "not ASCII": Tampering(insert("G1 X１"), PLAIN),
    "Arabic digits": Tampering(insert("M104 S٢٠٠"), PLAIN),
    "a space that is none": Tampering(insert("G1\u00a0X50"), PLAIN),
    "parentheses": Tampering(insert("(M500)"), PLAIN),
    "a comment in the middle": Tampering(insert("G1 X50 (and) Y50"), PLAIN),
    "host command": Tampering(insert("@pause"), PLAIN),
    "expression": Tampering(insert("G1 X{var.x}"), PLAIN),
    "exponent": Tampering(insert("G1 X5e1 Y50"), PLAIN + "|takes no"),
    "no number at all": Tampering(insert("G1 Xnan Y50"), PLAIN),
    "infinite": Tampering(insert("G1 X" + "9" * 250), "outside of where"),
    "two points": Tampering(insert("G1 X5.0.0 Y50"), PLAIN),
    "two signs": Tampering(insert("G1 X--50 Y50"), PLAIN),
    "very long line": Tampering(insert("G1 X" + "1" * 300), "longer than 256"),
    "very long move": Tampering(insert(f"G1 X5{'0' * 300}.0 Y50"), "longer than 256|outside of where"),
    "endless line": Tampering(insert("; " + "a" * (2 << 20)), "a line is longer than"),
}

PLATE: dict[str, Tampering] = {
    "printed above its layer": Tampering(insert("G1 Z50 F600\nG1 X60 Y60 E.01"), "outside of its layer|is interrupted"),
    "first layer too high": Tampering(first_layer(0.15), "outside of its layer"),
    "first layer too low": Tampering(first_layer(-0.1), "outside of its layer"),
    "first layer too high, and says so": Tampering(instead("^;Z:.*$", ";Z:0.45", 1), "layer 1 lies at Z 0.45"),
    "height that is none": Tampering(instead("^;Z:.*$", ";Z:nan", 1), "height of a layer cannot be read"),
    "height in words": Tampering(instead("^;Z:.*$", ";Z:high", 1), "height of a layer cannot be read"),
    "a layer twice": Tampering(layers(lambda all_: [*all_[:4], all_[3], *all_[4:]]), "layer 5 lies at Z"),
    "two layers changed about": Tampering(
        layers(lambda all_: [*all_[:3], all_[4], all_[3], *all_[5:]]), "layer 4 lies at Z"
    ),
    "layers missing at the top": Tampering(
        layers(lambda all_: all_[:-2]), "layers are printed|the line is interrupted"
    ),
    "an empty layer": Tampering(
        insert(";LAYER_CHANGE\n;LAYER_CHANGE"), "layer .* is empty|lies at Z|the line stops at"
    ),
    "one part missing": Tampering(
        lambda text: re.sub(r"(?s); printing object o2-rod.*?; stop printing object o2-rod[^\n]*\n", "", text),
        "not printed at all: o2-rod|still drawn back|on the spot beyond|outside of its layer",
        parts=True,
    ),
    "one part's lines missing": Tampering(
        lambda text: re.sub(
            r"(?s); printing object o2-rod.*?; stop printing object o2-rod[^\n]*\n",
            lambda match: re.sub(r"(?m)^(G1 X\S+ Y\S+) E\.\d+$", r"\1", match[0]),
            text,
        ),
        "not printed at all: o2-rod|mm of filament are pushed",
        parts=True,
    ),
    "a part printed twice": Tampering(printed_twice, "is printed twice in one layer", parts=True),
    "a part nobody ordered": Tampering(
        lambda text: text.replace("object o2-rod ", "object o9-rod "), "not printed at all: o2-rod", parts=True
    ),
    "a line that belongs to no part": Tampering(
        # Newer slicers begin the file with a list of all labels, each ended at once.
        instead(r"^; printing object .*\n(?!; stop)", "", 1),
        "belongs to no part",
        parts=True,
    ),
    "label that cannot be read": Tampering(
        instead(r"^; printing object \S+ id", "; printing object two words id", 1), "label of a part cannot be read"
    ),
}

FILE: dict[str, Tampering] = {
    "for another machine": Tampering(
        instead("^; printer_settings_id = .*$", "; printer_settings_id = huge-500"), 'machine "huge-500"'
    ),
    "of another material": Tampering(
        instead("^; filament_settings_id = .*$", "; filament_settings_id = tpu"), 'material "tpu"'
    ),
    "of another quality": Tampering(
        instead("^; print_settings_id = .*$", "; print_settings_id = rough"), 'quality "rough"'
    ),
    "with a script after slicing": Tampering(instead("^; post_process = .*$", "; post_process = /bin/x"), "a script"),
    "says nothing of filament": Tampering(without("; filament used"), "how much filament"),
    "says nothing of time": Tampering(without("; estimated printing time"), "how long it prints"),
    "says it is done at once": Tampering(
        instead("^(; estimated printing time .normal mode. = ).*$", r"\g<1>1s"), "the moves take"
    ),
    "empty": Tampering(lambda text: "", "cut short"),
    "only settings": Tampering(lambda text: text[text.index("; prusaslicer_config = begin") :], "nothing is printed"),
}

TAMPERED = FIRST | HEAT | MOVES | FILAMENT | WORDS | PLATE | FILE

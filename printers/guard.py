"""
The last wall before a printer: every line is read, and a file passes whole or not at all.

The guard knows the machine, the material and the plate, and trusts nothing the file says without counting
it: where the head goes, how hot, how much filament, which words, layers and parts. It never edits a file.
"""

import hashlib
import math
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from printers.commands import BASE, NEVER
from printers.errors import GcodeRefused
from printers.gcode import Gcode, config, duration, figures
from printers.profile import Profile
from printers.spiral import is_spiral
from printers.toolhead import Toolhead

MAXIMUM_BYTES = 500_000_000
LONGEST_COMMAND = 256
FILAMENT_TOLERANCE = 0.05  # counted against the slicer's own figure
FILAMENT_SLACK = 3.0  # mm: the last retraction, which matters in very small parts
FILL = 0.1, 1.1  # extruded against model volume; 50 products measured 0.21 to 1.01
LINE_FILL = 0.9, 1.07  # extruded against what floor and line of a spiral hold
FILL_SLACK = 60.0  # mm³ per part: in a tiny one overlapping line ends and thick bridges count
STEP_TOLERANCE = 0.002  # mm, in the height of a layer

_FAST = re.compile(rb"G1 (?:Z(\d+\.?\d*) )?X(\d+\.?\d*) Y(\d+\.?\d*)(?: E(-?\d*\.?\d+))?(?: F(\d+\.?\d*))?\n")
_COMMENT = re.compile(rb"[ \t]*;[^\x00-\x08\x0a-\x1f\x7f]*\n|[ \t]*\n")
_COMMAND = re.compile(r"([GMT]\d{1,4}(?:\.\d)?)((?: +[A-Z](?:-?(?:\d+\.?\d*|\.\d+))?)*) *")
_ARGUMENT = re.compile(r"([A-Z])(-?(?:\d+\.?\d*|\.\d+))?")
_OBJECT = re.compile(r"; (printing|stop printing) object (\S+) id:\d+ copy \d+")
_PLACEHOLDER = re.compile(r"\[[^\]]*\]|\{[^}]*\}")


def inspect(
    path: Path,
    profile: Profile,
    *,
    height: float | None = None,
    objects: Collection[str] | None = None,
    volume: float | None = None,
) -> Gcode:
    """
    The facts of a G-code file that may be printed; raises `GcodeRefused` with line and reason otherwise.

    height: of the plate in mm; objects: names of all its parts; volume: of all its parts in mm³, or of floor and
    line where the profile lays one line. What is given is held against the file.
    """
    size = path.stat().st_size
    if size > MAXIMUM_BYTES:
        raise GcodeRefused(None, f"the file has {size} bytes, the limit is {MAXIMUM_BYTES}")
    settings = config(path)
    if not settings:
        raise GcodeRefused(None, "the file was cut short: it does not end with its settings")
    _right_machine(settings, profile)
    head = Toolhead(profile)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        lines, commands = _walk(file, head, _allowed(profile))
    head.finish()
    _layers(head, profile, height)
    _objects(head, objects)
    seconds, grams = _amounts(head, profile, figures(path), volume)
    return Gcode(
        path=path,
        sha256=sha256,
        bytes=size,
        lines=lines,
        seconds=seconds,
        grams=grams,
        filament_mm=round(head.filament, 3),
        layers=len(head.layers),
        bounds=head.bounds(),
        objects=tuple(sorted(head.objects)),
        commands=commands,
        flow=round(head.flow, 3),
    )


def _walk(file: Iterable[bytes], head: Toolhead, allowed: Mapping[str, frozenset[str]]) -> tuple[int, dict[str, int]]:
    fast, comment, move = _FAST.fullmatch, _COMMENT.fullmatch, head.move
    commands: dict[str, int] = {}
    number = quick = 0
    for number, raw in enumerate(file, 1):
        try:
            if match := fast(raw):
                z, x, y, e, f = match.groups()
                if f is not None:
                    head.feed_rate(float(f))
                move(float(x), float(y), head.z if z is None else float(z), None if e is None else float(e))
                quick += 1
            elif comment(raw):
                _remark(raw, head)
            else:
                word = _command(raw, head, allowed)
                commands[word] = commands.get(word, 0) + 1
        except GcodeRefused as refused:
            text = raw[:LONGEST_COMMAND].decode("ascii", "replace").strip()
            raise GcodeRefused(number, refused.reason, text) from None
    commands["G1"] = commands.get("G1", 0) + quick
    return number, commands


def _remark(raw: bytes, head: Toolhead) -> None:
    if raw.startswith(b"; printing object") or raw.startswith(b"; stop printing object"):
        match = _OBJECT.fullmatch(raw.decode("ascii", "replace").strip())
        if not match:
            raise GcodeRefused(None, "the label of a part cannot be read")
        head.object(match[2] if match[1] == "printing" else None)
    elif raw.startswith(b";LAYER_CHANGE"):
        head.layer_begins()
    elif raw.startswith(b";Z:"):
        head.layer_is_at(float(raw[3:]))
    elif raw.startswith(b";TYPE:"):
        head.feature(raw[6:].strip().decode("ascii", "replace"))


def _command(raw: bytes, head: Toolhead, allowed: Mapping[str, frozenset[str]]) -> str:
    if not raw.endswith(b"\n"):
        raise GcodeRefused(None, "the line has no end")
    body = raw.partition(b";")[0].rstrip(b" \n")
    if len(body) > LONGEST_COMMAND:
        raise GcodeRefused(None, f"a command is longer than {LONGEST_COMMAND} letters")
    match = _COMMAND.fullmatch(body.decode("ascii", "replace"))
    if not match or not _COMMENT.fullmatch(b";" + raw.partition(b";")[2].rstrip(b"\n") + b"\n"):
        raise GcodeRefused(None, "it is not one plain G-code command")
    word = match[1][0] + match[1][1:].lstrip("0") if match[1][1:].strip("0") else match[1][0] + "0"
    if word in NEVER:
        raise GcodeRefused(None, f"{word} is never allowed: it {NEVER[word]}")
    if word not in allowed:
        raise GcodeRefused(None, f"{word} is not on the list of this profile")
    given: dict[str, float | None] = {}
    for letter, value in _ARGUMENT.findall(match[2]):
        if letter in given:
            raise GcodeRefused(None, f"{letter} is given twice")
        if letter not in allowed[word]:
            raise GcodeRefused(None, f"{word} takes no {letter}")
        given[letter] = float(value) if value else None
    head.do(word, given)
    return word


def _allowed(profile: Profile) -> dict[str, frozenset[str]]:
    """The basic words, and those of the profile's own start and end code with the letters used there."""
    allowed = dict(BASE)
    for line in f"{profile.machine.start_gcode}\n{profile.machine.end_gcode}".splitlines():
        words = _PLACEHOLDER.sub("0", line.partition(";")[0]).split()
        if words and words[0] not in NEVER:
            letters = {word[0] for word in words[1:]}
            allowed[words[0]] = allowed.get(words[0], frozenset()) | letters
    return allowed


def _right_machine(settings: Mapping[str, str], profile: Profile) -> None:
    for key, ours, what in (
        ("printer_settings_id", profile.machine.id, "machine"),
        ("filament_settings_id", profile.material.id, "material"),
        ("print_settings_id", profile.quality.id, "quality"),
    ):
        theirs = settings.get(key, "").strip('"')
        if theirs != ours:
            raise GcodeRefused(None, f'the file is made for {what} "{theirs}", not for "{ours}"')
    for key in ("spiral_vase", "bottom_solid_layers", "external_perimeter_extrusion_width"):
        if is_spiral(profile) and settings.get(key) != profile.settings[key]:
            raise GcodeRefused(None, f"the file says {key} = {settings.get(key)}, not {profile.settings[key]}")
    if not is_spiral(profile) and settings.get("spiral_vase") == "1":
        raise GcodeRefused(None, "the file lays one line, the plate has to be laid layer by layer")
    if settings.get("post_process", "").strip('"'):
        raise GcodeRefused(None, "the file was made with a script after slicing")


def _layers(head: Toolhead, profile: Profile, height: float | None) -> None:
    first, step = profile.quality.first_layer_height, profile.quality.layer_height
    if not head.layers:
        raise GcodeRefused(None, "nothing is printed")
    for index, z in enumerate(head.layers):
        due = first + index * step
        if abs(z - due) > STEP_TOLERANCE:
            raise GcodeRefused(None, f"layer {index + 1} lies at Z {z:g}, it must lie at Z {due:g}")
    if height is not None:
        due_layers = 1 + (height - first) / step
        # A last layer is printed when the part reaches its middle.
        if abs(len(head.layers) - due_layers) > 0.75:
            raise GcodeRefused(None, f"{len(head.layers)} layers are printed, {height:g} mm need {due_layers:.1f}")


def _objects(head: Toolhead, objects: Collection[str] | None) -> None:
    printed = {name for name, filament in head.objects.items() if filament > 0}
    if objects is None:
        return
    missing, foreign = sorted(set(objects) - printed), sorted(head.objects.keys() - set(objects))
    if missing:
        raise GcodeRefused(None, f"not printed at all: {', '.join(missing)}")
    if foreign:
        raise GcodeRefused(None, f"printed, but not on the plate: {', '.join(foreign)}")


def _amounts(head: Toolhead, profile: Profile, told: Mapping[str, str], volume: float | None) -> tuple[float, float]:
    seconds = duration(told.get("estimated printing time (normal mode)", ""))
    try:
        filament = float(told["filament used [mm]"])
    except (KeyError, ValueError):
        raise GcodeRefused(None, "the file does not say how much filament it uses") from None
    if not seconds or filament <= 0:
        raise GcodeRefused(None, "the file does not say how long it prints")
    if abs(head.filament - filament) > FILAMENT_TOLERANCE * filament + FILAMENT_SLACK:
        raise GcodeRefused(None, f"{head.filament:.0f} mm of filament are pushed, the file says {filament:.0f} mm")
    area = math.pi * profile.material.diameter**2 / 4
    if volume is not None:
        laid = sum(head.objects.values()) * area
        fill, slack = (LINE_FILL, 0.0) if is_spiral(profile) else (FILL, FILL_SLACK * len(head.objects))
        least, most = fill[0] * volume, fill[1] * volume + slack
        if not least <= laid <= most:
            raise GcodeRefused(None, f"the parts get {laid:.0f} mm³ of filament, {least:.0f} to {most:.0f} is right")
    return seconds, round(head.filament * area / 1000 * profile.material.density, 3)

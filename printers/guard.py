"""
The last wall before a printer: every line is read, and a file passes whole or not at all.

The guard knows the machine, the material and the plate, and trusts nothing the file says without counting
it: where the head goes, how hot, how much filament, which words, layers and parts. It never edits a file.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from printers.commands import BASE, NEVER, is_harmless
from printers.errors import GcodeRefused
from printers.gcode import Gcode, config, duration, figures
from printers.owncode import OwnCode, is_macro, numbers
from printers.profile import Profile
from printers.spiral import is_spiral
from printers.toolhead import Toolhead

MAXIMUM_BYTES = 500_000_000
LONGEST_COMMAND = 256
LONGEST_LINE = 1 << 20  # bytes: a start code of many lines stands among the settings as one line
FILAMENT_TOLERANCE = 0.02  # counted against the slicer's own figure
FILAMENT_SLACK = 3.0  # mm: the last retraction, which matters in very small parts
FILL = 0.1, 1.1  # extruded against model volume; 50 products measured 0.21 to 1.01
LINE_FILL = 0.9, 1.07  # extruded against what floor and line of a spiral hold
FILL_SLACK = 60.0  # mm³ per part: in a tiny one overlapping line ends and thick bridges count
# The time of the moves without acceleration against the slicer's own figure; 40 plates measured 0.55 to 0.98.
TIME = 0.3, 1.1
TIME_SLACK = 120.0  # s: homing, the start code and its waits

_FAST = re.compile(rb"G1 (?:Z(\d+\.?\d*) )?X(\d+\.?\d*) Y(\d+\.?\d*)(?: E(-?\d*\.?\d+))?(?: F(\d+\.?\d*))?\n")
_COMMENT = re.compile(rb"[ \t]*;[^\x00-\x08\x0a-\x1f\x7f]*\n|[ \t]*\n")
_COMMAND = re.compile(r"([GMT]\d{1,4}(?:\.\d)?)((?: +[A-Z](?:-?(?:\d+\.?\d*|\.\d+))?)*) *")
_WORD = re.compile(r"[GM]\d{1,4}(?:\.\d)?|T[xc?]")
_ARGUMENT = re.compile(r"([A-Z])(-?(?:\d+\.?\d*|\.\d+))?")
_GLUED = re.compile(r"(?<=[XYZ])(?=[XYZ]\b)")  # as in "G28 XY"
#: A setting that PrusaSlicer has since 2.9; 2.5.0 was seen to count filament without the start code, 2.9.2 with it.
_COUNTS_PURGE = "automatic_extrusion_widths"
_OBJECT = re.compile(r"; (printing|stop printing) object (\S+) id:\d+ copy \d+")
_HEIGHT = re.compile(rb";Z:(\d{1,5}(?:\.\d{1,6})?)\s*")


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
        sha256 = _digest(file)
        file.seek(0)
        lines, commands = _walk(file, head, OwnCode(profile))
    head.finish()
    _layers(head, profile, height)
    _objects(head, objects)
    seconds, grams = _amounts(head, profile, settings, figures(path), volume)
    return Gcode(
        path=path,
        sha256=sha256,
        bytes=size,
        lines=lines,
        seconds=seconds,
        grams=grams,
        filament_mm=round(head.feeder.filament, 3),
        layers=len(head.layers),
        bounds=head.bounds(),
        objects=tuple(sorted(head.objects)),
        commands=commands,
        flow=round(head.feeder.flow, 3),
    )


def _digest(file: BinaryIO) -> str:
    """SHA-256 of the file; raises `GcodeRefused` for a line that no memory should have to hold."""
    digest = hashlib.sha256()
    while chunk := file.read(LONGEST_LINE):
        digest.update(chunk)
        if len(chunk) == LONGEST_LINE and b"\n" not in chunk:
            raise GcodeRefused(None, f"a line is longer than {LONGEST_LINE} bytes")
    return digest.hexdigest()


def _walk(file: Iterable[bytes], head: Toolhead, own: OwnCode) -> tuple[int, dict[str, int]]:
    fast, comment, move = _FAST.fullmatch, _COMMENT.fullmatch, head.move
    commands: dict[str, int] = {}
    number = quick = 0
    for number, raw in enumerate(file, 1):
        try:
            if (match := fast(raw)) and not head.own_code and not head.relative and len(raw) <= LONGEST_COMMAND:
                z, x, y, e, f = match.groups()
                if f is not None:
                    head.feed_rate(float(f))
                move(float(x), float(y), head.z if z is None else float(z), None if e is None else float(e))
                quick += 1
            elif comment(raw):
                _remark(raw, head)
            else:
                word = _command(raw, head, own)
                commands[word] = commands.get(word, 0) + 1
        except GcodeRefused as refused:
            text = raw[:LONGEST_COMMAND].decode("ascii", "replace").strip()
            raise GcodeRefused(number, refused.reason, text) from None
    if quick:
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
        height = _HEIGHT.fullmatch(raw)
        if not height:
            raise GcodeRefused(None, "the height of a layer cannot be read")
        head.layer_is_at(float(height[1]))
    elif raw.startswith(b";TYPE:"):
        head.feature(raw[6:].strip().decode("ascii", "replace"))


def _command(raw: bytes, head: Toolhead, own: OwnCode) -> str:
    if not raw.endswith(b"\n"):
        raise GcodeRefused(None, "the line has no end")
    code, _, remark = raw.partition(b";")
    body = code.strip(b" \t\n").decode("ascii", "replace")
    if len(body) > LONGEST_COMMAND:
        raise GcodeRefused(None, f"a command is longer than {LONGEST_COMMAND} letters")
    match = _COMMAND.fullmatch(body)
    if not _COMMENT.fullmatch(b";" + remark.rstrip(b"\n") + b"\n"):
        raise GcodeRefused(None, "it is not one plain G-code command")
    ours = (head.own_code or head.between) and own.holds(body, between=not head.own_code)
    if not match and ours:
        match = _COMMAND.fullmatch(_GLUED.sub(" ", body))
    if not match:
        word = body.partition(" ")[0]
        # Texts and versions of the profile's own code, which move nothing and heat nothing.
        if ours and _WORD.fullmatch(word) and word not in BASE and word not in NEVER:
            return word
        if ours and is_macro(word):
            head.macro(word, numbers(body))
            return word
        raise GcodeRefused(None, "it is not one plain G-code command")
    word = match[1][0] + match[1][1:].lstrip("0") if match[1][1:].strip("0") else match[1][0] + "0"
    given: dict[str, float | None] = {}
    for letter, value in _ARGUMENT.findall(match[2]):
        if letter in given:
            raise GcodeRefused(None, f"{letter} is given twice")
        given[letter] = float(value) if value else None
    if word in NEVER and not (ours and is_harmless(body)):
        raise GcodeRefused(None, f"{word} is never allowed: it {NEVER[word]}")
    if not ours:
        _on_the_list(word, given, head, own)
    head.do(word, given, told=ours)
    return word


def _on_the_list(word: str, given: Mapping[str, float | None], head: Toolhead, own: OwnCode) -> None:
    """Raises `GcodeRefused` for what is neither a basic word nor told by the profile."""
    if word not in BASE:
        if head.own_code and not head.layers and own.limits(word, given):
            return
        raise GcodeRefused(None, f"{word} is not on the list of this profile")
    for letter in given:
        if letter not in BASE[word]:
            raise GcodeRefused(None, f"{word} takes no {letter}")


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
    if not head.layers:
        raise GcodeRefused(None, "nothing is printed")
    if height is not None:
        due_layers = 1 + (height - profile.quality.first_layer_height) / profile.quality.layer_height
        # A last layer is printed when the part reaches its middle, if there is anything left of it to print.
        if not due_layers - 0.75 <= len(head.layers) <= due_layers + 0.55:
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


def _amounts(
    head: Toolhead, profile: Profile, settings: Mapping[str, str], told: Mapping[str, str], volume: float | None
) -> tuple[float, float]:
    seconds = duration(told.get("estimated printing time (normal mode)", ""))
    try:
        filament = float(told["filament used [mm]"])
    except (KeyError, ValueError):
        raise GcodeRefused(None, "the file does not say how much filament it uses") from None
    if not seconds or filament <= 0:
        raise GcodeRefused(None, "the file does not say how long it prints")
    pushed, area = head.feeder.filament, head.feeder.area
    # Newer slicers count the start and end code, too, and what is drawn back and pushed again but once.
    counted = head.feeder.farthest if _COUNTS_PURGE in settings else pushed
    if abs(counted - filament) > FILAMENT_TOLERANCE * filament + FILAMENT_SLACK:
        raise GcodeRefused(None, f"{counted:.0f} mm of filament are pushed, the file says {filament:.0f} mm")
    if not TIME[0] * seconds - TIME_SLACK <= head.seconds <= TIME[1] * seconds + TIME_SLACK:
        raise GcodeRefused(None, f"the moves take {head.seconds:.0f} s, the file says {seconds:.0f} s")
    if volume is not None:
        laid = sum(head.objects.values()) * area - head.closing
        fill, slack = (LINE_FILL, 0.0) if is_spiral(profile) else (FILL, FILL_SLACK * len(head.objects))
        least, most = fill[0] * volume, fill[1] * volume + slack
        if not least <= laid <= most:
            raise GcodeRefused(None, f"the parts get {laid:.0f} mm³ of filament, {least:.0f} to {most:.0f} is right")
    return seconds, round(pushed * area / 1000 * profile.material.density, 3)

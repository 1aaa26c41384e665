"""
From a slicer's own flat settings to the facts that plate, limits and guard need.

`flat` puts three presets together as the slicer does; `profile_of` reads machine, material and quality out of the
result and lays over it the few settings on which this house insists. Texts stay as the slicer writes them.
"""

import math
import re
from collections.abc import Mapping
from types import MappingProxyType

from printers.commands import NEVER, forbidden
from printers.errors import BrokenProfile
from printers.profile import Clearance, Machine, Material, Profile, Quality

#: Of presets only; the slicer does not slice by them.
BOOKKEEPING = frozenset(
    {
        "compatible_printers", "compatible_printers_condition", "compatible_prints", "compatible_prints_condition",
        "compatible_printers_condition_cummulative", "compatible_prints_condition_cummulative",
        "default_filament_profile",
        "default_print_profile", "default_sla_material_profile", "default_sla_print_profile", "extruders_count",
        "filament_vendor", "inherits", "inherits_cummulative", "inherits_group", "physical_printer_settings_id",
        "preset_name", "preset_names", "printer_variant", "printer_vendor", "renamed_from", "renamed_From",
    }
)  # fmt: skip
#: Not for slicing, or never used by us: hosts and their keys, other files' names, code for prints of several colours.
_LEFT_OUT = BOOKKEEPING | frozenset(
    {
        "between_objects_gcode", "color_change_gcode", "colorprint_heights", "host_type", "octoprint_apikey",
        "octoprint_host",
        "output_filename_format", "pause_print_gcode", "print_host", "printhost_apikey", "printhost_authorization_type",
        "printhost_cafile", "printhost_password", "printhost_port", "printhost_ssl_ignore_revoke", "printhost_user",
        "serial_port", "serial_speed", "template_custom_gcode", "thumbnails_color", "toolchange_gcode",
    }
)  # fmt: skip
#: Whatever a profile says. Support and raft are the business of our checks; the rest the guard could not follow.
_HOUSE: Mapping[str, str] = MappingProxyType(
    {
        "arc_fitting": "disabled",
        "binary_gcode": "0",
        "complete_objects": "0",
        "gcode_comments": "0",
        "gcode_label_objects": "1",
        "raft_layers": "0",
        "scarf_seam_placement": "nowhere",
        "silent_mode": "0",
        "spiral_vase": "0",
        "support_material": "0",
        "use_firmware_retraction": "0",
        "wipe_tower": "0",
    }
)
#: What a filament may say in the printer's place, behind "filament_".
_OVERRIDDEN = ("deretract_", "retract_", "seam_gap_distance", "travel_", "wipe")
_FLAVOURS = frozenset({"klipper", "marlin", "marlin2", "repetier", "reprap", "reprapfirmware", "sprinter", "rapid"})
_WIDTHS = (
    "external_perimeter_extrusion_width", "first_layer_extrusion_width", "infill_extrusion_width",
    "perimeter_extrusion_width", "solid_infill_extrusion_width",
)  # fmt: skip
#: Speeds that may be a share of another one.
_SHARES = (
    ("external_perimeter_speed", "perimeter_speed"),
    ("small_perimeter_speed", "perimeter_speed"),
    ("solid_infill_speed", "infill_speed"),
    ("top_solid_infill_speed", "solid_infill_speed"),
)
#: The slicer's own figure for lines whose width is left to it (Flow::auto_extrusion_width).
_AUTOMATIC = 1.125
_EDGE = 20.0  # mm; a bed that begins farther from X 0, Y 0 is not understood
_STRIP = 1.0  # mm, around what the machine lays beside the parts
_PURGE_STRIP = 20.0  # mm from an edge; a line farther in is no purge line along it
_NUMERIC = re.compile(r"-?\d[\d.,%]*")
_LETTER = re.compile(r"([XYZEF])(-?(?:\d+\.?\d*|\.\d+))(?![\d.\[{])")


def flat(
    defaults: Mapping[str, str], print_: Mapping[str, str], filament: Mapping[str, str], printer: Mapping[str, str]
) -> dict[str, str]:
    """Three presets over the slicer's own defaults; a filament's own retraction goes before the printer's."""
    found = {**defaults, **print_, **filament, **printer}
    for key in [key for key in found if key.removeprefix("filament_").startswith(_OVERRIDDEN)]:
        if not key.startswith("filament_"):
            continue
        # Printers have it, too: a filament's own goes before theirs, "nil" is none, and so is the slicer's default.
        value = found.pop(key)
        if value not in ("nil", "") and any(key in preset for preset in (print_, filament, printer)):
            found[key.removeprefix("filament_")] = value
    for key, value in found.items():
        if not value and _NUMERIC.fullmatch(defaults.get(key, "")):
            found[key] = defaults[key]  # a number that is left empty is not said
    return {key: value for key, value in found.items() if key not in BOOKKEEPING}


def profile_of(
    settings: Mapping[str, str],
    names: tuple[str, str, str],
    source: str,
    *,
    hottest: float | None = None,
    hottest_bed: float | None = None,
) -> Profile:
    """
    A profile from complete flat settings; names: of machine, material and quality; source: the file, for errors.

    hottest, hottest_bed: the most its maker lets a filament have, °C; otherwise what these settings ask for.
    Raises `BrokenProfile` for what we cannot print with.
    """
    reader = _Reader(settings, source)
    reader.refuse_what_we_cannot_follow()
    made = {key: value for key, value in settings.items() if key not in _LEFT_OUT}
    made |= {key: value for key, value in _HOUSE.items() if key in made}
    made |= {key: value.split(",")[0] for key, value in made.items() if key.startswith("machine_max_")}
    quality = reader.quality(names[2])
    made |= reader.absolutes(quality)
    made |= {"printer_settings_id": names[0], "filament_settings_id": f'"{names[1]}"', "print_settings_id": names[2]}
    material = reader.material(names[1])
    machine = reader.machine(names[0], quality, material, hottest, hottest_bed)
    return Profile(machine, material, quality, MappingProxyType(made))


def plain(value: str) -> str:
    """A text setting with its line ends, as a person reads it."""
    text = value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "r": ""}.get(match[1], match[1]), text)


def _narrowest(nozzle: float) -> float:
    """The narrowest line in mm that such a nozzle lays well: where Cura begins to warn (its `line_width` setting)."""
    return round(0.1 + 0.4 * nozzle, 3)


class _Reader:
    """Facts out of one set of settings, each found or refused by name."""

    def __init__(self, settings: Mapping[str, str], source: str) -> None:
        self._settings, self._source = settings, source
        self._code = "\n".join(plain(settings.get(key, "")) for key in ("start_gcode", "end_gcode"))

    def wrong(self, reason: str, setting: str) -> BrokenProfile:
        return BrokenProfile(self._source, reason, setting)

    def number(self, key: str, *, of: float = 0.0) -> float:
        """The first value of a setting; one in per cent is a share of `of`."""
        raw = self._settings.get(key, "").split(",")[0].strip().strip('"')
        try:
            value = float(raw.rstrip("%"))
        except ValueError:
            raise self.wrong(f'{key} is "{raw}", which is no number', key) from None
        if not math.isfinite(value):
            raise self.wrong(f"{key} is {raw}, which is no number", key)
        return value * of / 100 if raw.endswith("%") else value

    def refuse_what_we_cannot_follow(self) -> None:
        settings = self._settings
        if settings.get("printer_technology", "FFF") != "FFF":
            raise self.wrong("it is for a printer that melts no filament", "printer_technology")
        extruders = len(settings.get("nozzle_diameter", "").split(","))
        if extruders != 1:
            raise self.wrong(f"it has {extruders} extruders; one is what we print with", "nozzle_diameter")
        flavour = settings.get("gcode_flavor", "")
        if flavour not in _FLAVOURS:
            known = ", ".join(sorted(_FLAVOURS))
            raise self.wrong(f'its G-code is of the kind "{flavour}"; we read {known}', "gcode_flavor")
        for key, why in (
            ("post_process", "runs programs of its own after slicing"),
            ("gcode_substitutions", "changes the G-code after slicing"),
        ):
            if settings.get(key, "").strip().strip('"'):
                raise self.wrong(f"{key} {why}; empty it", key)
        for key, why in (("use_volumetric_e", "counts filament in mm³"), ("z_offset", "shifts every layer")):
            if float(settings.get(key) or 0):
                raise self.wrong(f"{key} {why}; it must be 0", key)
        name = settings.get("output_filename_format", "")
        if "/" in name or "\\" in name or ".." in name:
            raise self.wrong(
                "output_filename_format names another folder; a plain name will do", "output_filename_format"
            )
        for word in forbidden(self._code.splitlines()):
            raise self.wrong(f"its start or end code holds {word}, which {NEVER[word]}", word)

    def absolutes(self, quality: Quality) -> dict[str, str]:
        """Lengths and speeds that may be shares of others, in mm and mm/s."""
        found = {"first_layer_height": f"{quality.first_layer_height:g}"}
        for key in _WIDTHS:
            if key in self._settings:
                first = key == "first_layer_extrusion_width"
                height = quality.first_layer_height if first else quality.layer_height
                found[key] = f"{self._width(key, height):g}"
        for key, other in _SHARES:
            of = float(found[other]) if other in found else self.number(other)
            found[key] = f"{self.number(key, of=of):g}"
        return found

    def _width(self, key: str, height: float) -> float:
        nozzle = self.number("nozzle_diameter")
        width = self.number(key, of=height) or self.number("extrusion_width", of=height) or _AUTOMATIC * nozzle
        return round(width, 5)

    def quality(self, name: str) -> Quality:
        layer = self.number("layer_height")
        if not 0.01 <= layer <= self.number("nozzle_diameter"):
            raise self.wrong(f"layer_height is {layer:g} mm; it must be above 0 and below the nozzle's", "layer_height")
        line, least = self._width("perimeter_extrusion_width", layer), _narrowest(self.number("nozzle_diameter"))
        if line < least:
            raise self.wrong(
                f"its lines are {line:g} mm wide; out of this nozzle come {least:g} mm and more",
                "perimeter_extrusion_width",
            )
        return Quality(
            id=name,
            title=name,
            layer_height=layer,
            first_layer_height=self.number("first_layer_height", of=layer) or layer,
            line_width=line,
            perimeters=int(self.number("perimeters")),
            top_solid_layers=int(self.number("top_solid_layers")),
            bottom_solid_layers=int(self.number("bottom_solid_layers")),
        )

    def material(self, name: str) -> Material:
        density, diameter = self.number("filament_density"), self.number("filament_diameter")
        if not 0.5 <= density <= 10:
            raise self.wrong(f"filament_density is {density:g} g/cm³; what a print weighs needs it", "filament_density")
        if not 1 <= diameter <= 3.5:
            raise self.wrong(f"filament_diameter is {diameter:g} mm; it is 1.75 or 2.85", "filament_diameter")
        area = math.pi * diameter**2 / 4
        told = [self.number(key) for key in ("filament_max_volumetric_speed", "max_volumetric_speed")]
        # Where nobody says what the nozzle melts, it can get no more than the extruder's motor pushes.
        flow = min((value for value in told if value > 0), default=self.number("machine_max_feedrate_e") * area)
        return Material(
            id=name,
            title=name,
            density=density,
            diameter=diameter,
            first_layer_temperature=int(self.number("first_layer_temperature")),
            temperature=int(self.number("temperature")),
            first_layer_bed_temperature=int(self.number("first_layer_bed_temperature")),
            bed_temperature=int(self.number("bed_temperature")),
            flow_maximum=round(flow, 3),
            clearance=_clearance(self._settings.get("filament_type", "").strip('"')),
        )

    def machine(
        self, name: str, quality: Quality, material: Material, hottest: float | None, hottest_bed: float | None
    ) -> Machine:
        (x0, y0), (x1, y1) = self._bed()
        height = self.number("max_print_height")
        if height <= 0:
            raise self.wrong("max_print_height is 0: how high it may print is not known", "max_print_height")
        moves = self._moves()
        xs, ys = [0.0, x1, *(m["X"] for m in moves if "X" in m)], [0.0, y1, *(m["Y"] for m in moves if "Y" in m)]
        zs = [0.0, height, *(m["Z"] for m in moves if "Z" in m)]
        feeds = [self.number(key) for key in ("travel_speed", "machine_max_feedrate_x", "machine_max_feedrate_y")]
        feeds += [m["F"] / 60 for m in moves if "F" in m]
        beside = max(self._beside(quality), self._purge(moves, x1, y1))
        return Machine(
            id=name,
            title=name.partition("/")[2] or name,
            bed=(x1, y1),
            height=height,
            nozzle=self.number("nozzle_diameter"),
            margin=round(max(x0, y0, 0.0) + beside + _STRIP, 2),
            travel=((min(xs), max(xs)), (min(ys), max(ys)), (min(zs), max(zs))),
            nozzle_maximum=max(hottest or 0, material.temperature, material.first_layer_temperature),
            bed_maximum=max(hottest_bed or 0, material.bed_temperature, material.first_layer_bed_temperature),
            feed_maximum=max(feeds),
            start_gcode=plain(self._settings.get("start_gcode", "")),
            end_gcode=plain(self._settings.get("end_gcode", "")),
        )

    def _bed(self) -> tuple[tuple[float, float], tuple[float, float]]:
        raw = self._settings.get("bed_shape", "")
        try:
            points = [tuple(float(part) for part in corner.split("x")) for corner in raw.split(",")]
            corners = sorted({(x, y) for x, y in points})
        except ValueError:
            raise self.wrong(f'bed_shape is "{raw[:60]}", which are no corners', "bed_shape") from None
        (x0, y0), (x1, y1) = corners[0], corners[-1]
        if corners != sorted({(x0, y0), (x0, y1), (x1, y0), (x1, y1)}) or len(corners) != 4:
            raise self.wrong("its bed is not a rectangle, which is what we lay parts on", "bed_shape")
        if not (0 <= x0 <= _EDGE and 0 <= y0 <= _EDGE):
            raise self.wrong(f"its bed begins at X {x0:g} Y {y0:g}; we lay parts on beds that begin at 0", "bed_shape")
        return (x0, y0), (x1, y1)

    def _moves(self) -> list[dict[str, float]]:
        """The moves of start and end code whose numbers stand there, absolute ones only."""
        found, relative = [], False
        for line in self._code.splitlines():
            text = line.partition(";")[0].strip()
            if text.startswith(("G90", "G91")):
                relative = text.startswith("G91")
            elif text.startswith(("G0 ", "G1 ")):
                letters = {letter: float(value) for letter, value in _LETTER.findall(text)}
                found.append({key: value for key, value in letters.items() if not relative or key not in "XYZ"})
        return found

    def _beside(self, quality: Quality) -> float:
        loops, brim = self.number("skirts"), self.number("brim_width")
        if self._settings.get("brim_type") == "no_brim":
            brim = 0.0
        return brim + ((self.number("skirt_distance") + loops * quality.line_width) if loops else 0.0)

    def _purge(self, moves: list[dict[str, float]], x1: float, y1: float) -> float:
        """How far from the edge the machine draws its own line, mm."""
        x = y = depth = 0.0
        for move in moves:
            was_x, was_y, x, y = x, y, move.get("X", x), move.get("Y", y)
            if move.get("E", 0.0) > 0 and (x, y) != (was_x, was_y):
                along = (max(x, was_x), max(y, was_y), x1 - min(x, was_x), y1 - min(y, was_y))
                if (nearest := min(along)) <= _PURGE_STRIP:
                    depth = max(depth, nearest)
        return depth


def _clearance(kind: str) -> Clearance:
    from printers.profile import materials

    ours = {material.id: material.clearance for material in materials()}
    if kind.lower() in ours:
        return ours[kind.lower()]
    like = ours["petg"]
    return Clearance(like.loose, like.normal, like.tight, f"as PETG, for want of figures for {kind}: {like.source}")

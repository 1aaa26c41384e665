"""Designs sliced for real on three printers: what an estimate is held to. Each slice is made once and remembered."""

from __future__ import annotations

import hashlib
import json
import random
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import ROOT
from generators.library import CATALOG, load
from generators.limits import Limits
from generators.make import Made, Shaped, make, shaped
from generators.sweep.boundary import Form
from generators.template import Template
from printers.errors import PlateFull
from printers.gcode import figures, printing_seconds
from printers.plate import Item, Plate, arrange, write_3mf
from printers.profile import Profile, profile
from printers.slicers import Slicer
from printers.spiral import spiral_of, spiralled
from server import bridge

REMEMBERED = ROOT / ".bench" / "slices"
SAMPLES = ROOT / "samples" / "profiles"
CORPUS = Path(__file__).parent / "corpus"
SEED = 5
LARGEST = 60_000.0  # mm³ of a seeded setting
TRIES = 40  # seeded settings that may be looked through for one that prints

#: An ordinary bed slinger, a fast CoreXY, and a slow machine with a wide nozzle.
PRINTERS: dict[str, Profile] = {
    "virtual-220": profile("virtual-220", "pla", "standard"),
    "corexy-250": profile("corexy-250", "pla", "swift", SAMPLES),
    "wide-300": profile("wide-300", "petg", "coarse", SAMPLES),
}


@dataclass(frozen=True, eq=False)
class Piece:
    """One part of a design: points (n, 3) float64 mm, faces (m, 3) int64, how often, and its line's width if one."""

    name: str
    vertices: NDArray[np.float64]
    faces: NDArray[np.int64]
    quantity: int
    spiral: float | None


@dataclass(frozen=True, eq=False)
class Setting:
    """One setting of a product, as triangles."""

    product: str
    which: str
    pieces: tuple[Piece, ...]

    @property
    def digest(self) -> str:
        """Of all that is sliced."""
        found = hashlib.sha256()
        for piece in self.pieces:
            found.update(f"{piece.name} {piece.quantity} {piece.spiral}".encode())
            found.update(np.ascontiguousarray(piece.vertices, dtype=np.float32).tobytes() + piece.faces.tobytes())
        return found.hexdigest()

    def plates(self, chosen: Profile) -> tuple[Plate, ...]:
        """On as many plates as it takes. Raises `PlateFull`."""
        items = [
            Item(f"part{place}-{number}", piece.vertices, piece.faces, piece.spiral)
            for place, piece in enumerate(self.pieces)
            for number in range(1, piece.quantity + 1)
        ]
        return arrange(items, chosen.machine)


@dataclass(frozen=True)
class Truth:
    """What the slicer said of one setting, all its plates together."""

    grams: float
    seconds: float
    plates: int


def settings(catalogue: bool = True) -> Iterator[Setting]:
    """The catalogue in three settings each: default, the last preset, and a seeded one; or the benchmark's corpus."""
    limits = bridge.limits(PRINTERS["virtual-220"])
    library = load([CATALOG, CORPUS])
    for slug, template in library.templates.items():
        if (library.files[slug].parent == CATALOG) != catalogue:
            continue
        chosen: list[tuple[str, Mapping[str, Any]]] = [("default", {})]
        presets = [(f"preset {preset.title}", preset.values) for preset in reversed(template.presets)]
        seeded = _seeded(template, limits)
        drawn = [(f"seed {SEED}", seeded)] if seeded is not None else presets[1:2]
        chosen += [*presets[:1], *drawn] if catalogue else drawn
        for which, values in chosen:
            made = shaped(template, template.parameters.read(dict(values), limits))
            yield Setting(slug, which, _pieces(made))


def _seeded(template: Template[Any], limits: Limits) -> Mapping[str, Any] | None:
    """The first drawn setting that the form offers, that prints, and that fits every printer; None without one."""
    dice = random.Random(f"{SEED} {template.slug}")
    form = Form(template, limits)
    for _ in range(TRIES):
        values = form.offer(form.sample(dice)).values
        if values is None:
            continue
        made = make(template, template.parameters.read(dict(values), limits), limits)
        if made.printable and _one_plate(made):
            return values
    return None


def _one_plate(made: Made) -> bool:
    """Whether a design is one plate of ordinary size on every printer, so that its slices end in reasonable time."""
    if any(part.spiral is not None for part in made.parts) and len(made.parts) > 1:
        return False
    setting = Setting("", "", _pieces(made))
    try:
        plates = [len(setting.plates(chosen)) for chosen in PRINTERS.values()]
    except PlateFull:
        return False
    return max(plates) == 1 and sum(part.volume * part.quantity for part in made.parts) < LARGEST


def _pieces(made: Shaped) -> tuple[Piece, ...]:
    return tuple(
        Piece(part.name, part.mesh.vertices, part.mesh.faces, part.quantity, part.spiral) for part in made.parts
    )


def remembered(one: Setting, chosen: Profile, version: str) -> Path:
    """Where the slicer's answer is kept: named by all that it depends on."""
    text = f"{one.digest} {chosen.ini()} {chosen.machine.margin} {chosen.machine.bed} {version}"
    return REMEMBERED / f"{hashlib.sha256(text.encode()).hexdigest()}.json"


def truth(one: Setting, chosen: Profile, slicer: Slicer) -> Truth:
    """What the slicer says, from memory where the same was sliced before. Raises `PrintersError`."""
    path = remembered(one, chosen, slicer.version())
    if path.exists():
        return Truth(**json.loads(path.read_text(encoding="utf-8")))
    grams = seconds = 0.0
    plates = one.plates(chosen)
    with tempfile.TemporaryDirectory() as folder:
        for plate in plates:
            model = Path(folder) / "plate.3mf"
            write_3mf(plate, model)
            line = spiral_of(plate, chosen)
            told = chosen if line is None else spiralled(chosen, line.width, line.floor)
            path_made = slicer.slice(model, told, Path(folder) / "plate.gcode", seconds=600).path
            grams += float(figures(path_made)["filament used [g]"])
            seconds += float(printing_seconds(path_made) or 0.0)
    found = Truth(grams, seconds, len(plates))
    REMEMBERED.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(found)), encoding="utf-8")
    return found

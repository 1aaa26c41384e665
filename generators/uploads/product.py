"""The product that is whatever a customer brings: its one question is a file, the others are how to take it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from generators.errors import FieldError, InvalidValues, UnknownUpload, Value
from generators.fields import Option
from generators.findings import Finding
from generators.parameters import Parameters
from generators.template import Part, Template
from generators.uploads import telling
from generators.uploads.preparing import AS_FILED, Prepared, laid, prepared
from generators.uploads.repairs import REPAIRS
from generators.uploads.shelf import SAMPLE
from generators.uploads.turning import settings, turned
from generators.words import angle, choice, model, ratio, repair

SLUG = "your-file"
_AS_IT_LIES = 1 - 1e-8  # cosine of 0.008°: less than the hundredth of a degree that a tilt is told in
_TILT = "For what lies best in between; most models need none."


class OwnFileParameters(Parameters):
    """What a customer can say of a file of their own."""

    file: str = model(SAMPLE, label="Your file", help="STL, 3MF, OBJ or STEP. The cube stands in until you bring one.")
    units: str = choice(
        AS_FILED,
        [
            Option(AS_FILED, "As the file says", "3MF and STEP name their unit; others are taken as millimetres."),
            Option("millimeter", "Millimetres"),
            Option("centimeter", "Centimetres"),
            Option("inch", "Inches"),
            Option("meter", "Metres"),
        ],
        label="Drawn in",
        help="The unit of the numbers in the file.",
        group="File",
    )
    scale: float = ratio(100, 1, 1000, step=0.5, label="Scale", help="Of the size it was drawn in.", group="File")
    join: bool = repair(label="Join corners", help="Corners that belong together, but lie a hair apart, become one.")
    clean: bool = repair(label="Drop useless triangles", help="Those without area, and those that exist twice.")
    turn: bool = repair(label="Turn triangles the right way out", help="All then show their outside.")
    unite: bool = repair(label="Make one body", help="Bodies that run into each other become one.")
    side: str = choice(
        "bottom",
        [
            Option("bottom", "Bottom", "As it was drawn."),
            Option("top", "Top", "Upside down."),
            Option("front", "Front"),
            Option("back", "Back"),
            Option("left", "Left"),
            Option("right", "Right"),
        ],
        label="Side on the bed",
        help="Which side of the drawing lies below as it is printed.",
        group="As it lies",
    )
    tilt_x: float = angle(
        0, -45, 45, step=0.01, label="Tilt forth and back", help=_TILT, group="As it lies", level="more"
    )
    tilt_y: float = angle(
        0, -45, 45, step=0.01, label="Tilt to the sides", help=_TILT, group="As it lies", level="more"
    )


def _prepared(values: OwnFileParameters) -> Prepared:
    accepted = tuple(name for name in REPAIRS if getattr(values, name))
    try:
        return prepared(values.file, values.units, values.scale, accepted)
    except UnknownUpload as error:
        words = "Your file: no model file of this name is in the shop. Please bring it again."
        wrong = FieldError("file", "artwork_missing", words, nearest=SAMPLE, given=values.file[:40])
        raise InvalidValues([wrong]) from error


def build(values: OwnFileParameters) -> Iterator[Part]:
    """Give the file as one part."""
    yield Part(telling.PART, laid(_prepared(values), values.side, values.tilt_x, values.tilt_y))


def judged(values: OwnFileParameters, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Say the findings in words for the owner of the file."""
    return telling.judged(_prepared(values), values.units, findings)


def told(values: OwnFileParameters) -> dict[str, Any]:
    """Give what the page shows of the file."""
    return telling.told(_prepared(values), values.units)


def lays(values: OwnFileParameters, finding: Finding) -> dict[str, Value]:
    """Give the side and the tilts that bring down what the finding's rotation does, none where it is down already."""
    now = turned(values.side, values.tilt_x, values.tilt_y)
    wanted = np.array(finding.rotation).reshape(3, 3) @ now
    if now[2] @ wanted[2] > _AS_IT_LIES:
        return {}  # turned about the vertical alone, which laying out a plate does by itself
    return settings(wanted)


def _source() -> str:
    """Give the SHA-256 of all that decides what becomes of a file."""
    found = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


template: Template[OwnFileParameters] = Template(
    slug=SLUG,
    title="Your own file",
    version="1.0.0",
    summary="A model that you drew or found: bring STL, 3MF, OBJ or STEP, and see what can be printed of it.",
    need="Print something that you have a file of.",
    when_not="Not for what you may not copy: the file's licence is yours to keep.",
    licence="the file's own",
    author="you",
    tags=("own",),
    parameters=OwnFileParameters,
    build=build,
    judged=judged,
    told=told,
    lays=lays,
    causes={"DOES_NOT_FIT": "scale"},
    source_digest=_source(),
)

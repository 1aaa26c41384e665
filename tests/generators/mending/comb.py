"""A small template that is quick to make, with rules, and findings wherever they are asked for."""

from __future__ import annotations

from collections.abc import Iterator

import cadquery as cq

from generators import AtMost, Option, Parameters, Part, Preset, Shown, Template, choice, count, length, value


class CombParameters(Parameters):
    """A plate with teeth, and a nose that reaches out."""

    base: float = length(2, 0.1, 4, step=0.1, label="Base", help="How thick.")
    tooth: float = length(2, 0.1, 4, step=0.1, label="Tooth", help="How thick.")
    teeth: int = count(2, 1, 5, label="Teeth", help="How many.")
    rise: float = length(8, 2, 30, step=1, label="Height", help="Of the teeth.")
    head: str = choice(
        "none", [Option("none", "None"), Option("nose", "Nose")], label="Head", help="What the last tooth has."
    )
    nose: float = length(1, 0.5, 10, step=0.5, label="Nose", help="How far it reaches out.")

    rules = (
        Shown(["nose"], value("head") == "nose"),
        AtMost("rise", 10 * value("tooth") + 4, "a taller tooth would break."),
    )


def build(values: CombParameters) -> Iterator[Part]:
    """Set the teeth on the plate."""
    if values.base == 3.3:
        raise ValueError("this very base cannot be made")
    box, top = cq.Solid.makeBox, values.base + values.rise
    parts: list[cq.Shape] = [
        box(values.tooth, 20, top).translate(cq.Vector(6 * number, 0, 0)) for number in range(values.teeth)
    ]
    if values.head == "nose":
        edge = 6 * (values.teeth - 1) + values.tooth
        parts.append(box(values.nose + 0.1, 20, 1.5).translate(cq.Vector(edge - 0.1, 0, top - 1.5)))
    yield Part("comb", box(30, 20, values.base).fuse(*parts))


template = Template(
    slug="comb",
    title="Comb",
    version="1.0.0",
    summary="A comb.",
    need="Try how a setting is mended.",
    when_not="Nothing anybody would buy.",
    licence="CC0-1.0",
    author="The Printwright developers",
    parameters=CombParameters,
    build=build,
    presets=(Preset("stout", "Stout", "It prints.", {"tooth": 3, "teeth": 2}),),
    causes={"FLOOR_THIN": "base"},
)

"""A bridge between two towers whose form lets it span, reach out and rise as far as anybody likes."""

from collections.abc import Iterator

import cadquery as cq

from generators import Parameters, Part, Template, count, length, toggle


class FootbridgeParameters(Parameters):
    """What a customer can set."""

    span: float = length(60, 20, 300, step=1, label="Length", help="From end to end.", axis="x")
    breadth: float = length(20, 4, 60, step=1, label="Breadth", help="Front to back.", axis="y")
    rise: float = length(30, 10, 300, step=1, label="Height", help="From the bed to the top.", axis="z")
    piers: int = count(8, 2, 20, label="Piers", help="What stands below, spread over the length.")
    deck: float = length(2, 0.2, 6, step=0.1, label="Deck", help="How thick.")
    gap: float = length(1, 0.1, 3, step=0.1, label="Joint", help="The slit along the middle of the deck.")
    joint: bool = toggle(False, label="Joined deck", help="A slit along the middle that lets it move.")
    balcony: float = length(0, 0, 20, step=0.5, label="Balcony", help="How far it reaches out to the front.")


def build(values: FootbridgeParameters) -> Iterator[Part]:
    """Stand the piers, lay the deck."""
    span, breadth, top = values.span, values.breadth, values.rise - values.deck
    pace = (span - 4) / (values.piers - 1)
    parts: list[cq.Shape] = [
        cq.Solid.makeBox(4, breadth, top + 0.1).translate(cq.Vector(number * pace, 0, 0))
        for number in range(values.piers)
    ]
    deck: cq.Shape = cq.Solid.makeBox(span, breadth + values.balcony, values.deck)
    deck = deck.translate(cq.Vector(0, -values.balcony, top))
    whole = deck.fuse(*parts)
    if values.joint:
        slit = cq.Solid.makeBox(span - 8, values.gap, values.deck + 1)
        whole = whole.cut(slit.translate(cq.Vector(4, breadth / 2 - values.gap / 2, top - 0.5)))
    yield Part("bridge", whole)


template = Template(
    slug="footbridge",
    title="Footbridge",
    version="1.0.0",
    summary="A bridge that may be asked for in ways that do not print.",
    need="Try how a setting is mended.",
    when_not="Nothing anybody would buy.",
    licence="CC0-1.0",
    author="The Printwright developers",
    parameters=FootbridgeParameters,
    build=build,
    causes={"FLOOR_THIN": "deck", "DOES_NOT_FIT": "span"},
)

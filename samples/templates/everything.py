"""One parameter of each kind, and every kind of rule: what the pages' tests turn."""

from collections.abc import Iterator

from generators import (
    Answer,
    AtMost,
    Column,
    Device,
    Hardware,
    Locked,
    Need,
    Option,
    Parameters,
    Part,
    Preset,
    Shown,
    Slot,
    Template,
    Without,
    choice,
    count,
    device,
    drawing,
    fit,
    font,
    image,
    length,
    measure,
    rows,
    text,
    toggle,
    value,
)
from generators.shapes import extruded, rounded


class Everything(Parameters):
    """One of each."""

    width: float = length(60, 20, 200, label="Width", help="How wide.", axis="x")
    corner: float = length(5, 0, 60, label="Corner", help="How round.")
    phone: float = measure(
        75, 40, 120, tolerance=0.3, how="Close a caliper on the long side.", label="Phone", help="How wide it is."
    )
    board: str = device(
        "small",
        [
            Device("small", "Small board", sizes={"length": 51, "width": 21}, source="its drawing"),
            Device("large", "Large board", sizes={"length": 85, "width": 56}, source="its drawing"),
        ],
        label="Board",
        help="What goes in.",
    )
    fit: str = fit(label="Fit", help="How tight.", level="more")
    face: str = font(level="more")
    word: str = text("ADA", longest=12, font="face", label="Word", help="A word.", level="more")
    shape: str = choice(
        "round",
        [
            Option("round", "Round", picture="M12 3a9 9 0 1 0 .01 0z"),
            Option("square", "Square", picture="M4 4h16v16H4z"),
        ],
        label="Outline",
        help="Of the plate.",
    )
    screws: int = count(2, 1, 4, label="Screws", help="How many.", level="more")
    lid: bool = toggle(False, label="Lid", help="With a lid.", level="more")
    logo: str = drawing(label="Logo", help="Your drawing.", level="more")
    photo: str = image(label="Photo", help="Your photo.", level="more")
    cables: str = rows(
        "4, 2\n6, 1",
        [Column.number("across", "Across", 1, 20, 0.5), Column.count("pieces", "Pieces", 1, 9)],
        most=6,
        label="Cables",
        help="A row for each.",
        level="more",
    )

    rules = (
        AtMost("corner", value("width") / 2 - 5, "no straight side would be left."),
        Shown(["screws"], value("shape") == "square"),
        Locked("lid", True, value("width") > 100, "wide ones need a lid."),
        Without("shape", ["square"], value("width") < 40, "it would be too small for screws."),
    )


def build(values: Everything) -> Iterator[Part | Hardware]:
    """Lay one plate above another."""
    deep = 30 + values.entries("board")["width"]
    yield Part("plate", extruded(rounded(values.width, deep, values.corner), 3 + values.clearance("fit")))
    if values.lid:
        yield Part("lid", extruded(rounded(values.width, deep, values.corner), 2), colour="accent", place=(0, 0, 12))
        yield Hardware("M3 x 8 mm screw", 2 * values.screws, "hold the lid")


template = Template(
    slug="everything",
    title="Everything",
    version="1.1.0",
    summary="One of each.",
    need="Try every control.",
    when_not="Nothing anybody would buy.",
    licence="CC0-1.0",
    author="The Printwright developers",
    parameters=Everything,
    build=build,
    slots=(Slot("accent", "Lid"),),
    presets=(
        Preset("wide", "Wide", "For wide things.", {"width": 120, "lid": True}),
        Preset("small", "Small", "For small things.", {"width": 30, "corner": 3}),
    ),
    needs=(
        Need("What is it for?", [Answer("Cables", {"width": 50}), Answer("A phone", {"width": 90, "phone": 80})]),
        Need("Does it move?", [Answer("Yes", {"lid": True}), Answer("No", {"lid": False})]),
    ),
    migrations={"1.0.0": lambda old: {("width" if name == "breadth" else name): value for name, value in old.items()}},
)

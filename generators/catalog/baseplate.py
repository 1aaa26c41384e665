"""A Gridfinity plate to the measure of a drawer: as many cells as go in, the rest filled, in pieces that print."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cadquery as cq
from cadquery import func

from generators import (
    Answer,
    AtMost,
    Hardware,
    Need,
    Option,
    Parameters,
    Part,
    Preset,
    Shown,
    Template,
    choice,
    fit,
    length,
    measure,
    smallest,
    toggle,
    value,
    volume,
    when,
)
from generators.shapes import cut, extruded, hollowed, rounded, stepped
from generators.shapes.gridfinity import CELL_RADIUS, GRID, MAGNET, MAGNET_DEPTH, MAGNET_SPACING
from generators.shapes.gridrooms import PLATE_CREST, SOCKET, SOCKET_DEPTH

FLOORS = {"frame": 0.0, "floor": 2.2, "magnets": 3.0}  # mm below the sockets; magnets of 2.4 mm leave 0.6 mm
# A tab: a dovetail below the floor, between the magnets. The floor bridges its pocket, which stays under 10 mm wide
# and leaves three layers.
NECK, HEAD, REACH = 6.0, 8.5, 6.0  # mm
POCKET, TAB = 1.6, 1.3  # mm high
HALF = GRID / 2


class Stretch(NamedTuple):
    """What one piece has along one side: the widths of its cells, the filling before and after, and its neighbours."""

    cells: tuple[float, ...]
    before: float
    after: float
    joined_before: bool
    joined_after: bool
    start: float  # mm from the drawer's left or front

    @property
    def size(self) -> float:
        """Give how long it is, in mm."""
        return self.before + sum(self.cells) + self.after

    def middles(self) -> list[float]:
        """Give the middle of each cell, from the middle of the piece."""
        edge = self.before - self.size / 2
        return [edge + sum(self.cells[:number]) + cell / 2 for number, cell in enumerate(self.cells)]

    @property
    def alike(self) -> tuple[object, ...]:
        """Give what two equal pieces have in common."""
        return self[:5]


class BaseplateParameters(Parameters):
    """What a customer can set."""

    width: float = measure(
        300, 50, 500, step=0.5, tolerance=0.5,
        how="Inside, from left to right, at the bottom: drawers are often narrower there.",
        label="Drawer width", help="The free width inside.", group="Drawer",
    )  # fmt: skip
    depth: float = measure(
        200, 50, 500, step=0.5, tolerance=0.5,
        how="Inside, from front to back, at the bottom.",
        label="Drawer depth", help="The free depth inside.", group="Drawer",
    )  # fmt: skip
    kind: str = choice(
        "frame",
        [
            Option("frame", "Open frame", "Light and quick: rims only, the drawer is the floor."),
            Option("floor", "With a floor", "Stiffer, and its pieces can hold each other."),
            Option("magnets", "With magnets", "A floor with holes for magnets that hold the bins."),
        ],
        label="Kind",
        help="What is below the bins.",
        group="Plate",
    )
    half: bool = toggle(
        True, label="Half cells", help="Fill up with a row of half cells where one fits.", group="Plate"
    )
    spare: str = choice(
        "even",
        [
            Option("even", "All round", "The grid in the middle."),
            Option("far", "Right and back", "The grid in the front left corner."),
            Option("near", "Left and front", "The grid in the back right corner."),
        ],
        label="Filling",
        help="Where the rest of the drawer is filled up, so that nothing slides.",
        group="Plate",
    )
    air: float = length(
        0.5, 0, 3, step=0.25, label="Air to the drawer", help="Left free on each side, so that it goes in.",
        group="Fit", level="more",
    )  # fmt: skip
    piece: float = length(
        180, 140, 340, step=10, label="Largest piece", help="A plate longer or wider than this is divided.",
        group="Pieces", level="more",
    )  # fmt: skip
    tabs: bool = toggle(
        True, label="Tabs", help="Pieces hook into each other like a puzzle.", group="Pieces", level="more"
    )
    fit: str = fit("normal", label="Fit of the tabs", help="How closely pieces hook together.", group="Pieces",
                   level="more")  # fmt: skip

    rules = (
        Shown(["tabs"], value("kind") != "frame"),
        Shown(["fit"], (value("kind") != "frame") & value("tabs")
              & ((value("width") > value("piece")) | (value("depth") > value("piece")))),
        AtMost(
            "piece",
            smallest(volume("x"), volume("y")) - when((value("kind") != "frame") & value("tabs"), REACH, 0),
            "the printer's bed is no larger, and tabs stand out.",
        ),
    )  # fmt: skip


def stretches(room: float, half: bool, spare: str, longest: float) -> list[Stretch]:
    """Share a drawer's inner size among cells and filling, and divide it into pieces of at most `longest` mm."""
    cells = [GRID] * int(room / GRID + 1e-9)
    rest = room - sum(cells)
    if half and rest >= HALF:
        cells.append(HALF)
        rest -= HALF
    before = {"even": rest / 2, "far": 0.0, "near": rest}[spare]
    for count in range(1, len(cells) + 1):
        found = divided(cells, before, rest - before, count)
        if all(one.size <= longest for one in found):
            return found
    raise ValueError(f"no piece of one cell and its filling is at most {longest:g} mm")


def divided(cells: Sequence[float], before: float, after: float, count: int) -> list[Stretch]:
    """Divide a row of cells into so many pieces of nearly the same number of cells, the first ones with more."""
    found: list[Stretch] = []
    start, taken = 0.0, 0
    for number in range(count):
        many = len(cells) // count + (number < len(cells) % count)
        first, last = number == 0, number == count - 1
        one = Stretch(
            tuple(cells[taken : taken + many]),
            before if first else 0.0,
            after if last else 0.0,
            not first,
            not last,
            start,
        )
        found.append(one)
        taken += many
        start += one.size
    return found


def build(values: BaseplateParameters) -> Iterator[Part | Hardware]:
    """Make each different piece once and name it by its column and row: piece-a1 lies at the front left."""
    room = (values.width - 2 * values.air, values.depth - 2 * values.air)
    columns, rows = (stretches(size, values.half, values.spare, values.piece) for size in room)
    air = values.clearance("fit")
    tabs = values.tabs and values.kind != "frame"
    kinds: dict[tuple[object, ...], list[tuple[str, Stretch, Stretch]]] = {}
    for number, column in enumerate(columns):
        for line, row in enumerate(rows, 1):
            name = f"piece-{'abcdefghijkl'[number]}{line}"
            kinds.setdefault((column.alike, row.alike), []).append((name, column, row))
    for pieces in kinds.values():
        name, column, row = pieces[0]
        place = (column.start + (column.size - room[0]) / 2, row.start + (row.size - room[1]) / 2, 0.0)
        floor = FLOORS[values.kind]
        block = extruded(rounded(column.size, row.size, CELL_RADIUS), floor + SOCKET_DEPTH - PLATE_CREST)
        if tabs:
            block = hooked(block, column, row, air)
        rooms = sockets(column, row, floor, values.kind == "magnets")
        yield Part(name, hollowed(block, rooms), quantity=len(pieces), place=place)
    if values.kind == "magnets":
        whole = [sum(cell == GRID for one in side for cell in one.cells) for side in (columns, rows)]
        yield Hardware("6 x 2 mm disc magnet", 4 * whole[0] * whole[1], "glued into the floor, all alike")


def sockets(column: Stretch, row: Stretch, floor: float, magnets: bool) -> list[cq.Solid]:
    """Give what is taken out of one piece: the sockets of its cells."""
    shapes = {(wide, deep): socket(wide, deep, magnets) for wide in set(column.cells) for deep in set(row.cells)}
    return [
        shapes[wide, deep].moved(cq.Location((x, y, floor))).Solids()[0]
        for x, wide in zip(column.middles(), column.cells, strict=True)
        for y, deep in zip(row.middles(), row.cells, strict=True)
    ]


def socket(width: float, depth: float, magnets: bool) -> cq.Solid:
    """Give the room of a cell that ends at the plate's crest; below a whole one with its magnets."""
    steps = [*SOCKET[:-1], (PLATE_CREST, SOCKET_DEPTH - PLATE_CREST)]
    room = stepped(width, depth, CELL_RADIUS, steps)
    if not magnets or min(width, depth) < GRID:
        return room
    reach = MAGNET_SPACING / 2
    holes = [
        cq.Solid.makeCylinder(MAGNET / 2, MAGNET_DEPTH + 1, cq.Vector(x, y, -MAGNET_DEPTH))
        for x in (-reach, reach)
        for y in (-reach, reach)
    ]
    joined: cq.Solid = func.fuse(room, *holes).Solids()[0]
    return joined


def hooked(solid: cq.Solid, column: Stretch, row: Stretch, air: float) -> cq.Solid:
    """Give a piece its tabs toward the right and the back, and pockets for those of its neighbours."""
    tabs: list[cq.Shape] = []
    pockets: list[cq.Shape] = []
    for along, across, turn in ((column, row, 0), (row, column, 90)):
        # Seen along x; for y all is turned, and places across run the other way.
        way = 1 if turn == 0 else -1
        for place in joints(across):
            if along.joined_after:
                at = cq.Location((0, 0, 0), (0, 0, 1), turn) * cq.Location((along.size / 2, way * place, 0))
                tabs.append(dovetail(0, TAB).moved(at))
            if along.joined_before:
                at = cq.Location((0, 0, 0), (0, 0, 1), turn) * cq.Location((-along.size / 2, way * place, 0))
                pockets.append(dovetail(air, POCKET).moved(at))
    if pockets:
        solid = cut(solid, cq.Compound.makeCompound(pockets))
    if tabs:
        solid = func.fuse(solid, *tabs).Solids()[0]
    return solid


def joints(across: Stretch) -> list[float]:
    """Give where along a joint the tabs are: at its first and its last whole cell."""
    whole = [
        place for place, cell in zip(across.middles(), across.cells, strict=True) if cell == GRID
    ] or across.middles()
    return list(dict.fromkeys((whole[0], whole[-1])))


def dovetail(air: float, high: float) -> cq.Solid:
    """Give a tab that reaches out along x from the origin, or its pocket: larger by `air` mm all round."""
    # It begins a little inside its own piece, or before its neighbour, so that both cut clean.
    root, slope = 0.5, (HEAD - NECK) / 2 / REACH
    wider = air * (1 + slope * slope) ** 0.5
    reach = REACH + air
    near, far = NECK / 2 - slope * root + wider, NECK / 2 + slope * reach + wider
    outline = func.polygon((-root, -near, 0), (reach, -far, 0), (reach, far, 0), (-root, near, 0))
    prism: cq.Solid = func.extrude(func.face(outline), (0, 0, high)).Solids()[0]
    return prism


template = Template(
    slug="baseplate",
    title="Gridfinity plate for a drawer",
    version="1.0.0",
    summary="A plate for Gridfinity bins that fills your drawer wall to wall, in pieces that fit the printer.",
    need="Give every bin its place in a drawer, a tool box or on a bench, so that nothing slides.",
    when_not="Not for drawers that get hot or wet: it softens at 60 °C. Bins must be of the Gridfinity system.",
    licence="CC0-1.0",
    author="The Printwright developers",
    tags=("storage", "drawer", "gridfinity"),
    parameters=BaseplateParameters,
    presets=(
        Preset("desk", "Desk drawer", "Two frames and a half row.", {}),
        Preset(
            "tools",
            "Tool box",
            "One stiff plate with magnets.",
            {"width": 170, "depth": 130, "kind": "magnets", "air": 1},
        ),
        Preset(
            "kitchen",
            "Kitchen drawer",
            "Six pieces that hook together.",
            {"width": 440, "depth": 330, "kind": "floor"},
        ),
        Preset(
            "shelf",
            "On a shelf",
            "Three by two cells, nothing to fill.",
            {"width": 126, "depth": 84, "air": 0, "half": False},
        ),
    ),
    needs=(
        Need(
            "Is the drawer moved a lot?",
            (
                Answer("No", {"kind": "frame"}),
                Answer("Yes, opened every day", {"kind": "floor"}, "Pieces hook together."),
                Answer("It is carried about", {"kind": "magnets"}, "Magnets hold the bins."),
            ),
        ),
        Need(
            "Where should the grid begin?",
            (
                Answer("In the middle", {"spare": "even"}),
                Answer("At the front left", {"spare": "far"}),
                Answer("At the back right", {"spare": "near"}),
            ),
            "The rest of the drawer is filled up.",
        ),
    ),
    build=build,
    causes={"DOES_NOT_FIT": "piece"},
)

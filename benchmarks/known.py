"""Solids whose every measure is known because it was put in: what the checks must read of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cadquery as cq


@dataclass(frozen=True)
class Known:
    """A solid on the bed, the finding that it must raise, and the measure in mm that must be in it."""

    kind: str
    name: str
    code: str
    truth: float
    solid: cq.Shape


#: How far a measure may be off, mm.
ALLOWED = {"thickness": 0.02, "gap": 0.02, "bridge": 0.05, "cantilever": 0.05}


def block(x: float, y: float, z: float, at: tuple[float, float, float] = (0, 0, 0)) -> cq.Workplane:
    """A box standing on `at`, centred over it."""
    return cq.Workplane().box(x, y, z, centered=(True, True, False)).translate(at)


def known() -> Iterator[Known]:
    """Every solid, one fault in each."""
    for wall in (0.3, 0.42, 0.5, 0.62, 0.8, 0.88):
        for name, work in (
            ("fin", block(30, 30, 5).union(block(20, wall, 12))),
            ("tube", cq.Workplane().circle(10).circle(10 - wall).extrude(12)),
            ("box", block(30, 30, 12).cut(block(30 - 2 * wall, 30 - 2 * wall, 12, (0, 0, 2)))),
            ("rounded box", _rounded(wall)),
            ("hole by an edge", block(20, 20, 6).cut(cq.Workplane().center(8 - wall, 0).circle(2).extrude(6))),
            ("leaning fin", _leaning(wall)),
        ):
            yield Known("thickness", f"{name}, {wall:g}", "WALL_THIN", wall, _solid(work))
    for floor in (0.2, 0.3, 0.5):
        work = block(30, 30, 5).cut(block(24, 24, 5, (0, 0, floor)))
        yield Known("thickness", f"floor, {floor:g}", "FLOOR_THIN", floor, _solid(work))
    for gap in (0.1, 0.15, 0.2, 0.25, 0.28):
        for name, work in (
            ("slot", block(30, 20, 10).cut(block(20, gap, 10))),
            ("slot through a thin wall", block(40, 1.2, 20).cut(block(gap, 1.2, 16, (0, 0, 2)))),
            ("peg", block(20, 20, 10).cut(cq.Workplane().circle(5).extrude(10)).union(_peg(5 - gap))),
            ("groove", block(30, 20, 4).cut(block(20, gap, 1, (0, 0, 3)))),
        ):
            yield Known("gap", f"{name}, {gap:g}", "GAP_NARROW", gap, _solid(work))
    for span in (12, 20, 29.5, 35, 60):
        for turn in (0, 7, 33, 45, 90):
            legs = block(10, 10, 10, (-span / 2 - 5, 0, 0)).union(block(10, 10, 10, (span / 2 + 5, 0, 0)))
            work = legs.union(block(span + 20, 10, 5, (0, 0, 10))).rotate((0, 0, 0), (0, 0, 1), turn)
            yield Known("bridge", f"table, {span:g} at {turn}°", "BRIDGE_LONG", span, _solid(work))
    for span in (14, 26):
        work = block(44, span + 4, 12).cut(block(40, span, 8, (0, 0, 2)))
        yield Known("bridge", f"ceiling, {span:g}", "BRIDGE_LONG", span, _solid(work))
    for reach in (1.5, 2.9, 5, 10, 15):
        for turn in (0, 20, 45):
            work = block(30, 20, 10).union(block(30 + reach, 20, 5, (reach / 2, 0, 10)))
            turned = work.rotate((0, 0, 0), (0, 0, 1), turn)
            yield Known("cantilever", f"ledge, {reach:g} at {turn}°", "OVERHANG_UNSUPPORTED", reach, _solid(turned))


def awkward() -> dict[str, cq.Shape]:
    """Parts that a slicer may warn of, and some that only look so, for its verdict beside ours."""

    def cone(degrees: float) -> cq.Workplane:
        import math

        return cq.Workplane().add(cq.Solid.makeCone(8, 8 + 15 * math.tan(math.radians(degrees)), 15))

    works = {
        "cube": block(20, 20, 20),
        "bridge of 5": _table(5),
        "bridge of 20": _table(20),
        "bridge of 60": _table(60),
        "ledge of 1": block(20, 20, 10).union(block(22, 20, 5, (0, 0, 10))),
        "ledge of 10": block(10, 10, 10).union(block(20, 10, 5, (5, 0, 10))),
        "T with arms of 15": block(6, 10, 20).union(block(36, 10, 4, (0, 0, 20))),
        "funnel of 40°": cone(40),
        "funnel of 45°": cone(45),
        "funnel of 60°": cone(60),
        "hanging pin": block(10, 10, 30).union(block(40, 10, 5, (15, 0, 25))).union(block(6, 6, 10, (30, 0, 15))),
        "closed box, ceiling of 30": block(34, 34, 20).cut(block(30, 30, 16, (0, 0, 2))),
        "horizontal hole of 4": _bored(4),
        "horizontal hole of 20": _bored(20),
        "tower of 6 by 6 by 90": block(6, 6, 90),
        "post of 3, 40 high": cq.Workplane().circle(1.5).extrude(40),
        "plate": block(60, 40, 3),
        "ball on its point": cq.Workplane().sphere(12).translate((0, 0, 12)),
    }
    return {name: _solid(work) for name, work in works.items()}


def _solid(work: cq.Workplane) -> cq.Shape:
    shape = work.val() if len(work.vals()) == 1 else work.combine().val()
    assert isinstance(shape, cq.Shape)
    return shape.moved(cq.Location((0, 0, -shape.BoundingBox().zmin)))


def _rounded(wall: float) -> cq.Workplane:
    inner = block(30 - 2 * wall, 20 - 2 * wall, 15, (0, 0, 2)).edges("|Z").fillet(4 - wall)
    return block(30, 20, 15).edges("|Z").fillet(4).cut(inner)


def _leaning(wall: float) -> cq.Workplane:
    fin = cq.Workplane("XZ").polyline([(0, 4), (wall / 0.9396926, 4), (wall / 0.9396926 + 4.367, 16), (4.367, 16)])
    return block(30, 30, 5).union(fin.close().extrude(10, both=True))


def _peg(radius: float) -> cq.Workplane:
    return cq.Workplane().circle(radius).extrude(10)


def _table(gap: float) -> cq.Workplane:
    legs = block(10, 10, 10, (-gap / 2 - 5, 0, 0)).union(block(10, 10, 10, (gap / 2 + 5, 0, 0)))
    return legs.union(block(gap + 20, 10, 5, (0, 0, 10)))


def _bored(diameter: float) -> cq.Workplane:
    return block(40, 20, 30).cut(cq.Workplane("XZ").center(0, 15).circle(diameter / 2).extrude(40, both=True))

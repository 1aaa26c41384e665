"""
What will lie on the bed, against what was drawn: the lines of a G-code file beside the sections of its models.

A line is as wide as the file says, with round ends. Rooms that lines close in are filled by what the slicer puts
inside, thinly or not, and count as printed. Lengths mm, areas mm²; layers count from 1.
"""

import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import manifold3d
import numpy as np
import shapely
from numpy.typing import NDArray

from printers.drawing import Drawing
from printers.errors import BrokenModel
from printers.footprint import signed_area
from printers.models import Solid

LIMITS = Path(__file__).parent / "profiles" / "proof.toml"
#: Kinds of lines that are no part of a model.
BESIDE = ("Skirt", "Brim", "Skirt/Brim", "Wipe tower", "Support material", "Support material interface", "Ironing")
_ROUND = 0.02  # mm by which a line may be wider than the model before it counts: numbers are rounded
MOST = 4000  # places that are drawn
_CURVE = 6  # straight pieces for a quarter of a line's round end

Area = Any  # a shapely geometry, which carries no types


@dataclass(frozen=True)
class Limits:
    """When an operator is warned; see `profiles/proof.toml` for what each number rests on."""

    area: float
    lost_depth: float
    fat_depth: float
    layers: int
    lost: float
    fat: float
    sources: tuple[str, str]


@dataclass(frozen=True)
class Place:
    """One place in one layer: kind "lost" or "fat", its outlines (n, 2) mm, outer first, then holes."""

    layer: int
    part: str
    kind: str
    area: float
    outlines: tuple[NDArray[np.float64], ...]


@dataclass
class Part:
    """One part's sums over all layers that were compared."""

    area: float = 0.0
    lost: float = 0.0
    fat: float = 0.0
    worst_layer: int = 0
    worst: float = 0.0  # share of that layer's section that is lost


@dataclass
class Proof:
    """What was found; `compared` of `layers` were looked at, fewer when the time was up."""

    layers: int
    compared: int = 0
    first_layer_inset: float = 0.0
    parts: dict[str, Part] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    warnings: list[dict[str, object]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Plain data, without the outlines."""
        total = sum(part.area for part in self.parts.values()) or 1.0
        return {
            "layers": self.layers,
            "compared": self.compared,
            "first_layer_inset": self.first_layer_inset,
            "lost": round(sum(part.lost for part in self.parts.values()) / total, 5),
            "fat": round(sum(part.fat for part in self.parts.values()) / total, 5),
            "parts": {
                name: {
                    "lost": round(part.lost / (part.area or 1.0), 5),
                    "fat": round(part.fat / (part.area or 1.0), 5),
                    "worst_layer": part.worst_layer,
                    "worst": round(part.worst, 4),
                }
                for name, part in sorted(self.parts.items())
            },
            "warnings": self.warnings,
        }

    def shown(self) -> list[dict[str, Any]]:
        """The places as plain data; outlines are x, y, x, y ... in hundredths of a mm, the largest `MOST` of them."""
        kept = sorted(self.places, key=lambda place: -place.area)[:MOST]
        return [
            {
                "layer": place.layer,
                "part": place.part,
                "kind": place.kind,
                "area": place.area,
                "outlines": [np.rint(ring * 100).astype(int).ravel().tolist() for ring in place.outlines],
            }
            for place in sorted(kept, key=lambda place: place.layer)
        ]


@lru_cache(maxsize=1)
def limits() -> Limits:
    """The limits as the profiles' folder has them."""
    found = tomllib.loads(LIMITS.read_text(encoding="utf-8"))
    place, part = found["place"], found["part"]
    return Limits(
        place["area"],
        place["lost_depth"],
        place["fat_depth"],
        place["layers"],
        part["lost"],
        part["fat"],
        (place["source"], part["source"]),
    )


def prove(laid: Drawing, models: Sequence[Solid], settings: Mapping[str, str], *, seconds: float = 120.0) -> Proof:
    """
    Lay the lines of a file against its models; settings are those the slicer wrote into it.

    In the first layer parts are made smaller on purpose, by `elefant_foot_compensation`, for the bed spreads them:
    what is missing by no more than that is not lost. After so many seconds of computing no further layer is begun;
    layers are taken from everywhere, so that a proof that was cut short has seen all heights.
    Raises `BrokenModel` for a model that is not closed.
    """
    until = time.process_time() + seconds
    inset = float(settings.get("elefant_foot_compensation", "0") or 0)
    solids = [(model.name, _solid(model)) for model in models]
    middles = _middles(laid, max((solid.bounding_box()[5] for _, solid in solids), default=0.0))
    proof = Proof(len(middles), first_layer_inset=inset)
    for index in _spread(len(middles)):
        if time.process_time() > until:
            break
        for name, solid in solids:
            _compare(proof, laid, index, name, _section(solid, middles[index]), inset if index == 0 else 0.0)
        proof.compared += 1
    proof.places.sort(key=lambda place: (place.layer, place.part, place.kind, -place.area))
    proof.warnings = list(_warnings(proof))
    return proof


def _middles(laid: Drawing, top: float) -> list[float]:
    """Where each layer is cut, also those that the models have and the file has not."""
    middles: list[float] = (laid.z - laid.height / 2).tolist()
    step = float(laid.height[-1])
    while middles[-1] + step < top - step * 0.01:
        middles.append(middles[-1] + step)
    return middles


def _compare(proof: Proof, laid: Drawing, index: int, name: str, drawn: Area, inset: float) -> None:
    printed = _printed(laid, index, name, drawn)
    if drawn.is_empty and printed.is_empty:
        return
    part = proof.parts.setdefault(name, Part())
    wanted = drawn.buffer(-inset, join_style="mitre") if inset else drawn
    lost = _opened(wanted.difference(printed), limits().lost_depth)
    fat = _opened(printed.difference(drawn.buffer(_ROUND, join_style="mitre")), limits().fat_depth)
    part.area += drawn.area
    part.lost += lost.area
    part.fat += fat.area
    share = lost.area / drawn.area if drawn.area else 0.0
    if share > part.worst:
        part.worst, part.worst_layer = share, index + 1
    for kind, area in (("lost", lost), ("fat", fat)):
        for piece in shapely.get_parts(area):
            if piece.area >= limits().area:
                rings = [piece.exterior, *piece.interiors]
                outlines = tuple(np.asarray(ring.simplify(0.01).coords)[:-1] for ring in rings)
                proof.places.append(Place(index + 1, name, kind, round(piece.area, 3), outlines))


def _printed(laid: Drawing, index: int, name: str, drawn: Area) -> Area:
    """The area that a part's lines cover in a layer, rooms inside filled."""
    number = laid.objects.index(name) + 1 if name in laid.objects else 0
    if index >= len(laid):
        return shapely.Polygon()
    mine = [
        line
        for line in range(laid.first[index], laid.first[index + 1])
        if laid.part[line] == number and number and laid.kinds[laid.kind[line]] not in BESIDE
    ]
    if not mine:
        return shapely.Polygon()
    inner = np.array(["infill" in laid.kinds[laid.kind[line]] for line in mine])
    chains = [laid.points[laid.start[line] : laid.start[line + 1]] for line in mine]
    owner = np.repeat(np.arange(len(chains)), [len(chain) for chain in chains])
    lines = shapely.linestrings(np.concatenate(chains), indices=owner)
    reach = laid.width[mine] / 2
    shell = _filled(_union(lines[~inner], reach[~inner]), drawn)
    # Filling lies inside of the walls, where it adds nothing; only what does not is worth the work.
    shapely.prepare(shell)
    outside = inner.copy()
    outside[inner] = ~shapely.covers(shell, lines[inner])
    return shell.union(_union(lines[outside], reach[outside])) if outside.any() else shell


def _union(lines: NDArray[Any], reach: NDArray[np.float64]) -> Area:
    if not len(lines):
        return shapely.Polygon()
    return shapely.union_all(shapely.buffer(lines, reach, quad_segs=_CURVE))


def _filled(area: Area, drawn: Area) -> Area:
    """With those rooms between lines that lie inside of the model: the slicer fills them."""
    pieces = shapely.get_parts(area)
    if not len(pieces):
        return area
    rooms = shapely.get_parts(shapely.union_all(shapely.polygons(shapely.get_exterior_ring(pieces))).difference(area))
    inside = shapely.area(shapely.intersection(rooms, drawn)) >= shapely.area(rooms) / 2
    return shapely.union_all([area, *rooms[inside]])


def _opened(area: Area, depth: float) -> Area:
    """Without what is thinner than so many mm."""
    half = depth / 2
    return area.buffer(-half, join_style="mitre").buffer(half, join_style="mitre").intersection(area)


def _solid(model: Solid) -> Any:
    solid = manifold3d.Manifold(
        manifold3d.Mesh(
            np.ascontiguousarray(model.placed(), dtype=np.float32), np.ascontiguousarray(model.faces, dtype=np.uint32)
        )
    )
    if solid.status() != manifold3d.Error.NoError or solid.is_empty():
        raise BrokenModel(model.name, "its surface is not closed")
    return solid


def _section(solid: Any, z: float) -> Area:
    pieces = []
    for piece in solid.slice(z).decompose():
        rings = sorted(piece.to_polygons(), key=lambda ring: -abs(signed_area(ring)))
        if rings:
            pieces.append(shapely.Polygon(rings[0], rings[1:]).buffer(0))
    return shapely.union_all(pieces) if pieces else shapely.Polygon()


def _spread(count: int) -> Iterator[int]:
    """Every number once: the first, then ever more between those that were."""
    seen = set()
    step = 1 << max(0, count - 1).bit_length()
    while step:
        for number in range(0, count, step):
            if number not in seen:
                seen.add(number)
                yield number
        step //= 2


def words_of(warning: Mapping[str, Any]) -> str:
    """A warning for people."""
    what = "does not get printed" if warning["kind"] == "lost" else "is printed that was not drawn"
    span = warning["layers"]
    where = f", layers {span[0]} to {span[1]}, up to {warning['area']:g} mm² at one place" if span else ""
    return f"{warning['part']}: {100 * warning['share']:.1f} % of it {what}{where}"


def write_whole(path: Path, data: bytes) -> None:
    """A file that appears whole or not at all."""
    part = path.with_suffix(".part")
    part.write_bytes(data)
    part.replace(path)


def _warnings(proof: Proof) -> Iterator[dict[str, object]]:
    for name, part in sorted(proof.parts.items()):
        by_kind = {"lost": (part.lost, limits().lost), "fat": (part.fat, limits().fat)}
        for kind, (amount, most) in by_kind.items():
            run = _run([place for place in proof.places if place.part == name and place.kind == kind])
            share = amount / part.area if part.area else 0.0
            if share > most or len(run) >= limits().layers:
                yield {
                    "part": name,
                    "kind": kind,
                    "share": round(share, 5),
                    "limit": most,
                    "layers": [run[0].layer, run[-1].layer] if run else [],
                    "area": max((place.area for place in run), default=0.0),
                }


def _run(places: Sequence[Place]) -> list[Place]:
    """The longest chain of places that lie one over the other."""
    best: list[Place] = []
    chains: list[tuple[list[Place], Area]] = []
    for place in places:
        shape = shapely.Polygon(place.outlines[0])
        for number, (chain, last) in enumerate(chains):
            if chain[-1].layer == place.layer - 1 and last.intersects(shape):
                chains[number] = ([*chain, place], shape)
                break
        else:
            chains.append(([place], shape))
    for chain, _ in chains:
        best = max(best, chain, key=len)
    return best

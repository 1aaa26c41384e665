"""
Repairs that cannot make a model other than it was meant: each says what it would change, and is done when agreed to.

What is open, or crosses itself in one shell, is not among them: nobody knows what belongs there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

import manifold3d
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from generators.uploads.brought import Floats, Ints
from generators.uploads.skin import Skin, whole_ones

#: mm by which corners that belong together may be apart: a tenth of a layer, which no printer shows.
NEAR = 0.02
#: Of the model's diagonal: the reaches that are tried, the shortest first.
_SHARES = (1e-6, 1e-5, 1e-4, 1e-3)
_SAME_VOLUME = 1e-6  # of the whole: less is arithmetic
_MOST_BODIES = 500


@dataclass(frozen=True, eq=False)
class Repaired:
    """What one repair made of a skin: how many things it changed, and what they are, for the customer."""

    skin: Skin
    count: int
    words: str


@dataclass(frozen=True)
class Change:
    """One repair as it is told: accepted and done, or offered. Volumes are in mm³, None of what is not closed."""

    name: str
    title: str
    words: str
    accepted: bool
    count: int
    triangles: tuple[int, int]
    volumes: tuple[float | None, float | None]

    def to_json(self) -> dict[str, Any]:
        """Give it as a JSON object."""
        return {
            "name": self.name,
            "title": self.title,
            "words": self.words,
            "accepted": self.accepted,
            "count": self.count,
            "triangles_before": self.triangles[0],
            "triangles_after": self.triangles[1],
            "volume_before": self.volumes[0],
            "volume_after": self.volumes[1],
        }


def join(skin: Skin) -> Repaired | None:
    """Make one of corners that lie close, as close as closes the most gaps and never farther than `NEAR`."""
    if not skin.open_edges:
        return None
    across = float(np.linalg.norm(np.ptp(skin.vertices, axis=0)))
    best, reach = skin, 0.0
    for share in _SHARES:
        found = skin.welded(min(NEAR, share * across))
        if len(found.faces) and found.open_edges < best.open_edges:
            best, reach = found, min(NEAR, share * across)
        if not best.open_edges:
            break
    if best is skin:
        return None
    closed = skin.open_edges - best.open_edges
    words = f"{closed:,} of {skin.open_edges:,} open edges close when corners closer than {reach:.2g} mm become one."
    return Repaired(best, closed, words)


def clean(skin: Skin) -> Repaired | None:
    """Leave out triangles that are squeezed to a line, and those that exist twice; of opposite twins both go."""
    whole = whole_ones(skin.faces)
    squeezed = len(skin.faces) - len(whole)
    low, middle, high = np.sort(whole, axis=1).T
    points = len(skin.vertices)
    names = (low * points + middle) * points + high
    _, first, number, uses = np.unique(names, return_index=True, return_inverse=True, return_counts=True)
    number = number.reshape(-1)
    way = np.where(_even(whole), 1, -1)
    balance = np.bincount(number, weights=way, minlength=len(uses)).astype(np.int64)
    keep = uses == 1
    # Of twins that look the same way one stays; a sheet between two rooms that looks both ways is no wall.
    same = (uses > 1) & (balance != 0)
    agreeing = np.full(len(uses), -1, dtype=np.int64)
    chosen = np.flatnonzero(same[number] & (np.sign(balance[number]) == way))
    agreeing[number[chosen[::-1]]] = chosen[::-1]
    kept = np.sort(np.concatenate([first[keep], agreeing[same]]))
    doubled = len(whole) - len(kept)
    if not squeezed + doubled or not len(kept):
        return None
    found = Skin(skin.vertices, whole[kept])
    if found.open_edges > skin.open_edges:
        return None
    what = [f"{squeezed:,} triangles without area"] * bool(squeezed) + [f"{doubled:,} doubled ones"] * bool(doubled)
    return Repaired(found, squeezed + doubled, f"{' and '.join(what)} are left out.")


def turn(skin: Skin) -> Repaired | None:
    """Turn triangles over so that all show their outside; a closed shell inside another stays the way it is."""
    flipped = _disagreeing(skin)
    found = Skin(skin.vertices, _turned_over(skin.faces, flipped))
    inside_out = found.closed & (found.shell_volumes < 0)
    if inside_out.any():
        # Inside a body a shell that looks inward is a cavity, and meant.
        rooms = found.within
        inside_out &= np.array([rooms is not None and len(rooms[shell]) % 2 == 0 for shell in range(found.count)])
        flipped = flipped ^ inside_out[found.shells]
        found = Skin(skin.vertices, _turned_over(skin.faces, flipped))
    count = int(flipped.sum())
    if not count:
        return None
    every = count == len(skin.faces)
    words = (
        "All triangles show their inside; they are turned over."
        if every
        else f"{count:,} of {len(skin.faces):,} triangles show their inside; they are turned over."
    )
    return Repaired(found, count, words)


def unite(skin: Skin) -> Repaired | None:
    """Make one body of bodies that run into each other: their inner walls vanish, the outside stays."""
    bodies = _bodies(skin)
    if bodies is None or len(bodies) < 2:
        return None
    solids = [_solid(skin, body) for body in bodies]
    if any(solid.status() != manifold3d.Error.NoError for solid in solids):
        return None
    whole = manifold3d.Manifold.batch_boolean(solids, manifold3d.OpType.Add)
    apart = sum(solid.volume() for solid in solids)
    shared = apart - whole.volume()
    if whole.status() != manifold3d.Error.NoError or shared <= _SAME_VOLUME * apart:
        return None
    mesh = whole.to_mesh64()
    vertices = np.asarray(mesh.vert_properties, dtype=np.float64)[:, :3]
    merged = np.arange(len(vertices))
    merged[np.asarray(mesh.merge_from_vert, dtype=np.int64)] = np.asarray(mesh.merge_to_vert, dtype=np.int64)
    found = Skin(vertices, merged[np.asarray(mesh.tri_verts, dtype=np.int64)])
    left = len(whole.decompose())
    words = f"{len(bodies):,} bodies that share {shared:,.4g} mm³ become {left:,}; walls inside vanish."
    return Repaired(found, len(bodies) - left, words)


#: Every repair by name in the order in which they are done: title, and what does it.
REPAIRS: dict[str, tuple[str, Callable[[Skin], Repaired | None]]] = {
    "join": ("Join corners", join),
    "clean": ("Drop useless triangles", clean),
    "turn": ("Turn triangles the right way out", turn),
    "unite": ("Make one body", unite),
}


def repaired(skin: Skin, accepted: Collection[str]) -> tuple[Skin, tuple[Change, ...]]:
    """
    Do what was agreed to, and say what was changed and what could be.

    Offers follow each other: each is what it would do after those before it.
    """
    told = list(_walk(skin, [name for name in REPAIRS if name in accepted], accepted=True))
    done = told[-1][1] if told else skin
    offered = _walk(done, [name for name in REPAIRS if name not in accepted], accepted=False)
    return done, tuple(change for change, _ in [*told, *offered])


def _walk(skin: Skin, names: list[str], *, accepted: bool) -> Iterator[tuple[Change, Skin]]:
    for name in names:
        title, repair = REPAIRS[name]
        after = repair(skin)
        if after is None:
            continue
        triangles = (len(skin.faces), len(after.skin.faces))
        volumes = (_volume(skin), _volume(after.skin))
        yield Change(name, title, after.words, accepted, after.count, triangles, volumes), after.skin
        skin = after.skin


def _volume(skin: Skin) -> float | None:
    return round(skin.volume, 3) if skin.closed.all() else None


def _even(faces: Ints) -> Any:
    """Say of each triangle whether its corners stand in rising order, turned round."""
    lowest = faces.argmin(axis=1)
    rows = np.arange(len(faces))
    return faces[rows, (lowest + 1) % 3] < faces[rows, (lowest + 2) % 3]


def _turned_over(faces: Ints, which: Any) -> Ints:
    found = faces.copy()
    found[which] = found[which][:, ::-1]
    return found


def _disagreeing(skin: Skin) -> Any:
    """
    Say which triangles to turn over so that neighbours agree, (m,); the smaller part of a shell gives way.

    Every triangle stands twice in a graph, as it is and turned over; what hangs together agrees.
    """
    one, other = (side // 3 for side in skin.pairs)
    count = len(skin.faces)
    swap = skin.turned * count
    rows = np.concatenate([one, one + count])
    columns = np.concatenate([other + swap, (other + count - swap)])
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(2 * count, 2 * count))
    _, sheet = connected_components(graph, directed=False)
    as_is, turned = sheet[:count], sheet[count:]
    areas = np.linalg.norm(
        np.cross(skin.triangles[:, 1] - skin.triangles[:, 0], skin.triangles[:, 2] - skin.triangles[:, 0]), axis=1
    )
    weight = np.bincount(as_is, weights=areas, minlength=int(sheet.max()) + 1)
    # Where both sheets are one, the shell has but one side, as a Möbius strip: nothing agrees.
    return (as_is != turned) & (
        (weight[turned] > weight[as_is]) | ((weight[turned] == weight[as_is]) & (turned < as_is))
    )


def _bodies(skin: Skin) -> list[Ints] | None:
    """Give the shells of each body: one that looks outward, and the cavities in it. None where a shell is open."""
    if not skin.closed.all() or skin.count > _MOST_BODIES or skin.within is None:
        return None
    outward = skin.shell_volumes > 0
    bodies = {int(shell): [int(shell)] for shell in np.flatnonzero(outward)}
    for shell in np.flatnonzero(~outward):
        around = [one for one in skin.within[shell].tolist() if outward[one]]
        if not around:
            return None
        bodies[min(around, key=lambda one: float(skin.shell_volumes[one]))].append(int(shell))
    return [np.array(shells) for shells in bodies.values()]


def _solid(skin: Skin, shells: Ints) -> Any:
    faces = skin.faces[np.isin(skin.shells, shells)]
    used, number = np.unique(faces, return_inverse=True)
    vertices: Floats = skin.vertices[used]
    return manifold3d.Manifold(manifold3d.Mesh64(vertices, number.reshape(-1, 3).astype(np.uint64)))

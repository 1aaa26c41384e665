"""A round box with a lid that screws on."""

from __future__ import annotations

from dataclasses import dataclass

import cadquery as cq

from generators.shapes.bounds import within
from generators.shapes.cases import BEVEL
from generators.shapes.lathe import Ridge, turned
from generators.shapes.threads import Thread

_SHOULDER = 0.42  # of the wall: how far under the neck's foot the room begins to narrow, so that no wall is thinner


@dataclass(frozen=True)
class ScrewLid:
    """
    A round box and its lid, of one outside `diameter`; threads one and a half turns long keep `air` mm on all flanks.

    `height` is that of the box without its lid. The lid's rim comes to rest on the box's shoulder.
    Raises `ValueError` for a size out of range.
    """

    diameter: float
    height: float
    wall: float = 2.0
    floor: float = 2.0
    air: float = 0.25
    pitch: float = 3.0
    thickness: float = 2.0

    def __post_init__(self) -> None:
        """Refuse a box without room."""
        within("wall", self.wall, 0.9)
        within("floor", self.floor, 0.6)
        within("thickness", self.thickness, 0.8)
        thread = Thread(200, self.pitch, self.air)
        within("diameter", self.diameter, 4 * self.wall + 2 * self.air + 2 * thread.depth + 4, 400)
        least = self.floor + 1 + self.length + self.wall * (1 + _SHOULDER) + self.air + thread.depth
        within("height", self.height, least)

    @property
    def thread(self) -> Thread:
        """The thread that both parts have."""
        return Thread(self.diameter - 2 * (self.wall + self.air), self.pitch, self.air)

    @property
    def length(self) -> float:
        """How high the box's neck is, in mm."""
        return 2.5 * self.pitch + 0.5

    def box(self) -> cq.Solid:
        """Give the box."""
        outer, core = self.diameter / 2, self.thread.core / 2
        shoulder = self.height - self.length
        narrow = shoulder - _SHOULDER * self.wall
        bevel = min(BEVEL, self.floor / 2, self.wall / 2)
        profile = [
            (0, 0),
            (outer - bevel, 0),
            (outer, bevel),
            (outer, shoulder),
            (core, shoulder),
            (core, self.height),
            (core - self.wall, self.height),
            (core - self.wall, narrow),
            (outer - self.wall, narrow - (outer - core)),
            (outer - self.wall, self.floor),
            (0, self.floor),
        ]
        return turned(profile, {4: self._on_box})

    def lid(self) -> cq.Solid:
        """Give the lid as it is printed, its plate on Z = 0."""
        outer, root = self.diameter / 2, self.thread.nut_root / 2
        high = self.thickness + self.air + self.length
        bevel = min(BEVEL, self.thickness / 2)
        profile = [
            (0, 0),
            (outer - bevel, 0),
            (outer, bevel),
            (outer, high),
            (root, high),
            (root, self.thickness),
            (0, self.thickness),
        ]
        return turned(profile, {4: self._in_lid})

    @property
    def _on_box(self) -> Ridge:
        return self.thread.outer_ridge(self.length)

    @property
    def _in_lid(self) -> Ridge:
        return self.thread.inner_ridge(self.air + self.length)

    @property
    def place(self) -> cq.Location:
        """Where the lid sits on the box, turned so that its teeth lie midway between the box's."""
        return self.unscrewed(0)

    def unscrewed(self, turns: float) -> cq.Location:
        """Give the lid's place after some turns counter-clockwise, each of which lifts it by one pitch."""
        shoulder = self.height - self.length
        high = self.thickness + self.air + self.length
        tooth = high - self.thickness - self._in_lid.start
        ahead = (tooth - self._on_box.start) / self.pitch - 0.5
        flipped = cq.Location((0, 0, 0), (1, 0, 0), 180)
        lift = shoulder + high + turns * self.pitch
        turn = cq.Location((0, 0, lift), (0, 0, 1), 360 * (ahead + turns))
        return turn * flipped

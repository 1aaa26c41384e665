"""Electronic boards as their makers draw them: outlines, mounting holes, and what sticks out for a plug."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import cadquery as cq

Place = tuple[float, float]


@dataclass(frozen=True)
class Port:
    """
    A connector on one side of a board: "left", "right", "front" or "back".

    `middle` is mm along that side from the board's left or front; `low` and `high` are mm above the board's top face
    (below it where negative); `out` is how far it stands out over the edge. A plug with a thick grip needs `grip` mm
    more room all round.
    """

    name: str
    side: str
    middle: float
    width: float
    low: float
    high: float
    out: float
    grip: float = 0.0


@dataclass(frozen=True)
class Board:
    """A board lying with its front left corner at the origin, all in mm. Without holes it is held at its corners."""

    length: float
    width: float
    thickness: float
    holes: tuple[Place, ...]
    screw: str
    ports: tuple[Port, ...]
    source: str

    @property
    def tallest(self) -> float:
        """Give how far the highest connector rises above the board's top face."""
        return max(port.high for port in self.ports)

    def overhang(self, side: str) -> float:
        """Give how far connectors stand out over one side."""
        return max((port.out for port in self.ports if port.side == side), default=0.0)

    def volume(self) -> cq.Compound:
        """Give the room that the board and its connectors take, its underside on Z = 0."""
        pieces: list[cq.Shape] = [cq.Solid.makeBox(self.length, self.width, self.thickness)]
        for port in self.ports:
            deep, high = 6.0 + port.out, port.high - port.low
            x, y, wide, long = {
                "left": (-port.out, port.middle - port.width / 2, deep, port.width),
                "right": (self.length - 6.0, port.middle - port.width / 2, deep, port.width),
                "front": (port.middle - port.width / 2, -port.out, port.width, deep),
                "back": (port.middle - port.width / 2, self.width - 6.0, port.width, deep),
            }[port.side]
            pieces.append(cq.Solid.makeBox(wide, long, high, cq.Vector(x, y, self.thickness + port.low)))
        return cq.Compound.makeCompound(pieces)


_PI_HOLES = ((3.5, 3.5), (61.5, 3.5), (3.5, 52.5), (61.5, 52.5))
_CARD = Port("card", "left", 28, 12, -2.9, -1.4, 2.5)
_USB_C, _MICRO_HDMI = (9.0, 0.0, 3.3, 1.3, 2.0), (7.0, 0.0, 3.2, 1.3, 1.5)

BOARDS: Mapping[str, Board] = MappingProxyType(
    {
        "pi-4": Board(
            85, 56, 1.4, _PI_HOLES, "M2.5",
            (
                Port("power", "front", 11.2, *_USB_C),
                Port("screen 1", "front", 26, *_MICRO_HDMI),
                Port("screen 2", "front", 39.5, *_MICRO_HDMI),
                Port("sound", "front", 54, 7, 0, 6.2, 2.6, 1.5),
                Port("USB 2", "right", 9, 14.7, 0, 16, 3),
                Port("USB 3", "right", 27, 14.7, 0, 16, 3),
                Port("network", "right", 45.75, 16, 0, 13.6, 3),
                _CARD,
            ),
            "Raspberry Pi 4 Model B mechanical drawing, Raspberry Pi Ltd",
        ),
        "pi-5": Board(
            85, 56, 1.4, _PI_HOLES, "M2.5",
            (
                Port("power", "front", 11.2, *_USB_C),
                Port("screen 1", "front", 25.8, *_MICRO_HDMI),
                Port("screen 2", "front", 39.2, *_MICRO_HDMI),
                Port("network", "right", 10.2, 16, 0, 13.6, 3),
                Port("USB 3", "right", 29.1, 14.7, 0, 16, 3),
                Port("USB 2", "right", 47, 14.7, 0, 16, 3),
                _CARD,
            ),
            "Raspberry Pi 5 mechanical drawing, Raspberry Pi Ltd",
        ),
        "zero-2-w": Board(
            65, 30, 1.4, ((3.5, 3.5), (61.5, 3.5), (3.5, 26.5), (61.5, 26.5)), "M2.5",
            (
                Port("screen", "front", 12.4, 11.2, 0, 3.4, 0.8, 2.5),
                Port("USB", "front", 41.4, 8, 0, 3, 1.2, 1),
                Port("power", "front", 54, 8, 0, 3, 1.2, 1),
                Port("card", "left", 16.9, 12, 0, 1.4, 2.5),
            ),
            "Raspberry Pi Zero 2 W mechanical drawing, Raspberry Pi Ltd",
        ),
        "pico": Board(
            51, 21, 1.0, ((2, 4.8), (49, 4.8), (2, 16.2), (49, 16.2)), "M2",
            (Port("USB", "left", 10.5, 8, 0, 3, 1.3, 2),),
            "Raspberry Pi Pico data sheet, mechanical specification",
        ),
        "uno": Board(
            68.6, 53.4, 1.6, ((13.97, 2.54), (66.04, 7.62), (66.04, 35.56), (15.24, 50.8)), "M3",
            (
                Port("USB", "left", 38.1, 12, 0, 11, 6.4),
                Port("power", "left", 7.62, 9, 0, 11, 1.9, 1),
            ),
            "Arduino Uno Rev3 data sheet and reference drawing",
        ),
        # No maker's drawing is published, and copies differ by half a millimetre: it is seated by its corners.
        "esp32": Board(
            52, 28.4, 1.6, (), "",
            (Port("USB", "left", 14.2, 8, 0, 3.4, 1.3, 2),),
            "footprints of the DOIT ESP32 DevKit V1 (30 pins): about 28 x 52 mm; measure yours where it differs",
        ),
        "nano": Board(
            43.2, 18.5, 1.6, (), "",
            (Port("USB", "left", 9.25, 7.8, 0, 4, 1.5, 2),),
            "Arduino Nano V3.0 user manual: 1.70 x 0.73 in",
        ),
    }
)  # fmt: skip


def plain_board(length: float, width: float) -> Board:
    """Give a board of the customer's own: a USB connector in the middle of its left side, nothing known of holes."""
    return Board(length, width, 1.6, (), "", (Port("USB", "left", width / 2, 9, 0, 4, 1.5, 2),), "measured")

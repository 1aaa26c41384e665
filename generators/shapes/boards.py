"""
Electronic boards as their makers draw them: outlines, mounting holes, and what sticks out for a plug.

Each board names the document that its figures come from. Read beside the documents were the KiCad library's footprints
(`Arduino_UNO_R3`, `Arduino_Nano`, `RaspberryPi_Pico_Common`), NopSCADlib (`vitamins/pcbs.scad`, `pcb.scad`),
AnchorSCAD's outlines of the Raspberry Pi 5 and the ESP32, and piforge's table of what Raspberry Pi's drawings say, with
what was measured on them. Where a figure rests on less than a maker's document, a comment at its line says on what.
"""

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


# For holes of 2.7 mm. The boards are 1.4 mm thick in NopSCADlib; only the Pi 5's drawing shows it, and measures 1.39.
_PI_HOLES = ((3.5, 3.5), (61.5, 3.5), (3.5, 52.5), (61.5, 52.5))
# No drawing gives the card's size. Its socket is 1.28 mm thick in NopSCADlib and 1.45 mm on the Pi 5's drawing, under
# the board; a card stands out 1.8 mm on that drawing and 2.5 mm as measured on a Pi 3 A+: the larger is taken.
_CARD_OUT = 2.5
_CARD = Port("card", "left", 28, 12, -2.9, -1.4, _CARD_OUT)
# Middles and heights are dimensions of the drawings; widths and how far plugs stand out are measured on them (0.2 mm).
_USB_C = (9.0, 0.0, 3.3, 1.4, 2.0)

BOARDS: Mapping[str, Board] = MappingProxyType(
    {
        "pi-4": Board(
            85, 56, 1.4, _PI_HOLES, "M2.5",
            (
                Port("power", "front", 11.2, *_USB_C),
                Port("screen 1", "front", 26, 7.2, 0, 3, 1.4, 1.5),
                Port("screen 2", "front", 39.5, 7.2, 0, 3, 1.4, 1.5),
                Port("sound", "front", 54, 7, 0, 6, 2.5, 1.5),
                Port("USB 2", "right", 9, 14.5, 0, 16, 3),
                Port("USB 3", "right", 27, 14.5, 0, 16, 3),
                Port("network", "right", 45.75, 16, 0, 13.5, 3),
                _CARD,
            ),
            "Raspberry Pi 4 Model B mechanical drawing RP-008343-DS-1, Raspberry Pi Ltd",
        ),
        "pi-5": Board(
            85, 56, 1.4, _PI_HOLES, "M2.5",
            (
                Port("power", "front", 11.2, *_USB_C),
                Port("screen 1", "front", 25.8, 7.2, 0, 3.4, 1.8, 1.5),
                Port("screen 2", "front", 39.2, 7.2, 0, 3.4, 1.8, 1.5),
                Port("network", "right", 10.2, 16, 0, 14, 3),
                Port("USB 3", "right", 29.1, 14.8, 0, 16, 2.9),
                Port("USB 2", "right", 47, 14.8, 0, 16, 2.9),
                _CARD,
            ),
            "Raspberry Pi 5 mechanical drawing RP-008347-DS-1, Raspberry Pi Ltd",
        ),
        "zero-2-w": Board(
            65, 30, 1.4, ((3.5, 3.5), (61.5, 3.5), (3.5, 26.5), (61.5, 26.5)), "M2.5",
            (
                # Heights are NopSCADlib's: the drawing has none.
                Port("screen", "front", 12.4, 10.9, 0, 3.2, 0.6, 2.5),
                Port("USB", "front", 41.4, 8, 0, 3, 1.3, 1),
                Port("power", "front", 54, 8, 0, 3, 1.3, 1),
                Port("card", "left", 16.9, 12, 0, 1.4, _CARD_OUT),
            ),
            "Raspberry Pi Zero 2 W mechanical drawing RP-008358-DS-1, Raspberry Pi Ltd",
        ),
        "pico": Board(
            # Outline, thickness and holes of 2.1 mm are the data sheet's. Their places are the same in KiCad and
            # NopSCADlib; how far the plug stands out is 1.4 mm in the one and 1.25 mm in the other.
            51, 21, 1.0, ((2, 4.8), (49, 4.8), (2, 16.2), (49, 16.2)), "M2",
            (Port("USB", "left", 10.5, 8, 0, 3, 1.4, 2),),
            "Raspberry Pi Pico data sheet, chapter 2, mechanical specification",
        ),
        "uno": Board(
            # The plugs are KiCad's and NopSCADlib's, the larger figure where they differ; the holes are of 3.3 mm.
            68.6, 53.4, 1.6, ((13.97, 2.54), (66.04, 7.62), (66.04, 35.56), (15.24, 50.8)), "M3",
            (
                Port("USB", "left", 38.1, 12.2, 0, 11, 6.6),
                Port("power", "left", 7.62, 8.9, 0, 11, 1.9, 1),
            ),
            "Arduino Uno Rev3 technical specifications; holes: NopSCADlib; plugs: it and KiCad's Arduino_UNO_R3",
        ),
        # No maker's drawing is published, and copies differ by half a millimetre: it is seated by its corners. The plug
        # is a micro USB as on the Pico, 0.4 mm higher for the USB-C of later copies: no document gives it.
        "esp32": Board(
            52, 28.5, 1.6, (), "",
            (Port("USB", "left", 14.25, 8, 0, 3.4, 1.4, 2),),
            "DOIT ESP32 DevKit V1 (30 pins): about 28 x 52 mm in a KiCad library, 28.5 x 51.8 mm in AnchorSCAD; "
            "measure yours where it differs",
        ),
        # Arduino gives 18 x 45 mm with the plug. Boards were measured 17.8 to 18.5 mm wide, and their plug to stand out
        # 2.5 mm, as in KiCad's footprint.
        "nano": Board(
            43.2, 18.5, 1.6, (), "",
            (Port("USB", "left", 9.25, 7.6, 0, 4, 2.5, 2),),
            "Arduino Nano technical specifications: 0.73 x 1.70 in; plug: KiCad's Arduino_Nano",
        ),
    }
)  # fmt: skip


def plain_board(length: float, width: float) -> Board:
    """Give a board of the customer's own: a USB connector in the middle of its left side, nothing known of holes."""
    return Board(length, width, 1.6, (), "", (Port("USB", "left", width / 2, 9, 0, 4, 1.5, 2),), "measured")

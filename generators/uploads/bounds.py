"""How much of a customer's file is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

#: A coordinate beyond this, in whatever unit, is no length anybody means.
FARTHEST = 1e6


@dataclass(frozen=True)
class Bounds:
    """
    The most that a model file may ask for.

    `bytes` is of the file as it comes; `unpacked` of what a 3MF unpacks to, `ratio` how many times its packed size one
    entry may have; `nesting` counts elements (XML), components (3MF) or brackets (STEP) inside each other; `copies`
    how often a 3MF may place objects.
    """

    bytes: int = 32 << 20
    triangles: int = 300_000
    entries: int = 512
    unpacked: int = 256 << 20
    ratio: int = 200
    nesting: int = 16
    copies: int = 2_000
    records: int = 400_000  # of a STEP file

    @property
    def vertices(self) -> int:
        """Give how many points so many triangles can have at most."""
        return 3 * self.triangles

"""
Arcs of G-code (G2 clockwise, G3 counter-clockwise, centre by I and J) as short straight pieces.

Lengths mm. Meaning of the letters: Marlin firmware documentation, "G2-G3 - Arc or Circle Move".
"""

import math
from collections.abc import Mapping

SAGITTA = 0.005  # mm by which a piece may leave the arc; firmware cuts more coarsely
RADIUS_SLACK = 0.05  # mm by which both ends may differ in their distance from the centre; both are written rounded
PIECES = 100_000  # a circle of 5 m has fewer


def pieces(
    start: tuple[float, float, float], end: tuple[float, float, float], centre: tuple[float, float], *, clockwise: bool
) -> list[tuple[float, float, float, float]]:
    """
    Points of an arc, X, Y, Z each with the share of its way from 0 to 1; the last one is its end.

    Where the arc turns back in X or Y there is a point, so that the points leave no box the arc leaves. Start and
    end at one place are a whole circle. Raises ValueError when there is no such arc.
    """
    (x0, y0, z0), (x1, y1, z1), (cx, cy) = start, end, centre
    radius, other = math.hypot(x0 - cx, y0 - cy), math.hypot(x1 - cx, y1 - cy)
    if radius < 1e-6:
        raise ValueError("an arc begins at its own centre")
    if abs(radius - other) > RADIUS_SLACK:
        raise ValueError(f"an arc begins {radius:.3f} mm from its centre and ends {other:.3f} mm from it")
    begin = math.atan2(y0 - cy, x0 - cx)
    turn = math.atan2(y1 - cy, x1 - cx) - begin
    if (x0, y0) == (x1, y1):
        turn = -2 * math.pi if clockwise else 2 * math.pi
    elif clockwise and turn >= 0:
        turn -= 2 * math.pi
    elif not clockwise and turn <= 0:
        turn += 2 * math.pi
    step = 2 * math.acos(max(-1.0, 1 - SAGITTA / radius)) if radius > SAGITTA else math.pi / 2
    count = max(1, math.ceil(abs(turn) / step))
    if count > PIECES:
        raise ValueError(f"an arc has a radius of {radius:g} mm")
    shares = {number / count for number in range(1, count)}
    for quarter in range(-8, 9):  # two turns each way hold every place where an arc turns back
        share = (quarter * math.pi / 2 - begin) / turn
        if 0 < share < 1:
            shares.add(share)
    found = []
    for share in sorted(shares):
        angle, reach = begin + turn * share, radius + (other - radius) * share
        found.append((cx + reach * math.cos(angle), cy + reach * math.sin(angle), z0 + (z1 - z0) * share, share))
    return [*found, (x1, y1, z1, 1.0)]


def from_letters(
    word: str, start: tuple[float, float, float], given: Mapping[str, float]
) -> list[tuple[float, float, float, float]]:
    """The points of one G2 or G3 with absolute X, Y, Z. Raises ValueError when there is no such arc."""
    if not given.keys() & {"I", "J"}:
        raise ValueError("an arc has no centre")
    x, y, z = start
    end = given.get("X", x), given.get("Y", y), given.get("Z", z)
    centre = x + given.get("I", 0.0), y + given.get("J", 0.0)
    return pieces(start, end, centre, clockwise=word == "G2")

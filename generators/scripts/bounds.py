"""Bounds for a number that came without them, on a round grid that holds its default."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

_ROUND = tuple(Decimal(digit).scaleb(power) for power in range(3, -4, -1) for digit in (5, 1))
_STEPS = 25  # a slider of about this many steps below its default is neither coarse nor endless


@dataclass(frozen=True)
class Bounds:
    """The ends of a slider and its step; the default is whole steps from both ends."""

    minimum: float
    maximum: float
    step: float


def bounds(
    default: Decimal,
    minimum: Decimal | None = None,
    maximum: Decimal | None = None,
    step: Decimal | None = None,
    *,
    whole: bool = False,
    most: Decimal | None = None,
) -> Bounds | None:
    """
    Give bounds around a default; None where nothing can be derived from zero.

    What is not given is derived: half the default to double, for a negative one double to half, and never past
    `most`. The step is the largest of 1 and 5 times a power of ten that is at most 1/25 of the default (of the
    range, where that is given) and that meets the default. Given bounds that leave the default out are not
    believed. A given end that is not whole steps from the default moves inward to the last that is.
    """
    if minimum is not None and minimum > default:
        minimum = None
    if maximum is not None and maximum < default:
        maximum = None
    given = minimum is not None and maximum is not None
    if default == 0 and not given:
        return None
    near, far = sorted((default / 2, default * 2))
    least = near if minimum is None else minimum
    top = far if maximum is None else maximum
    if maximum is None and most is not None and default <= most:
        top = min(top, most)
    if top <= least:
        top = far if maximum is None else top
    if top <= least:
        return None
    scale = (top - least) if given else abs(default)
    anchors = [least] if given or minimum is not None else [Decimal(0)]
    stride = _stride(default, anchors[0], scale, step, whole)
    below = ((default - least) / stride).to_integral_value(ROUND_FLOOR)
    above = ((top - default) / stride).to_integral_value(ROUND_FLOOR)
    if below + above == 0:
        return None
    return Bounds(float(default - below * stride), float(default + above * stride), float(stride))


def _stride(default: Decimal, anchor: Decimal, scale: Decimal, step: Decimal | None, whole: bool) -> Decimal:
    if step is not None and step > 0 and not (whole and step % 1):
        return step if (default - anchor) % step == 0 else min(step, _stride(default, anchor, scale, None, whole))
    if whole:
        return Decimal(1)
    fine = [one for one in _ROUND if one <= scale / _STEPS] or [_ROUND[-1]]
    return next((one for one in fine if (default - anchor) % one == 0), fine[0])

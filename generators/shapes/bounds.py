"""What a shape says when it is asked for a size that it cannot have."""

from __future__ import annotations


def within(name: str, value: float, least: float, most: float | None = None) -> None:
    """Raise `ValueError` naming the argument and the limit that it passes."""
    if not value >= least:
        raise ValueError(f"{name} is {value:g}, but must be at least {least:g}")
    if most is not None and not value <= most:
        raise ValueError(f"{name} is {value:g}, but must be at most {most:g}")

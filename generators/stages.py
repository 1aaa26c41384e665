"""
Stages: steps of a product that depend on a few values only, and are not done anew while the others move.

A worker keeps the last things that each stage gave. A part whose solid comes out of a stage keeps its triangles too.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from generators.topology import copied

P = ParamSpec("P")
T = TypeVar("T")

_KEPT = 24  # of each stage: a drag there and back; with shapes of some 100 KB a few MB
_stages: list[Callable[[], None]] = []


def stage(step: Callable[P, T]) -> Callable[P, T]:
    """
    Remember what a step gives by what it is given: numbers, texts, switches, or tuples and frozen dataclasses of these.

    The step must give the same for the same. Give it the few values it needs and not all the parameters, or it will be
    done anew whichever slider moves. Shapes, and lists and tuples of them, are handed out as copies.
    """
    kept = lru_cache(maxsize=_KEPT, typed=True)(step)
    _stages.append(kept.cache_clear)

    @wraps(step)
    def remembered(*given: P.args, **named: P.kwargs) -> T:
        try:
            hash((given, tuple(named.values())))
        except TypeError as error:
            words = f"the stage '{step.__name__}' cannot be remembered by what it is given ({error}): use a tuple"
            raise TypeError(words) from error
        # The kernel writes into the edges of a shape from which another is made: kept ones would grow with every use.
        found: T = kept(*given, **named)  # type: ignore[arg-type]  # looked at above
        return copied(found)

    return remembered


def forget_stages() -> None:
    """Forget what all stages gave, as in a process that was just started."""
    for clear in _stages:
        clear()

"""All orders of events, one after the other: does the promise ever break, and is there always a way to an end?"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from tests.reliability.protocol import events
from tests.reliability.world import SETTLED, Rules, Trouble, World


@dataclass(frozen=True)
class Explored:
    """What was found: how many worlds there are, the shortest way to a broken promise, and a world with no way on."""

    worlds: int
    broken: str | None
    story: tuple[str, ...]
    stuck: World | None


def explore(rules: Rules, trouble: Trouble) -> Explored:
    """Visit every world that can be reached, nearest first; stops at the first broken promise."""
    first = World(trouble=trouble)
    came: dict[World, tuple[World, str] | None] = {first: None}
    backwards: dict[World, list[World]] = {}
    waiting = deque([first])
    good = []
    while waiting:
        world = waiting.popleft()
        broken = breach(world)
        if broken:
            return Explored(len(came), broken, _story(came, world), None)
        if world.job in SETTLED:
            good.append(world)
        for name, after in events(world, rules):
            backwards.setdefault(after, []).append(world)
            if after not in came:
                came[after] = (world, name)
                waiting.append(after)
    return Explored(len(came), None, (), _stuck(came, backwards, good))


def breach(world: World) -> str | None:
    """What is broken in this world, in words."""
    if len(world.starts) > 1:
        return "printed twice"
    if world.crashed:
        return "started onto a full plate"
    if world.job == "done" and not world.starts:
        return "said to be done, and never printed"
    for attempt in world.starts:
        if world.attempts[attempt - 1] == "abandoned":
            return "said never to have started, and printed"
    return None


def _stuck(came: Mapping[World, object], backwards: dict[World, list[World]], good: list[World]) -> World | None:
    """A world from which no order of events leads to an end that is told."""
    reached, waiting = set(good), deque(good)
    while waiting:
        for before in backwards.get(waiting.popleft(), ()):
            if before not in reached:
                reached.add(before)
                waiting.append(before)
    return next((world for world in came if world not in reached), None)


def _story(came: dict[World, tuple[World, str] | None], world: World) -> tuple[str, ...]:
    told = []
    while (step := came[world]) is not None:
        world, name = step
        told.append(name)
    return tuple(reversed(told))

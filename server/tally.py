"""What the build processes have done since this process started, for those who watch the shop from outside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

#: How a build may end. `left` and `dropped` are those that nobody waited for any more.
OUTCOMES = ("made", "refused", "dropped", "left", "timed_out", "crashed", "out_of_memory", "turned_away")


@dataclass
class Tally:
    """Counts that only grow."""

    #: Builds by how they ended, one of OUTCOMES.
    builds: Counter[str] = field(default_factory=Counter)
    #: Workers that were ended because of what they did or did not do; those recycled in good health are not counted.
    kills: int = 0

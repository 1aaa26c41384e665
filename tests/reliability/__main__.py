"""`python -m tests.reliability`: what the model of the start protocol holds, and what breaks without each rule."""

from __future__ import annotations

import sys

from tests.reliability.explore import explore
from tests.reliability.test_model import NEEDED, PAIRS
from tests.reliability.world import Rules, Trouble

ALL = Trouble(crashes=1, takeovers=1, losses=1, restarts=1, strangers=1)


def main() -> int:
    """Print the table of docs/reliability.md; 1 when the promise breaks."""
    failed = False
    print("| crashes | takeovers | losses | restarts | strangers | worlds | |")
    print("|---|---|---|---|---|---|---|")
    for trouble in (*PAIRS, ALL):
        found = explore(Rules(), trouble)
        failed |= bool(found.broken or found.stuck)
        verdict = found.broken or ("stuck" if found.stuck else "holds")
        print("| " + " | ".join(str(count) for count in trouble) + f" | {found.worlds:,} | {verdict} |", flush=True)
    print("\n| without | what breaks | in how many steps |")
    print("|---|---|---|")
    for name, rules in Rules().without():
        found = explore(rules, NEEDED[name][0])
        print(f"| {name} | {found.broken or 'no way to an end'} | {len(found.story) or '-'} |", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

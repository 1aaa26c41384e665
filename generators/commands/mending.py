"""The verb `mend`: say which values would print."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from generators.commands.common import (
    BLOCKED,
    OK,
    WrongInput,
    add_values,
    add_verb,
    limits_of,
    named,
    shown,
    table,
    values_of,
)

if TYPE_CHECKING:
    from generators.mending import Flaw, Mend

_WORDS = """Looks for the nearest values that print, and names for each finding the parameter that causes it. Every
setting it proposes was made and checked as a whole. What may be asked for is asked for as for `check`."""


def add_mend(commands: Any) -> None:
    """Add the verb `mend`."""
    examples = ["mend mine.py --set wall=0.4", "mend box --set width=230", "mend hook --volume 60x60x60 --json"]
    command = add_verb(commands, "mend", "find the nearest values of a design that print", _WORDS, examples)
    add_values(command, "SLUG|FILE.py")
    command.add_argument("--seconds", type=float, default=30.0, help="how long it may look (default: 30)")
    command.add_argument("--json", action="store_true", help="as JSON")
    command.set_defaults(command=_mend)


def _mend(options: argparse.Namespace) -> int:
    from generators.mending import Allowance, mend

    if not options.seconds > 0:
        raise WrongInput(f"--seconds {options.seconds:g}: must be more than 0")
    _path, template = named(options, options.name)
    mended = mend(template, values_of(template, options), limits_of(options), Allowance(seconds=options.seconds))
    if options.json:
        print(json.dumps(mended.to_json(), indent=2, ensure_ascii=False))
    else:
        _show(mended)
    return OK if mended.prints else BLOCKED


def _show(mended: Mend) -> None:
    if not mended.changes and mended.clean:
        print("Printable: there is nothing to mend.")
        return
    if mended.changes:
        rows = []
        for change in mended.changes:
            ends = ", ".join(dict.fromkeys(_named(mended.before[place]) for place in change.removes))
            note = "" if change.alone or change.because else "only with the other lines"
            rows.append((change.words, ends or change.because or "", note))
        table(rows)
        asked = " ".join(f"--set {change.parameter}={_typed(change.new)}" for change in mended.changes)
        print(f"with: {asked}")
    if mended.broken is not None:
        print(f"It cannot be built: {mended.broken}", file=sys.stderr)
    for flaw in mended.left:
        print(f"{flaw.severity}: still {_named(flaw)}", file=sys.stderr)
    if not mended.prints:
        why = "no values were found that print" if mended.finished else "the time was up before values were found"
        print(f"Not mended: {why}; the lines above get furthest.", file=sys.stderr)


def _named(flaw: Flaw) -> str:
    if flaw.measured is None:
        return f"{flaw.title} ({flaw.part})"
    limit = "" if flaw.limit is None else f", limit {shown(flaw.limit)}"
    return f"{flaw.title} ({flaw.part}: {shown(flaw.measured)}{limit} {flaw.unit})".replace(" )", ")")


def _typed(value: object) -> str:
    text = shown(value)
    return text if text.isalnum() or text.replace(".", "").isdigit() else f"'{text}'"

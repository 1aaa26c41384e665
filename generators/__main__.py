"""The generators from a terminal: list · describe · build · check · mend · new · thumbs · docs · sweep."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from generators.commands.building import add_build
from generators.commands.checking import add_check
from generators.commands.common import BLOCKED, CODES, FAILED, OK, WRONG_INPUT, WrongInput, shown
from generators.commands.making import add_docs, add_new, add_thumbs
from generators.commands.mending import add_mend
from generators.commands.shelf import add_describe, add_list
from generators.errors import InvalidValues, TemplateError, UnknownTemplate, UnreadableFile
from generators.sweep.command import add_parser as add_sweep

__all__ = ["BLOCKED", "FAILED", "OK", "WRONG_INPUT", "main"]

_EXAMPLES = f"""examples:
  python -m generators list
  python -m generators describe keychain
  python -m generators build keychain --set text=ADA --set ring=6 -o ada.3mf
  python -m generators build box --preset cards -o cards.png
  python -m generators check box --set width=230
  python -m generators check part.stl --json
  python -m generators mend box --set width=230

a template of your own:
  python -m generators new pen-cup
  python -m generators check templates/pen_cup.py
  python -m generators sweep templates/pen_cup.py --proof
  python -m generators thumbs templates/pen_cup.py --out pictures
  python -m generators docs templates/pen_cup.py --out sheets

{CODES}"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.command(options)
    except InvalidValues as error:
        for wrong in error.errors:
            hint = "" if wrong.nearest is None else f" Nearest: {wrong.field}={shown(wrong.nearest)}"
            if wrong.code == "unknown_parameter" and wrong.nearest:
                hint = f" Did you mean '{wrong.nearest}'?"
            print(f"{wrong.field}: {wrong.message}{hint}", file=sys.stderr)
        return WRONG_INPUT
    except (UnknownTemplate, UnreadableFile, WrongInput) as error:
        print(error, file=sys.stderr)
        return WRONG_INPUT
    except (TemplateError, OSError) as error:
        print(error, file=sys.stderr)
        return FAILED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m generators",
        description="Make printable parts from templates.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--templates", action="append", type=Path, default=[], metavar="FOLDER", help="look for templates here too"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (add_list, add_describe, add_build, add_check, add_mend, add_new, add_thumbs, add_docs, add_sweep):
        add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())

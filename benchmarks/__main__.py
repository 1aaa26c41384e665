"""Measures the claims: python -m benchmarks [NAME ...]."""

from __future__ import annotations

import argparse
import ast
import json
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks.measure import ROOT, NotMeasured, load, machine, measured

CLAIMS = Path(__file__).parent / "claims"
KEPT = ROOT / ".bench"  # what each claim gave when it was last measured
DONE, NOT_ALL, WRONG_INPUT = 0, 1, 2

_EXAMPLES = """examples:
  python -m benchmarks                              everything but the long ones, each with its own number of rounds
  python -m benchmarks preview slicing              these two
  python -m benchmarks corpus/m3,m5                 these two parts of one claim
  python -m benchmarks http --rounds 20 --markdown  as tables to paste into a page
  python -m benchmarks --json all.json              every single sample, too

exit codes: 0 done · 1 something could not be measured · 2 wrong input"""


def claims() -> dict[str, str]:
    """Every claim by name, with the first line of its file's docstring; nothing is imported."""
    found = {}
    for path in sorted(CLAIMS.glob("*.py")):
        if not path.name.startswith("_"):
            words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            found[path.stem] = words.strip().partition("\n")[0]
    return found


def is_long(name: str) -> bool:
    """Whether a claim is measured only when it is named: its file says `LONG = True`."""
    tree = ast.parse((CLAIMS / f"{name}.py").read_text(encoding="utf-8"))
    return any(ast.unparse(statement) == "LONG = True" for statement in tree.body)


def main(words: Sequence[str] | None = None) -> int:
    """Measure what was asked for, and print it."""
    known = claims()
    listed = "\n".join(f"  {name:<10} {title}" for name, title in known.items())
    parser = argparse.ArgumentParser(
        "python -m benchmarks",
        description="Measure each claim of speed beside a peer or a floor, in interleaved rounds.",
        epilog=f"claims:\n{listed}\n\n{_EXAMPLES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="claims to measure (default: all but the long ones)")
    parser.add_argument("--rounds", type=int, help="how often each arm is run (default: as the claim says)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write tables and every sample to this file")
    parser.add_argument("--markdown", action="store_true", help="print Markdown tables")
    given = parser.parse_args(words)
    unknown = [name for name in given.names if name.partition("/")[0] not in known]
    if unknown:
        parser.error(f"there is no claim called {unknown[0]!r}; there are {', '.join(known)}")
    if given.rounds is not None and not 1 <= given.rounds <= 20:
        parser.error("--rounds is a number from 1 to 20")

    # Where every sample is kept says nothing about them.
    asked = " ".join([".venv/bin/python -m benchmarks", *given.names])
    asked += (f" --rounds {given.rounds}" if given.rounds else "") + (" --markdown" if given.markdown else "")
    header = [f"`{asked}`, {time.strftime('%Y-%m-%d')}", machine()]
    print("\n\n".join(header) if given.markdown else "\n".join(header), end="\n\n", flush=True)
    kept: dict[str, object] = {"command": asked, "date": time.strftime("%Y-%m-%d"), "machine": machine()}
    code = DONE
    for asked_for in given.names or [name for name in known if not is_long(name)]:
        name, _, only = asked_for.partition("/")
        before = load()
        if given.markdown:
            print(f"## {name}\n\n{known[name]}\n", flush=True)
        try:
            # A process for each: what one claim loads must not make the next one's processes slow to start.
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                tables = alone.submit(measured, name, given.rounds, only.split(",") if only else ()).result()
        except NotMeasured as exc:
            print(f"{name}: not measured. {exc}\n", flush=True)
            code = NOT_ALL
            continue
        for table in tables:
            print(table.markdown() if given.markdown else table.plain(), end="\n\n" * (not given.markdown), flush=True)
            print(end="\n" * given.markdown)
        busy = f"Load over 1 and 5 minutes: {before} before, {load()} after."
        print(busy, end="\n\n", flush=True)
        kept[name] = {"load": busy, "tables": [vars(table) for table in tables]}
        # Each claim as soon as it is done: a run that is broken off keeps what it has.
        KEPT.mkdir(exist_ok=True)
        alone_kept = {**{word: kept[word] for word in ("command", "date", "machine")}, name: kept[name]}
        (KEPT / f"{asked_for.replace('/', '-')}.json").write_text(json.dumps(alone_kept, indent=1), encoding="utf-8")
    if given.json:
        given.json.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())

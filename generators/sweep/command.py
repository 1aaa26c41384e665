"""The terminal's verb `sweep`: try a template at every kind of setting and say what fails."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generators.errors import TemplateError
from generators.limits import Limits

if TYPE_CHECKING:
    from generators.library import Library
    from generators.sweep.report import Report
    from generators.template import Template

OK, BLOCKED, WRONG_INPUT, FAILED = 0, 1, 2, 3

_WORDS = """Tries a template at its defaults, presets, answers, corners, pairs of corners, the edges of its rules and at
random; each setting is built in a process of its own limits, checked as the shop checks it, and some are sliced.

examples:
  python -m generators sweep box --fast
  python -m generators sweep mine.py --settings 300 --html report
  python -m generators sweep --proof            the whole catalogue, kept as proofs

exit codes: 0 everything tried prints · 1 something does not · 2 wrong input · 3 failed, or could not be sliced"""


def add_parser(commands: Any) -> None:
    """Add the verb to the terminal's commands."""
    command: argparse.ArgumentParser = commands.add_parser(
        "sweep",
        help="prove that everything a customer can reach prints",
        description=_WORDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("names", nargs="*", metavar="SLUG|FILE.py", help="default: all templates")
    command.add_argument("--settings", type=_count, default=1100, metavar="N", help="settings to try (1100)")
    command.add_argument("--seed", type=int, default=1, help="of the random ones (1)")
    command.add_argument("--fast", action="store_true", help="about 25 settings, in this process, nothing sliced")
    command.add_argument(
        "--slice", type=_count_or_none, default=3, metavar="N", help="settings to slice (3); 0 for none"
    )
    command.add_argument("--machine", default="virtual-220", help="to slice for (virtual-220)")
    command.add_argument("--workers", type=_count, metavar="N", help="processes (as many as there are processors)")
    command.add_argument("--seconds", type=float, default=20.0, help="that one build may take (20)")
    command.add_argument("--memory", type=_count, default=2048, metavar="MB", help="that one build may take (2048)")
    command.add_argument("--limits", type=Path, metavar="FILE.json", help="of another printer than the ordinary one")
    command.add_argument("--json", type=Path, metavar="FILE", help="write the reports as JSON")
    command.add_argument("--html", type=Path, metavar="FOLDER", help="write a page for each template")
    command.add_argument("--proof", action="store_true", help="keep a proof beside each template")
    command.set_defaults(command=_sweep)


def _sweep(options: argparse.Namespace) -> int:
    if options.proof and (options.fast or options.limits):
        print(
            "--proof: a proof needs a full sweep on the ordinary printer; leave out --fast and --limits",
            file=sys.stderr,
        )
        return WRONG_INPUT
    try:
        limits = _limits(options.limits)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"--limits {options.limits}: cannot be read as limits: {error}", file=sys.stderr)
        return WRONG_INPUT
    unknown = [name for name in options.names if name.endswith(".py") and not Path(name).is_file()]
    if unknown:
        print(f"{unknown[0]}: there is no such file", file=sys.stderr)
        return WRONG_INPUT
    if options.slice and not options.fast:
        from generators.sweep.slicing import machines

        if options.machine not in machines():
            print(f"--machine {options.machine}: is one of {', '.join(machines())}", file=sys.stderr)
            return WRONG_INPUT
    reports = []
    for path, template in _templates(options):
        report = _one(path, template, limits, options)
        reports.append(report)
        kept = _write(report, path, options)  # before anything is said: who listens may go away in the middle
        print("\n".join([*_lines(report), *kept]), end="\n\n")
    if options.json is not None:
        text = json.dumps([report.to_json() for report in reports], indent=2, ensure_ascii=False)
        options.json.write_text(text + "\n", encoding="utf-8")
    if not reports or not all(report.clean for report in reports):
        return BLOCKED
    return FAILED if any(report.not_sliced for report in reports) else OK


def _one(path: Path, template: Template[Any], limits: Limits, options: argparse.Namespace) -> Report:
    from generators.sweep.runner import Allowance, Runner
    from generators.sweep.slicing import cutter
    from generators.sweep.sweeping import sweep
    from generators.sweep.terminal import progress

    if options.fast:
        from generators.sweep.bench import Table
        from generators.sweep.settings import fast_plan
        from generators.sweep.sweeping import examined, explained

        bench = Table(template, limits)
        told = progress(template.slug, "settings")
        planned = fast_plan(template, limits, options.seed)
        return explained(examined(template, bench, limits, planned, options.seed, told), bench)
    with (
        tempfile.TemporaryDirectory() as folder,
        Runner(path, limits, options.workers, Allowance(options.seconds, options.memory)) as runner,
    ):
        return sweep(
            template,
            runner,
            limits,
            settings=options.settings,
            seed=options.seed,
            cutter=cutter(Path(folder), options.machine) if options.slice else None,
            sliced=options.slice,
            stage=lambda what: progress(template.slug, what),
        )


def _library(options: argparse.Namespace) -> Library:
    """Load what is asked for; without names that is all there is, and a file that is left out is a failure."""
    from generators.library import load

    library = load(options.templates)
    if library.broken and not options.names:
        told = [f"{one.path}{f':{one.line}' if one.line else ''}: {one.error}" for one in library.broken]
        raise TemplateError("\n".join(told))
    return library


def _templates(options: argparse.Namespace) -> list[tuple[Path, Template[Any]]]:
    from generators.library import line_in, load_file

    library = _library(options)
    found = []
    for name in options.names or library.templates:
        if not name.endswith(".py"):
            template = library.template(name)
            found.append((library.files[template.slug], template))
            continue
        try:
            found.append((Path(name), load_file(Path(name))))
        except Exception as error:  # a maker's file may raise anything
            line = line_in(Path(name), error)
            raise TemplateError(f"{name}{f':{line}' if line else ''}: {type(error).__name__}: {error}") from error
    return found


def _lines(report: Report) -> list[str]:
    from generators.sweep.terminal import lines

    return lines(report)


def _write(report: Report, path: Path, options: argparse.Namespace) -> list[str]:
    """Write what was asked for; gives the lines that say where."""
    today = datetime.now(UTC).date().isoformat()
    if options.html is not None:
        from generators.sweep.page import page

        options.html.mkdir(parents=True, exist_ok=True)
        (options.html / f"{report.template.slug}.html").write_text(page(report, today), encoding="utf-8")
    return [f"proof: {report.proof(today).write(path)}"] if options.proof else []


def _limits(path: Path | None) -> Limits:
    return Limits.generic() if path is None else Limits.from_json(json.loads(path.read_text(encoding="utf-8")))


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError("must be a whole number from 1 on")
    return int(text)


def _count_or_none(text: str) -> int:
    return 0 if text == "0" else _count(text)

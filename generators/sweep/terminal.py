"""The report of a sweep for a terminal, and the line that says how far it is."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping

from generators.errors import Value
from generators.fields import plain
from generators.sweep.bench import Told
from generators.sweep.report import Report, Stretch

_SHADES = " ░▒▓█"
_BREATH = 0.2  # seconds between two progress lines


def said(values: Mapping[str, Value]) -> str:
    """Write a setting as the command line takes it."""
    if not values:
        return "the defaults"
    return " ".join(f"{name}={_word(value)}" for name, value in values.items())


def lines(report: Report) -> list[str]:
    """Give the report, line by line."""
    prints = sum(trial.prints for trial in report.trials)
    head = f"{report.template.slug} {report.template.version}: "
    out = [head + ("clean" if report.clean else "NOT CLEAN")]
    out.append(f"  {prints} of {len(report.trials)} settings print" + (", all there are" * report.plan.exhausted))
    out.append("  tried: " + ", ".join(f"{count} {source}" for source, count in report.plan.sources.items()))
    for name, count in report.counts.items():
        out.append(f"  {name}: {count}")
    if report.warned:
        out.append("  warnings: " + ", ".join(f"{code} {count}" for code, count in report.warned.items()))
    times = report.times
    out.append(f"  seconds: median {times['median']:.2f}, p95 {times['p95']:.2f}, slowest {times['max']:.2f}")
    if report.slowest:
        out.append(f"  slowest: {said(report.different(report.slowest[0].values))}")
    out.append(f"  built twice: {report.built_twice}, sliced: {report.sliced}, seed {report.seed}")
    out += [f"  could not be sliced: {why}" for why in dict.fromkeys(report.not_sliced)]
    if report.plan.refused:
        share = report.plan.refused / report.plan.asked
        out.append(f"  the form refuses {share:.0%} of random settings:")
        out += [f"    {count / report.plan.asked:.0%} {who}" for who, count in report.plan.closed.most_common()]
    out += [f"  idle rule, nothing comes up against it: {who}" for who in report.plan.idle]
    out += [f"  dead control: {one.words}" for one in report.dead]
    for failure in report.failures:
        out += [
            "",
            f"  {failure.fault}, {failure.count} times: {failure.words}",
            f"    smallest: {said(failure.smallest)}",
        ]
    if any(failure.outcome != "no_nearest" for failure in report.failures):
        out += ["", "  where failures gather:"]
        out += [f"    {name:<16} {strip(stretches)}  {_worst(stretches)}" for name, stretches in report.map.items()]
    if report.bounds is not None:
        out += ["", "  " + _remedy(report)]
        out += [f"    {words}" for words in report.bounds.words]
    return out


def strip(stretches: list[Stretch]) -> str:
    """Draw the share of failures along a question's answers, a dot where nothing was tried."""
    marks = []
    for one in stretches:
        if not one.tried:
            marks.append("·")
        else:
            marks.append(_SHADES[0 if not one.failed else 1 + min(3, int(one.failed / one.tried * 4))])
    return f"[{''.join(marks)}]"


def progress(slug: str, what: str) -> Told | None:
    """Give someone to tell how far it is: a line with rate and time left, where people are looking."""
    if not sys.stderr.isatty():
        return None
    began = time.monotonic()
    last = 0.0

    def told(done: int, of: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done < of and now - last < _BREATH:
            return
        last = now
        rate = done / max(now - began, 1e-3)
        left = (of - done) / rate
        end = "\n" if done == of else ""
        print(f"\r\x1b[K{slug}: {done} of {of} {what}, {rate:.1f}/s, {left:.0f} s left", end=end, file=sys.stderr)
        sys.stderr.flush()

    return told


def _remedy(report: Report) -> str:
    assert report.bounds is not None
    if report.bounds.verified:
        return "bounds within which nothing failed, corners tried:"
    return f"bounds that help, but do not make it clean ({report.bounds.why_not}):"


def _worst(stretches: list[Stretch]) -> str:
    """Name the stretches in which failures are at least twice as frequent as over all, and half of what was tried."""
    overall = sum(one.failed for one in stretches) / max(sum(one.tried for one in stretches), 1)
    bad = [one for one in stretches if one.failed and one.failed / one.tried >= max(0.5, 2 * overall)]
    return "at " + ", ".join(f"{one.label} ({one.failed} of {one.tried})" for one in bad[:4]) if bad else ""


def _word(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return plain(value)
    return value if value and value.isalnum() else repr(value)

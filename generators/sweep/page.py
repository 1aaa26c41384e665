"""The report of a sweep as one page of HTML that needs nothing else: pictures are inside."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from html import escape

from generators.errors import Value
from generators.sweep.report import Failure, Report, Stretch
from generators.sweep.terminal import said

_STYLE = """
:root { color-scheme: light dark; --bad: 200 60 40; --line: #8884; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
.failures { display: grid; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)); gap: 1rem; }
figure { margin: 0; border: 1px solid var(--line); border-radius: 6px; padding: .8rem; }
img { width: 100%; border-radius: 4px; }
.strip { display: flex; gap: 1px; width: 24rem; max-width: 60vw; }
.strip span { flex: 1; height: 1.3rem; border: 1px solid var(--line); }
"""


def page(report: Report, date: str = "") -> str:
    """Give the page of one template."""
    template = report.template
    verdict = "Everything that was tried prints." if report.clean else "Not everything that was tried prints."
    facts = {
        "settings": len(report.trials),
        **{name.replace("_", " "): count for name, count in report.counts.items()},
        **{f"tried: {source}": count for source, count in report.plan.sources.items()},
        **{f"warning {code}": count for code, count in report.warned.items()},
        "built twice": report.built_twice,
        "sliced": report.sliced,
        **({"could not be sliced": len(report.not_sliced)} if report.not_sliced else {}),
        **{f"seconds, {name}": f"{value:.2f}" for name, value in report.times.items()},
        "seed": report.seed,
    }
    parts = [
        f"<h1>{escape(template.title)} {escape(template.version)}</h1>",
        f"<p>{verdict}{' ' + escape(date) if date else ''}</p>",
        _table(facts),
        _failures(report),
        _map(report),
        _list("Tighter bounds", _remedies(report)),
        _list("Dead controls", [one.words for one in report.dead]),
        _list("Rules that nothing comes up against", report.plan.idle),
        _refused(report),
        _slowest(report),
        f"<p><code>{escape(template.source_digest)}</code></p>",
    ]
    title = f"{template.title}: sweep"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>{"".join(parts)}</html>\n'
    )


def _table(rows: Mapping[str, object]) -> str:
    cells = "".join(
        f'<tr><th>{escape(name)}</th><td class="number">{escape(str(value))}</td></tr>' for name, value in rows.items()
    )
    return f"<table>{cells}</table>"


def _failures(report: Report) -> str:
    if not report.failures:
        return ""
    return f'<h2>Failures</h2><div class="failures">{"".join(map(_failure, report.failures))}</div>'


def _failure(failure: Failure) -> str:
    picture = ""
    if failure.picture is not None:
        data = b64encode(failure.picture).decode()
        picture = f'<img alt="{escape(failure.fault)}" src="data:image/png;base64,{data}">'
    return (
        f"<figure>{picture}<figcaption><b>{escape(failure.fault)}</b>, {failure.count} times<br>"
        f"{escape(failure.words)}<br><code>{escape(said(failure.smallest))}</code></figcaption></figure>"
    )


def _map(report: Report) -> str:
    if all(trial.prints for trial in report.trials):
        return ""
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{_strip(stretches)}</td></tr>" for name, stretches in report.map.items()
    )
    return f"<h2>Where failures gather</h2><table>{rows}</table>"


def _strip(stretches: list[Stretch]) -> str:
    boxes = []
    for one in stretches:
        share = one.failed / one.tried if one.tried else 0.0
        words = escape(f"{one.label}: {one.failed} of {one.tried} failed", quote=True)
        boxes.append(f'<span title="{words}" style="background: rgb(var(--bad) / {share:.2f})"></span>')
    return f'<div class="strip">{"".join(boxes)}</div>'


def _remedies(report: Report) -> list[str]:
    if report.bounds is None:
        return []
    state = "Corners within were tried: nothing fails." if report.bounds.verified else report.bounds.why_not
    return [*report.bounds.words, state]


def _refused(report: Report) -> str:
    asked = report.plan.asked
    return _list(
        "What the form refuses of random settings",
        [f"{count / asked:.0%}: {who}" for who, count in report.plan.closed.most_common()],
    )


def _slowest(report: Report) -> str:
    return _list("Slowest", [f"{one.seconds:.2f} s: {_short(report.different(one.values))}" for one in report.slowest])


def _short(values: Mapping[str, Value]) -> str:
    words = said(values)
    return words if len(words) <= 300 else f"{words[:300]}…"


def _list(title: str, items: list[str]) -> str:
    if not items:
        return ""
    return f"<h2>{title}</h2><ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"

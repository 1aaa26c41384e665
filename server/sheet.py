"""The unpack sheet: one page for whoever takes a plate off its printer, which part is whose, drawn from above."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from html import escape

import shapely
import sqlalchemy as sa
from sqlalchemy.orm import Session

from printers.footprint import footprint
from printers.models import read_3mf
from printers.profile import Machine
from server import bridge, ledger
from server.artefacts import Artefacts
from server.jobs import WORDS, JobState
from server.models import Design, Job, JobItem, Order

#: Fills that stay apart in print, also without colour: each order has its own, and its letter.
_FILLS = ("#cfe3f5", "#f7dfb5", "#d6ecd2", "#f3d0d0", "#e2d8f0", "#d9d9d9", "#fbf3b0", "#cdeeea")
_STYLE = """
:root { color: #1c1c1a; background: #fff; font: 15px/1.45 system-ui, sans-serif; }
body { max-width: 56rem; margin: 1.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin: 0; } p { margin: .3rem 0; } small, .quiet { color: #5b5b57; }
svg.plate { width: 100%; max-width: 150mm; height: auto; display: block; margin: 1rem 0; }
svg.part { width: 15mm; height: 15mm; display: block; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .4rem .6rem .4rem 0; }
th { font-weight: 600; border-bottom: 1px solid #1c1c1a; } td { border-bottom: 1px solid #d9d9d5; vertical-align: top; }
tr { break-inside: avoid; } .tick { letter-spacing: .25em; font-size: 1.3rem; line-height: 1.2; }
.scroll { overflow-x: auto; } .chip { border: 1px solid #1c1c1a; padding: 0 .4em; font-weight: 600; }
input[type=number] { font: inherit; width: 4rem; } input[type=text] { font: inherit; width: 16rem; max-width: 100%; }
button { font: inherit; padding: .5rem 1rem; } .note { border: 1px solid #1c1c1a; padding: .5rem .8rem; }
@media print { body { margin: 0; max-width: none; } .screen { display: none; } }
"""
#: Nothing but this page's own style and forms.
POLICY = (
    "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    + "'"
)


@dataclass(frozen=True)
class _Row:
    order: Order
    part: str
    copies: int
    numbers: tuple[int, ...]
    fill: str
    letter: str


def page(session: Session, job_id: str, artefacts: Artefacts, note: str = "") -> str:
    """The sheet of a job as HTML. Raises NotFound, and ArtefactDamaged."""
    job = ledger.get_job(session, job_id)
    profile = bridge.find_profile(job.machine, job.material, job.quality)
    solids = read_3mf(artefacts.get(job.plate_3mf))
    forms = {solid.name: footprint(solid.placed(), solid.faces) for solid in solids}
    numbers = {solid.name: number for number, solid in enumerate(solids, 1)}
    rows = _rows(session, job, numbers)
    fills = {(row.order.id, row.part): row.fill for row in rows}
    drawing = _plate(profile.machine, forms, numbers, {name: fills[bridge.piece(name)[:2]] for name in forms})
    pictures = {
        (row.order.id, row.part): _part(
            next(forms[n] for n in forms if bridge.piece(n)[:2] == (row.order.id, row.part))
        )
        for row in rows
    }
    orders = {row.order.id: row for row in rows}
    title = escape(job.title)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Unpack {escape(job.id)}: {title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body>'
        f"<h1>{title}</h1><p>Job {escape(job.id)}, {escape(job.material)} {escape(job.colour)}, "
        f"{escape(WORDS[JobState(job.state)].lower())}. {len(solids)} pieces for "
        f"{len(orders)} order{'s' if len(orders) > 1 else ''}.</p>"
        + (f'<p class="note" role="status">{escape(note)}</p>' if note else "")
        + f"{drawing}<p class='quiet'>From above, front of the bed below; "
        f"{profile.machine.bed[0]:g} × {profile.machine.bed[1]:g} mm.</p>"
        + _table(job, rows, pictures, session)
        + "</body></html>"
    )


def _rows(session: Session, job: Job, numbers: dict[str, int]) -> list[_Row]:
    items = session.scalars(
        sa.select(JobItem).where(JobItem.job_id == job.id).order_by(JobItem.order_id, JobItem.part)
    ).all()
    letters: dict[str, int] = {}
    found = []
    for item in items:
        at = letters.setdefault(item.order_id, len(letters))
        on = tuple(sorted(numbers[n] for n in numbers if bridge.piece(n)[:2] == (item.order_id, item.part)))
        if on:
            letter = chr(ord("A") + at % 26) + (str(at // 26 + 1) if at >= 26 else "")
            order = session.get_one(Order, item.order_id)
            found.append(_Row(order, item.part, item.copies, on, _FILLS[at % len(_FILLS)], letter))
    return found


def _plate(
    machine: Machine, forms: dict[str, shapely.MultiPolygon], numbers: dict[str, int], fills: dict[str, str]
) -> str:
    width, depth = machine.bed
    outline = machine.outline or ((0, 0), (width, 0), (width, depth), (0, depth))
    bed = " ".join(f"{x:g},{depth - y:g}" for x, y in outline)
    drawn = []
    for name, form in forms.items():
        at = form.representative_point()
        drawn.append(
            f'<path d="{_path(form, depth)}" fill="{fills[name]}" fill-rule="evenodd" stroke="#1c1c1a" '
            f'stroke-width="0.4"><title>{escape(name)}</title></path><text x="{at.x:.1f}" y="{depth - at.y + 2:.1f}" '
            f'font-size="6" text-anchor="middle" font-family="system-ui, sans-serif">{numbers[name]}</text>'
        )
    return (
        f'<svg class="plate" viewBox="-1 -1 {width + 2:g} {depth + 2:g}" role="img" '
        f'aria-label="The plate from above"><polygon points="{bed}" fill="#fafaf8" stroke="#8a8a85" '
        f'stroke-width="0.8"/>{"".join(drawn)}</svg>'
    )


def _part(form: shapely.MultiPolygon) -> str:
    x0, y0, x1, y1 = form.bounds
    room = max(x1 - x0, y1 - y0) * 1.04
    box = f"{(x0 + x1 - room) / 2:.2f} {-(y0 + y1 + room) / 2:.2f} {room:.2f} {room:.2f}"
    return (
        f'<svg class="part" viewBox="{box}" aria-hidden="true"><path d="{_path(form, 0)}" fill="#e6e4dd" '
        f'fill-rule="evenodd" stroke="#1c1c1a" stroke-width="{room / 60:.2f}"/></svg>'
    )


def _path(form: shapely.MultiPolygon, depth: float) -> str:
    """Outlines in SVG's words, whose Y runs downwards."""
    simple = form.simplify(0.1)
    rings = [ring for part in getattr(simple, "geoms", [simple]) for ring in (part.exterior, *part.interiors)]
    return "".join("M" + "L".join(f"{x:.2f} {depth - y:.2f}" for x, y in ring.coords[:-1]) + "Z" for ring in rings)


def _table(job: Job, rows: list[_Row], pictures: dict[tuple[str, str], str], session: Session) -> str:
    done = job.state == JobState.DONE
    lines = []
    for row in rows:
        design = session.get_one(Design, row.order.digest)
        marked = sum(1 for name in job.objects.get("again", ()) if bridge.piece(name)[:2] == (row.order.id, row.part))
        again = (
            f'<td class="screen"><input type="number" name="{escape(row.order.id)}_{escape(row.part)}" value="0" '
            f'min="0" max="{row.copies - marked}" aria-label="Failed: {escape(row.part)} of order '
            f'{escape(row.order.id)}">{f" <small>{marked} again</small>" if marked else ""}</td>'
            if done
            else ""
        )
        lines.append(
            f'<tr><td>{pictures[row.order.id, row.part]}</td><td><span class="chip">{row.letter}</span> '
            f"{escape(row.order.id)}<br>{escape(row.order.name)}</td><td>{escape(design.title)}<br>"
            f"<small>{escape(row.part)}</small></td><td>{_ranges(row.numbers)}</td><td>{row.copies}</td>"
            f'<td class="tick">{"&#9744; " * min(row.copies, 60)}</td>{again}</tr>'
        )
    failed = '<th scope="col" class="screen">Failed</th>' if done else ""
    table = (
        '<div class="scroll"><table><thead><tr><th scope="col"></th><th scope="col">Order</th><th scope="col">Part</th>'
        f'<th scope="col">On the plate</th><th scope="col">Pieces</th><th scope="col">Good</th>{failed}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )
    if not done:
        return table
    return (
        f'<form method="post">{table}<p class="screen"><label>Why? <input type="text" name="why" maxlength="300" '
        'placeholder="for instance: came loose"></label> <button type="submit">Print the failed ones again</button>'
        "</p></form>"
    )


def _ranges(numbers: tuple[int, ...]) -> str:
    """Numbers as people write them: "1 to 4, 7"."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}, {b}" if b == a + 1 else f"{a} to {b}" for a, b in found)

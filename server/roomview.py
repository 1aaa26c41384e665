"""What the print room reads about printers and jobs. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from printers.printer import Phase
from printers.proof import words_of
from server import care, halt, ledger, queueing, sites, waivers
from server.database import now
from server.decisions import actions
from server.destinations import Berth, Destination, Waiting, destinations
from server.equipment import PrinterSettings
from server.farm import PHASE_WORDS, STALE, UNHEARD, UNSEEN, Farm
from server.jobs import FINAL, LOOSE, ON_A_PRINTER, TROUBLE, JobState
from server.jobs import WORDS as JOB_WORDS
from server.matching import Matching, Standing
from server.models import Attempt, History, Job, JobItem, Order, PrinterRow
from server.orders import OrderState
from server.pictures import SEEING
from server.quoting import promise
from server.ranking import in_order
from server.spools import Spools
from server.views import printer_name


def job_view(session: Session, job: Job, farm: Farm, matching: Matching, standing: Standing) -> dict[str, Any]:
    """A job for the operator, with why no printer takes it while it waits."""
    items = _items(session, job)
    orders_on = {item.order_id: session.get_one(Order, item.order_id) for item in items}
    state = JobState(job.state)
    shared = len(orders_on) > 1 and state in LOOSE and "spiral" not in job.objects
    return {
        "id": job.id,
        "state": state,
        "words": JOB_WORDS[state] + (" (being cancelled)" if job.cancel and state not in FINAL else ""),
        "title": job.title,
        "orders": list(orders_on),
        "customer": _people(orders_on.values()),
        "parts": [
            {
                "order": item.order_id,
                "customer": orders_on[item.order_id].name,
                "part": item.part,
                "copies": item.copies,
            }
            for item in items
        ],
        "filled": job.filled,
        "gather_until": job.gather_until,
        "material": job.material,
        "colour": job.colour,
        "machine": job.machine,
        "printer": printer_name(job, farm),
        "plate": job.plate,
        "plates": job.plates,
        "seconds": job.seconds,
        "grams": job.grams,
        "quoted": [promise(order) for order in orders_on.values()],
        "layers": job.layers,
        "gcode_sha256": job.gcode,
        "drawn": job.drawing is not None,
        "proof": _proof(job),
        "digests": {order.id: order.digest for order in orders_on.values()},
        "created_at": job.created_at,
        "progress": job.progress,
        "seconds_left": job.seconds_left,
        "trouble": _trouble(job, _silence(job, farm, standing)),
        "sheet": f"/api/jobs/{job.id}/sheet",
        "slicer": _said(job),
        "actions": [*actions(job), *(["split"] if shared else [])],
        "places": {order.id: queueing.view(order) for order in orders_on.values()},
        "refusals": matching.refusals(job, standing) if state is JobState.QUEUED else [],
    }


def _silence(job: Job, farm: Farm, standing: Standing) -> str | None:
    """That nobody speaks for the site of the printer that a job is on."""
    printer = farm.printers.get(job.printer_id or "")
    return None if printer is None or job.state not in ON_A_PRINTER else standing.lost.get(printer.site)


def _trouble(job: Job, silent: str | None) -> dict[str, Any] | None:
    """What a job says itself, or else that nobody carries it."""
    return job.trouble or (ledger.trouble("no_gateway", f"{silent} It waits for one.") if silent else None)


def _proof(job: Job) -> dict[str, Any] | None:
    """What the operator is told of a proof: how much is missing or too much, and every warning in words."""
    if not job.proof:
        return None
    if not job.proof["done"]:
        return {"done": False, "words": job.proof["words"], "warnings": []}
    found = job.proof
    seen = f"{found['compared']} of {found['layers']} layers" if found["compared"] < found["layers"] else "every layer"
    words = f"Of the model {_share(found['lost'])} is missing and {_share(found['fat'])} is added ({seen} compared)."
    return {"done": True, "words": words, "warnings": [words_of(warning) for warning in found["warnings"]]}


def _share(share: float) -> str:
    if share < 0.0005:
        return "nothing" if not share else "less than 0.1 %"
    return f"{100 * share:.1f} %"


def _items(session: Session, job: Job) -> list[JobItem]:
    found = sa.select(JobItem).where(JobItem.job_id == job.id).order_by(JobItem.order_id, JobItem.part)
    return list(session.scalars(found))


def _people(found: Iterable[Order]) -> str:
    """Who a plate is for, each name once."""
    return ", ".join(dict.fromkeys(order.name for order in found))


def _said(job: Job) -> dict[str, Any] | None:
    """Which slicer made the G-code and what it said of the plate, in words; None before."""
    if job.messages is None:
        return None
    # Jobs of older versions kept plain words.
    said = [
        one if isinstance(one, str) else one["words"] if one["part"] is None else f"{one['part']}: {one['words']}"
        for one in job.messages["said"]
    ]
    return {"version": job.messages["slicer"], "said": said}


def printer_view(session: Session, row: PrinterRow, printer: PrinterSettings, *, operator: bool) -> dict[str, Any]:
    """A printer: for anybody what it is and does, for the operator everything."""
    from server.bridge import machine_title

    at = now(session)
    stale = at - row.seen_at > STALE
    phase = Phase(row.snapshot["phase"])
    view: dict[str, Any] = {
        "id": row.id,
        "name": printer.name,
        "machine": {"id": printer.machine, "title": machine_title(printer.machine)},
        "phase": phase,
        "phase_words": PHASE_WORDS[phase],
    }
    if not operator:
        return view
    job = session.scalars(sa.select(Job).where(Job.printer_id == row.id, Job.state.in_(ON_A_PRINTER))).first()
    silent = sites.lost(session, [printer.site]).get(printer.site) if stale else None
    last = _last(session, row, at)
    return view | {
        "driver": printer.driver,
        "added": row.given is not None,
        "camera": printer.driver in SEEING or bool(printer.options.get("camera")),
        "bed": row.bed,
        "bed_words": {"clear": "The plate is clear", "occupied": "Something is on the plate"}.get(
            row.bed, "Nobody knows what is on the plate"
        ),
        "bed_by": row.bed_by,
        "bed_at": row.bed_at,
        "bed_why": row.bed_why,
        "material": ", ".join(printer.materials),
        "job": None if job is None else _on_printer(session, job, row, silent),
        "temperatures": row.snapshot["temperatures"],
        "text": row.snapshot["text"],
        "seen_at": row.seen_at,
        "silent_seconds": round(at - row.seen_at) if stale and row.seen_at else None,
        "stale": stale,
        "trouble": row.trouble,
        "moving": halt.moving(row, busy=job is not None),
        "stop": row.stop and {name: row.stop[name] for name in ("words", "over", "who", "at")},
        "maintenance": row.maintenance,
        "needs": _needs(row, job, phase, last) or _connection(row, printer, at),
        "last": last,
        "next": None,
    }


def _on_printer(session: Session, job: Job, row: PrinterRow, silent: str | None) -> dict[str, Any]:
    orders_on = [session.get_one(Order, one) for one in ledger.orders_of(session, job.id)]
    return {
        "id": job.id,
        "title": job.title,
        "order": ", ".join(order.id for order in orders_on),
        "customer": _people(orders_on),
        "sheet": f"/api/jobs/{job.id}/sheet",
        "colour": job.colour,
        "state": job.state,
        "words": JOB_WORDS[JobState(job.state)],
        "progress": job.progress,
        "seconds_left": job.seconds_left,
        "drawn": job.drawing is not None,
        "layer": row.snapshot["layer"],
        "layers": row.snapshot["layers"] or job.layers,
        "trouble": _trouble(job, silent),
        "actions": list(actions(job)),
    }


def _last(session: Session, row: PrinterRow, at: float) -> dict[str, Any] | None:
    """The finished job that still lies on the plate."""
    if row.bed == "clear":
        return None
    done = sa.select(Attempt.job_id, Job.title).join(Job, Job.id == Attempt.job_id)
    done = done.where(Attempt.printer_id == row.id, Attempt.outcome == "done", Job.state == JobState.DONE)
    job = session.execute(done.order_by(Attempt.created_at.desc()).limit(1)).first()
    if job is None:
        return None
    ended = sa.select(sa.func.max(History.at)).where(
        History.kind == "job", History.subject == job.job_id, History.new == JobState.DONE
    )
    since = session.execute(ended).scalar()
    # In whole minutes, for what changes is sent to every page.
    minutes = None if since is None else int((at - since) // 60)
    return {"id": job.job_id, "title": job.title, "sheet": f"/api/jobs/{job.job_id}/sheet", "minutes": minutes}


def _needs(row: PrinterRow, job: Job | None, phase: Phase, last: dict[str, Any] | None) -> dict[str, Any] | None:
    if job is not None and job.state == JobState.UNSURE:
        return _need("decide", str((job.trouble or {}).get("words", "")), "It printed")
    if row.stop is not None and not row.stop["over"] and row.trouble:
        return _need("look", row.trouble["words"], "I am at the machine", "looked")
    if row.trouble and row.trouble["code"] in UNHEARD:
        return _need("connect", row.trouble["words"])
    if row.trouble:
        return _need("look", row.trouble["words"], "I looked, the plate is clear", "bed_clear")
    if called := care.wants_a_look(row, busy=job is not None):
        return _need("look", called["words"], "I have looked", "looked")
    if phase in (Phase.ERROR, Phase.ATTENTION):
        return _need("look", f"The printer says: {row.snapshot['text']}")
    if job is None and row.bed != "clear" and row.maintenance is None and row.seen_at:
        why = f" ({row.bed_why})" if row.bed_why else ""
        words = f"Take off what lies on the plate{why}, then confirm."
        if last is not None:
            words = f"{last['title']} is finished. Take the parts off, then confirm."
        return _need("bed_clear", words, "Plate is clear", "bed_clear")
    return None


def _connection(row: PrinterRow, printer: PrinterSettings, at: float) -> dict[str, Any] | None:
    """Of a printer that never answered: nobody knows yet what else it needs."""
    if row.seen_at or row.maintenance is not None or at - row.bed_at < STALE:
        return None
    said = row.snapshot["text"]
    words = f"It was never heard of since it was set up{f' ({said})' if said and said != UNSEEN else ''}."
    where = f" Its address here is {printer.address}." if printer.address else ""
    return _need("connect", f"{words} See that it is switched on and on the network.{where}")


def _need(what: str, words: str, action: str | None = None, do: str | None = None) -> dict[str, Any]:
    """What a printer wants of a person, the button that answers it, and what that button does."""
    return {"what": what, "words": words, "action": action, "do": do}


def farm_view(session: Session, farm: Farm, matching: Matching, spools: Spools) -> dict[str, Any]:
    """Everything the operator's page shows."""
    rows = session.scalars(sa.select(PrinterRow).where(PrinterRow.enabled).order_by(PrinterRow.id)).all()
    printers = [
        printer_view(session, row, farm.printers[row.id], operator=True) for row in rows if row.id in farm.printers
    ]
    standing = matching.standing(session)
    live = in_order(session.scalars(sa.select(Job).where(Job.state.notin_(FINAL))), standing.ranks)
    going = _going(live, standing, printers, matching)
    queue = [
        {
            **job_view(session, job, farm, matching, standing),
            "goes_to": going[job.id].words if job.id in going else None,
        }
        for job in live
    ]
    titles = {job.id: job.title for job in live}
    first = {where.printer: titles[job] for job, where in reversed(going.items()) if where.now}
    printers = [printer | {"next": first.get(printer["id"])} for printer in printers]
    held = session.scalars(sa.select(Order).where(Order.state == OrderState.HELD)).all()
    without = [
        {"id": order.id, "customer": order.name, "trouble": order.trouble}
        for order in held
        if not any(order.id in job["orders"] for job in queue)
    ]
    attention = sum(1 for printer in printers if printer["needs"]) + len(without)
    attention += sum(1 for job in queue if job["state"] in TROUBLE and job["state"] != JobState.UNSURE)
    attention += len(standing.lost)
    told: dict[str, Any] = {"spools": spools.view(session)}
    told |= {"held_orders": without, "warned": waivers.room_view(session), "attention": attention}
    told |= {"lost_sites": [{"site": site, "words": words} for site, words in standing.lost.items()]}
    return {"printers": printers, "queue": queue, **told}


def person_needs(session: Session, farm: Farm) -> dict[str, str]:
    """What each printer needs a person for, in words, by its id."""
    shown = public_printers(session, farm, operator=True)
    return {printer["id"]: str(printer["needs"]["words"]) for printer in shown if printer["needs"]}


def _going(
    live: Sequence[Job], standing: Standing, printers: Sequence[dict[str, Any]], matching: Matching
) -> dict[str, Destination]:
    """Where each waiting plate will probably go."""
    berths = [
        Berth(
            id=printer["id"],
            name=printer["name"],
            free_in=(printer["job"]["seconds_left"] or 0.0) if printer["job"] else 0.0,
            after=printer["job"]["title"] if printer["job"] else None,
            wants_a_person=printer["needs"] is not None or printer["stale"],
        )
        for printer in printers
    ]
    return destinations(
        (
            Waiting(
                job.id,
                job.title,
                frozenset(row.id for row in standing.rows if matching.takes(job, row, standing)),
                job.seconds or 0.0,
            )
            for job in live
            if JobState(job.state) not in ON_A_PRINTER | TROUBLE
        ),
        berths,
    )


def public_printers(session: Session, farm: Farm, *, operator: bool) -> list[dict[str, Any]]:
    """The printers, as this visitor may see them."""
    rows = session.scalars(sa.select(PrinterRow).where(PrinterRow.enabled).order_by(PrinterRow.id)).all()
    return [
        printer_view(session, row, farm.printers[row.id], operator=operator) for row in rows if row.id in farm.printers
    ]

"""What customers' pages read about orders and the shop. Nothing here changes anything."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import ledger, orders, waivers
from server.farm import Farm
from server.jobs import WORDS as JOB_WORDS
from server.jobs import JobState
from server.models import Design, History, Job, Order
from server.orders import OrderState
from server.settings import Settings

_STEPS = (
    (OrderState.RECEIVED, "Received"),
    (OrderState.SLICING, "Prepared"),
    (OrderState.QUEUED, "Waiting for a printer"),
    (OrderState.PRINTING, "Printing"),
    (OrderState.DONE, "Done"),
)
#: What a customer is told; the workshop's own words are for operators.
_CUSTOMER_TROUBLE = {
    "slicer_missing": "The workshop has to install a program before your order can go on. Nothing is lost.",
    "storage_full": "The workshop's computer is out of space. Your order goes on as soon as there is room.",
    "warnings": "The workshop looks your design over before it is printed.",
    "unsure": "The workshop is checking whether your order was printed.",
}


def design_url(design: Design, defaults: Mapping[str, Any]) -> str:
    """The product page that opens this very design; values that are the defaults are left out."""
    changed = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in design.values.items()
        if name not in defaults or defaults[name] != value
    }
    # The version goes along, so that a later one can say what it has otherwise.
    query = f"?{urlencode({**changed, '_v': design.version}, quote_via=quote)}"
    return f"/products/{design.slug}{query}"


def order_view(
    session: Session, order: Order, token: str, schema: Mapping[str, Any] | None, farm: Farm
) -> dict[str, Any]:
    """An order for its customer. `schema` is the template's, or None when the template is gone by now."""
    design = session.get_one(Design, order.digest)
    jobs = ledger.jobs_of(session, order.id)
    key = urlencode({"token": token})
    properties = (schema or {}).get("properties", {})
    defaults = {name: field.get("default") for name, field in properties.items()}
    state = OrderState(order.state)
    return {
        "id": order.id,
        "state": state,
        "words": orders.WORDS[state],
        "steps": _steps(session, order, state),
        "template": {"slug": design.slug, "title": design.title, "version": design.version},
        "digest": design.digest,
        "model_sha256": design.model_sha256,
        "values": [
            _value(name, design.values[name], properties.get(name, {})) for name in _in_form_order(design, properties)
        ],
        "design_url": design_url(design, defaults),
        "picture": f"/api/orders/{order.id}/picture.png?{key}",
        "model": f"/api/orders/{order.id}/model.glb?{key}",
        "material": order.material,
        "colour": order.colour,
        "colours": order.colours,
        "hardware": design.report.get("hardware", []),
        "quantity": order.quantity,
        "price": order.price,
        "estimate": order.estimate,
        "ready_by": (order.promise or {}).get("day"),
        "sizes": design.report["sizes"],
        "findings": order.findings,
        "waivers": waivers.customer_view(session, order),
        "created_at": order.created_at,
        "name": order.name,
        "email": order.email,
        "again_of": order.again_of,
        "jobs": [
            {
                "id": job.id,
                "state": job.state,
                "words": JOB_WORDS[JobState(job.state)],
                "printer": printer_name(job, farm),
                "progress": job.progress,
                "seconds_left": job.seconds_left,
                "plate": number,
                "plates": len(jobs),
                "colour": job.colour,
                "drawn": job.drawing is not None,
            }
            for number, job in enumerate(jobs, 1)
        ],
        "trouble": _customer_trouble(order),
        "again_url": f"/api/orders/{order.id}/again?{key}",
    }


def _in_form_order(design: Design, properties: Mapping[str, Any]) -> list[str]:
    """The values as the form shows them; what the form no longer has comes last."""
    asked = [name for name in properties if name in design.values]
    return asked + [name for name in design.values if name not in properties]


def _customer_trouble(order: Order) -> dict[str, Any] | None:
    if not order.trouble:
        return None
    code = order.trouble["code"]
    words = _CUSTOMER_TROUBLE.get(code, "Something needs a look in the workshop. Somebody there has been told.")
    return {"code": code, "words": words}


def _steps(session: Session, order: Order, state: OrderState) -> list[dict[str, Any]]:
    reached: dict[str, float] = {}
    for row in session.execute(
        sa.select(History.new, History.at).where(History.kind == "order", History.subject == order.id)
    ):
        reached.setdefault(row.new, row.at)
    names = [name for name, _ in _STEPS]
    if state in names:
        current = names.index(state)
    else:
        current = max((names.index(OrderState(name)) for name in reached if name in names), default=0)
    found = []
    for number, (name, title) in enumerate(_STEPS):
        if number < current or state is OrderState.DONE:
            standing = "done"
        elif number > current:
            standing = "waiting"
        else:
            standing = "trouble" if state in (OrderState.HELD, OrderState.CANCELLED) else "now"
        at = order.created_at if name is OrderState.RECEIVED else reached.get(name)
        found.append({"name": name, "title": title, "state": standing, "at": at if standing != "waiting" else None})
    return found


def _value(name: str, value: Any, field: Mapping[str, Any]) -> dict[str, Any]:
    unit = field.get("x-unit", "")
    options = {str(option["value"]): option["title"] for option in field.get("x-options", ())}
    if isinstance(value, bool):
        text = "yes" if value else "no"
    elif isinstance(value, float | int):
        text = f"{value:g}" + (f" {unit}" if unit else "")
    else:
        text = options.get(str(value), str(value))
    return {"name": name, "title": field.get("title", name), "value": value, "unit": unit, "text": text}


def printer_name(job: Job, farm: Farm) -> str | None:
    """What people call the printer that a job is on; None while it is on none."""
    return farm.printers[job.printer_id].name if job.printer_id and job.printer_id in farm.printers else None


def _uploads(settings: Settings) -> dict[str, Any]:
    allowed = settings.uploads
    return {
        "template": "your-file",
        "formats": list(allowed.formats),
        "bytes": int(allowed.megabytes * (1 << 20)),
        "triangles": allowed.triangles,
    }


def shop_view(settings: Settings, *, operator: bool, slicer: dict[str, Any]) -> dict[str, Any]:
    """The shop: its name, its currency and what it prints in."""
    return {
        "name": settings.shop,
        "currency": settings.prices.currency,
        "materials": [
            {
                "id": material.id,
                "title": material.title,
                "help": material.help,
                "colours": [colour.model_dump() for colour in material.colours],
            }
            for material in settings.materials
        ],
        "quantity_limit": settings.quantity_limit,
        "uploads": _uploads(settings) if settings.uploads.enabled else None,
        "operator": operator,
        "slicer": slicer,
    }

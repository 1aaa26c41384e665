"""What a customer is told of a model of their own: findings in words that fit, what was repaired, what could be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from generators.findings import Finding
from generators.uploads.brought import FORMATS
from generators.uploads.preparing import SUSPECT, Prepared, likely, sizes_in, suspect
from generators.uploads.repairs import Change

PART = "model"
_UNIT_WORDS = {"millimeter": "millimetres", "centimeter": "centimetres", "inch": "inches", "meter": "metres"}
#: By the beginning of a finding's code, the repairs that may mend it.
_MENDS = {
    "MESH_OPEN": ("join", "clean"),
    "MESH_DUPLICATE": ("clean",),
    "MESH_FLIPPED": ("turn",),
    "MESH_INSIDE_OUT": ("turn",),
    "MESH_NON_MANIFOLD": ("clean", "unite"),
    "MESH_SELF": ("unite",),
    "BODIES_OVERLAP": ("unite",),
}
#: The checks speak of products whose faults are the maker's; here the file is the customer's own.
_FAULT = " This is a fault of the product"
_BY_HAND = {
    "MESH_OPEN": "We cannot close it for you: nobody but you knows what belongs there. Close it in the program it was "
    "drawn in (“close holes”, “make solid”), and bring it again.",
    "MESH_SELF": "We cannot untangle it safely. Mend it in the program it was drawn in (“make solid”, “remesh”) "
    "and bring it again.",
}
_MEND_IT = "We cannot mend this safely. Mend it in the program it was drawn in, and bring it again."


def judged(model: Prepared, units: str, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Give the findings in words for the owner of the file; add what only an own file can have."""
    if suspect(model.brought, units):
        yield _units(model)
    offered = {change.name: change for change in model.changes if not change.accepted}
    known = {finding.code for finding in findings}
    for finding in findings:
        yield _reworded(finding, offered)
    if "unite" in offered and not any(code.startswith(("BODIES", "MESH_SELF")) for code in known):
        change = offered["unite"]
        words = f"{change.words} Without it the slicer decides what becomes of them. {_offer(change)}"
        yield _own("BODIES_OVERLAP", "warning", "Bodies run into each other", words, change.count, parameter="unite")
    for change in model.changes:
        if change.accepted:
            words = f"{change.words} {_volumes(change)}".strip()
            yield _own("REPAIRED", "info", f"Repaired: {change.title.lower()}", words, change.count)


def told(model: Prepared, units: str) -> dict[str, Any]:
    """Give what the page shows beside the model: the file, its unit, and each repair with what it changes."""
    brought = model.brought
    notes = list(brought.notes)
    if model.welded:
        notes.append(
            f"{model.welded:,} triangles are smaller than a ten-thousandth of a millimetre; they were left out."
        )
    skin = model.skin
    return {
        "format": FORMATS[brought.format],
        "sha256": brought.sha256,
        "unit": brought.unit,
        "triangles": None if skin is None else len(skin.faces),
        "bodies": len(model.solid.Solids()) if model.solid is not None else skin.count if skin is not None else 0,
        "volume_mm3": None
        if skin is not None and not skin.closed.all()
        else round(model.solid.Volume() if model.solid is not None else skin.volume if skin is not None else 0.0, 4),
        "suspect": suspect(brought, units),
        "likely": likely(brought),
        "sizes": {unit: [round(size, 3) for size in sizes] for unit, sizes in sizes_in(brought).items()},
        "repairs": [change.to_json() for change in model.changes],
        "notes": notes,
    }


def _units(model: Prepared) -> Finding:
    across = float(np.linalg.norm(model.sizes))
    sizes = sizes_in(model.brought)
    named = [
        f"{_UNIT_WORDS[unit]} ({' × '.join(f'{size:,.4g}' for size in sizes[unit])} mm)"
        for unit in ("inch", "meter", "millimeter")
    ]
    how = "very small" if across < SUSPECT[0] else "very large"
    words = (
        f"{FORMATS[model.brought.format]} files do not say in which unit they are drawn; in millimetres this one is "
        f"{how}. Please choose: {named[0]}, {named[1]}, or {named[2]}."
    )
    limit = SUSPECT[0] if across < SUSPECT[0] else SUSPECT[1]
    return _own("UNITS_SUSPECT", "error", "In which unit is it drawn?", words, across, limit, "mm", parameter="units")


def _reworded(finding: Finding, offered: dict[str, Change]) -> Finding:
    names = next((names for begin, names in _MENDS.items() if finding.code.startswith(begin)), ())
    mend = next((offered[name] for name in names if name in offered), None)
    facts = finding.message.split(_FAULT)[0].strip()
    if mend is not None:
        return replace(finding, message=f"{facts} {_offer(mend)}", parameter=mend.name)
    if facts == finding.message:
        return finding
    by_hand = next((words for begin, words in _BY_HAND.items() if finding.code.startswith(begin)), _MEND_IT)
    return replace(finding, message=f"{facts} {by_hand}")


def _offer(change: Change) -> str:
    return f"The repair “{change.title}” beside the model would mend that."


def _volumes(change: Change) -> str:
    before, after = change.volumes
    if after is None:
        return ""
    was = "it had none that could be told" if before is None else f"{before:,.10g} mm³ before"
    return f"Volume {after:,.10g} mm³, {was}."


def _own(
    code: str,
    severity: Any,
    title: str,
    message: str,
    measured: float,
    limit: float | None = None,
    unit: str = "",
    parameter: str | None = None,
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        title=title,
        message=message,
        part=PART,
        measured=round(float(measured), 3),
        limit=limit,
        unit=unit,
        source="a diagonal of 5 mm to 1 m: what is printed at home is hardly ever smaller or larger" if unit else "",
        parameter=parameter,
        check="uploads",
    )

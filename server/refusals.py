"""Why the guard refused a file: the reason, and the lines around the place, for whoever has to decide."""

from __future__ import annotations

from typing import Any

from printers.errors import GcodeRefused
from server import ledger

#: So many lines are shown before the refused one, and after it.
AROUND = 6
#: Letters of a line that are shown.
LONGEST = 200


def trouble(refused: GcodeRefused, gcode: str) -> dict[str, Any]:
    """What is written down with the job; `gcode` names the refused file among the artefacts."""
    return ledger.trouble("gcode_refused", f"The G-code is not fit for the printer: {refused}") | {
        "line": refused.line,
        "reason": refused.reason,
        "gcode": gcode,
    }


def shown(trouble: dict[str, Any], gcode: bytes) -> dict[str, Any]:
    """The reason with the lines around the place; none where no single line is to blame."""
    line = trouble["line"]
    lines = []
    if line is not None:
        all_lines = gcode.split(b"\n")
        first = max(0, line - 1 - AROUND)
        lines = [
            {"number": number, "text": text[:LONGEST].decode("utf-8", "replace")}
            for number, text in enumerate(all_lines[first : line + AROUND], first + 1)
        ]
    return {"reason": trouble["reason"], "line": line, "lines": lines}

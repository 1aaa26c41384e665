"""
Draws `vectors.json`: one form with every kind of rule and every verb, and what must come of many settings of it.

The tests hold the server's judgement to the file, and the page's; run this file after changing the form.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from generators import (
    AtLeast,
    AtMost,
    Column,
    Device,
    Locked,
    Option,
    Parameters,
    Shown,
    Without,
    characters,
    choice,
    count,
    device,
    entry,
    floor,
    font,
    largest,
    least,
    length,
    limit,
    most,
    root,
    rows,
    smallest,
    stroke_width,
    text,
    text_length,
    toggle,
    total,
    value,
    volume,
    when,
    widest,
)
from generators.errors import InvalidValues
from generators.lettering import metrics
from generators.limits import Limits
from generators.typefaces import TYPEFACES

FILE = Path(__file__).parent / "vectors.json"
SOURCE = "made up for the test"


class Form(Parameters):
    """Everything a rule can speak of."""

    width: float = length(60, 20, 240, step=0.5, label="Width", help="")
    depth: float = length(40, 20, 240, step=0.5, label="Depth", help="")
    corner: float = length(5, 0, 60, step=0.2, label="Corner", help="")
    wall: float = length(2, 0.4, 4, step=0.2, label="Wall", help="")
    word: str = text("ADA", longest=12, font="face", label="Word", help="")
    face: str = font("sans", help="")
    size: float = length(10, 2, 40, step=0.5, label="Letter height", help="")
    board: str = device(
        "small",
        [
            Device("small", "Small", sizes={"length": 51.5, "holes": 2}, source=SOURCE),
            Device("large", "Large", sizes={"length": 85, "holes": 4}, source=SOURCE),
        ],
        label="Board",
        help="",
    )
    mount: str = choice("none", [Option("none", "None"), Option("screw", "Screws"), Option("snap", "Snap")],
                        label="Mount", help="")  # fmt: skip
    screws: int = count(2, 1, 6, label="Screws", help="")
    sunk: bool = toggle(False, label="Sunk heads", help="")
    lid: bool = toggle(True, label="Lid", help="")
    cables: str = rows(
        "4, 2\n6, 1",
        [Column.number("across", "Across", 1, 20, 0.5), Column.count("pieces", "Pieces", 1, 9)],
        most=6,
        label="Cables",
        help="",
    )
    names: str = rows("Salt\nPepper", [Column.text("name", "Name", 12)], most=4, label="Names", help="")

    rules = (
        AtMost("corner", smallest(value("width"), value("depth")) / 2 - 1, "no straight side would be left."),
        AtMost("width", volume("x") - 2 * value("wall"), "the printer is no wider."),
        AtLeast("width", entry("board", "length") + 2 * value("wall") + 1, "the board would not go in."),
        AtLeast("depth", when(value("lid"), 30, 24) + floor(value("wall")), "the lid needs the room."),
        AtLeast("wall", limit("wall_warning"), "two lines of plastic are the least."),
        AtMost("size", (value("width") - 8) / text_length(value("word"), value("face")), "the word would not fit."),
        AtLeast("size", limit("stroke_error") / stroke_width(value("face")), "its strokes would not print."),
        Shown(["screws", "sunk"], value("mount") == "screw"),
        Shown(["size"], characters(value("word")) > 0),
        AtMost("screws", entry("board", "holes") + 1, "the board has no more holes."),
        Locked("lid", False, (value("mount") == "snap") & ~(value("wall") < 1.5), "the snaps hold it."),
        Without("mount", ["snap"], (value("wall") < 1.2) | (value("depth") != 40), "the snaps would break."),
        AtLeast("depth", largest(most("cables", "across") * 2, total("cables", "pieces") + least("cables", "across")),
                "the cables need the room."),
        AtMost("corner", root(value("width") * value("depth")) - widest("names", "name"), "the names need the room."),
    )  # fmt: skip


def vectors(number: int = 250, seed: int = 20) -> list[dict[str, Any]]:
    """Give settings and what comes of each: the canonical values, what is hidden, or the errors."""
    chance = random.Random(seed)  # noqa: S311  # the same settings every time
    fields = Form.fields()
    found: list[dict[str, Any]] = []
    for index in range(number):
        changed = chance.sample(list(fields), chance.randint(0, 5)) if index else []
        given = {
            name: chance.choice([*fields[name].corners(), fields[name].sample(chance)]) for name in sorted(changed)
        }
        if index % 2:
            given |= {"mount": chance.choice(["screw", "snap"]), "screws": chance.randint(1, 6)}
        out: dict[str, Any] = {"given": given}
        try:
            values = Form.read(given).canonical()
        except InvalidValues as wrong:
            out["errors"] = [
                {"field": one.field, "code": one.code, "nearest": one.nearest, "message": one.message}
                for one in wrong.errors
            ]
        else:
            out |= {"values": values, "hidden": sorted(Form.hidden(values))}
        if all(one["code"] in ("too_big", "too_small", "not_possible_here") for one in out.get("errors", ())):
            found.append(out)  # what a single field refuses is no matter of rules
    return found


def drawn() -> dict[str, Any]:
    """Give the whole file."""
    schema = Form.model_json_schema()
    for order, name in enumerate(Form.fields()):
        schema["properties"][name]["x-order"] = order
    found = vectors()
    used = set(json.dumps(found, ensure_ascii=False))
    faces: dict[str, Any] = {name: metrics(name) for name in TYPEFACES}
    for face in faces.values():
        face["advances"] = {one: far for one, far in face["advances"].items() if one in used}
    return {
        "schema": schema,
        "rules": [rule.to_json() for rule in Form.rules],
        "limits": Limits.generic().numbers(),
        "typefaces": faces,
        "vectors": found,
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(drawn(), indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")

"""Advice on the questions of a form: their words, units, steps and groups."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from generators.fields import Choice, Devices, Field, Measure, Number, plain
from generators.tools.advice import sentence, title

LABEL, HELP, GROUP = 32, 160, 24  # characters that a form shows without folding
FIRST_SCREEN = 5  # questions that people look at before they turn away
ANSWERS = 7  # that can be taken in at once
FINEST = 0.05  # mm: below what any printer repeats
LOOSEST = 5  # mm that a size may be off and still be worth asking for
POSITIONS = 1000  # that a hand can tell apart on a slider
_STEPS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)

# Between what numbers of each kind are believable, and what else may have been meant.
_BELIEVABLE: Mapping[str, tuple[float, float, str]] = {
    "length": (-500, 1000, "lengths are in mm, and desktop printers reach 200 to 500 mm"),
    "measure": (0, 3000, "sizes are in mm"),
    "angle": (-360, 360, "angles are in degrees"),
    "ratio": (-400, 400, "shares are in percent, 100 for the whole"),
    "weight": (0, 200, "weights are in kg"),
    "count": (0, 1000, "that many things take hours to build"),
}
_UNIT_SAID = re.compile(r"\((?:mm|cm|m|kg|g|°|%|deg|degrees|inch(?:es)?|in)\)|\bin (?:mm|cm|inches|degrees|percent)\b")
_OTHER_KIND = {
    "degrees": "angle",
    "°": "angle",
    "percent": "ratio",
    "%": "ratio",
    "kg": "weight",
    "kilograms": "weight",
}


def first_screen(fields: Mapping[str, Field]) -> Iterator[str]:
    """Look at how many questions come at once."""
    basic = [name for name, field in fields.items() if field.level == "basic"]
    if len(basic) > FIRST_SCREEN:
        late = ", ".join(basic[FIRST_SCREEN:])
        yield f'{len(basic)} on the first screen; {FIRST_SCREEN} are enough. Give level="more" to some, such as {late}'


def groups(fields: Mapping[str, Field]) -> Iterator[str]:
    """Look at the headings that questions stand under."""
    names = list(dict.fromkeys(field.group for field in fields.values()))
    for number, name in enumerate(names):
        yield from title(f"group “{name}”:", name, GROUP) if name else ()
        if not name.strip():
            yield "a group without a name: say what its questions are about"
        elif not (name[0].isupper() or name[0].isdigit()):
            yield f"group “{name}” should begin with a capital: “{name[0].upper()}{name[1:]}”"
        near = get_close_matches(name.lower(), [one.lower() for one in names[:number]], 1, 0.85)
        if near:
            twin = next(one for one in names[:number] if one.lower() == near[0])
            yield f"groups “{twin}” and “{name}” look like one: use one name"


def question(field: Field) -> Iterator[str]:
    """Look over one question."""
    yield from title("its label", field.label, LABEL)
    yield from sentence("its help", field.help, HELP)
    if field.help.strip().rstrip(".").lower() == field.label.strip().lower():
        yield "its help only says its label again: say what it does, or what to measure"
    if field.level not in ("basic", "more"):
        yield f'level="{field.level}" is not known: "basic" or "more"'
    if isinstance(field, Number):
        yield from _number(field)
    if isinstance(field, Choice):
        yield from _choice(field)


def _number(field: Number) -> Iterator[str]:
    least, most, words = _BELIEVABLE[field.kind]
    if field.minimum < least or field.maximum > most:
        yield f"{plain(field.minimum)} to {field.words(field.maximum)} is hard to believe: {words}"
    if said := _UNIT_SAID.search(field.label):
        yield f"its label says “{said.group()}”: the form shows the unit by itself"
    for word, kind in _OTHER_KIND.items():
        if field.unit == "mm" and re.search(rf"(?:\bin |\(){re.escape(word)}(?!\w)", field.help):
            yield f"its help says “{word}”, but it is a {field.kind} in mm: use {kind}()"
    if field.unit == "mm" and field.step < FINEST:
        yield f"step {plain(field.step)} mm is finer than any printer: {FINEST} mm at least"
    steps = (field.maximum - field.minimum) / field.step
    if steps > POSITIONS:
        step = next((one for one in _STEPS if (field.maximum - field.minimum) / one <= POSITIONS), None)
        remedy = f"take step={plain(step)}, or closer bounds" if step else "take closer bounds"
        yield f"{steps:.0f} positions are too many for a slider: {remedy}"
    if isinstance(field, Measure):
        yield from sentence("how to measure it", field.how, HELP)
        if not 0 < field.tolerance <= LOOSEST:
            yield f"a tolerance of {plain(field.tolerance)} mm: a caliper gives 0.1, a ruler 0.5, a tape measure 3"


def _choice(field: Choice) -> Iterator[str]:
    if field.kind == "choice" and len(field.options) > ANSWERS:
        yield (
            f"{len(field.options)} answers; more than {ANSWERS} are hard to choose from. "
            "A device() is a list that can be searched"
        )
    if len(field.options) < 2:
        yield "only one answer: there is nothing to choose"
    longest = 2 * LABEL if isinstance(field, Devices) else LABEL  # a device stands on a line of its own
    for option in field.options:
        yield from title(f"the title of '{option.value}'", option.title, longest)
    if isinstance(field, Devices):
        for dimension, sizes in _columns(field).items():
            if any(size < 0 for size in sizes.values()):
                wrong = next(name for name, size in sizes.items() if size < 0)
                yield f"'{wrong}' has a negative {dimension}"


def _columns(field: Devices) -> dict[str, dict[str, Any]]:
    return {
        dimension: {device.value: device.sizes[dimension] for device in field.options}
        for dimension in field.options[0].sizes
    }

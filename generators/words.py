"""The kinds of parameter a maker declares: each makes one typed field of a form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pydantic

from generators.errors import Value
from generators.fields import (
    Artwork,
    Choice,
    Column,
    Device,
    Devices,
    Field,
    Measure,
    Number,
    Option,
    Rows,
    Text,
    Toggle,
    Upload,
    Wrong,
)
from generators.typefaces import TYPEFACES

# Bundled artworks that stand in until a customer brings their own.
PICTURES = ("hills", "moon")
DRAWINGS = ("star", "heart", "cat")
FITS = (
    Option("loose", "Loose", "Comes off by itself when turned over; easy for small hands."),
    Option("normal", "Normal", "Goes on and off by hand and stays."),
    Option("tight", "Tight", "Holds when shaken; takes some force."),
)


def _made(default: Value, field: Field, **constraints: Any) -> Any:
    try:
        settled = field.read(default)
    except Wrong as wrong:
        raise ValueError(f"the default of '{field.label}' is not allowed: {wrong.message}") from wrong
    if settled != default and not isinstance(field, Rows):
        raise ValueError(f"the default of '{field.label}' is not on its grid; the nearest is {settled}")
    info = pydantic.Field(
        default=settled,
        title=field.label,
        description=field.help,
        json_schema_extra=field.schema(),  # type: ignore[arg-type]  # JSON values, but typed as objects here
        **constraints,
    )
    info.metadata.append(field)
    return info


def _number(
    kind: str,
    unit: str,
    default: float,
    minimum: float,
    maximum: float,
    step: float,
    words: tuple[str, str, str, str],
    axis: str | None = None,
    whole: bool = False,
) -> Any:
    field = Number(kind, *words, axis, float(minimum), float(maximum), float(step), unit, whole)
    return _made(field.typed(default), field, ge=field.typed(minimum), le=field.typed(maximum))


def length(
    default: float,
    minimum: float,
    maximum: float,
    *,
    step: float = 0.5,
    label: str,
    help: str,
    group: str = "Size",
    level: str = "basic",
    axis: str | None = None,
) -> Any:
    """A length in mm; `axis` names the outside size ("x", "y", "z") that it drives one to one."""
    return _number("length", "mm", default, minimum, maximum, step, (label, help, group, level), axis)


def angle(
    default: float,
    minimum: float,
    maximum: float,
    *,
    step: float = 1,
    label: str,
    help: str,
    group: str = "Shape",
    level: str = "basic",
) -> Any:
    """An angle in degrees."""
    return _number("angle", "°", default, minimum, maximum, step, (label, help, group, level))


def weight(
    default: float,
    minimum: float,
    maximum: float,
    *,
    step: float = 0.5,
    label: str,
    help: str,
    group: str = "Use",
    level: str = "basic",
) -> Any:
    """A weight in kg, such as what a thing has to carry."""
    return _number("weight", "kg", default, minimum, maximum, step, (label, help, group, level))


def ratio(
    default: float,
    minimum: float,
    maximum: float,
    *,
    step: float = 5,
    label: str,
    help: str,
    group: str = "Shape",
    level: str = "basic",
) -> Any:
    """A share in percent."""
    return _number("ratio", "%", default, minimum, maximum, step, (label, help, group, level))


def count(
    default: int,
    minimum: int,
    maximum: int,
    *,
    unit: str = "",
    label: str,
    help: str,
    group: str = "Shape",
    level: str = "basic",
) -> Any:
    """A whole number of things."""
    return _number("count", unit, default, minimum, maximum, 1, (label, help, group, level), whole=True)


def choice(
    default: str,
    options: Sequence[Option],
    *,
    label: str,
    help: str,
    group: str = "Shape",
    level: str = "basic",
) -> Any:
    """One of a few named answers."""
    return _made(default, Choice("choice", label, help, group, level, None, tuple(options)))


def toggle(default: bool, *, label: str, help: str, group: str = "Shape", level: str = "basic") -> Any:
    """Yes or no."""
    return _made(default, Toggle("toggle", label, help, group, level, None))


def measure(
    default: float,
    minimum: float,
    maximum: float,
    *,
    step: float = 0.1,
    tolerance: float,
    how: str,
    label: str,
    help: str,
    group: str = "Size",
    level: str = "basic",
    axis: str | None = None,
) -> Any:
    """A size in mm that the customer takes: `how` says how, the bounds are what is plausible, `tolerance` is in mm."""
    field = Measure(
        "measure",
        label,
        help,
        group,
        level,
        axis,
        float(minimum),
        float(maximum),
        float(step),
        "mm",
        False,
        how,
        tolerance,
    )
    return _made(field.typed(default), field, ge=field.minimum, le=field.maximum)


def device(
    default: str,
    devices: Sequence[Device],
    *,
    label: str,
    help: str,
    group: str = "Size",
    level: str = "basic",
) -> Any:
    """A named thing with a table of dimensions; `values.entries(name)` gives those of the chosen one."""
    return _made(default, Devices("device", label, help, group, level, None, tuple(devices)))


def fit(default: str = "normal", *, label: str, help: str, group: str = "Fit", level: str = "basic") -> Any:
    """How closely two parts sit; `values.clearance(name)` gives the air per side in mm, from the material's profile."""
    return _made(default, Choice("fit", label, help, group, level, None, FITS))


def font(
    default: str = "sans",
    *,
    typefaces: Sequence[str] = (),
    label: str = "Typeface",
    help: str = "How the letters look.",
    group: str = "Text",
    level: str = "basic",
) -> Any:
    """One of the bundled typefaces, all of them where none are named; a text that cannot be set in it says so."""
    chosen = [TYPEFACES[one] for one in typefaces] or list(TYPEFACES.values())
    options = tuple(Option(one.id, one.title, one.help) for one in chosen)
    return _made(default, Choice("font", label, help, group, level, None, options))


def text(
    default: str,
    *,
    longest: int,
    shortest: int = 0,
    font: str = "sans",
    label: str,
    help: str,
    group: str = "Text",
    level: str = "basic",
) -> Any:
    """A line of lettering of at most `longest` characters; `font` is a typeface, or the name of a `font` parameter."""
    fixed = font in TYPEFACES
    field = Text(
        "text", label, help, group, level, None, longest, shortest, font if fixed else "sans", None if fixed else font
    )
    return _made(default, field, min_length=shortest, max_length=longest)


def image(default: str = PICTURES[0], *, label: str, help: str, group: str = "Picture", level: str = "basic") -> Any:
    """A customer's photo; `values.picture(name)` gives it as shades of grey."""
    return _made(default, Artwork("image", label, help, group, level, None, PICTURES))


def drawing(default: str = DRAWINGS[0], *, label: str, help: str, group: str = "Picture", level: str = "basic") -> Any:
    """A customer's drawing (SVG); `values.outline(name)` gives the area it covers."""
    return _made(default, Artwork("drawing", label, help, group, level, None, DRAWINGS))


def model(default: str, *, label: str, help: str, group: str = "File", level: str = "basic") -> Any:
    """A customer's own model file; `default` is the sample that stands in for it."""
    return _made(default, Upload("model", label, help, group, level, None, (default,)))


def repair(*, label: str, help: str) -> Any:
    """Yes or no to a repair of a model file, in no group: the page asks beside the file, where it changes something."""
    return _made(False, Toggle("repair", label, help, "", "basic", None))


def rows(
    default: str,
    columns: Sequence[Column],
    *,
    most: int,
    font: str | None = None,
    label: str,
    help: str,
    group: str = "List",
    level: str = "basic",
) -> Any:
    """A list, one row to a line, as a spreadsheet gives it; `values.table(name)` gives its rows by column."""
    return _made(default, Rows("rows", label, help, group, level, None, tuple(columns), most, font))

"""From parameters to printable parts: the maker's words in one import."""

from generators.fields import Option
from generators.parameters import Parameters, angle, choice, count, length, ratio, text, toggle, weight
from generators.rules import AtLeast, AtMost
from generators.template import MeshSettings, Part, Preset, Template

__all__ = [
    "AtLeast",
    "AtMost",
    "MeshSettings",
    "Option",
    "Parameters",
    "Part",
    "Preset",
    "Template",
    "angle",
    "choice",
    "count",
    "length",
    "ratio",
    "text",
    "toggle",
    "weight",
]

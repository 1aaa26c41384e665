"""
The kinds of question a form can ask, and how an answer is read.

A field says all there is to say about one parameter: unit, bounds, step, words. The form, the JSON Schema
and the reading of values all come from here; there is no second description.
"""

from generators.fields.artwork import Artwork
from generators.fields.base import Field, Wrong, plain, shown
from generators.fields.choice import Choice, Device, Devices, Option
from generators.fields.number import Measure, Number
from generators.fields.rows import Column, Rows
from generators.fields.text import Text
from generators.fields.toggle import Toggle
from generators.fields.upload import Upload

__all__ = [
    "Artwork",
    "Choice",
    "Column",
    "Device",
    "Devices",
    "Field",
    "Measure",
    "Number",
    "Option",
    "Rows",
    "Text",
    "Toggle",
    "Upload",
    "Wrong",
    "plain",
    "shown",
]

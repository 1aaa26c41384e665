"""Choices: one of a few named answers, or of a table of things with their dimensions."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from generators.errors import Value
from generators.fields.base import Field, Wrong


@dataclass(frozen=True)
class Option:
    """
    One answer of a choice: the value that travels, and the words a customer reads.

    `picture` is SVG path data in a box of 24 x 24, drawn with a line 1.5 wide.
    """

    value: str
    title: str
    help: str = ""
    picture: str = ""


@dataclass(frozen=True)
class Choice(Field):
    """One of a few named answers."""

    options: tuple[Option, ...]

    def read(self, given: object) -> Value:
        """Accept exactly the value of one option."""
        values = [option.value for option in self.options]
        if isinstance(given, str) and given in values:
            return given
        near = get_close_matches(given[:40], values, 1) if isinstance(given, str) else []
        titles = ", ".join(option.title for option in self.options)
        raise Wrong("not_on_the_list", f"{self.label} is one of: {titles}.", nearest=near[0] if near else None)

    def corners(self) -> tuple[Value, ...]:
        """Give every answer."""
        return tuple(option.value for option in self.options)

    def sample(self, random: random.Random) -> Value:
        """Give one of the answers."""
        return random.choice(self.options).value

    def schema(self) -> dict[str, object]:
        """Add the options with their words."""
        options = [
            {"value": one.value, "title": one.title, "help": one.help, "picture": one.picture} for one in self.options
        ]
        return {**super().schema(), "enum": [one.value for one in self.options], "x-options": options}


@dataclass(frozen=True)
class Device(Option):
    """A named thing and its dimensions in mm, with who says so."""

    sizes: Mapping[str, float] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True)
class Devices(Choice):
    """One of a table of things: a board, a phone, a drawer, a screw."""

    options: tuple[Device, ...]

    def __post_init__(self) -> None:
        """Refuse a table with holes, and figures that nobody vouches for."""
        for device in self.options:
            if device.sizes.keys() != self.options[0].sizes.keys():
                raise ValueError(f"{self.label}: '{device.value}' has other dimensions than '{self.options[0].value}'")
            if not device.source:
                raise ValueError(f"{self.label}: the source of the dimensions of '{device.value}' is not named")

    @property
    def entries(self) -> Mapping[str, Mapping[str, float]]:
        """Give the dimensions by device."""
        return {device.value: device.sizes for device in self.options}

    def schema(self) -> dict[str, object]:
        """Add each thing's dimensions and their source."""
        words = super().schema()
        words["x-options"] = [
            {
                "value": one.value,
                "title": one.title,
                "help": one.help,
                "picture": one.picture,
                "sizes": dict(one.sizes),
                "source": one.source,
            }
            for one in self.options
        ]
        return words

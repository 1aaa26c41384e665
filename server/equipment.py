"""What the shop prints with and in: its printers, its materials and their colours, as the settings name them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr

#: What tags and kinds of plate are called, in settings, designs and orders alike.
WORD = r"^[a-z0-9][a-z0-9-]{0,30}$"


class Colour(BaseModel):
    """A colour of filament that the shop has."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str = Field(description="its short name, as in an order")
    title: str = Field(description="what customers read")
    hex: str = Field(pattern=r"^#[0-9a-fA-F]{6}$", description="how it looks, as `#rrggbb`")


class Material(BaseModel):
    """A material that the shop prints in, with its price."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str = Field(
        description="the name of a file in `printers/profiles/materials/`; for printers of the slicer's bundles a kind "
        "of filament (`asa`) or a preset's own name (`Prusament PLA`)"
    )
    title: str = Field(description="what customers read")
    help: str = Field(default="", description="what it is good for, in a sentence")
    price_per_gram: Decimal = Field(default=Decimal("0.06"), ge=0, description="in the shop's currency")
    clearance: float | None = Field(
        default=None,
        ge=0.05,
        le=0.8,
        description="the air per side in mm that a normal fit needs on the shop's printers, as read off the printed "
        "clearance coupon; otherwise the material's profile says it",
    )
    colours: tuple[Colour, ...] = Field(min_length=1, description="at least one; the first is offered first")


class PrinterSettings(BaseModel):
    """One printer of the farm."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str = Field(
        pattern=r"^[a-z0-9][a-z0-9-]{0,30}$", description="its short name; never give it to another machine"
    )
    name: str = Field(description="what people call it")
    driver: str = Field(description="the name of a file in `printers/drivers/`")
    machine: str = Field(
        description="the name of a file in `printers/profiles/machines/`, a printer of the slicer's own bundles "
        '(`prusa/MK3S 0.4`; `python -m printers profiles` lists them), or what the slicer\'s "Export config" wrote '
        "(`file:/path/config.ini`, or a folder of such files)"
    )
    address: str = Field(
        default="", description="where its host answers; for `virtual` a folder, by default in the data folder"
    )
    key: SecretStr = Field(default=SecretStr(""), description="the host's key")
    site: str = Field(default="main", description="where it stands; only gateways of that `site` talk to it")
    materials: tuple[str, ...] = Field(default=("pla",), description="what is loaded, or can be at once")
    tags: tuple[Annotated[str, Field(pattern=WORD)], ...] = Field(
        default=(), description="what it is besides, such as `enclosed`; a design or an order may ask for it"
    )
    plate: str = Field(
        default="",
        pattern=rf"^$|{WORD}",
        description="the kind of plate that is on it, such as `textured`; a design or an order may ask for one",
    )
    options: dict[str, Any] = Field(default_factory=dict, description="for the driver, such as `speed` of `virtual`")
    plate_starts_clear: bool = Field(
        default=False, description="you vouch for its plate when the printer is added; otherwise somebody has to look"
    )
    plate_trusted_seconds: float = Field(
        default=60, ge=0, description="after so long without a word from it, a cleared plate counts as unknown"
    )
    ejector: str = Field(
        default="",
        max_length=200,
        description="the line of its profile's end code that pushes the finished parts off, such as `EJECT`; its plate "
        "counts as clear when that line stood in the printed file and its host says that the print ended well",
    )
    longest_hours: float | None = Field(
        default=None, gt=0, description="it is sent no longer print, and a print that runs longer calls a person"
    )


PLA = Material(
    id="pla",
    title="PLA",
    help="Stiff and true to size. For indoors, away from heat.",
    colours=(
        Colour(id="marigold", title="Marigold", hex="#e3a010"),
        Colour(id="lake-blue", title="Lake blue", hex="#2f6fb5"),
        Colour(id="signal-red", title="Signal red", hex="#c0392b"),
        Colour(id="moss", title="Moss", hex="#5b7f3b"),
        Colour(id="chalk", title="Chalk", hex="#e6e4dd"),
        Colour(id="graphite", title="Graphite", hex="#35383b"),
    ),
)
PETG = Material(
    id="petg",
    title="PETG",
    help="Tougher, takes sun and warmth. For outdoors and for parts that bend.",
    price_per_gram=Decimal("0.07"),
    colours=(
        Colour(id="graphite", title="Graphite", hex="#35383b"),
        Colour(id="chalk", title="Chalk", hex="#e6e4dd"),
    ),
)
#: The demo's printer is a program: its plate is empty when it is made, and nobody touches it while we are away.
VIRTUAL = PrinterSettings(
    id="virtual",
    name="Ash",
    driver="virtual",
    machine="virtual-220",
    materials=("pla", "petg"),
    options={"speed": 120},
    plate_starts_clear=True,
    plate_trusted_seconds=1e9,
)

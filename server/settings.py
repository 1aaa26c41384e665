"""Everything that can be set, in one validated place: environment first, then the settings file, then the defaults."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

Role = Literal["api", "compute", "gateway"]


class Colour(BaseModel):
    """A colour of filament that the shop has."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    title: str
    hex: str = Field(pattern=r"^#[0-9a-fA-F]{6}$")


class Material(BaseModel):
    """A material that the shop prints in, with its price."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    title: str
    help: str = ""
    price_per_gram: Decimal = Decimal("0.06")
    colours: tuple[Colour, ...] = Field(min_length=1)


class PrinterSettings(BaseModel):
    """One printer of the farm."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,30}$")
    name: str
    driver: str
    machine: str
    address: str = ""
    key: SecretStr = SecretStr("")
    materials: tuple[str, ...] = ("pla",)
    options: dict[str, Any] = Field(default_factory=dict)
    plate_starts_clear: bool = Field(False, description="a person vouches for the plate when the printer is added")
    plate_trusted_seconds: float = Field(
        60, ge=0, description="how long nobody may see the printer before a cleared plate counts as unknown"
    )


class Prices(BaseModel):
    """What a print costs: a fixed part per order, plastic by the gram, machine time by the hour."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    currency: str = "EUR"
    order: Decimal = Decimal("2.50")
    hour: Decimal = Decimal("1.80")


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


class Settings(BaseSettings):
    """
    The settings of one process. Environment names are `PRINTWRIGHT_` and the name in capitals.

    The settings file is `PRINTWRIGHT_SETTINGS`, or `settings.toml` in the data folder.
    """

    model_config = SettingsConfigDict(env_prefix="PRINTWRIGHT_", env_nested_delimiter="__", extra="forbid", frozen=True)

    shop: str = "Printwright"
    data: Path = Path(".data")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str = ""
    database_url: str = ""
    artefacts_url: str = ""
    roles: frozenset[Role] = frozenset({"api", "compute", "gateway"})
    site: str = "main"
    templates: tuple[Path, ...] = ()
    slicer: str = ""
    materials: tuple[Material, ...] = (PLA, PETG)
    printers: tuple[PrinterSettings, ...] = (VIRTUAL,)
    prices: Prices = Prices()
    quality: str = "standard"
    workers: int = Field(default=2, ge=1, le=64)
    build_seconds: float = Field(default=20, gt=0, description="wall time of one build")
    build_memory_mb: int = Field(default=1024, ge=128)
    build_queue: int = Field(default=50, ge=1)
    cache_mb: int = Field(default=128, ge=1)
    slice_seconds: float = Field(default=120, gt=0)
    slice_memory_mb: int = Field(default=2048, ge=256)
    lease_seconds: float = Field(default=12, gt=1)
    settle_seconds: float = Field(
        default=30, gt=0, description="how long after a lost answer the printer is looked at again"
    )
    poll_seconds: float = Field(default=1, gt=0)
    retry_seconds: float = Field(default=30, gt=0, description="how often work held by a full disk is tried again")
    quantity_limit: int = Field(default=50, ge=1)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # pydantic-settings hands these over by name
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        data = init_settings().get("data") or os.environ.get("PRINTWRIGHT_DATA") or ".data"
        path = os.environ.get("PRINTWRIGHT_SETTINGS") or Path(str(data)) / "settings.toml"
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=path)

    @model_validator(mode="after")
    def _unique(self) -> Self:
        for what, names in (
            ("printer", [p.id for p in self.printers]),
            ("material", [m.id for m in self.materials]),
        ):
            double = {name for name in names if names.count(name) > 1}
            if double:
                raise ValueError(f"two {what}s are called {sorted(double)[0]!r}; each needs its own id")
        known = {m.id for m in self.materials}
        for printer in self.printers:
            unknown = set(printer.materials) - known
            if unknown:
                raise ValueError(
                    f"printer {printer.id!r} is loaded with {sorted(unknown)[0]!r}, "
                    f"which is no material of the shop; known are {', '.join(sorted(known))}"
                )
        return self

    @property
    def database(self) -> str:
        """The database's address; a file in the data folder unless one is set."""
        return self.database_url or f"sqlite:///{(self.data / 'printwright.db').resolve()}"

    @property
    def artefacts(self) -> str:
        """Where artefacts are kept; a folder in the data folder unless one is set."""
        return self.artefacts_url or str((self.data / "artefacts").resolve())

    @property
    def address(self) -> str:
        """The address people type, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

"""Everything that can be set, in one validated place: environment first, then the settings file, then the defaults."""

from __future__ import annotations

import ipaddress
import itertools
import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from server.channels import Mail, Notices, Push, Webhook
from server.equipment import PETG, PLA, VIRTUAL, Colour, Material, PrinterSettings
from server.opening import Promising

Role = Literal["api", "compute", "gateway"]


class Break(BaseModel):
    """From so many copies of one order on, everything but the packaging costs less."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    copies: int = Field(ge=2, description="from so many copies on")
    less: Decimal = Field(gt=0, lt=1, description="by this share of the price: `0.1` is a tenth less")


class Prices(BaseModel):
    """
    What a print costs, rule by rule. Amounts are in the shop's currency, shares are parts of one: `0.05` is 5 %.

    Each rule that costs something is one line of every price; the lines add up to the cent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$", description="ISO 4217")
    order: Decimal = Field(default=Decimal("2.50"), ge=0, description="labour: setting up, once per order")
    piece: Decimal = Field(default=Decimal(0), ge=0, description="labour: taking off and cleaning, for each piece")
    plate: Decimal = Field(default=Decimal(0), ge=0, description="labour: preparing and clearing, for each plate")
    hour: Decimal = Field(default=Decimal("1.80"), ge=0, description="for one hour of printing")
    machines: dict[str, Decimal] = Field(
        default_factory=dict,
        description="an hour's price by kind of machine, as in `machines = { virtual-220 = 2.5 }`; others cost `hour`",
    )
    failures: Decimal = Field(
        default=Decimal(0), ge=0, le=1, description="what failed prints cost, as a share of plastic and printing time"
    )
    margin: Decimal = Field(default=Decimal(0), ge=0, le=10, description="as a share of all the lines above it")
    breaks: tuple[Break, ...] = Field(default=(), description="`[[prices.breaks]]`: what many copies cost less")
    more_may_cost_less: bool = Field(
        default=False,
        description="with a break more copies may cost less in total than fewer; otherwise the discount is cut short",
    )
    packaging: Decimal = Field(default=Decimal(0), ge=0, description="once per order")
    minimum: Decimal = Field(default=Decimal(0), ge=0, description="no order costs less")
    promise_hours: float = Field(
        default=24,
        gt=0,
        description="a price that was shown is kept for so long, also when the shop has learned better meanwhile",
    )

    @model_validator(mode="after")
    def _sense(self) -> Self:
        for machine, hour in self.machines.items():
            if hour < 0:
                raise ValueError(f"an hour of {machine!r} costs {hour}; the least is 0")
        ranked = sorted(self.breaks, key=lambda one: one.copies)
        for one, other in itertools.pairwise(ranked):
            if one.copies == other.copies:
                raise ValueError(f"there are two breaks for {one.copies} copies; one of them has to go")
            if one.less > other.less:
                raise ValueError(
                    f"{other.copies} copies cost {other.less} less, but {one.copies} copies already {one.less}; "
                    f"the nearest is {one.less} for both"
                )
        return self


class Uploads(BaseModel):
    """What customers may bring of their own."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    enabled: bool = Field(default=True, description="whether customers may have files of their own printed")
    formats: tuple[Literal["stl", "3mf", "obj", "step"], ...] = Field(
        default=("stl", "3mf", "obj", "step"),
        min_length=1,
        description="which kinds of file; `step` is read by a large library, in a process that reads nothing else",
    )
    megabytes: float = Field(default=32, gt=0, le=128, description="the largest file")
    triangles: int = Field(default=300_000, ge=100, le=1_000_000, description="the most triangles of a mesh")
    per_day: int = Field(default=40, ge=1, description="files that one visitor may bring in 24 hours")


class Batching(BaseModel):
    """When parts of several orders are laid on one plate. With no minutes each order is printed at once, by itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    minutes: float = Field(default=0, ge=0, le=7 * 24 * 60, description="how long an order waits for parts of others")
    full: float = Field(
        default=70, ge=10, le=100, description="a plate so many per cent of which are covered by parts waits no longer"
    )


class Starts(BaseModel):
    """How many prints may begin at once over the whole farm: heating draws the most current."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    at_most: int = Field(default=0, ge=0, description="so many prints may begin ...; 0: any number")
    seconds: float = Field(default=180, gt=0, description="... within so many seconds")


class Care(BaseModel):
    """When a running print calls a person."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    overtime: float = Field(default=1.5, gt=1, description="when it has run so many times as long as was reckoned")
    slack: float = Field(
        default=15,
        ge=5,
        description="when nozzle or bed, as its host reports them, are so many °C from what the material "
        "is printed at; then it is paused, too",
    )
    seconds: float = Field(default=60, gt=0, description="and that for so many seconds")


class Settings(BaseSettings):
    """
    The settings of one process. Environment names are `PRINTWRIGHT_` and the name in capitals.

    The settings file is `PRINTWRIGHT_SETTINGS`, or `settings.toml` in the data folder.
    """

    model_config = SettingsConfigDict(env_prefix="PRINTWRIGHT_", env_nested_delimiter="__", extra="forbid", frozen=True)

    shop: str = Field(default="Printwright", description="the shop's name, on every page")
    data: Path = Field(default=Path(".data"), description="the folder of the database, the files and the settings file")
    host: str = Field(default="127.0.0.1", description="the address to listen on")
    port: int = Field(default=8000, ge=1, le=65535, description="the port to listen on")
    public_url: str = Field(
        default="", description="the address that people type, where a proxy stands before the shop"
    )
    database_url: str = Field(
        default="", description="`postgresql://…` for several machines; otherwise SQLite in the data folder"
    )
    artefacts_url: str = Field(
        default="",
        description="a folder or an S3-compatible address for files; otherwise `artefacts` in the data folder",
    )
    roles: frozenset[Role] = Field(
        default=frozenset({"api", "compute", "gateway"}),
        description="`api` serves pages, `compute` slices, `gateway` talks to the printers of its site",
    )
    site: str = Field(
        default="main", description="where this process runs: as `gateway` it talks to the printers of that site alone"
    )
    templates: tuple[Path, ...] = Field(default=(), description="folders with further templates")
    drafts: bool = Field(
        default=False,
        description="also offer templates that no clean sweep proves; the operator sees them anyway",
    )
    watch: bool = Field(
        default=False, description="for makers: template files are read again whenever they are saved, drafts are shown"
    )
    slicer: str = Field(default="", description="PrusaSlicer's program; otherwise it is looked for")
    materials: tuple[Material, ...] = (PLA, PETG)
    printers: tuple[PrinterSettings, ...] = (VIRTUAL,)
    printer_networks: tuple[str, ...] = Field(
        default=("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7", "::1/128"),
        description="where a printer that is added on the page may be; addresses elsewhere are not asked",
    )
    prices: Prices = Prices()
    uploads: Uploads = Uploads()
    proxies: tuple[str, ...] = Field(
        default=(),
        description="addresses of proxies before the shop, whose `X-Forwarded-For` says who a visitor is; without it "
        "all who come through one proxy share one quota",
    )
    batching: Batching = Field(default=Batching(), description="when parts of several orders share a plate")
    starts: Starts = Field(default=Starts(), description="how many prints may begin at once")
    care: Care = Field(default=Care(), description="when a running print calls a person")
    notices: Notices = Field(default=Notices(), description="who is told when something happens")
    promise: Promising = Field(default=Promising(), description="by when an order will be ready")
    quality: str = Field(
        default="standard",
        description="the name of a file in `printers/profiles/qualities/`; for printers of the slicer's bundles also a "
        "print preset's own name",
    )
    workers: int = Field(default=2, ge=1, le=64, description="processes that build models")
    build_seconds: float = Field(default=20, gt=0, description="a build that takes longer is ended")
    build_memory_mb: int = Field(
        default=1024, ge=128, description="what one build may use beyond what is loaded already"
    )
    build_queue: int = Field(
        default=50, ge=1, description="so many builds may wait; further ones are told to come back"
    )
    cache_mb: int = Field(default=128, ge=1, description="recent models kept in memory")
    kept_mb: int = Field(
        default=1024, ge=0, description="judged models kept on the disk, for the next start or another process; 0: none"
    )
    kept_url: str = Field(
        default="",
        description="where they are kept: a folder or an S3-compatible address; by default in the data folder",
    )
    slice_ahead: bool = Field(
        default=True, description="designs that customers look at are sliced in quiet moments, for the exact price"
    )
    slice_seconds: float = Field(default=120, gt=0, description="a slicer that takes longer is ended")
    slice_memory_mb: int = Field(default=2048, ge=256, description="what the slicer may use")
    lease_seconds: float = Field(default=12, gt=1, description="how long a job stays with a process that fell silent")
    settle_seconds: float = Field(
        default=30, gt=0, description="a print that left no trace on its printer is looked for so long"
    )
    poll_seconds: float = Field(default=1, gt=0, description="how often a printing printer is asked")
    retry_seconds: float = Field(
        default=30, gt=0, description="how often work held by a full disk or a missing slicer is tried again"
    )
    hold_warnings: bool = Field(
        default=False, description="orders of which the checks warn wait until an operator waives each warning"
    )
    quantity_limit: int = Field(default=50, ge=1, description="the most copies in one order")
    list_limit: int = Field(default=200, ge=1, le=2000, description="the most rows in one list of orders")

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
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=settings_file(Path(data)))

    @field_validator("printer_networks")
    @classmethod
    def _networks(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(ipaddress.ip_network(network)) for network in given)

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
    def profiles(self) -> list[tuple[str, str, str]]:
        """Machine, material and quality of everything the shop prints with."""
        return sorted({(p.machine, material, self.quality) for p in self.printers for material in p.materials})

    def by_id(self) -> dict[str, PrinterSettings]:
        """The printers of these settings by their ids; those that were added on the page are not among them."""
        return {printer.id: printer for printer in self.printers}

    @property
    def database(self) -> str:
        """The database's address; a file in the data folder unless one is set."""
        return self.database_url or f"sqlite:///{(self.data / 'printwright.db').resolve()}"

    @property
    def artefacts(self) -> str:
        """Where artefacts are kept; a folder in the data folder unless one is set."""
        return self.artefacts_url or str((self.data / "artefacts").resolve())

    @property
    def kept(self) -> str:
        """Where judged models are kept; a folder in the data folder unless one is set."""
        return self.kept_url or str((self.data / "kept").resolve())

    @property
    def address(self) -> str:
        """The address people type, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def settings_file(data: Path) -> Path:
    """Where the settings are read from, whether there is such a file or not."""
    return Path(os.environ.get("PRINTWRIGHT_SETTINGS") or data / "settings.toml")


#: Groups of settings that have tables of their own.
_OF_THEIR_OWN = (
    *("materials", "printers", "prices", "uploads", "batching"),
    *("starts", "care", "notices", "promise"),
)


def describe() -> str:
    """All settings as a page of Markdown."""
    lines = [
        "# Settings",
        "",
        "Made by `python -m server admin describe`. A setting is read from the environment (`PRINTWRIGHT_` and the "
        "name in capitals), then from `settings.toml` in the data folder (or the file that `PRINTWRIGHT_SETTINGS` "
        "names), then it has its default. Unknown names are refused.",
        "",
        *_table(Settings, skip=_OF_THEIR_OWN),
    ]
    for title, model in (
        ("`[[printers]]`: one printer of the farm", PrinterSettings),
        ("`[[materials]]`: what the shop prints in", Material),
        ("`[[materials.colours]]`: a colour of it", Colour),
        ("`[prices]`: what a print costs", Prices),
        ("`[[prices.breaks]]`: what many copies cost less", Break),
        ("`[uploads]`: what customers may bring", Uploads),
        ("`[starts]`: prints that begin at once", Starts),
        ("`[care]`: when a print calls a person", Care),
        ("`[batching]`: parts of several orders on one plate", Batching),
        ("`[notices]`: who is told when something happens", Notices),
        ("`[[notices.webhooks]]`: a program that is told", Webhook),
        ("`[[notices.pushes]]`: a telephone that is told", Push),
        ("`[notices.mail]`: e-mail to customers and operators", Mail),
        ("`[promise]`: by when an order will be ready", Promising),
    ):
        lines += ["", f"## {title}", "", *_table(model)]
    return "\n".join(lines) + "\n"


def _table(model: type[BaseModel], skip: tuple[str, ...] = ()) -> list[str]:
    rows = ["| name | default | meaning |", "|---|---|---|"]
    for name, field in model.model_fields.items():
        if name in skip:
            continue
        default = field.get_default(call_default_factory=True)
        if field.is_required():
            shown = "needed"
        elif isinstance(default, SecretStr):
            shown = "none"
        elif isinstance(default, frozenset):
            shown = f"`{json.dumps(sorted(default))}`"
        else:
            shown = f"`{default}`" if str(default) else "none"
        rows.append(f"| `{name}` | {shown} | {field.description or ''} |")
    return rows

"""
Adding a printer by its address: what answers there, whether the key is good, what it can do, which profile fits.

A driver takes part by what its file offers beside `connect`, all of it optional: `PORTS`, where hosts of its kind
listen; `recognised(host)`, whether one answers, asked without a key; and on the driver itself `capabilities()`.
"""

import asyncio
import difflib
import importlib
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

import httpx

from printers import drivers
from printers.errors import Denied, DriverError, Unreachable, WrongHost
from printers.printer import Capabilities, Identity, Phase, Printer
from printers.profile import Machine
from printers.web import WebHost

log = logging.getLogger("printwright.finding")
SECONDS = 4.0  # for each question: a printer in the same building answers in a tenth of one
CLOSE = 0.05  # a bed may differ by so much of its size and still be the same machine's


@dataclass(frozen=True)
class Proposal:
    """A machine's profile that may be this printer's, and why."""

    machine: str
    why: str


@dataclass(frozen=True)
class Found:
    """A host at an address, as far as it lets us in."""

    driver: str
    address: str
    identity: Identity | None = None  # None: the key is missing or wrong
    phase: Phase | None = None
    capabilities: Capabilities | None = None
    proposals: tuple[Proposal, ...] = field(default=())

    def lines(self) -> Iterator[str]:
        """What was found, for a person to read."""
        if self.identity is None:
            yield f"{self.address}: {self.driver}. It asks for a key, or does not take this one."
            return
        yield f"{self.address}: {self.identity.software} {self.identity.version}, {self.phase}"
        if self.capabilities is not None:
            yield f"it says: {self.capabilities}"
        for proposal in self.proposals:
            yield f"profile {proposal.machine}: {proposal.why}"
        if not self.proposals:
            model = (self.capabilities.model if self.capabilities else None) or "MODEL"
            yield f"profile: none of ours fits; see what the slicer has: python -m printers profiles {model}"

    @property
    def settings(self) -> str:
        """What to paste into the shop's settings; the machine is for a person to confirm."""
        machine = self.proposals[0].machine if self.proposals else "..."
        name = httpx.URL(self.address).host.partition(".")[0]
        lines = [f'id = "{name}"', f'name = "{name}"', f'driver = "{self.driver}"', f'machine = "{machine}"']
        return "\n".join(["[[printers]]", *lines, f'address = "{self.address}"', 'key = "..."'])


async def find(typed: str, key: str = "", machines: Sequence[Machine] = ()) -> Found:
    """
    What answers at an address as a person types it: `octopi.local`, `10.0.0.7:7125`, `https://farm.example/mk3`.

    Raises `Unreachable` when nobody answers, `WrongHost` when somebody does whom no driver knows.
    """
    kinds = dict(_kinds())
    addresses = list(dict.fromkeys(address for kind in kinds.values() for address in _addresses(typed, kind.ports)))
    asked = [(name, address) for address in addresses for name in kinds]
    answers = await asyncio.gather(*(_asked(kinds[name], Printer("", "", name, "", at)) for name, at in asked))
    for (name, address), known in zip(asked, answers, strict=True):
        if known:
            return await look(Printer("found", "found", name, "", address, key), machines)
    if all(known is None for known in answers):
        raise Unreachable(typed, f"nothing answers at {', '.join(addresses)}")
    raise WrongHost(typed, f"something answers, but it is none of {', '.join(kinds)}")


async def look(printer: Printer, machines: Sequence[Machine] = ()) -> Found:
    """
    What a printer says whose driver and address are known.

    Raises `DriverError`, but for a key that is missing or wrong: then nothing is known but who asks for it.
    """
    driver = drivers.open_driver(replace(printer, options={"timeout": SECONDS}))
    found = Found(printer.driver, printer.address)
    try:
        identity, snapshot = await driver.identify(), await driver.read()
        ask = cast("Callable[[], Awaitable[Capabilities]] | None", getattr(driver, "capabilities", None))
        can = await ask() if ask else None
        return replace(
            found,
            identity=identity,
            phase=snapshot.phase,
            capabilities=can,
            proposals=tuple(proposals(can, machines)) if can else (),
        )
    except Denied:
        return found
    finally:
        await driver.close()


def proposals(can: Capabilities, machines: Sequence[Machine]) -> Iterator[Proposal]:
    """
    Profiles that may be this machine's, the likeliest first: by the name of the model, then by bed and nozzle.

    Never one of a virtual printer, nor one whose bed or height is larger than what the host says: a head would run
    into its end.
    """
    fitting = [machine for machine in machines if not machine.id.startswith("virtual") and fits(machine, can)]
    by_title = {_plain(machine.title): machine for machine in fitting}
    named = difflib.get_close_matches(_plain(can.model), by_title, 3, 0.7) if can.model else []
    for title in named:
        yield Proposal(by_title[title].id, f'the host calls its machine "{can.model}"')
    for machine in sorted(fitting, key=lambda machine: -machine.bed[0] * machine.bed[1]):
        if can.bed is not None and machine.id not in {by_title[title].id for title in named}:
            yield Proposal(machine.id, f"its bed of {machine.bed[0]:g} x {machine.bed[1]:g} mm fits")


def fits(machine: Machine, can: Capabilities) -> bool:
    """Whether a machine's profile asks for no other nozzle, and no more room, than the host says there is."""
    if can.nozzle is not None and abs(can.nozzle - machine.nozzle) > 0.01:
        return False
    sizes = [(machine.height, can.height)]
    if can.bed is not None:
        sizes += list(zip(machine.bed, can.bed, strict=True))
    return all(theirs is None or ours <= theirs * (1 + CLOSE / 100) for ours, theirs in sizes)


def _plain(words: str | None) -> str:
    return "".join(letter for letter in (words or "").lower() if letter.isalnum())


@dataclass(frozen=True)
class _Kind:
    ports: tuple[int, ...]
    recognised: Callable[[WebHost], Awaitable[bool]]


def _kinds() -> Iterator[tuple[str, _Kind]]:
    for name in drivers.drivers():
        try:
            module = importlib.import_module(f"{drivers.__name__}.{name}")
        except Exception:
            # One broken file must not keep the others from being found.
            log.exception("the driver %s cannot be loaded", name)
            continue
        if hasattr(module, "recognised"):
            yield name, _Kind(tuple(getattr(module, "PORTS", (80,))), module.recognised)


def _addresses(typed: str, ports: Sequence[int]) -> Iterator[str]:
    """Where to knock: at the port that was typed, or at all where hosts of this kind listen."""
    whole = typed.strip().rstrip("/")
    try:
        given = httpx.URL(whole if "://" in whole else f"http://{whole}")
    except httpx.InvalidURL as wrong:
        raise WrongHost(typed, str(wrong)) from wrong
    if not given.host or " " in whole:
        raise WrongHost(typed, "an address is a name or a number, as in octopi.local")
    if "://" in whole:
        yield whole
        return
    for port in (given.port,) if given.port else ports:
        yield str(given.copy_with(port=None if port == 80 else port)).rstrip("/")


async def _asked(kind: _Kind, printer: Printer) -> bool | None:
    """Whether a host of this kind answers there; None when nobody does."""
    host = WebHost(replace(printer, options={"timeout": SECONDS}))
    try:
        return await kind.recognised(host)
    except Unreachable:
        return None
    except DriverError:
        return False
    finally:
        await host.close()

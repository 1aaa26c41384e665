"""An operator types an address: what answers there is found out, and what it can do."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from printers.errors import Unreachable, WrongHost
from printers.finding import find, proposals
from printers.printer import Capabilities, Phase
from printers.profile import Machine, machines
from tests.printers.replay import Answer, Script, sample, serving

DENIED: Mapping[str, Answer] = {
    "octoprint": sample("octoprint", "auth_bad_key"),
    "moonraker": sample("moonraker", "auth_bad_key"),
    "prusalink": sample("prusalink", "auth_missing"),
}
OPEN: Mapping[str, Mapping[str, Answer]] = {
    "octoprint": {"/plugin/appkeys/probe": sample("octoprint", "appkeys_probe")},
    "moonraker": {"/access/info": sample("moonraker", "access_info")},
    "prusalink": {},
}
ANSWERS: Mapping[str, Mapping[str, Answer]] = {
    "octoprint": {
        "/api/version": sample("octoprint", "identify_version"),
        "/api/currentuser": sample("octoprint", "identify_current_user"),
        "/api/job": sample("octoprint", "status_idle_job"),
        "/api/printer": sample("octoprint", "status_idle_printer"),
        "/api/printerprofiles": sample("octoprint", "capabilities_printerprofiles"),
    },
    "moonraker": {
        "/api/version": sample("moonraker", "identify_octoprint_compat"),
        "/server/info": sample("moonraker", "identify_server_info"),
        "/printer/info": sample("moonraker", "identify_printer_info"),
        "/printer/objects/query": sample("moonraker", "status_idle"),
    },
    "prusalink": {
        "/api/version": sample("prusalink", "identify_version"),
        "/api/v1/info": sample("prusalink", "identify_info"),
        "/api/v1/status": sample("prusalink", "status_idle"),
    },
}
KINDS = sorted(ANSWERS)


def lets_in(kind: str) -> Script:
    """A host that takes any key."""
    return lambda method, path: {**ANSWERS[kind], **OPEN[kind]}.get(path, (404, ""))


def keeps_out(kind: str) -> Script:
    """A host that takes none."""
    return lambda method, path: OPEN[kind].get(path, DENIED[kind])


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_is_told_apart(kind: str) -> None:
    """Moonraker and PrusaLink imitate OctoPrint: neither is taken for it."""
    async with serving(lets_in(kind)) as port:
        found = await find(f"127.0.0.1:{port}", "key")
    assert found.driver == kind
    assert found.identity is not None
    assert found.phase is Phase.IDLE
    assert f'driver = "{kind}"' in found.settings
    assert f'address = "http://127.0.0.1:{port}"' in found.settings


@pytest.mark.parametrize("kind", KINDS)
async def test_a_host_that_keeps_us_out_is_known_all_the_same(kind: str) -> None:
    """Without a good key it is said what asks for one."""
    challenge = 'www-authenticate: Digest realm="Administrator"\r\n' if kind == "prusalink" else ""
    async with serving(keeps_out(kind), challenge) as port:
        found = await find(f"127.0.0.1:{port}", "wrong")
    assert (found.driver, found.identity, found.capabilities) == (kind, None, None)
    assert "wrong" not in found.settings, "a key is never printed"


async def test_something_else_and_nobody() -> None:
    """Each has its own error, with what was tried."""
    async with serving(lambda method, path: (200, "<html>router</html>")) as port:
        with pytest.raises(WrongHost, match="none of duet, moonraker, octoprint, prusalink"):
            await find(f"127.0.0.1:{port}")
    with pytest.raises(Unreachable, match=r"http://127\.0\.0\.1:9"):
        await find("127.0.0.1:9")


@pytest.mark.parametrize("typed", ["", "http:// x", "a b", "x:port"])
async def test_an_address_must_be_one(typed: str) -> None:
    """Said before anything is asked."""
    with pytest.raises(WrongHost):
        await find(typed)


async def test_what_the_machine_can_do_proposes_a_profile() -> None:
    """OctoPrint says 200 mm each way and 0.4 mm: of our own profiles the generic one, never the larger."""
    async with serving(lets_in("octoprint")) as port:
        found = await find(f"127.0.0.1:{port}", "key", machines())
    assert found.capabilities == Capabilities("Generic RepRap Printer", (200.0, 200.0), 200.0, 0.4)
    assert [proposal.machine for proposal in found.proposals] == ["generic-200"]
    assert 'machine = "generic-200"' in found.settings
    assert list(found.lines())[1:] == [
        "it says: Generic RepRap Printer, bed 200 x 200 mm, height 200 mm, nozzle 0.4 mm",
        "profile generic-200: its bed of 200 x 200 mm fits",
    ]


async def test_klipper_says_how_far_it_goes() -> None:
    """From its configuration, as captured."""
    answer = sample("moonraker", "capabilities_config")
    answers = {**OPEN["moonraker"], **ANSWERS["moonraker"], "/printer/objects/query": answer}
    async with serving(lambda method, path: answers.get(path, (404, ""))) as port:
        found = await find(f"127.0.0.1:{port}", "key", machines())
    assert found.capabilities == Capabilities(None, (250.0, 250.0), 250.0, 0.4)
    assert [proposal.machine for proposal in found.proposals] == ["generic-200"]


@pytest.mark.parametrize(
    ("can", "wanted"),
    [
        (Capabilities(bed=(210.0, 210.0), height=200.0, nozzle=0.4), ["generic-200"]),
        (Capabilities(bed=(199.0, 210.0), height=300.0, nozzle=0.4), []),
        (Capabilities(bed=(300.0, 300.0), height=150.0, nozzle=0.4), []),
        (Capabilities(bed=(300.0, 300.0), height=300.0, nozzle=0.6), []),
        (Capabilities(model="Generic 200"), ["generic-200"]),
        (Capabilities(model="something else"), []),
    ],
)
def test_no_profile_is_larger_than_its_machine(can: Capabilities, wanted: list[str]) -> None:
    """A head would run into its end: too wide, too deep, too high or another nozzle is never proposed."""
    assert [proposal.machine for proposal in proposals(can, machines())] == wanted


def test_the_model_goes_before_the_size() -> None:
    """What calls itself by a profile's name is that, though a larger one would fit too."""
    small: Machine = next(machine for machine in machines() if machine.id == "generic-200")
    larger = replace(small, id="larger", title="Larger", bed=(240.0, 240.0))
    can = Capabilities(model="GENERIC-200", bed=(250.0, 250.0), height=250.0, nozzle=0.4)
    assert [proposal.machine for proposal in proposals(can, [larger, small])] == ["generic-200", "larger"]

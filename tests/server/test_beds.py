"""A design goes to the first printer of the shop that takes it; where none does, the shop says what could."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cadquery as cq
import numpy as np
import pytest
import pytest_asyncio
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from generators.errors import InvalidValues
from generators.files import stl
from generators.fitting import DUST, fitting_turn
from generators.library import Library, load
from generators.limits import Limits
from generators.make import checked, shaped
from generators.mesh import tessellate
from printers.errors import PlateFull
from printers.margins import margins
from printers.plate import ROUNDING, arrange, fits
from printers.profile import Profile
from server import beds, bridge
from server.artefacts import Artefacts
from server.choice import Choice
from server.corrections import Corrections
from server.database import Database
from server.engine import Engine
from server.equipment import PrinterSettings
from server.errors import NotFound, NotPrintable, Refused
from server.exact import Exact
from server.mender import Mender
from server.offer import Offer
from server.ordering import Ordering, Wish
from server.promising import Promises
from server.quoting import Quoting
from server.settings import Settings
from server.workshop import Workshop
from tests.printers.parts import box, cut, item
from tests.shop import ROOT

SAMPLES = ROOT / "samples" / "templates"
SLUG = "footbridge"
LOW, TALL, TALLER = ({"span": 30, "breadth": 30, "rise": rise} for rise in (190, 220, 290))
ONE_PART = {"volume": [212.0, 212.0, 250.0], "machine": "virtual-220", "printer": "Big one"}


def shop(data: Path, small: str = "pla petg", big: str = "pla petg", **more: Any) -> Settings:
    """A printer that reaches 200 mm high, which comes first, and one that reaches 250 mm, with these materials."""
    printers = tuple(
        PrinterSettings(id=id, name=name, driver="virtual", machine=machine, materials=tuple(materials.split()))
        for id, name, machine, materials in (
            ("small", "Small one", "generic-200", small),
            ("big", "Big one", "virtual-220", big),
        )
    )
    return Settings(data=data, printers=printers, templates=[SAMPLES], drafts=True, **more)


def choice_of(given: Settings, material: str = "pla", machine: str | None = None) -> Choice:
    """What a design is judged for in that shop."""
    offer = Offer(given)
    return offer.choice(offer.material(material), machine)


@pytest.fixture(scope="module")
def library() -> Library:
    """The templates of the samples."""
    return load([SAMPLES])


def judged(library: Library, choice: Choice, values: dict[str, Any]) -> tuple[beds.Judge, str, dict[str, Any]]:
    """A design on the machine that takes it: who judges it, the words of what is too big, and the facts."""
    template = library.template(SLUG)
    design = shaped(template, beds.read(template, values, choice))
    judge = beds.judge(design, values, choice)
    findings, facts = beds.told(design, judge, checked(design, judge.limits).findings)
    return judge, " ".join(one.message for one in findings if one.code == "DOES_NOT_FIT"), facts


def test_the_first_printer_that_takes_it_prints_it(library: Library, tmp_path: Path) -> None:
    """The first of the settings as long as it can, then the next; the larger one is not named to anybody."""
    choice = choice_of(shop(tmp_path))
    for values, machine in ((LOW, "generic-200"), (TALL, "virtual-220")):
        judge, words, facts = judged(library, choice, values)
        assert (judge.choice.machine, judge.fits, words) == (machine, True, "")
        assert (facts["machine"], facts["fits"], facts["takes"]) == (machine, True, None)


def test_another_material_is_named_where_only_its_printer_takes_it(library: Library, tmp_path: Path) -> None:
    """Its name, its room and its material, in the finding and as facts."""
    judge, words, facts = judged(library, choice_of(shop(tmp_path, small="pla", big="petg")), TALL)
    assert (judge.choice.machine, judge.fits) == ("generic-200", False)
    assert "220.0 mm tall and the printer has room for 200 mm" in words
    assert words.endswith(
        "Big one has room for it (212 x 212 x 250 mm) and prints in PETG: choose that material, or ask the shop."
    )
    assert facts["takes"] == facts["largest"] == {**ONE_PART, "material": "petg"}


def test_a_printer_that_was_asked_for_is_kept(library: Library, tmp_path: Path) -> None:
    """Whoever names a machine is told which one could, and gets no other."""
    judge, words, facts = judged(library, choice_of(shop(tmp_path), machine="generic-200"), TALL)
    assert (judge.choice.machine, judge.fits) == ("generic-200", False)
    assert words.endswith("Big one has room for it (212 x 212 x 250 mm): ask the shop to print it there.")
    assert facts["takes"] == {**ONE_PART, "material": "pla"}


def test_what_nobody_takes_is_judged_for_the_largest(library: Library, tmp_path: Path) -> None:
    """How much is too much is said for the printer that could do most, and how large that is."""
    judge, words, facts = judged(library, choice_of(shop(tmp_path)), TALLER)
    assert (judge.choice.machine, judge.fits) == ("virtual-220", False)
    assert "the printer has room for 250 mm" in words
    assert words.endswith(
        "No printer of the shop takes it as it is: the largest, Big one, has room for 212 x 212 x 250 mm."
    )
    assert facts["takes"] is None
    assert facts["largest"] == {**ONE_PART, "material": "pla"}


def test_a_rule_that_asks_for_the_printer_asks_the_one_that_prints_it(library: Library, tmp_path: Path) -> None:
    """A box of 205 mm is refused by its own rule on the small printer alone, and taken by the shop that has both."""
    template = library.template("box")
    both, alone = choice_of(shop(tmp_path)), choice_of(shop(tmp_path), machine="generic-200")
    assert beds.read(template, {"width": 205}, both).canonical()["width"] == 205
    with pytest.raises(InvalidValues, match="the printer is no wider"):
        beds.read(template, {"width": 205}, alone)
    with pytest.raises(InvalidValues, match="the printer is no wider"):
        beds.read(template, {"width": 230}, both)
    assert bridge.reaches(both) == {"volume_x": 212, "volume_y": 212, "volume_z": 250}
    assert bridge.reaches(alone) == {"volume_x": 192, "volume_y": 192, "volume_z": 200}


def test_what_another_printer_takes_whole_is_not_cut(library: Library, tmp_path: Path) -> None:
    """A rail of 260 mm comes in pieces where only the small printer is; one of 600 mm does on either, and fits."""
    template = library.template("rail")
    both, alone = choice_of(shop(tmp_path)), choice_of(shop(tmp_path), machine="generic-200")
    for width, choice, machine, pieces in (
        (260, both, "virtual-220", False),
        (260, alone, "generic-200", True),
        (600, both, "generic-200", True),
    ):
        design = beds.shape(template, {"width": width}, choice)
        judge = beds.judge(design, {"width": width}, choice)
        assert (judge.choice.machine, judge.fits, design.cut) == (machine, True, pieces)


def test_an_order_placed_again_stays_on_its_printer(tmp_path: Path) -> None:
    """While the shop has it; otherwise the first that takes its parts prints them, and without one it is refused."""
    post = [stl(tessellate(cq.Solid.makeBox(20, 20, 220)))]
    both, small = (Offer(shop(tmp_path, big=big)) for big in ("pla petg", "petg"))
    pla = both.material("pla")
    assert both.machine_for(pla, post, "virtual-220", "standard") == "virtual-220"
    assert both.machine_for(pla, post, "gone", "standard") == "virtual-220"
    with pytest.raises(Refused, match="No printer of the shop that prints in PLA has room for it any more"):
        small.machine_for(pla, post, "virtual-220", "standard")


def profile_with(brim: float) -> Profile:
    """The small printer, whose parts get a brim so many mm wide."""
    found = bridge.find_profile("generic-200", "pla", "standard")
    brims = {"brim_type": "outer_only", "brim_width": f"{brim:g}"} if brim else {}
    return replace(found, settings={**found.settings, **brims})


@given(
    size=st.tuples(st.floats(5, 320), st.floats(2, 220), st.sampled_from((3.0, 199.0, 203.0))),
    notch=st.booleans(),
    turn=st.floats(0, 180),
    brim=st.sampled_from((0.0, 12.0)),
)
@example(size=(255.0, 8.0, 3.0), notch=False, turn=17.3, brim=0.0)
@example(size=(188.0, 188.0, 3.0), notch=False, turn=33.3, brim=0.0)
@example(size=(188.0, 188.0, 3.0), notch=False, turn=33.3, brim=12.0)
@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.generate], derandomize=True)
def test_the_check_takes_what_the_plate_takes(
    size: tuple[float, float, float], notch: bool, turn: float, brim: float
) -> None:
    """
    Boxes and angles, turned by anything, with and without a brim: both say the same.

    What is decided by less than the plate's rounding is left out.
    """
    x, y, z = size
    mesh = cut(box(x, y, z), box(x, y, 2 * z, (x / 3, y / 3, -z / 2))) if notch else box(x, y, z)
    mesh.apply_transform(np.block([[_about_z(turn), np.zeros((3, 1))], [np.zeros((1, 3)), np.ones((1, 1))]]))
    part, profile = item("part", mesh), profile_with(brim)
    width, depth, height = Limits.from_json(bridge.capability(profile).to_json()).volume
    band = 2 * ROUNDING + DUST
    less, more = (
        fitting_turn(part.vertices, (width + by, depth + by, height + by)) is not None for by in (-band, band)
    )
    if less != more:
        return
    assert fits(part, profile.machine, margins(profile)) is less
    if less:
        assert len(arrange([part], profile.machine, margins(profile))) == 1
    else:
        with pytest.raises(PlateFull):
            arrange([part], profile.machine, margins(profile))


def _about_z(degrees: float) -> Any:
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def workshop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Workshop]:
    """One that is warm and has one worker, with the profiles of both printers."""

    def no_artefacts(name: str) -> bytes:
        raise NotFound(name)

    made = Workshop(shop(tmp_path_factory.mktemp("shop"), workers=1), no_artefacts)
    await made.start()
    yield made
    await made.stop()


def ordering(given: Settings, database: Database, workshop: Workshop) -> Ordering:
    """The taking of orders of that shop."""
    offer, corrections = Offer(given), Corrections(database)
    quoting = Quoting(given, offer, corrections, Exact(given, database, corrections, lambda: True))
    promises = Promises(given, database, {printer.id: printer for printer in given.printers})
    return Ordering(offer, quoting, promises, database, Artefacts(given.artefacts), Engine(database), workshop)


def wish(values: dict[str, Any], digest: str | None = None) -> Wish:
    """An order of a footbridge in PLA."""
    return Wish(SLUG, values, digest, 1, "pla", None, {}, "Ada", "ada@example.org")


@pytest.mark.asyncio(loop_scope="module")
async def test_an_order_is_prepared_for_the_printer_that_takes_it(
    workshop: Workshop, database: Database, tmp_path: Path
) -> None:
    """The very digest that was seen, on the large machine, though the small one comes first."""
    given = shop(tmp_path)
    seen = await workshop.look(SLUG, TALL, choice_of(given, machine="generic-200"))
    taken = await ordering(given, database, workshop).judge(wish(TALL, seen.digest))
    assert (taken.choice.machine, taken.model.machine) == ("virtual-220", "virtual-220")
    assert taken.model.digest == seen.digest
    low = await ordering(given, database, workshop).judge(wish(LOW))
    assert low.choice.machine == "generic-200"


@pytest.mark.asyncio(loop_scope="module")
async def test_an_order_that_no_printer_takes_says_what_could(
    workshop: Workshop, database: Database, tmp_path: Path
) -> None:
    """The problem carries the words and, for programs, the printer, its material and its room."""
    given = shop(tmp_path, small="pla", big="petg")
    with pytest.raises(NotPrintable, match="Big one has room for it") as refused:
        await ordering(given, database, workshop).judge(wish(TALL))
    assert refused.value.facts["bed"]["takes"] == {**ONE_PART, "material": "petg"}


@pytest.mark.asyncio(loop_scope="module")
async def test_a_mend_is_for_the_printer_that_the_design_was_judged_for(workshop: Workshop, tmp_path: Path) -> None:
    """What nobody takes shrinks to the large printer and not to the first, which reaches 50 mm less."""
    mend = await Mender(workshop).mend(SLUG, {**TALLER, "span": 60, "breadth": 60}, choice_of(shop(tmp_path)))
    assert mend["prints"]
    assert {line["parameter"]: line["to"] for line in mend["changes"]} == {"rise": 250}

"""One real slice of a plate, shared by all who read it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from printers.plate import Plate, arrange, write_3mf
from printers.profile import Profile, profile
from printers.slicers import Sliced, Slicer, find_slicer
from tests.printers.parts import box, item, rod


@dataclass(frozen=True)
class Sample:
    """A plate and the G-code the real slicer made of it."""

    plate: Plate
    profile: Profile
    sliced: Sliced


@pytest.fixture(scope="session")
def slicer() -> Slicer:
    """The slicer of this computer."""
    return find_slicer()


@pytest.fixture(scope="session")
def standard() -> Profile:
    """The profile most tests print with."""
    return profile("generic-200", "pla", "standard")


@pytest.fixture(scope="session")
def sample(slicer: Slicer, standard: Profile, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Two small parts, sliced."""
    folder: Path = tmp_path_factory.mktemp("sample")
    (plate,) = arrange([item("o1-cube", box(12, 12, 6)), item("o2-rod", rod(5, 4))], standard.machine)
    write_3mf(plate, folder / "plate.3mf")
    return Sample(plate, standard, slicer.slice(folder / "plate.3mf", standard, folder / "plate.gcode"))

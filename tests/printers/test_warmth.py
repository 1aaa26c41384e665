"""A print that is too cold or too hot is told from one that heats up, pauses or ends."""

from __future__ import annotations

import pytest

from printers.printer import Phase, Snapshot
from printers.profile import profile
from printers.warmth import AT_ONCE, Warmth

PLA = profile("virtual-220", "pla", "standard")
NOZZLE = float(max(PLA.material.temperature, PLA.material.first_layer_temperature))
SLACK, PATIENCE = 15.0, 60.0


def reading(at: float, phase: Phase = Phase.PRINTING, progress: float | None = 0.5, **warm: float) -> Snapshot:
    """One reading; what is not given is not reported."""
    return Snapshot(at=at, phase=phase, text="", progress=progress, temperatures=warm)


def judged(*readings: Snapshot) -> list[str | None]:
    """What is said of each of them, in order."""
    watch = Warmth(PLA, SLACK, PATIENCE)
    return [watch.judge(one) for one in readings]


def test_a_nozzle_that_falls_is_told_after_a_while() -> None:
    """Not at once, and with what was read and what is wanted."""
    good = reading(0, nozzle=NOZZLE, nozzle_target=NOZZLE)
    cold = [reading(at, nozzle=150, nozzle_target=NOZZLE) for at in (10, 69, 70)]
    *before, said = judged(good, *cold)
    assert before == [None, None, None]
    assert said is not None
    assert said.startswith("The nozzle has fallen to 150 °C; PLA is printed with it at ")
    assert f"{NOZZLE:g} °C" in said


def test_a_short_dip_is_none() -> None:
    """The patience begins anew when it was warm in between."""
    readings = [reading(0, nozzle=NOZZLE)]
    readings += [reading(at, nozzle=NOZZLE if at % 50 == 0 else 150, nozzle_target=NOZZLE) for at in range(5, 300, 5)]
    assert set(judged(*readings)) == {None}


@pytest.mark.parametrize(
    "change",
    [
        {"phase": Phase.PREPARING},
        {"phase": Phase.PAUSED},
        {"progress": 0.99, "nozzle_target": 0.0},
        {"progress": None, "nozzle_target": 0.0},
    ],
)
def test_heating_pausing_and_the_end_are_cool_of_right(change: dict[str, object]) -> None:
    """Nothing is said of them, however long they take."""
    cool = [reading(at, **{"nozzle": 40.0, "nozzle_target": NOZZLE, **change}) for at in range(10, 900, 10)]  # type: ignore[arg-type]
    assert set(judged(reading(0, nozzle=NOZZLE), *cool)) == {None}


def test_before_it_was_ever_warm_it_only_heats() -> None:
    """Some hosts call it printing from the start on."""
    assert set(judged(*(reading(at, nozzle=25.0, nozzle_target=NOZZLE) for at in range(0, 900, 10)))) == {None}


def test_a_heater_switched_off_in_mid_print_is_told() -> None:
    """No target at half of the way is no end."""
    said = judged(
        reading(0, nozzle=NOZZLE), *(reading(at, nozzle=100.0, nozzle_target=0.0, progress=0.5) for at in (1, 61))
    )
    assert said[-1] is not None


@pytest.mark.parametrize("phase", [Phase.PREPARING, Phase.PRINTING, Phase.PAUSED])
def test_too_hot_counts_always(phase: Phase) -> None:
    """A little after a while, by far at once."""
    hot = [reading(at, phase, nozzle=NOZZLE + SLACK + 1) for at in (0, 59, 60)]
    assert [bool(said) for said in judged(*hot)] == [False, False, True]
    assert judged(reading(0, phase, nozzle=NOZZLE + AT_ONCE + 1))[0]


def test_what_is_not_reported_is_not_judged() -> None:
    """No reading of nozzle or bed, no verdict."""
    assert set(judged(*(reading(at) for at in range(0, 900, 10)))) == {None}

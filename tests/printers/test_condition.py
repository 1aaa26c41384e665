"""Conditions of bundles are read by our own reader, which can do nothing but compare."""

import pytest

from printers.condition import holds
from printers.errors import BrokenProfile

SETTINGS = {
    "printer_model": "MK3S",
    "printer_notes": r"Don't remove\nPRINTER_VENDOR_PRUSA3D\nPRINTER_MODEL_MK3\n",
    "nozzle_diameter": "0.4,0.6",
    "single_extruder_multi_material": "0",
    "layer_height": "0.2",
    "filament_type": '"PLA"',
}


@pytest.mark.parametrize(
    ("condition", "due"),
    [
        ("", True),
        ('printer_model=="MK3S"', True),
        ('printer_model == "MINI" or printer_model=="MK3S"', True),
        ("printer_notes=~/.*PRINTER_MODEL_MK3.*/ and nozzle_diameter[0]==0.4", True),
        ("printer_notes=~/PRINTER_MODEL_MK3/", False),  # the whole text must fit
        ("printer_notes!~/.*MK3.*/", False),
        ("! (printer_notes=~/.*MK3.*/ and single_extruder_multi_material)", True),
        ("not single_extruder_multi_material && num_extruders>1", True),
        ("nozzle_diameter[1]>0.5 and nozzle_diameter[7]==0.4", True),  # a short list repeats its first
        ("layer_height<=0.2 || nothing_like_it_is_read == 1", None),
        ('filament_type=="PLA" and layer_height != 0.3', True),
        ("false or true and false", False),
        ("layer_height > -0.1", True),
        ('nozzle_diameter[0]=="0.4" and nozzle_diameter[1]!="0.4"', True),  # Snapmaker's bundle writes numbers so
    ],
)
def test_conditions_say_what_the_slicer_says(condition: str, due: bool | None) -> None:
    """Every operator the bundles use, alone and together; a setting that is not there is an error."""
    if due is None:
        with pytest.raises(BrokenProfile, match="no setting"):
            holds(condition, SETTINGS)
    else:
        assert holds(condition, SETTINGS) is due


@pytest.mark.parametrize(
    "condition",
    [
        "__import__('os').system('true')",
        "printer_model.upper() == 1",
        "printer_model == ",
        "(printer_model == 1",
        "nozzle_diameter[printer_model] == 1",
        "printer_model =~ /(/",
        "layer_height < printer_model",
        "printer_model == 1 2",
        "a" * 5000,
    ],
)
def test_what_is_no_condition_is_refused(condition: str) -> None:
    """Nothing but a condition is read, and an error is ours."""
    with pytest.raises(BrokenProfile):
        holds(condition, SETTINGS)

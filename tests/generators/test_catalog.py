"""Every product of the catalogue, and what each promises of its own."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from generators.errors import InvalidValues
from generators.library import CATALOG, Library
from generators.limits import Limits
from generators.make import make
from generators.sweep.proof import proof_of

SLUGS = sorted(path.stem for path in CATALOG.glob("[!_]*.py"))


@pytest.mark.parametrize("slug", SLUGS)
def test_defaults_and_presets_are_sound_and_print_without_a_word(slug: str, library: Library, limits: Limits) -> None:
    """What a customer sees first, and every preset: closed bodies flat on the bed, no error and no warning."""
    template = library.template(slug)
    for values in ({}, *(preset.values for preset in template.presets)):
        made = make(template, template.parameters.read(values, limits), limits)
        assert [finding for finding in made.findings if finding.severity != "info"] == []
        for part in made.parts:
            assert part.mesh.bounds[0, 2] == 0
            assert part.volume > 0
            # Chords of arcs leave out, or add, a sliver: never a hundredth of the part.
            assert_allclose(part.volume, part.solid.Volume(), rtol=0.01)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_product_is_complete(slug: str, library: Library) -> None:
    """Four starting points, plain questions, at most five controls on the first screen, honest words."""
    template = library.template(slug)
    assert len(template.presets) >= 4
    assert len({str(sorted(preset.values.items())) for preset in template.presets}) == len(template.presets)
    assert 1 <= len(template.needs) <= 4
    assert all(len(need.answers) >= 2 for need in template.needs)
    basic = [name for name, field in template.parameters.fields().items() if field.level == "basic"]
    assert 1 <= len(basic) <= 5
    assert len(template.when_not) > 20
    assert len(template.need) > 20
    assert template.licence == "CC0-1.0"
    assert template.tags


def test_a_box_too_big_for_the_printer_is_refused_with_its_numbers(library: Library, limits: Limits) -> None:
    """The form names the largest that fits; a machine too small for a design says the size, the room and the cause."""
    template = library.template("box")
    with pytest.raises(InvalidValues) as refused:
        template.parameters.read({"width": 230}, limits)
    (error,) = refused.value.errors
    assert (error.field, error.code, error.limit, error.nearest) == ("width", "too_big", 208.0, 208.0)
    small = Limits.generic(volume=(120, 120, 180))
    finding = make(template, template.parameters.read({"width": 198}, limits), small).findings[0]
    assert (finding.code, finding.severity, finding.part) == ("DOES_NOT_FIT", "error", "box")
    assert (finding.measured, finding.limit, finding.unit) == (202.0, 120.0, "mm")
    assert finding.parameter == "width"
    assert "82.0 mm smaller" in finding.message


@pytest.mark.parametrize(("fit", "air"), [("loose", 0.4), ("normal", 0.25), ("tight", 0.15)])
def test_the_lid_leaves_the_air_of_its_fit(fit: str, air: float, made: Any) -> None:
    """Between lip and box there is exactly the clearance the fit promises, on each side."""
    box, lid = made("box", fit=fit, width=60, depth=40, wall=2).parts
    lip = lid.mesh.vertices[lid.mesh.vertices[:, 2] > 3]
    assert_allclose(np.ptp(lip[:, 0]), 60 - 2 * air, atol=1e-4)
    assert_allclose(np.ptp(lip[:, 1]), 40 - 2 * air, atol=1e-4)
    room = box.mesh.vertices[(box.mesh.vertices[:, 2] > 3) & (np.abs(box.mesh.vertices[:, 0]) < 30 + 1e-4)]
    assert_allclose(np.ptp(room[:, 0]), 60, atol=1e-4)


def test_the_assembled_lid_stands_on_the_box_without_touching_its_inside(made: Any) -> None:
    """In the assembled view the lid rests on the rim and its lip hangs inside."""
    box, lid = made("box").parts
    rim = box.placed[:, 2].max()
    assert_allclose(lid.placed[:, 2].min(), rim - 4, atol=1e-4)
    assert_allclose(lid.placed[:, 2].max(), rim + 2, atol=1e-4)


def test_the_inside_of_the_box_is_what_was_asked(made: Any) -> None:
    """Width, depth and height are free room: the floor is one wall thick and the lip starts above the height."""
    box, _lid = made("box", width=70, depth=45, height=30, wall=2).parts
    floors = box.mesh.vertices[np.abs(box.mesh.vertices[:, 2] - 2) < 1e-6]
    assert len(floors)
    assert_allclose([np.ptp(floors[:, 0]), np.ptp(floors[:, 1])], [70, 45], atol=1e-4)
    assert_allclose(box.mesh.sizes, [74, 49, 2 + 30 + 4], atol=1e-4)


def test_longer_text_makes_a_longer_tag_and_blank_text_a_plain_one(made: Any) -> None:
    """The text sizes the plate; without text there is a plate without letters."""
    lengths = [made("keychain", text=word).sizes[0] for word in ("I", "ADA", "MAXIMILIAN")]
    assert lengths == sorted(lengths)
    assert made("keychain", text="").sizes[2] == 3.0
    assert made("keychain", text="   ").digest == made("keychain", text="").digest
    assert made("keychain", text="A").sizes[2] == 4.0


@pytest.mark.parametrize("word", ["A", "ADA", "Öß", "®©", "ŁØ", "“%”", "♥"])
def test_raised_letters_add_their_own_volume(word: str, made: Any, library: Library) -> None:
    """The letters stand on the plate: the tag weighs the plain plate plus letter area times height, no less."""
    low, high = made("keychain", text=word, relief=0.6), made("keychain", text=word, relief=2)
    grown = high.parts[0].volume - low.parts[0].volume
    top = high.parts[0].mesh
    lids = (np.abs(top.triangles[:, :, 2] - 5).max(axis=1) < 1e-6) & (top.face_normals[:, 2] > 0.5)
    assert grown > 0
    assert_allclose(grown, 1.4 * top.areas[lids].sum(), rtol=5e-3)


def test_a_heavier_load_makes_a_stronger_hook(made: Any) -> None:
    """The arm's section grows with the load."""
    volumes = [made("hook", load=load).parts[0].volume for load in (1, 3, 6, 10)]
    assert volumes == sorted(volumes)
    assert volumes[-1] > 1.5 * volumes[0]


def test_the_hook_stands_in_the_view_and_lies_on_its_side_in_print(made: Any) -> None:
    """Printed height is the width; in the assembled view it stands against the wall at Y = 0."""
    design = made("hook", width=20)
    (hook,) = design.parts
    assert_allclose(hook.mesh.sizes[2], 20, atol=1e-4)
    assert_allclose(design.sizes[0], 20, atol=1e-4)
    assert_allclose(hook.placed[:, 1].max(), 0, atol=1e-4)
    assert_allclose(hook.placed[:, 2].min(), 0, atol=1e-4)
    assert_allclose(np.linalg.det(hook.place), 1)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_clean_sweep_proves_the_very_file(slug: str, library: Library) -> None:
    """What the shop offers was swept as it stands: a changed file is a draft until it is swept again."""
    template = library.template(slug)
    proof = proof_of(template, CATALOG)
    assert proof is not None
    assert proof.holds_for(template), f"python -m generators sweep {slug} --proof"
    assert proof.printable == proof.settings


def test_the_catalogue_is_proven_at_more_than_twenty_thousand_settings(library: Library) -> None:
    """As the change log says."""
    proofs = [proof_of(template, CATALOG) for template in library.templates.values()]
    assert sum(proof.printable for proof in proofs if proof is not None) > 20_000

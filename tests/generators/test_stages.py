"""Stages: what a step gave before is taken again, and nobody can tell by the result."""

from collections.abc import Iterator
from dataclasses import dataclass

import cadquery as cq
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators import Parameters, Part, Template, gltf, length, text
from generators.library import Library
from generators.make import Shaped, shaped
from generators.mesh import tessellate
from generators.shapes import extruded, lettering, raised, rounded, stage
from generators.stages import forget_stages

ran: list[tuple[float, ...]] = []


@stage
def foot(wide: float, high: float) -> cq.Solid:
    """A foot that knows nothing of the plate."""
    ran.append((wide, high))
    return extruded(rounded(wide, wide, 3), high)


class TagParameters(Parameters):
    """A plate with a text, and a foot."""

    words: str = text("Ada", longest=8, shortest=1, label="Text", help="On it.")
    thick: float = length(3, 2, 6, step=0.5, label="Thickness", help="Of the plate.")
    wide: float = length(20, 15, 30, step=0.5, label="Width", help="Of the foot.")
    high: float = length(5, 2, 10, step=0.5, label="Height", help="Of the foot.")


def build(values: TagParameters) -> Iterator[Part]:
    """Give both."""
    plate = extruded(rounded(80, 30, 4), values.thick)
    letters = [one.moved(cq.Location((-30, -3, 0))) for one in lettering(values.words, 8, values.thick)]
    yield Part("plate", raised(plate, [one.Faces()[0] for one in letters], 1))
    yield Part("foot", foot(values.wide, values.high))


template = Template(
    slug="tag",
    title="Tag",
    version="1.0.0",
    summary="A tag.",
    need="A tag.",
    when_not="Never.",
    licence="CC0-1.0",
    author="Ada",
    tags=("test",),
    parameters=TagParameters,
    build=build,
)


def bits(design: Shaped) -> bytes:
    """All that a design is as triangles, and as the page gets it."""
    arrays = [
        array.tobytes()
        for part in design.parts
        for mesh in [part.mesh]
        for array in (mesh.vertices, mesh.faces, mesh.face_of, mesh.normals, mesh.corners, mesh.ends, mesh.sides)
    ]
    return b"".join([*arrays, gltf.glb(design)])


@settings(max_examples=4, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["Ada", "Bo&8"]), st.sampled_from([2.5, 4.0]), st.sampled_from([15.5, 22.0])),
        min_size=2,
        max_size=4,
    )
)
def test_what_is_remembered_is_what_is_built(turns: list[tuple[str, float, float]]) -> None:
    """However sliders moved before, a design has the bits that it has in a process that was just started."""
    forget_stages()
    warm = [
        shaped(template, TagParameters.read({"words": words, "thick": thick, "wide": wide}))
        for words, thick, wide in turns
    ]
    last = warm[-1]
    forget_stages()
    assert bits(shaped(template, last.values)) == bits(last)


def test_a_product_of_the_catalogue_comes_out_the_same(library: Library) -> None:
    """A keychain whose letters are remembered has the bits of one whose letters are drawn."""
    keychain = library.template("keychain")
    reliefs = (0.6, 1.0, 0.6)
    forget_stages()
    warm = [bits(shaped(keychain, keychain.parameters.read({"relief": relief}))) for relief in reliefs]
    assert warm[0] == warm[2] != warm[1]
    forget_stages()
    assert bits(shaped(keychain, keychain.parameters.read({"relief": 0.6}))) == warm[2]


def test_only_what_a_slider_changes_is_done_anew() -> None:
    """While the plate's slider moves the foot is neither modelled nor meshed again."""
    forget_stages()
    ran.clear()
    one, other = (shaped(template, TagParameters.read({"thick": thick})) for thick in (3, 4))
    assert ran == [(20.0, 5.0)]
    assert one.parts[1].mesh is other.parts[1].mesh
    assert one.parts[0].mesh is not other.parts[0].mesh
    shaped(template, TagParameters.read({"high": 6}))
    assert ran == [(20.0, 5.0), (20.0, 6.0)]


def test_what_is_handed_out_is_nobody_elses() -> None:
    """Shapes made of a remembered one leave no trace in it: the next copy has edges of its own, and as many faces."""
    first, second = foot(18, 4), foot(18, 4)
    assert not first.wrapped.IsPartner(second.wrapped)
    assert first.cut(cq.Solid.makeBox(5, 5, 5)).Volume() < first.Volume()
    third = foot(18, 4)
    assert len(third.Faces()) == len(first.Faces())
    assert third.Volume() == second.Volume()
    assert tessellate(third) is tessellate(first)
    letters = lettering("Ada", 8)
    letters.clear()
    assert len(lettering("Ada", 8)) == 3


def test_a_moved_part_has_a_mesh_of_its_own() -> None:
    """A copy shares the triangles, a shape that stands elsewhere does not."""
    here = tessellate(foot(18, 4))
    there = tessellate(foot(18, 4).moved(cq.Location((7, 0, 0))))
    assert np.allclose(there.bounds, here.bounds + np.array([7, 0, 0]))


def test_a_stage_takes_tuples_and_frozen_values() -> None:
    """What can be changed later cannot be remembered by: the error names the stage and says what helps."""

    @dataclass(frozen=True)
    class Size:
        wide: float

    @stage
    def block(size: Size, places: tuple[float, ...]) -> cq.Solid:
        return cq.Solid.makeBox(size.wide, sum(places), 2)

    assert block(Size(3), (1.0, 2.0)).Volume() == pytest.approx(18)
    with pytest.raises(TypeError, match=r"stage 'block' .* use a tuple"):
        block(Size(3), [1.0, 2.0])  # type: ignore[arg-type]  # this is what the test is about

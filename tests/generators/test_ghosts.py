"""A ghost is a picture, and nothing but a picture."""

from pathlib import Path

import numpy as np
import pygltflib
import pytest
from numpy.testing import assert_allclose

from generators.errors import BuildFailed
from generators.files import threemf
from generators.gltf import glb
from generators.library import load
from generators.limits import Limits
from generators.make import Made, make
from generators.template import Ghost, Template
from tests.shop import ROOT

FOLDER: Path = ROOT / "samples" / "templates"


@pytest.fixture
def cradle() -> Template:  # type: ignore[type-arg]  # whose parameters is no matter here
    """The sample that has a ghost."""
    return load([FOLDER]).templates["cradle"]


def bare(template: Template) -> Template:  # type: ignore[type-arg]  # see above
    """The same template without its ghost."""
    from dataclasses import replace

    build = template.build
    return replace(template, build=lambda values: [one for one in build(values) if not isinstance(one, Ghost)])


@pytest.fixture
def pair(cradle: Template, limits: Limits) -> tuple[Made, Made]:  # type: ignore[type-arg]  # see above
    """The design with its ghost, and without."""
    plain = bare(cradle)
    return make(cradle, cradle.parameters.read({}), limits), make(plain, plain.parameters.read({}), limits)


def test_nothing_but_the_picture_knows_of_it(pair: tuple[Made, Made]) -> None:
    """Digest, sizes, parts, findings and the file for the slicer are those of the product without its ghost."""
    ghostly, plain = pair
    assert len(ghostly.ghosts) == 1
    assert not plain.ghosts
    assert ghostly.digest == plain.digest
    assert ghostly.sizes == plain.sizes
    assert [part.name for part in ghostly.parts] == ["cradle"]
    assert ghostly.findings == plain.findings
    assert threemf(ghostly) == threemf(plain)


def test_it_is_a_node_of_its_own(pair: tuple[Made, Made]) -> None:
    """In the GLB it stands in its place, see-through, and says that it is a ghost and no part."""
    document = pygltflib.GLTF2.load_from_bytes(glb(pair[0]))
    part, ghost = document.nodes[1:]
    assert document.nodes[0].children == [1, 2]
    assert part.extras["part"] == "cradle"
    assert ghost.extras == {"ghost": "Your phone"}
    assert_allclose(np.array(ghost.matrix).reshape(4, 4)[3], [0, 0, 10, 1])
    material = document.materials[document.meshes[ghost.mesh].primitives[0].material]
    assert material.alphaMode == "BLEND"
    assert 0 < material.pbrMetallicRoughness.baseColorFactor[3] < 0.5


def test_without_ghosts_the_file_is_as_it_was(pair: tuple[Made, Made]) -> None:
    """A product without one has no material for it either."""
    document = pygltflib.GLTF2.load_from_bytes(glb(pair[1]))
    assert [material.name for material in document.materials] == ["body", "edges"]


def test_a_ghost_alone_is_no_product(cradle: Template, limits: Limits) -> None:  # type: ignore[type-arg]  # see above
    """There must be something to print."""
    from dataclasses import replace

    build = cradle.build
    empty = replace(cradle, build=lambda values: [one for one in build(values) if isinstance(one, Ghost)])
    with pytest.raises(BuildFailed, match="no parts"):
        make(empty, empty.parameters.read({}), limits)

"""The web process reads values and describes findings without loading the geometry kernel."""

import subprocess
import sys

import pytest

from tests.generators.conftest import ROOT

LIGHT = (
    "",
    ".parameters",
    ".fields",
    ".template",
    ".limits",
    ".findings",
    ".errors",
    ".rules",
    ".lettering",
    ".terms",
    ".words",
    ".typefaces",
    ".strokes",
    ".artwork",
    ".artwork.shown",
    ".sweep.proof",
    ".scripts",
)


@pytest.mark.parametrize("name", LIGHT)
def test_light_modules_load_no_kernel(name: str) -> None:
    """Importing them brings in neither CadQuery nor OpenCASCADE, trimesh, scipy or numpy."""
    heavy = "{'cadquery', 'OCP', 'trimesh', 'embreex', 'scipy', 'numpy', 'manifold3d', 'shapely'}"
    program = f"import sys, generators{name}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""A thin fin on a foot: what the tests of waived warnings turn."""

from collections.abc import Iterator

from generators import Parameters, Part, Template, length
from generators.shapes import extruded, raised, rounded


class FinParameters(Parameters):
    """What a customer can set."""

    thickness: float = length(0.6, 0.5, 2, step=0.1, label="Thickness", help="Of the fin.")


def build(values: FinParameters) -> Iterator[Part]:
    """Stand a narrow wall on a block."""
    foot = extruded(rounded(20, 20, 2), 4)
    yield Part("fin", raised(foot, [rounded(16, values.thickness, 0, z=4)], 8))


template = Template(
    slug="fin",
    title="Fin",
    version="1.0.0",
    summary="A fin of one line or two.",
    need="Try what happens when something prints, but not as drawn.",
    when_not="Nothing anybody would buy.",
    licence="CC0-1.0",
    author="The Printwright developers",
    parameters=FinParameters,
    build=build,
)

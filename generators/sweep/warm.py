"""What every worker needs in memory before its first build; the server of forks loads it once for all of them."""

from __future__ import annotations

from functools import cache

from generators import files, make, picture

__all__ = ["files", "make", "picture", "up"]


@cache
def up() -> None:
    """Build, mesh and check one small solid, so that no setting pays for the first use of the kernel."""
    import cadquery as cq

    from generators.checks import check_part
    from generators.limits import Limits
    from generators.mesh import tessellate
    from generators.subject import Subject

    mesh = tessellate(cq.Workplane().box(20, 20, 5, centered=(True, True, False)).edges("|Z").fillet(2).val())  # type: ignore[arg-type]  # a box has a shape
    list(check_part(Subject("box", mesh), Limits.generic()))


up()

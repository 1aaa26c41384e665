"""Which values lay a part better, tried before they are offered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from generators.errors import BuildFailed, InvalidValues
from generators.findings import Finding, Lay
from generators.limits import Limits
from generators.make import Made, Shaped, checked, shaped

_CHEAP = 40_000  # triangles: up to here making and checking once more is hardly waited for


def with_lays(made: Made, limits: Callable[[Shaped], Limits], before: Callable[[], None] = lambda: None) -> Made:
    """
    Give the findings of a design with the values that lay the part so that they end.

    A lay is tried: made and checked, it ends its finding and brings no new error or warning, or it is not offered.
    What else it ends carries it too. Where there are too many triangles to try it, it is a proposal. `limits`
    gives those by which a design is checked; `before` is called before each check, and may raise `Dropped`.
    """
    if made.template.lays is None:
        return made
    cheap = sum(len(part.mesh.faces) for part in made.parts) <= _CHEAP
    found = list(made.findings)
    for place, finding in enumerate(made.findings):
        if not finding.rotation or found[place].lay is not None:
            continue
        values = made.template.lays(made.values, finding)
        if not values:
            continue
        lay = Lay(tuple(values.items()), cheap)
        if not cheap:
            found[place] = replace(finding, lay=lay)
            continue
        after = _tried(made, lay, limits, before)
        if after is None or not _better(finding, made.findings, after):
            continue
        left = {one.code for one in after}
        for other, one in enumerate(found):
            if other == place or (one.lay is None and one.severity != "info" and one.code not in left):
                found[other] = replace(one, lay=lay)
    return replace(made, findings=tuple(found))


def _tried(
    made: Made, lay: Lay, limits: Callable[[Shaped], Limits], before: Callable[[], None]
) -> Sequence[Finding] | None:
    """Give what is found when it lies so, None where it cannot be made."""
    try:
        values = made.template.parameters.read({**made.values.canonical(), **dict(lay.values)}, limits(made))
        design = shaped(made.template, values)
        return checked(design, limits(design), before).findings
    except (InvalidValues, BuildFailed):
        return None


def _better(finding: Finding, before: Iterable[Finding], after: Sequence[Finding]) -> bool:
    """Whether a finding is gone, and nothing that was not known speaks against printing."""
    errors = {one.code for one in before if one.severity == "error"}
    serious = {one.code for one in before if one.severity != "info"}
    return all(
        one.code != finding.code
        and (one.severity != "error" or one.code in errors)
        and (one.severity != "warning" or one.code in serious)
        for one in after
    )

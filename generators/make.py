"""The whole walk: values become parts, parts become triangles, triangles are checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import cadquery as cq
import numpy as np
import numpy.typing as npt

from generators.checks import check_part
from generators.cutting import Pieces, cut
from generators.errors import BuildFailed, InvalidValues
from generators.findings import SEVERITIES, Finding
from generators.joints import joints
from generators.library import line_in
from generators.limits import Limits
from generators.mesh import Mesh, tessellate
from generators.solidity import solidity
from generators.subject import Subject
from generators.template import BODY, Ghost, Hardware, MeshSettings, Part, Template
from generators.topology import listed_by_number

if TYPE_CHECKING:
    from generators.parameters import Parameters

P = TypeVar("P", bound="Parameters")

_OF_THE_SURFACE = {"surface", "crossings", "bodies"}  # what these find may be the solid's own fault
_ON_THE_BED = 1e-3  # mm that a part may be off Z = 0
_PALE = MeshSettings(0.2, 0.4, 0.2)  # coarse, for a ghost is only looked at


@dataclass(frozen=True, eq=False)
class MadePart:
    """
    A part with its triangles; `place` (4, 4) float64 moves it from the bed into the assembled view.

    `spiral` is the width in mm of the one line as which it is laid, None for layer by layer.
    """

    name: str
    quantity: int
    colour: str
    mesh: Mesh
    place: npt.NDArray[np.float64]
    volume: float  # mm³
    solid: cq.Shape
    spiral: float | None = None

    @property
    def placed(self) -> npt.NDArray[np.float64]:
        """Give the vertices in the assembled view, (n, 3) mm."""
        moved: npt.NDArray[np.float64] = self.mesh.vertices @ self.place[:3, :3].T + self.place[:3, 3]
        return moved


@dataclass(frozen=True, eq=False)
class MadeGhost:
    """A ghost with its triangles; `place` as of a `MadePart`."""

    name: str
    mesh: Mesh
    place: npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Shaped:
    """One design as triangles: its parts, and the name it keeps from slider to plastic. Nothing was checked yet."""

    template: Template[Any]
    values: Parameters
    parts: tuple[MadePart, ...]
    digest: str
    sizes: tuple[float, float, float]  # mm, of the assembled view
    hardware: tuple[Hardware, ...]
    ghosts: tuple[MadeGhost, ...] = field(default=(), kw_only=True)  # for the picture only
    cut: bool = field(default=False, kw_only=True)  # whether a part came in pieces, for the printer is too small


@dataclass(frozen=True, eq=False)
class Made(Shaped):
    """One design, made: its parts, and what the checks found."""

    findings: tuple[Finding, ...]

    @property
    def printable(self) -> bool:
        """Whether nothing found keeps it from printing."""
        return all(finding.severity != "error" for finding in self.findings)


def make(template: Template[P], values: P, limits: Limits, mesh_settings: MeshSettings | None = None) -> Made:
    """
    Build, mesh and check one design. The same values give the same bytes in any process.

    Raises `BuildFailed` when the template's code stops or gives no usable part.
    """
    return checked(shaped(template, values, mesh_settings), limits)


def shaped(template: Template[P], values: P, mesh_settings: MeshSettings | None = None) -> Shaped:
    """
    Build and mesh one design: all that its picture needs.

    Raises `BuildFailed` when the template's code stops or gives no usable part.
    """
    settings = mesh_settings or MeshSettings()
    wholes, hardware, mates = build(template, values)
    several = {part.name: _cut(template, part, values) for part in wholes}
    pieces = [piece for one in several.values() for piece in one.parts]
    hardware += [note for one in several.values() for note in one.hardware]
    cuts = {name: one.facts for name, one in several.items() if one.facts}
    parts = tuple(_made(template, part, settings) for part in pieces)
    corners = np.concatenate([part.placed for part in parts])
    x, y, z = (corners.max(axis=0) - corners.min(axis=0)).round(4).tolist()
    digest = template.digest(values, settings, cuts)
    ghosts = tuple(_ghost(template, mate) for mate in mates)
    return Shaped(template, values, parts, digest, (x, y, z), tuple(hardware), ghosts=ghosts, cut=bool(cuts))


def checked(design: Shaped, limits: Limits, before: Callable[[], None] = lambda: None) -> Made:
    """
    Say what speaks against printing a design.

    `before` is called before each check, and may raise `Dropped` when nobody asks any more.
    """
    findings: list[Finding] = []
    subjects = []
    for part in design.parts:
        subject = Subject(part.name, part.mesh, part.place, part.spiral)
        subjects.append(subject)
        found = list(check_part(subject, limits, before))
        if any(finding.check in _OF_THE_SURFACE for finding in found):
            found += _unsound(part, subject)
        findings += [replace(finding, parameter=_cause(design.template, part, finding)) for finding in found]
    if len(subjects) > 1:
        before()
        findings += [replace(finding, check="joints") for finding in joints(subjects, limits)]
    if design.template.judged is not None:
        findings = list(design.template.judged(design.values, findings))
    findings.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    return Made(
        design.template,
        design.values,
        design.parts,
        design.digest,
        design.sizes,
        design.hardware,
        tuple(findings),
        ghosts=design.ghosts,
        cut=design.cut,
    )


def sound(made: Made) -> Made:
    """
    Look at the solids of a design too, and not only at the triangles that are printed.

    A maker's check does; for a customer `checked` only does where a surface is already found wanting, for it takes
    longer than all other checks.
    """
    known = {(finding.code, finding.part) for finding in made.findings}
    found = [
        finding
        for part in made.parts
        for finding in _unsound(part, Subject(part.name, part.mesh, part.place, part.spiral))
        if (finding.code, finding.part) not in known
    ]
    return replace(made, findings=(*made.findings, *found))


def _unsound(part: MadePart, subject: Subject) -> list[Finding]:
    found = solidity(part.solid, subject)
    return [] if found is None else [replace(found, check="solidity")]


def _cause(template: Template[Any], part: MadePart, finding: Finding) -> str | None:
    """Name the parameter behind a finding: the one the maker declared, or the one that drives this outside size."""
    if finding.code != "DOES_NOT_FIT" or finding.measured is None:
        return template.causes.get(finding.code)
    lying = int(np.argmin(np.abs(np.array(part.mesh.sizes) - finding.measured)))
    standing = "xyz"[int(np.argmax(np.abs(part.place[:3, lying])))]
    return next((name for name, field in template.parameters.fields().items() if field.axis == standing), None)


def build(template: Template[P], values: P) -> tuple[list[Part], list[Hardware], list[Ghost]]:
    """Run the template's code and look its pieces over; any failure becomes `BuildFailed` with the line."""
    listed_by_number()
    try:
        pieces = list(template.build(values))
    except InvalidValues:
        raise
    except Exception as error:  # a maker's code may raise anything
        path = Path(template.build.__code__.co_filename)
        raise BuildFailed(template.slug, _words(error), line_in(path, error)) from error
    parts = [piece for piece in pieces if isinstance(piece, Part)]
    hardware = [piece for piece in pieces if isinstance(piece, Hardware)]
    ghosts = [piece for piece in pieces if isinstance(piece, Ghost)]
    if not parts:
        raise BuildFailed(template.slug, "it gave no parts")
    slots = {BODY, *(slot.name for slot in template.slots)}
    names = [part.name for part in parts]
    if len(set(names)) != len(names):
        raise BuildFailed(template.slug, f"two parts have the same name: {', '.join(names)}")
    for part in parts:
        if part.quantity < 1:
            raise BuildFailed(template.slug, f"part '{part.name}' has the quantity {part.quantity}")
        if part.colour not in slots:
            raise BuildFailed(template.slug, f"part '{part.name}' names the colour slot '{part.colour}': there is none")
        if part.spiral is not None and part.spiral <= 0:
            raise BuildFailed(template.slug, f"part '{part.name}' is a line {part.spiral:g} mm wide")
        if part.spiral is not None and part.cuts is not None:
            raise BuildFailed(template.slug, f"part '{part.name}' is one line, which cannot be cut")
        if not part.solid.Solids():
            raise BuildFailed(template.slug, f"part '{part.name}' is not a solid")
    return parts, hardware, ghosts


def _cut(template: Template[Any], part: Part, values: Parameters) -> Pieces:
    try:
        return cut(part, values.limits)
    except ValueError as error:
        raise BuildFailed(template.slug, f"part '{part.name}': {error}") from error


def _ghost(template: Template[Any], ghost: Ghost) -> MadeGhost:
    try:
        mesh = tessellate(ghost.solid, _PALE)
    except ValueError as error:
        raise BuildFailed(template.slug, f"ghost '{ghost.name}': {error}") from error
    return MadeGhost(ghost.name, mesh, matrix(ghost.place))


def _made(template: Template[Any], part: Part, settings: MeshSettings) -> MadePart:
    try:
        mesh = tessellate(part.solid, settings)
    except ValueError as error:
        raise BuildFailed(template.slug, f"part '{part.name}': {error}") from error
    lowest = float(mesh.bounds[0, 2])
    if abs(lowest) > _ON_THE_BED:
        raise BuildFailed(template.slug, f"part '{part.name}' must lie on Z = 0, but begins at Z = {lowest:.3f}")
    place = matrix(part.place)
    return MadePart(part.name, part.quantity, part.colour, mesh, place, mesh.volume, part.solid, part.spiral)


def matrix(place: tuple[float, float, float] | cq.Location | None) -> npt.NDArray[np.float64]:
    """Give a place as a 4 x 4 matrix, mm."""
    if place is None:
        return np.eye(4)
    location = place if isinstance(place, cq.Location) else cq.Location(place)
    move = location.wrapped.Transformation()
    out = np.eye(4)
    out[:3] = [[move.Value(row, column) for column in (1, 2, 3, 4)] for row in (1, 2, 3)]
    # A turn by 90° must not leave dust of cosines in the matrix.
    settled: npt.NDArray[np.float64] = out.round(12) + 0.0
    return settled


def _words(error: BaseException) -> str:
    text = str(error).strip() or "no reason given"
    return f"{type(error).__name__}: {text}"

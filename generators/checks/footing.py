"""Does the part stand firmly on the bed while it grows?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from generators.findings import Finding
from generators.limits import Limits
from generators.subject import Subject

_ON_BED = 1e-3  # mm


def footing(subject: Subject, limits: Limits) -> Iterator[Finding]:
    """
    The area that touches the bed in mm², how far the part may lean before it tips, in degrees, and how often its
    foot's width goes into its height: what stands safely may still be too slender to be pushed about by a nozzle.

    Source: contact_area, tip_angle, slenderness and low_height of the limits.
    """
    mesh = subject.mesh
    low = float(mesh.bounds[0, 2])
    if subject.manifold is None or mesh.sizes[2] <= limits.low_height.value:
        return
    on_bed = np.all(mesh.triangles[:, :, 2] < low + _ON_BED, axis=1)
    area = float(mesh.areas[on_bed].sum())
    feet = mesh.triangles[on_bed].reshape(-1, 3)
    if area < limits.contact_area.value:
        yield subject.finding(
            "BED_CONTACT_SMALL",
            "warning",
            "Small footing",
            f"Only {area:.0f} mm² of the {subject.part} touch the bed; {limits.contact_area.value:.0f} mm² hold "
            "safely. It may come loose while printing.",
            measured=area,
            limit=limits.contact_area,
            faces=np.flatnonzero(on_bed),
            points=feet if len(feet) else mesh.vertices[[int(mesh.vertices[:, 2].argmin())]],
        )
    if not len(feet):
        return
    # Centre of mass: the sum of the tetrahedra between the origin and each triangle.
    parts = np.einsum("ij,ij->i", mesh.triangles[:, 0], mesh.crosses) / 6
    centre = (mesh.triangles.sum(axis=1) / 4 * parts[:, None]).sum(axis=0) / parts.sum()
    ground = shapely.MultiPoint(feet[:, :2]).convex_hull
    over = shapely.Point(centre[:2])
    reach = float(ground.boundary.distance(over)) if ground.covers(over) else 0.0
    lean = float(np.degrees(np.arctan2(reach, centre[2] - low)))
    if lean < limits.tip_angle.value:
        fails = reach == 0
        yield subject.finding(
            "UNSTABLE",
            "error" if fails else "warning",
            "Stands unsteadily",
            f"The {subject.part} {'falls over by itself' if fails else f'tips when it leans by {lean:.1f}°'} "
            "while it is printed. Make it lower or its foot wider.",
            measured=lean,
            limit=limits.tip_angle,
            points=[centre],
        )
        return
    wide = 2 * float(shapely.maximum_inscribed_circle(ground, tolerance=0.1).length)
    slender = mesh.sizes[2] / wide
    if slender > limits.slenderness.value:
        yield subject.finding(
            "TALL_SLENDER",
            "warning",
            "Tall and slender",
            f"The {subject.part} is {slender:.1f} times as tall as its foot is wide; up to "
            f"{limits.slenderness.value:.0f} times print steadily. It may sway. Make it lower or its foot wider.",
            measured=slender,
            limit=limits.slenderness,
            points=[mesh.vertices[int(mesh.vertices[:, 2].argmax())]],
        )

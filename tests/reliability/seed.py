"""A design to be ordered again and again: a small plate, written down as if it had been ordered before."""

from __future__ import annotations

import json
import struct

from server import people
from server.artefacts import Artefacts
from server.database import Database, migrate, now
from server.models import Design, Order
from server.ordering import model_sha256
from server.settings import Settings

#: Edges of the plate in mm: one minute of printing.
SIZES = (8.0, 8.0, 1.0)


def sow(settings: Settings) -> tuple[str, str, str]:
    """Write design and first order; returns the order, its customer's token and a token of the operator's."""
    settings.data.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database)
    migrate(database.engine)
    store = Artefacts(settings.artefacts)
    parts = [{"name": "plate", "colour": "body", "quantity": 1, "stl": store.put(_box(*SIZES))}]
    sizes = dict(zip("xyz", SIZES, strict=True))
    report = {"sizes": sizes, "parts": [{"name": "plate", "quantity": 1, "sizes": sizes}], "findings": []}
    figures = {"grams": 0.1, "seconds": 60.0, "grams_tolerance": 0.5, "seconds_tolerance": 0.5}
    with database.begin() as session:
        if session.get(Design, "0" * 64) is None:
            session.add(
                Design(
                    digest="0" * 64,
                    slug="plate",
                    version="1",
                    title="Plate",
                    source_digest="0" * 64,
                    values={},
                    report=report,
                    glb="0" * 64,
                    parts=parts,
                    model_sha256=model_sha256(parts),
                    created_at=now(session),
                )
            )
            session.flush()
            session.add(
                Order(
                    id="seed",
                    token_sha256=people.fingerprint("seed"),
                    state="cancelled",
                    digest="0" * 64,
                    picture="0" * 64,
                    quantity=1,
                    material="pla",
                    colour="marigold",
                    machine=settings.printers[0].machine,
                    quality=settings.quality,
                    name="Ada",
                    email="ada@example.org",
                    price={},
                    estimate=figures,
                    findings=[],
                    created_at=now(session),
                )
            )
    key = people.new_token(database, "the chaos")
    database.close()
    return "seed", "seed", key


def _box(x: float, y: float, z: float) -> bytes:
    """A block as a binary STL."""
    corners = [(i * x, j * y, k * z) for i in (0, 1) for j in (0, 1) for k in (0, 1)]
    faces = [
        *((0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1)),
        *((2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3)),
    ]
    triangles = b"".join(struct.pack("<12fH", 0, 0, 0, *corners[a], *corners[b], *corners[c], 0) for a, b, c in faces)
    return b"\0" * 80 + struct.pack("<I", len(faces)) + triangles


if __name__ == "__main__":
    print(json.dumps(sow(Settings())))

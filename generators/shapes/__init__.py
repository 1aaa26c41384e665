"""
Solids that makers share, one noun per file.

All sizes are in mm, Z is up. A face is flat and lies level; it becomes a solid when it is extruded.
"""

from generators.shapes.artwork import drawing_faces
from generators.shapes.bosses import INSERTS, Insert, insert_boss, insert_room, standoff
from generators.shapes.cases import Case, shell
from generators.shapes.codes import qr, qr_faces, qr_size, wifi
from generators.shapes.gridfinity import grid_base, grid_size, magnet_places
from generators.shapes.gridrooms import LIP_HEIGHT, grid_bin, grid_plate, grid_rooms, grid_socket
from generators.shapes.hinged_lids import HingedLid
from generators.shapes.hinges import Hinge
from generators.shapes.lathe import Ridge, turned
from generators.shapes.letters import lettering, text_bounds, text_width
from generators.shapes.lids import DropLid, SnapLid
from generators.shapes.patterns import honeycomb, open_share, perforated, punch, slots
from generators.shapes.pens import Point, Step, drawn, spun
from generators.shapes.pillars import standing
from generators.shapes.plates import bent, cut, extruded, framed, moved, pierced, raised, rounded, softened, sunk
from generators.shapes.rooms import hollowed
from generators.shapes.screw_lids import ScrewLid
from generators.shapes.screws import SCREWS, Screw, counterbored, countersunk, keyhole
from generators.shapes.sides import around, on_side
from generators.shapes.sliding_lids import SlidingLid
from generators.shapes.steps import stepped
from generators.shapes.threads import Thread, bolt, nut
from generators.stages import stage

__all__ = [
    "INSERTS",
    "LIP_HEIGHT",
    "SCREWS",
    "Case",
    "DropLid",
    "Hinge",
    "HingedLid",
    "Insert",
    "Point",
    "Ridge",
    "Screw",
    "ScrewLid",
    "SlidingLid",
    "SnapLid",
    "Step",
    "Thread",
    "around",
    "bent",
    "bolt",
    "counterbored",
    "countersunk",
    "cut",
    "drawing_faces",
    "drawn",
    "extruded",
    "framed",
    "grid_base",
    "grid_bin",
    "grid_plate",
    "grid_rooms",
    "grid_size",
    "grid_socket",
    "hollowed",
    "honeycomb",
    "insert_boss",
    "insert_room",
    "keyhole",
    "lettering",
    "magnet_places",
    "moved",
    "nut",
    "on_side",
    "open_share",
    "perforated",
    "pierced",
    "punch",
    "qr",
    "qr_faces",
    "qr_size",
    "raised",
    "rounded",
    "shell",
    "slots",
    "softened",
    "spun",
    "stage",
    "standing",
    "standoff",
    "stepped",
    "sunk",
    "text_bounds",
    "text_width",
    "turned",
    "wifi",
]

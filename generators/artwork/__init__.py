"""
Customers' own pictures and drawings: read with suspicion, put right where that is safe, refused with reason elsewhere.

`read` turns what was uploaded into an `Artwork` of canonical bytes; `picture` and `outline` give what a template works
with. Importing this package loads neither numpy nor shapely nor the kernel.
"""

from generators.artwork.artwork import LONGEST_DRAWING, LONGEST_IMAGE, Artwork, read
from generators.artwork.outlines import outline, thinnest
from generators.artwork.pictures import picture

__all__ = ["LONGEST_DRAWING", "LONGEST_IMAGE", "Artwork", "outline", "picture", "read", "thinnest"]

"""
Customers' own model files: read with suspicion, repaired where that is safe and agreed to, refused with reason.

`read` turns a file into a `Brought`; `product` is the template whose one question is that file.
"""

from generators.kept import MODEL as MAGIC
from generators.uploads.bounds import Bounds
from generators.uploads.brought import FORMATS, Brought
from generators.uploads.reading import ENDINGS, read, too_large

__all__ = ["ENDINGS", "FORMATS", "MAGIC", "Bounds", "Brought", "read", "too_large"]

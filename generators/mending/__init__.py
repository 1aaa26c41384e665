"""
From what speaks against printing a design to the nearest values that print.

Light to import: only a trial loads the geometry kernel.
"""

from generators.mending.form import Form
from generators.mending.lines import Change, Mend
from generators.mending.mend import Allowance, mend, mending
from generators.mending.trial import Flaw, Trial, tried

__all__ = ["Allowance", "Change", "Flaw", "Form", "Mend", "Trial", "mend", "mending", "tried"]

"""Scripts as they are: a CadQuery script that was never written as a template, taken as one."""

from generators.scripts.loading import is_script, load
from generators.scripts.refusal import ScriptRefused

__all__ = ["ScriptRefused", "is_script", "load"]

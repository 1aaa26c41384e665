"""Viewers that scripts are written for: here their windows stay shut, and what is shown is collected."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

VIEWERS = ("ocp_vscode", "cq_server", "cq_editor", "cq_viewer", "cq_vscode", "jupyter_cadquery", "cadquery.vis")
# What a script may find with `from ocp_vscode import *` besides the words that show: it sets up a window.
SETTINGS = (
    "Camera", "Collapse", "Render", "reset_defaults", "reset_show", "save_screenshot", "set_colormap", "set_defaults",
    "set_port", "set_viewer_config", "show_clear", "status", "unset_colormap", "workspace_config",
)  # fmt: skip


def is_viewer(module: str) -> bool:
    """Whether a module is one of the known viewers, or part of one."""
    return any(module == one or module.startswith(f"{one}.") for one in VIEWERS)


class Silent:
    """Anything else that a viewer offers: it can be called and asked for more, and does nothing."""

    def __call__(self, *_given: object, **_words: object) -> Silent:
        return self

    def __getattr__(self, name: str) -> Silent:
        if name.startswith("__"):
            raise AttributeError(name)
        return self


class Viewer(ModuleType):
    """A stand-in for a viewer's module, with the words that show things."""

    def __init__(self, name: str, words: Mapping[str, Any]) -> None:
        super().__init__(name)
        self.__dict__.update(words)
        self.__all__ = list(words)

    def __getattr__(self, name: str) -> Any:
        """Give silence for all that shows nothing."""
        if name.startswith("__"):
            raise AttributeError(name)
        return Silent()

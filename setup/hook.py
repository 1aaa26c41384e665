"""Build hook: installing the project builds its page, so that nobody has to bring Node."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PageHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling leaves its own parameter open
    """Runs before the project is installed or packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        """Build the page."""
        sys.path.insert(0, str(Path(self.root) / "setup"))
        import page

        page.build()

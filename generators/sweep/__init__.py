"""The proof of a template: everything a customer can reach can be printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generators.sweep.report import Report
    from generators.template import Template


def fast(template: Template[Any], seed: int = 1) -> Report:
    """Try a template at about 25 well chosen settings in this process, on an ordinary printer."""
    from generators.limits import Limits
    from generators.sweep.bench import Table
    from generators.sweep.settings import fast_plan
    from generators.sweep.sweeping import examined, explained

    limits = Limits.generic()
    bench = Table(template, limits)
    return explained(examined(template, bench, limits, fast_plan(template, limits, seed), seed), bench)

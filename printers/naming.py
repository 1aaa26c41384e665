"""Names of files on a printer: short, plain, never used twice."""

import re
import secrets


def fresh(title: str) -> str:
    """A name nobody has used, with a little of the title in front for people who read it on the machine."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40] or "print"
    return f"{plain}-{secrets.token_hex(4)}.gcode"

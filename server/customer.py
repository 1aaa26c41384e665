"""Who orders: a name and an address at which somebody can be reached."""

from __future__ import annotations

import re
from typing import Any

from server.errors import field_error

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


def person_errors(name: str, email: str, digest: str | None) -> list[dict[str, Any]]:
    """What is wrong with who orders, and with the digest of what was seen, field by field."""
    errors = []
    name = name.strip()
    if not name or len(name) > 200 or not name.isprintable():
        errors.append(
            field_error("name", "missing" if not name else "too_long", "Please tell us your name.", limit=200)
        )
    if len(email) > 320 or not _EMAIL.fullmatch(email.strip()):
        errors.append(
            field_error("email", "not_an_address", "This does not look like an e-mail address; name@example.org does.")
        )
    if digest is not None and not re.fullmatch(r"[0-9a-fA-F]{64}", digest):
        errors.append(
            field_error("digest", "not_a_digest", "The digest of the design that was seen is 64 hexadecimal digits.")
        )
    return errors

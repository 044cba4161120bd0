"""What a knowledge base may be called."""

from __future__ import annotations

import re

from knowledge.errors import InputError

# A folder on every system, and a part of a collection's name on a server.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def checked_name(name: str) -> str:
    """Return the name.

    Raises:
        InputError: it cannot name a knowledge base.
    """
    if not _NAME.fullmatch(name) or name.endswith("."):
        raise InputError(
            f"{name!r} cannot name a knowledge base. Use up to 64 letters, digits, '-', '_' and "
            "'.', the first one a letter or digit, the last one no '.'."
        )
    return name

"""How many digits of a number are told, in every language."""

from __future__ import annotations

_DECIMALS_BELOW = 10


def rounded(number: float) -> str:
    """Return "1,234", or "3.4" where there are decimals and the number is below ten."""
    whole = abs(number) >= _DECIMALS_BELOW or float(number).is_integer()
    return f"{number:,.0f}" if whole else f"{number:.1f}"

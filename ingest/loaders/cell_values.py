"""Writes a spreadsheet's values as a reader sees them: dates as days, shares as percent."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from ingest.loaders.outline import one_line

_QUOTED = re.compile(r'"[^"]*"|\\.|\[(?!\$)[^\]]*\]')
_CURRENCY = re.compile(r"\[\$([^\]-]+)[^\]]*\]|([$\u20ac\u00a3\u00a5])")
_DECIMALS = re.compile(r"[0#]\.([0#?]+)")
_MIDNIGHT = time()
_WHOLE = 10**15


def shown(value: object, number_format: str = "General") -> str:  # noqa: PLR0911 - a case each
    """Return a cell's value in words, by its number format as far as that matters."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _number(value, number_format or "General")
        case datetime():
            return (
                value.date().isoformat() if value.time() == _MIDNIGHT else f"{value:%Y-%m-%d %H:%M}"
            )
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            return str(value)
        case _:
            return one_line(str(value))


def _number(value: float, number_format: str) -> str:
    positive = number_format.split(";", maxsplit=1)[0]
    currency = _CURRENCY.search(positive)
    bare = _QUOTED.sub("", positive)
    decimals = _DECIMALS.search(bare)
    if "%" in bare:
        return f"{_rounded(value * 100, decimals)}%"
    if currency is None:
        return _plain(value)
    sign = (currency.group(1) or currency.group(2)).strip()
    digits = len(decimals.group(1)) if decimals else 0
    amount = f"{abs(value):,.{digits}f}"
    minus = "-" if value < 0 else ""
    return f"{minus}{sign}{amount}" if len(sign) == 1 else f"{minus}{amount} {sign}"


def _rounded(value: float, decimals: re.Match[str] | None) -> str:
    return f"{value:.{len(decimals.group(1)) if decimals else 0}f}"


def _plain(value: float) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))
    return f"{value:.12g}" if isinstance(value, float) else str(value)

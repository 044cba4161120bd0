"""How people write a day, in English, German and Spanish."""

from __future__ import annotations

import re

_MONTH = (
    r"(?:jan|feb|mar|mae|apr|may|mai|jun|jul|aug|sep|set|oct|okt|nov|dec|dez|ene|abr|ago|dic)"
    r"[a-z]{0,7}\.?"
)
_NUMBERS = (
    r"\d{1,2} ?[/.\- ] ?\d{1,2} ?[/.\- ] ?\d{4}|\d{4} ?[/.\- ] ?\d{1,2} ?[/.\- ] ?\d{1,2}|"
    r"\d{1,2} ?[/.\- ] ?\d{1,2} ?[/.\- ] ?\d{2}"
)
_WORDS = (
    rf"\d{{1,2}}(?:st|nd|rd|th|\.|o)?[ -]{{0,2}}(?:de |of )?{_MONTH}[ ,-]{{0,3}}(?:de |del )?"
    rf"(?:of )?\d{{2,4}}|{_MONTH}[ ,-]{{0,3}}\d{{1,2}}(?:st|nd|rd|th)?(?:[ ,-]{{1,3}}\d{{4}}|"
    rf"[ ,-]{{1,3}}\d{{2}}(?=\W))?(?!\d)|{_MONTH}[ ,-]{{0,3}}(?:de |del )?\d{{4}}"
)
WRITTEN_DAY = re.compile(rf"(?:{_NUMBERS}|{_WORDS})(?![\w-])", re.IGNORECASE)
"""A day with something between its parts; the year may be short, or lack after a month's name."""
ANY_DAY = re.compile(rf"(?:{_NUMBERS}|{_WORDS}|\d{{8}}|\d{{6}})(?![\w-])", re.IGNORECASE)
"""The same, and eight or six digits in a row: only what is called a day is one."""
YEARS = re.compile(r"(?:19|20)\d\d ?[-/] ?(?:(?:19|20)\d\d|\d\d)(?![\w-])")
"""A span of years: "2026-2027", "2026/27"."""

"""How an answer is read: what its markers, signs and chips mean, as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape

from app import texts
from app.views.presenting_passages import day
from app.views.presenting_text import visible


def guide_html(today: date, *, opened: bool) -> str:
    """Return what stands on the first screen, each sign as answers show it."""
    marker = '<span class="cw-marker">1</span>'
    signs = '<span class="cw-signs">\u2713 \u25d0 \u25cb</span>'
    as_of = f'<span class="cw-chip">{escape(texts.AS_OF_CHIP.format(day=day(today)))}</span>'
    refused = f"<strong>{escape(texts.REFUSED)}</strong>"
    rows = (
        (marker, texts.GUIDE_MARKER),
        (signs, texts.GUIDE_SUPPORT),
        (as_of, texts.GUIDE_DAY),
        (refused, texts.GUIDE_REFUSED),
    )
    listed = "".join(f"<dt>{sign}</dt><dd>{escape(words)}</dd>" for sign, words in rows)
    return (
        f'<details class="cw-guide"{" open" if opened else ""}>'
        f"<summary>{escape(texts.GUIDE)}</summary><dl>{listed}</dl></details>"
    )


def chips_html(chips: Iterable[str], meanings: Iterable[str] = ()) -> str:
    """Return short remarks side by side and, folded up behind them, what they mean."""
    shown = "".join(f"<span>{escape(visible(words))}</span>" for words in chips)
    if not shown:
        return ""
    told = "".join(f"<li>{escape(words)}</li>" for words in meanings)
    label = escape(texts.MEANING)
    folded = (
        f'<details class="cw-meaning"><summary aria-label="{label}" title="{label}">?</summary>'
        f"<ul>{told}</ul></details>"
    )
    return f'<div class="cw-chips">{shown}{folded if told else ""}</div>'
